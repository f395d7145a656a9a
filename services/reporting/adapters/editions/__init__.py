"""What one edition of a return changes of another."""
