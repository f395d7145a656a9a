"""How returns stand, as metrics that alarms are raised on."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from services.reporting.queries.board.return_metrics import Held, ShowReturnMetrics
from shared.observability.metrics import Metrics
from tests.support.clock import FixedClock

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)


def shown(held: Held, late: int = 0, overdue: int = 0) -> tuple[ShowReturnMetrics, Metrics]:
    async def headline(_own: None) -> Any:
        return SimpleNamespace(late=late, overdue=overdue)

    async def rows() -> Held:
        return held

    metrics = Metrics()
    return (
        ShowReturnMetrics(
            SimpleNamespace(headline=headline),  # type: ignore[arg-type]
            SimpleNamespace(held=rows),
            FixedClock(NOW),
            metrics,
        ),
        metrics,
    )


async def test_how_long_a_return_waits_is_told_by_the_business_clock() -> None:
    show, metrics = shown(Held(2, NOW - timedelta(days=3)), late=4, overdue=1)
    await show()
    assert metrics.value("onward_returns_held") == 2
    assert metrics.value("onward_returns_held_oldest_seconds") == timedelta(days=3).total_seconds()
    assert metrics.value("onward_returns_missing", state="late") == 4
    assert metrics.value("onward_returns_missing", state="overdue") == 1


async def test_while_nothing_is_held_nothing_waits() -> None:
    show, metrics = shown(Held(0, None))
    await show()
    assert metrics.value("onward_returns_held_oldest_seconds") == 0
    assert "onward_returns_held 0.0" in metrics.exposition()[0].decode()
