"""Pages on which something is entered about young people: it counts as what a file says does."""
