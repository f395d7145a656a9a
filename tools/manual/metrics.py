"""The manual's page about metrics, written from the closed list."""

from shared.observability.metrics import METRICS
from tools.manual.markdown import page, table


def metrics_page() -> str:
    """Return every metric with its kind, meaning and labels."""
    rows = ((f"`{one.name}`", one.kind, one.meaning, ", ".join(one.labels)) for one in METRICS)
    return page(
        [
            "# Metrics",
            "",
            "The list is closed (`shared/observability/metrics.py`). Labels hold codes and names of ours, never"
            " anything about a person. Each service shows its own at `/metrics`.",
            "",
            *table(("Metric", "Kind", "Meaning", "Labels"), rows),
        ]
    )
