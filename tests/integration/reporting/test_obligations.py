"""Everything that is owed, from what is stored: who never sent, what failed, what was sent twice; and how fast."""

import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.reporting.domain.returns.obligations import Obligation, ObligationState
from services.reporting.queries.board.arrivals import arrivals_of
from services.reporting.queries.board.obligations import PostgresObligations
from services.reporting.queries.pupils import PostgresPupilRows
from services.reporting.queries.receipts import ReturnOf, receipts_for
from services.reporting.queries.reminders.owed import owed_reader
from services.reporting.queries.submission.submissions import PostgresSubmissionQueries
from services.reporting.usecases.record_entry import EntryLine, PersonEntry, RecordEntry
from shared.contracts.events import derived_id
from shared.contracts.ingest import FileNote, SubmissionExtracted, SubmissionReceived, SubmissionUnreadable
from shared.persistence.pool import connection_of
from shared.vocabulary.establishments import Establishment, Register
from tests.support.clock import FixedClock
from tests.support.establishments import an_establishment
from tests.support.reporting import Office
from tests.support.returns import Line, Return, at, roll
from tests.support.stack import Database

pytestmark = pytest.mark.stack

ROLL = roll("roll", [Line(number) for number in range(1, 11)], at("2026-09-01 08:00"), part_size=20)
SILENT = "8860002"
REGISTER = Register([an_establishment("8860001"), an_establishment(SILENT)])


async def owed_at(office: Office, now: str, of: str = "8860001") -> dict[tuple[str, str], Obligation]:
    found = await PostgresObligations(office.pool, REGISTER, FixedClock(at(now))).obligations()
    return {(one.owed.collection, one.owed.period): one for one in found if one.owed.establishment == of}


def sent(name: str, received_at: str, fate: str = "matched") -> Return:
    return Return(name, [Line(1, fate), Line(2, fate)], at(received_at))


def again(first: Return, name: str, received_at: str) -> tuple[SubmissionReceived, SubmissionExtracted]:
    """The same file once more."""
    received, extracted = first.events[:2]
    assert isinstance(received, SubmissionReceived)
    assert isinstance(extracted, SubmissionExtracted)
    change = {"submission_id": derived_id("test return", name), "received_at": at(received_at)}
    return (
        received.model_copy(update={**change, "file_name": f"{name}.xlsx"}),
        extracted.model_copy(update={**change, "parts": 0, "rows": 0, "repeats": first.submission_id}),
    )


async def test_who_never_sent_anything_owes_all_the_same(office: Office) -> None:
    await office.take_in(ROLL, sent("first", "2026-09-10 10:00"))
    assert (await owed_at(office, "2026-10-05 09:00"))["S_ENR", "2026-27"].state == "accepted"
    silent = await owed_at(office, "2026-10-05 09:00", SILENT)
    assert silent["S_ENR", "2026-27"].state == "overdue"
    assert silent["S_LEAVE", "2026-09"].state == "late"
    assert silent["S_LEAVE", "2026-10"].state == "expected"


@pytest.mark.parametrize(
    ("fate", "state"), [("matched", "accepted"), ("awaiting", "accepted"), ("refused", "rejected")]
)
async def test_a_file_of_which_no_row_can_be_used_answers_nothing(
    office: Office, fate: str, state: ObligationState
) -> None:
    first = sent("first", "2026-09-10 10:00", fate)
    await office.take_in(ROLL, first)
    found = (await owed_at(office, "2026-09-11 09:00"))["S_ENR", "2026-27"]
    assert found.state == state
    assert (found.failed is None) == (found.answer is not None) == (state == "accepted")
    shown = await PostgresSubmissionQueries(office.pool).find_submission(first.submission_id)
    assert shown is not None
    assert shown.timing is not None
    assert shown.timing.state == "in time"


async def test_what_was_taken_out_is_owed_again(office: Office) -> None:
    first = sent("first", "2026-09-10 10:00")
    await office.take_in(ROLL, first)
    await office.decide(await office.generation_of(first.submission_id), "undo")
    found = (await owed_at(office, "2026-09-11 09:00"))["S_ENR", "2026-27"]
    assert (found.state, found.failed and found.failed.fate) == ("expected", "taken out")
    assert (await owed_at(office, "2026-09-19 09:00"))["S_ENR", "2026-27"].state == "late"


