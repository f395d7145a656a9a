"""Kafka's accounts, what they may do, and certificates: what the administrator sets up before anything connects."""
