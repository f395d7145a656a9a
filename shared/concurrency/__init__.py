"""Bounded concurrency and retries."""
