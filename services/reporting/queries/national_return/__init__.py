"""The national return: what it says of each young person, and what would be wrong with it."""