@pytest.mark.parametrize(
    ("notes", "code"), [(("F097", "F098"), "F098"), (("F099",), "F099"), (("F096", "F097"), None), ((), None)]
)
async def test_the_day_on_which_the_data_were_taken_comes_with_what_is_noted_of_it(
    office: Office, notes: tuple[str, ...], code: str | None
) -> None:
    first = sent("first", "2026-09-10 10:00")
    await office.take_in(ROLL, first)
    received, repeated = again(first, "second", "2026-09-11 10:00")
    await office.hear([received.model_copy(update={"data_taken_on": date(2026, 8, 1)})])
    await office.hear([repeated.model_copy(update={"notes": tuple(FileNote(code=one) for one in notes)})])
    async with connection_of(office.pool) as connection:
        for asked in (["8860001"], None):
            found = {one.submission_id: one for one in await arrivals_of(connection, asked)}
            came = found[received.submission_id]
            assert (came.data_taken_on, came.age_note) == (date(2026, 8, 1), code)
            assert found[first.submission_id].data_taken_on == date(2026, 9, 10)


async def test_a_file_that_could_not_be_read_is_shown_where_its_sender_is_known(office: Office) -> None:
    received, _ = again(sent("any", "2026-09-10 10:00"), "bad", "2026-09-17 10:00")
    unreadable = SubmissionUnreadable(
        submission_id=received.submission_id,
        outcome="unreadable",
        code="F010",
        collection="S_ENR",
        received_at=received.received_at,
    )
    await office.hear([received.model_copy(update={"sender_establishment": SILENT}), unreadable])
    silent = await owed_at(office, "2026-09-18 09:00", SILENT)
    assert silent["S_ENR", "2026-27"].state == "rejected"
    assert silent["S_ENR", "2026-27"].failed is not None


async def test_the_same_list_again_meets_the_next_date(office: Office) -> None:
    college = Register([Establishment(None, "Invented College", None, "19990001", "further education", *[None] * 3)])
    first = Return("first", [Line(1)], at("2026-09-30 09:00"), "C_ENR", "19990001")
    await office.take_in(ROLL, first)
    query = PostgresObligations(office.pool, college, FixedClock(at("2026-10-31 09:00")))
    assert [one.state for one in (await query.obligations())[:2]] == ["accepted", "late"]
    await office.hear(again(first, "again", "2026-10-30 09:00"))
    assert [one.state for one in (await query.obligations())[:2]] == ["accepted", "accepted"]


async def test_one_answer_about_a_pupil_is_no_answer_about_the_others(office: Office) -> None:
    await office.take_in(ROLL, Return("first", [Line(number) for number in range(1, 6)], at("2026-09-10 10:00")))
    pupils = await PostgresPupilRows(office.pool).answers("8860001", "2026-27", people_max=100)
    everybody = [one.person_id for one in pupils]
    assert len(everybody) > 2

    async def answer(form_id: str, people: Sequence[UUID], facts: dict[str, str]) -> Obligation:
        office.clock.advance(timedelta(minutes=1))
        lines = [EntryLine(one, facts, {}) for one in people]
        entry = PersonEntry(form_id, "s@example.org", "S_CHECK", "8860001", "Check", lines, "2026-27")
        await RecordEntry(office.begin, office.clock, lambda: None)(entry)
        await office.settle()
        await office.recompute()
        found = (await owed_at(office, "2026-10-20 09:00"))["S_CHECK", "2026-27"]
        async with connection_of(office.pool) as connection:
            still = await owed_reader(REGISTER)(connection, "8860001", date(2026, 10, 20))
        assert ("S_CHECK" in {one.collection for one in still}) == found.open
        return found

    for place, one in enumerate(everybody[:2], start=1):
        found = await answer(str(place), [one], {"row_kind": "WRONG DETAILS"})
        assert (found.state, found.open) == ("part_accepted", True)
        assert found.answer is not None
        assert (found.answer.answered, found.answer.listed) == (place, len(everybody))
    stays = {"row_kind": "CORRECT", "stays": "Y"}
    found = await answer("all", everybody[2:], stays)
    assert (found.state, found.open) == ("accepted", False)


