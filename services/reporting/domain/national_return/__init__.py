"""The national return: what it says of each young person, in which edition, and what would be wrong with it."""
