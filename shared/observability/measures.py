"""What use cases and adapters count and time: one small port, which `Metrics` fulfils."""

from contextlib import AbstractContextManager, nullcontext
from typing import Final, Protocol

from shared.observability.metrics import MetricName, Stage


class Measures(Protocol):
    """Counts and times. In a service these are its `Metrics`; in most tests nothing is measured."""

    def stage(self, stage: Stage, rows: int = 0) -> AbstractContextManager[None]:
        """Time a stage and count its rows. Keep awaits outside where possible: other tasks' work is counted too."""
        ...

    def count(self, name: MetricName, amount: float = 1, **labels: str) -> None:
        """Add to a counter."""
        ...

    def gauge(self, name: MetricName, value: float, **labels: str) -> None:
        """Set a gauge."""
        ...

    def observe(self, name: MetricName, seconds: float, **labels: str) -> None:
        """Add one duration to a histogram."""
        ...


class Unmeasured:
    """Counts and times nothing."""

    def stage(self, stage: Stage, rows: int = 0) -> AbstractContextManager[None]:
        return nullcontext()

    def count(self, name: MetricName, amount: float = 1, **labels: str) -> None:
        return None

    def gauge(self, name: MetricName, value: float, **labels: str) -> None:
        return None

    def observe(self, name: MetricName, seconds: float, **labels: str) -> None:
        return None


UNMEASURED: Final = Unmeasured()
