"""The pauses before what failed for a moment is tried again: exponential, with jitter, bounded in all."""

import random
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses double from `first_s` to `pause_max_s`; after `total_s` of pauses there are no more retries.

    The default total outlasts a restart of Kafka or PostgreSQL and stays below `max_poll_interval_ms`.
    """

    first_s: float = 0.1
    pause_max_s: float = 10.0
    total_s: float = 150.0

    def pauses(self) -> Iterator[float]:
        """Yield the pauses, in seconds, each shortened at random by up to half."""
        pause, spent = self.first_s, 0.0
        while spent < self.total_s:
            yield pause * random.uniform(0.5, 1.0)  # noqa: S311 (spreads retries, guards nothing)
            spent += pause
            pause = min(pause * 2, self.pause_max_s)
