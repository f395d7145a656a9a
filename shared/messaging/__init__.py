"""Kafka and its manners: sealed events, inbox, outbox, retries, dead letters. Every trap is closed here, once.

At least once plus idempotent handling: state, inbox row and outbox parcel commit together or not at all.
"""
