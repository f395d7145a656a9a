"""The first page says what is late and due, by the same count as the board to which its numbers lead."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape

import pytest

from services.reporting.queries.board.board import BoardFilter, BoardQueries
from services.reporting.queries.board.headline import HeadlineQueries
from services.reporting.queries.board.known import KnownReturns
from shared.web.accounts.identities import Account
from tests.support.board_views import MemoryBoardRows, county
from tests.support.clock import FixedClock
from tests.support.identities import REVIEWER, UPLOADER
from tests.support.reporting_pages import NOW, Desktop
from tests.support.submission_views import OWN
from tests.unit.reporting.web.conftest import Visit

_TILE = re.compile(
    r'<dt class="onward-tile__label"><a class="govuk-link" href="([^"]+)">(Returns [a-z ]+)</a></dt>\s*'
    r'<dd class="onward-tile__value">([\d,]+)'
)


@dataclass(slots=True)
class CountedRows(MemoryBoardRows):
    """Rows that note for whom they were read."""

    read_for: list[Sequence[str] | None] = field(default_factory=list)

    async def read(self, establishments: Sequence[str] | None) -> KnownReturns:
        self.read_for.append(establishments)
        return await MemoryBoardRows.read(self, establishments)


@pytest.mark.parametrize("account", [REVIEWER, UPLOADER])
def test_each_number_leads_to_as_many_lines_of_the_board(
    visit: Visit, desktop: Desktop, monkeypatch: pytest.MonkeyPatch, account: Account
) -> None:
    monkeypatch.setattr(desktop.board, "arrivals", ())
    desktop.clock.advance(timedelta(days=1))
    client = visit(account)
    found = {label: (unescape(address), number) for address, label, number in _TILE.findall(client.get("/").text)}
    assert set(found) == {"Returns late", "Returns overdue", "Returns due this week"}
    counted = {}
    for label, (address, number) in found.items():
        lines = client.get(re.sub(r"^.*/returns\?", "/returns.csv?", address)).text
        counted[label] = len(list(csv.DictReader(io.StringIO(lines.lstrip("\ufeff")))))
        assert int(number.replace(",", "")) == counted[label]
    assert counted["Returns late"], "else this day shows nothing"
    assert counted["Returns overdue"]


async def test_the_whole_county_is_read_once_in_a_while_and_a_sender_at_once() -> None:
    rows, clock = CountedRows(), FixedClock(NOW)
    queries = HeadlineQueries(BoardQueries(rows, county(3), clock), clock)
    assert await queries.headline(None) == await queries.headline(None)
    assert rows.read_for == [None]
    clock.advance(timedelta(days=1))
    await queries.headline(None)
    assert rows.read_for == [None, None], "another day has other numbers"
    own = await queries.headline(OWN)
    rows.arrivals = ()
    assert (await queries.headline(OWN)).late > own.late
    assert rows.read_for[2:] == [(OWN,), (OWN,)]
    lines = await BoardQueries(rows, county(3), clock).everything(BoardFilter(own=OWN, state="late"))
    assert len(lines) == (await queries.headline(OWN)).late
