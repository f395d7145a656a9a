"""A county is looked through once for all who open their scorecard, and what is acknowledged counts at once."""

from datetime import date, timedelta

import pytest

from services.reporting.queries.quality.leaver_alerts import LeaverAlertQueries
from services.reporting.queries.quality.scorecards import ScorecardQueries
from tests.support.clock import FixedClock
from tests.support.owed import MemoryObligations
from tests.support.quality_views import SILENT, MemoryQuality, NotKnownCounts, acknowledged
from tests.support.submission_views import OTHER, OWN, RECEIVED_AT, REGISTER


class CountedQuality(MemoryQuality):
    """Counts how often the county is looked through."""

    looks = 0

    async def not_known(self, on: date) -> NotKnownCounts:
        self.looks += 1
        return await super().not_known(on)

    async def profiles(self):  # type: ignore[no-untyped-def]
        self.looks += 1
        return await super().profiles()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(RECEIVED_AT)


async def test_all_senders_share_one_look_a_day(clock: FixedClock) -> None:
    rows = CountedQuality()
    queries = ScorecardQueries(rows, MemoryObligations(REGISTER, clock, []), clock)
    cards = [await queries.scorecard(number) for number in (OWN, OTHER)]
    assert [one.card.establishment for one in cards if one is not None] == [OWN, OTHER]
    assert len((await queries.scorecards()).cards) > 2
    assert rows.looks == 1
    clock.advance(timedelta(days=1))
    assert (await queries.scorecards()).on == clock.today()
    assert rows.looks == 2


async def test_the_number_of_alerts_is_shared_and_falls_with_an_acknowledgement(clock: FixedClock) -> None:
    rows = CountedQuality()
    queries = LeaverAlertQueries(rows, clock)
    found = await queries.open()
    assert found == (await queries.leavers()).open > 0
    rows.looks = 0
    rows.notes[SILENT] = [acknowledged()]
    assert await queries.open() == found - 1
    assert rows.looks == 0
