"""What the pages of validation read: views, ports and SQL of a page side by side."""
