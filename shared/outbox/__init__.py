"""The unit of work: inbox, state and outbox in one PostgreSQL transaction, and the relay that publishes."""
