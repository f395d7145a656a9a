"""What the page of the audit reads."""
