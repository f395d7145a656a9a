"""How the rows that schools send are judged."""