async def test_a_list_is_answered_with_its_last_pupil(office: Office) -> None:
    await office.take_in(ROLL, sent("first", "2026-09-10 10:00"))
    pupils = await PostgresPupilRows(office.pool).answers("8860001", "2026-27", people_max=100)
    stays = {"row_kind": "CORRECT", "stays": "Y"}
    for one in pupils:
        assert (await owed_at(office, "2026-10-20 09:00"))["S_CHECK", "2026-27"].open
        office.clock.advance(timedelta(minutes=1))
        line = EntryLine(one.person_id, stays, {})
        entry = PersonEntry("1", "s@example.org", "S_CHECK", "8860001", "Check", [line], "2026-27")
        await RecordEntry(office.begin, office.clock, lambda: None)(entry)
        await office.settle()
        await office.recompute()
    found = (await owed_at(office, "2026-10-20 09:00"))["S_CHECK", "2026-27"]
    assert (found.state, found.open) == ("accepted", False)


async def _analyse(database: Database) -> None:
    """Tell the planner how many rows there are now, as autovacuum does within a minute."""
    admin = await asyncpg.connect(database.admin_url)
    await admin.execute("ANALYZE reporting.submissions, reporting.generations, reporting.returns, reporting.editions")
    await admin.close()


async def test_a_county_and_its_year_are_read_at_once(office: Office, database: Database) -> None:
    schools = [an_establishment(f"886{number:04d}") for number in range(1, 201)]
    query = PostgresObligations(office.pool, Register(schools), FixedClock(at("2027-08-31 12:00")))
    await _send_everything(office, [one.owed for one in await query.obligations()])
    await _analyse(database)
    began = time.process_time()
    found = await query.obligations()
    took, began = time.process_time() - began, time.process_time()
    of_one = await query.obligations(["8860100"])
    print(f"\n{len(found):,} obligations in {took:.3f} s, of one in {time.process_time() - began:.3f} s")
    assert {one.owed for one in of_one} == {one.owed for one in found if one.owed.establishment == "8860100"}
    assert {one.state for one in found} == {"accepted"}


async def test_one_establishment_and_one_return_are_read_without_reading_all(
    office: Office, database: Database
) -> None:
    schools = [an_establishment(f"886{number:04d}") for number in range(1, 201)]
    query = PostgresObligations(office.pool, Register(schools), FixedClock(at("2027-08-31 12:00")))
    await _send_everything(office, [one.owed for one in await query.obligations()])
    await office.pool.execute(
        "INSERT INTO submissions (submission_id, received_at, channel) "
        "SELECT gen_random_uuid(), now(), 'hook' FROM generate_series(1, 40000)"
    )
    await _analyse(database)
    await office.pool.expire_connections()  # their plans are those of tables with a handful of rows
    sent = ReturnOf("8860100", "S_ENR", "2026-27")
    async with connection_of(office.pool) as connection, connection.transaction():
        assert {one.establishment for one in await arrivals_of(connection, ["8860100"])} == {"8860100"}
        assert len((await receipts_for(connection, [sent]))[sent]) == 2
        read = await connection.fetch(
            "SELECT relname, seq_tup_read FROM pg_stat_xact_user_tables WHERE seq_tup_read > 0"
            " AND relname IN ('submissions', 'generations', 'returns')"
        )
        assert dict(map(tuple, read)) == {}


async def _send_everything(office: Office, owed: Any) -> None:
    """Two files for everything that is owed, the second of which counts."""
    rows = [(one.collection, one.establishment, one.period, _before(one.due_on)) for one in owed]
    await office.pool.execute(
        """
        WITH asked AS (
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) AS a (c, e, p, received_at)
        ), made AS (
            INSERT INTO returns (collection, establishment, period) SELECT DISTINCT c, e, p FROM asked RETURNING *
        )
        INSERT INTO generations (submission_id, judgement, return_id, received_at, state)
        SELECT gen_random_uuid(), 1, m.return_id, a.received_at + n * interval '1 hour', 'accepted'
        FROM asked a JOIN made m ON (m.collection, m.establishment, m.period) = (a.c, a.e, a.p), generate_series(0, 1) n
        """,
        *map(list, zip(*rows, strict=True)),
    )
    await office.pool.execute(
        """
        WITH last AS (SELECT return_id, max(generation_id) AS generation_id FROM generations GROUP BY return_id),
        made AS (
            INSERT INTO editions (return_id, generation_id, people_before, people_listed, people_added, people_removed,
                                  people_shielded)
            SELECT return_id, generation_id, 0, 0, 0, 0, 0 FROM last RETURNING *
        )
        UPDATE returns r SET generation_id = made.generation_id, edition_id = made.edition_id
        FROM made WHERE made.return_id = r.return_id
        """
    )


def _before(due_on: date) -> datetime:
    return datetime(due_on.year, due_on.month, due_on.day, 9, tzinfo=UTC) - timedelta(days=1)
