"""The embedded stack: a real Kafka broker, a real PostgreSQL and the services, from packages alone.

Everything listens on loopback, on free ports, and lives in `.onward/` of the checkout. A second start finds the
first, a half-made folder is repaired, and what is stopped is stopped by its own process id.
"""
