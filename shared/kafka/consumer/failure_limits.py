"""How many dead letters are too many: a bad release must not divert everything."""

from collections import deque
from dataclasses import dataclass
from typing import Final

from shared.observability.metrics import Metrics

REASONS: Final = (
    "bad_compression",
    "bad_envelope",
    "bad_payload",
    "bad_seal",
    "key_destroyed",
    "key_of_another_master",
    "message_too_large",
    "not_an_event",
    "not_sealed",
    "original_damaged",
    "original_erased",
    "original_missing",
    "tombstone",
    "too_large",
    "unknown_collection",
    "unknown_mark",
    "unknown_submission",
    "wrong_id",
    "wrong_type",
    "other",
)
"""Why a message becomes a dead letter, as the metric counts it; `other` is what PostgreSQL refused (see the log)."""


def counted_as(reason: str) -> str:
    """Return the reason under which the metric counts: its series exist from the start, so they are few."""
    return reason if reason in REASONS else "other"


def begin_metrics(metrics: Metrics, consumer: str) -> None:
    """Show what raises an alarm for a consumer at 0 from the start."""
    for reason in REASONS:
        metrics.start_at_zero("onward_dead_letters_total", consumer=consumer, reason=reason)
    metrics.start_at_zero("onward_retries_total", consumer=consumer)
    metrics.gauge("onward_consumer_halted", 0, consumer=consumer)


@dataclass(frozen=True, slots=True)
class DeadLetterLimits:
    """When a consumer halts instead of adding another dead letter."""

    run_max: int = 20
    """Dead letters in a row."""
    window: int = 500
    """The latest messages, over which the ratio is taken."""
    ratio_max: float = 0.1
    """Dead letters as a share of the window."""
    ratio_from: int = 50
    """With fewer messages than this the share means nothing."""


class FailureRate:
    """Counts successes and dead letters among the latest messages of one consumer."""

    def __init__(self, limits: DeadLetterLimits) -> None:
        self._limits = limits
        self._latest: deque[bool] = deque(maxlen=limits.window)
        self._run = 0

    def record_success(self) -> None:
        """Count a message that was handled."""
        self._latest.append(False)
        self._run = 0

    def allows_dead_letter(self) -> bool:
        """Count a message that cannot be handled; return False when it is one too many."""
        self._latest.append(True)
        self._run += 1
        seen, dead = len(self._latest), sum(self._latest)
        too_many = seen >= self._limits.ratio_from and dead / seen > self._limits.ratio_max
        return self._run <= self._limits.run_max and not too_many
