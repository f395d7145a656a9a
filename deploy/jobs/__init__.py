"""Jobs that run once and end: migrations, roles, topics, accounts, looking into messages, replaying dead letters."""
