"""Which build runs: its version, the commit it was made of, Python, and whether hot modules are compiled."""

import platform
from typing import Final

from shared.observability.metrics import Metrics

VERSION: Final = "0.1.0"
"""As `pyproject.toml` has it, which no image holds."""


def show_build(metrics: Metrics, *, commit: str, compiled: bool) -> None:
    """Show what runs, as the labels of a metric."""
    metrics.gauge(
        "onward_build_info",
        1,
        version=VERSION,
        commit=commit,
        compiled="yes" if compiled else "no",
        python=platform.python_version(),
    )
