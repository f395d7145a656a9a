"""What is counted and timed of the judging, as metrics."""

from contextlib import AbstractContextManager

from shared.observability.metrics import Metrics


class MetricMeasures:
    """The metrics of this process."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        for outcome in ("accepted", "refused"):
            metrics.begin("onward_rows_total", outcome=outcome)

    def judging(self, rows: int) -> AbstractContextManager[None]:
        """Time the judging of so many rows."""
        return self._metrics.stage("judge", rows)

    def judged(self, *, accepted: int, refused: int) -> None:
        """Count rows by verdict."""
        self._metrics.count("onward_rows_total", accepted, outcome="accepted")
        self._metrics.count("onward_rows_total", refused, outcome="refused")
