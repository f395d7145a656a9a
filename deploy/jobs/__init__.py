"""Jobs that run once and end: migrations, roles, topics, accounts."""
