"""Consuming: a FastStream subscriber for each type of event, retries, dead letters, and a watchdog over all."""
