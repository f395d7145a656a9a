"""How the rows that the authority itself sends are judged."""
