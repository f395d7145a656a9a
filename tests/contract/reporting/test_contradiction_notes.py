"""The port `ContradictionNotes`: the one in memory and the one on PostgreSQL tell the same story of a thread."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import pytest

from services.reporting.domain.contradictions.thread import Act, Situation
from services.reporting.usecases.contradictions.write_note import NewWords, NoteResult, WriteNote
from shared.persistence.pool import Pool, close_pool, open_pool
from tests.integration.reporting.conftest import empty
from tests.support.memory_reporting import KeptContradiction
from tests.support.reporting import MemoryOffice, Office, ReportingUnderTest
from tests.support.returns import at, person_id
from tests.support.stack import Database

pytestmark = pytest.mark.stack

NOW = at("2026-10-05 09:00")
SCHOOLS = ("8860001", "8860002")
_ADD = """
INSERT INTO contradictions (code, person_id, establishments, opened_at) VALUES ('P001', $1, $2, $3)
RETURNING contradiction_id
"""
_MOVE = "UPDATE contradictions SET opened_at = $2, closed_at = $3 WHERE contradiction_id = $1"


@pytest.fixture(scope="module")
async def pool(database: Database) -> AsyncIterator[Pool]:
    opened = await open_pool(database.service_url("reporting"), schema="reporting")
    yield opened
    await close_pool(opened)


@dataclass
class Case:
    """One contradiction, in memory or on PostgreSQL."""

    reporting: ReportingUnderTest
    number: int

    async def situation(self, own: str | None = None) -> Situation | None:
        async with self.reporting.begin(self) as work:
            return await work.tables.contradiction_notes.hold(self.number, own)

    async def does(
        self, act: Act, words: str = "", own: str | None = None, form: str = "", seen: str | None = None
    ) -> NoteResult:
        situation = await self.situation()
        assert situation is not None
        form = form or f"form {situation.last_note_id}"
        new = NewWords(self.number, form, own or "officer", own, act, words, seen or situation.seen)
        return await WriteNote(self.reporting.begin, self.reporting.clock)(new)

    async def moves(self, opened_at: datetime, closed_at: datetime | None) -> None:
        """Let the returns begin or cease to contradict each other."""
        if isinstance(self.reporting, Office):
            await self.reporting.pool.execute(_MOVE, self.number, opened_at, closed_at)
        elif isinstance(self.reporting, MemoryOffice):
            kept = self.reporting.tables.contradictions[self.number]
            kept.opened_at, kept.closed_at = opened_at, closed_at

    async def shows(self) -> tuple[str, bool, bool]:
        """Return the state, whether anything was written, and whether a settlement is in force."""
        found = await self.situation()
        assert found is not None
        return found.state, found.last_note_id > 0, found.settlement_id is not None


async def cases(pool: Pool) -> list[Case]:
    await empty(pool)
    real, fake = Office(pool, NOW), MemoryOffice(NOW)
    fake.tables.contradictions[1] = KeptContradiction(SCHOOLS, NOW)
    number = int(await pool.fetchval(_ADD, person_id(1), list(SCHOOLS), NOW))
    return [Case(real, number), Case(fake, 1)]


async def test_a_thread_from_its_first_message_to_its_second_settlement(pool: Pool) -> None:
    later = at("2026-10-12 09:00")
    for case in await cases(pool):
        assert await case.shows() == ("open", False, False)
        assert await case.does("message", "She is with us", own=SCHOOLS[0]) == "written"
        assert await case.does("settled", "Both") == "written"
        assert await case.shows() == ("settled", True, True)
        assert await case.does("settled", "Twice") == "stale"
        assert await case.does("undone") == "written"
        assert await case.shows() == ("open", True, False)
        assert await case.does("undone") == "stale"
        assert await case.does("settled", "Both, after all") == "written"
        assert await case.does("reopened", "No") == "written"
        assert await case.shows() == ("open", True, False)
        assert await case.does("settled", "Now") == "written"
        await case.moves(NOW, closed_at=later)
        assert await case.shows() == ("closed", True, True)
        assert await case.does("settled", "Too late") == "stale"
        assert await case.does("message", "Thank you") == "written"
        await case.moves(later, closed_at=None)
        assert await case.shows() == ("again", True, True)
        assert await case.does("settled", "As before") == "written"
        assert await case.shows() == ("settled", True, True)


async def test_an_establishment_holds_its_own_thread_alone_and_decides_nothing(pool: Pool) -> None:
    for case in await cases(pool):
        assert await case.situation(SCHOOLS[1]) == await case.situation()
        assert await case.situation("8860003") is None
        assert await case.does("message", "Ours", own="8860003") == "unknown"
        acts: tuple[Act, ...] = ("settled", "reopened", "undone")
        for act in acts:
            assert await case.does(act, "Ours", own=SCHOOLS[0]) == "stale"
        assert await case.shows() == ("open", False, False)


async def test_the_same_is_kept_once_and_a_form_that_is_stale_not_at_all(pool: Pool) -> None:
    for case in await cases(pool):
        before = await case.situation()
        assert before is not None
        assert await case.does("message", "Please ask", form="one", seen=before.seen) == "written"
        once = await case.situation()
        assert await case.does("message", "Please ask", form="one", seen=before.seen) == "written"
        assert await case.does("message", "Please ask them", form="one", seen=before.seen) == "stale"
        assert await case.does("message", "Please ask", form="two", seen=before.seen) == "stale"
        assert await case.situation() == once
