"""What is said of a file before its rows are looked at: the template it was made from, the age of its data."""
