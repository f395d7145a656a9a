"""Lists of young people are sent out, and taken back."""
