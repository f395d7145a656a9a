"""Where validation keeps what it stores: PostgreSQL, for judgements under way."""
