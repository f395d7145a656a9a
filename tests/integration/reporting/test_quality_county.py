"""Scorecards and alerts of a county of 60,000 people and 200 schools; how long each took is printed (`-s`)."""

import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from services.reporting.queries.board.obligations import PostgresObligations
from services.reporting.queries.quality.leaver_alerts import LeaverAlertQueries, PostgresAlertRows
from services.reporting.queries.quality.scorecards import PostgresScorecardRows, ScorecardQueries
from shared.vocabulary.establishments import Register
from tests.support.clock import FixedClock
from tests.support.establishments import an_establishment
from tests.support.quality_county import SCHOOLS, fill
from tests.support.reporting import Office
from tests.support.returns import at

pytestmark = pytest.mark.stack

T = TypeVar("T")


async def timed(what: str, ask: Callable[[], Awaitable[T]]) -> T:
    began, busy_began = time.perf_counter(), time.process_time()
    found = await ask()
    took, busy = time.perf_counter() - began, time.process_time() - busy_began
    print(f"{what}: {took:.3f} s, of which this process worked {busy:.3f} s")
    return found


async def test_a_county_is_looked_through(office: Office) -> None:
    register = Register([an_establishment(f"886{number:04d}") for number in range(1, SCHOOLS + 1)])
    clock = FixedClock(at("2027-08-31 12:00"))
    obligations, rows = PostgresObligations(office.pool, register, clock), PostgresScorecardRows(office.pool)
    await fill(office.pool, [one.owed for one in await obligations.obligations()])
    print()
    await timed("what is owed", obligations.obligations)
    files = await timed("files", lambda: rows.files(at("2026-09-01 00:00")))
    not_known = await timed("not known", lambda: rows.not_known(clock.today()))
    print(
        {
            cause: sum(one.get(cause, 0) for one in not_known.values())
            for cause in ("waiting", "refused", "lapsed", "gap", "does not know", "unlisted", None)
        }
    )
    view = await timed("scorecards", ScorecardQueries(rows, obligations, clock, kept_s=0).scorecards)
    queries = LeaverAlertQueries(PostgresAlertRows(office.pool), clock)
    leavers = await timed("alerts", queries.leavers)
    assert len(view.cards) == SCHOOLS
    assert len(files) > 2 * SCHOOLS
    assert leavers.returns > 10 * SCHOOLS
