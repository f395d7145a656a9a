"""The figures of another day, and as they were known at another instant, as JSON."""

import pytest

from tests.support.identities import ANALYST
from tests.unit.reporting.web.conftest import Visit


def test_figures_can_be_asked_for_another_day(visit: Visit) -> None:
    told = visit(ANALYST).get("/api/figures?as_at=2026-11-30").json()
    assert told["as_at"] == "2026-11-30"
    assert told["people"] == 2


def test_figures_can_be_asked_as_known_at_an_instant(visit: Visit) -> None:
    told = visit(ANALYST).get("/api/figures?as_at=2026-10-01&known_at=2020-01-01T09:00:00Z").json()
    assert told["people"] == 0
    assert told["known_at"] == "2020-01-01T09:00:00+00:00"


def test_as_known_at_an_instant_without_a_day_is_for_today(visit: Visit) -> None:
    told = visit(ANALYST).get("/api/figures?known_at=2020-01-01T09:00:00Z").json()
    assert (told["as_at"], told["known_at"], told["people"]) == ("2026-10-05", "2020-01-01T09:00:00+00:00", 0)


@pytest.mark.parametrize(
    "query",
    [
        "as_at=yesterday",
        "as_at=2026-02-30",
        "as_at=2026-10-01&known_at=noon",
        "known_at=noon",
        "known_at=9999-12-31T23:59:59-10:00",
        "known_at=0001-01-01T00:00:00%2B10:00",
    ],
)
def test_a_day_that_is_none_is_refused(visit: Visit, query: str) -> None:
    assert visit(ANALYST).get(f"/api/figures?{query}").status_code == 400
