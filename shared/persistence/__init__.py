"""PostgreSQL: pools that know their schema, transactions whose failures are named, migrations as numbered SQL."""
