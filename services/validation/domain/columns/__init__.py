"""How the cells of each column of the dictionary become typed values, one by one and many at a time."""
