"""Kafka and PostgreSQL: installed from packages, started, found again and stopped."""
