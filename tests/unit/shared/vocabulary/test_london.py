"""The day in London, and that nothing else says what day an instant falls on."""

import ast
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from services.reporting.domain.claims import Evidence
from services.reporting.domain.returns.hold import HoldPolicy, policy_for
from shared.vocabulary.london import london_day
from tests.support.claims import evidence

ROOT = Path(__file__).resolve().parents[4]
OF_ANOTHER_DAY = {
    "shared/crypto/keyring.py": "a data key is made for a day of UTC: it is no business day",
    "services/ingest/domain/sheet/cells.py": "a cell holds a date and a time of day without a place: no instant",
    "cli/main.py": "what is typed is a date",
    "cli/reporting/figures.py": "what is typed is a date",
}
"""Places that take a date out of a date and time, and why they mean no day in London."""


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 8, 31, 22, 59, tzinfo=UTC), date(2026, 8, 31)),
        (datetime(2026, 8, 31, 23, 0, tzinfo=UTC), date(2026, 9, 1)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2009, 9, 1, 0, 0, tzinfo=timezone(timedelta(hours=1))), date(2009, 9, 1)),
    ],
)
def test_c19_the_day_of_an_instant_is_the_day_in_london(at: datetime, day: date) -> None:
    assert london_day(at) == day


def test_c19_a_time_without_an_offset_is_no_instant() -> None:
    with pytest.raises(ValueError, match="aware"):
        london_day(datetime(2026, 9, 1, 0, 0))  # noqa: DTZ001 (that is the point)


def test_c19_a_return_sent_late_on_a_summer_evening_falls_under_the_policy_of_the_next_day() -> None:
    at = datetime(2026, 8, 31, 23, 30, tzinfo=UTC)
    policies = (
        HoldPolicy(date.min, 10, 0.1, "before", effective_until=date(2026, 8, 31)),
        HoldPolicy(date(2026, 9, 1), 5, 0.1, "after"),
    )
    assert policy_for(london_day(at), "S_ENR", policies).source == "after"
    of_night: Evidence = evidence(date(2026, 8, 31))._replace(received_at=at)
    assert of_night.verified_on == date(2026, 9, 1)


def test_c19_nothing_else_takes_a_day_out_of_an_instant() -> None:
    taking = {
        str(path.relative_to(ROOT))
        for folder in ("services", "shared", "cli", "deploy")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "date"
    }
    assert taking - {"shared/vocabulary/london.py"} <= set(OF_ANOTHER_DAY)
