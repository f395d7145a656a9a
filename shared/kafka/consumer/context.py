"""What all subscriptions of a process share."""

from collections.abc import Callable
from dataclasses import dataclass, field

from shared.concurrency.backoff import Backoff
from shared.kafka.codec import EventCodec
from shared.kafka.dead_letters import DeadLetters
from shared.kafka.gaps.gap import GapStore
from shared.observability.metrics import Metrics


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


@dataclass(frozen=True, slots=True)
class ConsumerContext:
    """Codec, stores and limits; `on_fatal` ends the process, with a reason made of names and codes."""

    codec: EventCodec
    dead_letters: DeadLetters
    gaps: GapStore
    metrics: Metrics
    on_fatal: Callable[[str], None]
    backoff: Backoff = field(default_factory=Backoff)
    limits: DeadLetterLimits = field(default_factory=DeadLetterLimits)
