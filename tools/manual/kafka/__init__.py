"""Pages about Kafka."""
