"""What is said of how a file was sent: the template it was made from, the age of its data, the list it answers."""
