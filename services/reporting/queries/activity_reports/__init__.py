"""What the pages of the January reports and of the destination survey read."""
