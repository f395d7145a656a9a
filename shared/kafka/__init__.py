"""At-least-once Kafka consumers and producer, with encryption and dead letters."""
