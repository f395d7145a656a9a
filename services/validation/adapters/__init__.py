"""Whom validation leans on: PostgreSQL for the judgements under way."""
