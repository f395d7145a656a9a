"""A status as it was known at an instant: by the pure function over all claims, and by what the database finds."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from services.reporting.adapters.effective_claims import known_claims
from services.reporting.domain.status import Status, status_on
from services.reporting.queries.person import AskedDay, PostgresPersonRows
from tests.support.claims import school
from tests.support.reporting import Office
from tests.support.reporting_queries import person_of
from tests.support.returns import Line, Return, at, person_id, roll

pytestmark = pytest.mark.stack

OTHER = "8860002"
NUMBERS = range(1, 7)
ROLL = roll("roll", [Line(number) for number in NUMBERS], at("2026-09-10 08:00"), part_size=20)
FIRST = Return("first", [Line(1), Line(2), Line(3), Line(4)], at("2026-09-18 10:00"), part_size=8)
CORRECTED = Return(
    "corrected", [Line(1, attendance="PT"), Line(2), Line(3, fate="awaiting"), Line(5)], at("2026-09-25 10:00")
)
ELSEWHERE = Return("elsewhere", [Line(2), Line(4)], at("2026-09-20 10:00"), establishment=OTHER)
AGAIN = Return("again", [Line(2), Line(6)], at("2026-10-01 10:00"), establishment=OTHER)
LEFT = Return(
    "left",
    [Line(1, facts={"left_on": "2026-10-05", "destination": "D24"})],
    at("2026-10-02 10:00"),
    collection="S_LEAVE",
    period="2026-10",
)
OFFERED = [
    Return(
        f"offers {n}",
        [Line(number, facts={"offer_type": "GUARANTEED"}) for number in numbers],
        at(f"2026-10-0{n} 10:00"),
        collection="C_SG",
        establishment="10004721",
        part_size=8,
    )
    for n, numbers in ((3, (1, 2, 3, 4, 5)), (4, (1, 2, 4, 5)))
]


def in_short(status: Status) -> tuple[object, ...]:
    decided_by = None if status.decided_by is None else status.decided_by.evidence
    return (status.answer, decided_by, status.issues, frozenset(status.reasons))


async def _by_database(office: Office, number: int, instant: datetime) -> Status:
    async with office.pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
        found = await known_claims(connection, [person_id(number)], instant)
    claims = found[person_id(number)].claims if person_id(number) in found else ()
    return status_on(claims, office.clock.today(), school)


async def _happened(office: Office) -> Sequence[datetime]:
    """Let returns come and be decided about, an hour apart; return the times at which something happened."""
    times = []
    steps: Sequence[tuple[Return, bool]] = (
        *((each, True) for each in (ROLL, FIRST, ELSEWHERE, CORRECTED)),
        (CORRECTED, False),
        *((each, True) for each in (LEFT, *OFFERED, AGAIN)),
        *((each, False) for each in (FIRST, LEFT)),
    )
    for of, comes in steps:
        times.append(office.clock.now())
        if comes:
            await office.take_in(of)
        else:
            await office.decide(await office.generation_of(of.submission_id), "undo")
        office.clock.advance(timedelta(hours=1))
    return times


async def test_the_pure_function_and_the_database_know_the_same_at_every_instant(office: Office) -> None:
    times = await _happened(office)
    rows, told = PostgresPersonRows(office.pool), set()
    instants = [each + timedelta(seconds=by) for each in times for by in (-1, 0, 1)]
    for number in NUMBERS:
        history = [view.known for view in await rows.claims(person_id(number))]
        for instant in instants:
            pure = status_on(history, office.clock.today(), school, instant)
            assert in_short(pure) == in_short(await _by_database(office, number, instant)), (number, instant)
            told.add((number, pure.answer, pure.issues))
    assert len(told) > 2 * len(NUMBERS)  # much was known differently


async def test_a_record_shows_what_was_stored_then(office: Office) -> None:
    """As known when each version was stored, the record says what that version said."""
    await _happened(office)
    for number in NUMBERS:
        record = await person_of(office).find_person(person_id(number), account="officer")
        assert record is not None
        for version in record.versions:
            asked = AskedDay(version.known_at.date(), version.known_at)
            then = await person_of(office).find_person(person_id(number), account="officer", asked=asked)
            assert then is not None
            assert (then.status.answer.group, then.status.answer.code) == (version.group, version.code)
            assert then.versions == record.versions
