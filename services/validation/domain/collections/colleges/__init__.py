"""How the rows that colleges send are judged."""
