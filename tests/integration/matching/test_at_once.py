"""Several replicas at once: rows of one person never make two, people who differ in UPN stay two."""

import asyncio
import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.matching.adapters.ids import NewIds
from services.matching.adapters.people import PostgresPeople
from services.matching.adapters.tables import matching_tables
from services.matching.domain.blocking import BUCKETS, bucket_of
from services.matching.usecases.match_records import MatchRecords
from shared.contracts.validation import RecordsAccepted
from shared.outbox.unit_of_work import UnitOfWork
from shared.persistence.pool import Pool, transaction
from tests.support.builders import a_person, a_record, a_uln, a_upn, accepted_records
from tests.support.matching import MatchingUnderTest, claims_of
from tests.support.rows import PersonDetails, Record

pytestmark = pytest.mark.stack

ROUNDS = 6
UPN_ONLY: dict[str, Any] = {"uln": None}
ULN_ONLY: dict[str, Any] = {"upn": None, "upn_kind": None}
NAME_ONLY = UPN_ONLY | ULN_ONLY


def newcomer(number: int, **given: Any) -> PersonDetails:
    """Return one of many people of distinct names, born on few days so that they share locks."""
    usual: dict[str, Any] = {
        "surname": f"Kempton{'abcdefghij'[number % 10]}{'klmnopqrst'[number // 10]}",
        "born_on": date(2010, 2, 1 + number % 20),
        "upn": a_upn(number),
        "uln": a_uln(number),
        "postcode": f"CT{number % 20 + 1} {number // 20 + 1}AA",
    }
    return a_person(**(usual | given))


def part(name: object, people: list[PersonDetails]) -> RecordsAccepted:
    return accepted_records([a_record(n, person=person) for n, person in enumerate(people)], name=name)


async def at_once(pool: Pool, events: list[RecordsAccepted]) -> list[MatchingUnderTest]:
    """Let each event be handled by a replica of its own, all at the same time."""
    replicas = [MatchingUnderTest.on(pool) for _ in events]
    await asyncio.gather(*(replica.hear(event) for replica, event in zip(replicas, events, strict=True)))
    return replicas


def ids_by_surname(replicas: list[MatchingUnderTest]) -> dict[str, set[UUID | None]]:
    found: dict[str, set[UUID | None]] = {}
    for replica in replicas:
        for answer in replica.answers:
            for claim in claims_of(answer):
                found.setdefault(claim.record.person.surname, set()).add(claim.person_id)
            assert not answer.awaiting
    return found


async def count(pool: Pool, table: str) -> int:
    return int(await pool.fetchval(f"SELECT count(*) FROM {table}"))


@pytest.mark.parametrize("replicas", [2, 4])
async def test_the_same_newcomers_in_several_parts_become_one_person_each(
    matching: MatchingUnderTest, pool: Pool, replicas: int
) -> None:
    chance = random.Random(replicas)
    for turn in range(ROUNDS):
        numbers = list(range(turn * 16, turn * 16 + 16))
        events = []
        for replica in range(replicas):
            chance.shuffle(numbers)
            given = (UPN_ONLY, ULN_ONLY, NAME_ONLY, {})[(replica + turn) % 4]
            events.append(part((turn, replica), [newcomer(number, **given) for number in numbers]))
        found = ids_by_surname(await at_once(pool, events))
        assert all(len(ids) == 1 for ids in found.values())
    assert await count(pool, "people") == ROUNDS * 16


async def test_one_upn_with_two_birth_dates_becomes_one_person(matching: MatchingUnderTest, pool: Pool) -> None:
    for turn in range(ROUNDS):
        people = [newcomer(n, **UPN_ONLY) for n in range(turn * 8, turn * 8 + 8)]
        mistyped = [replace(person, born_on=date(2009, 11, 5)) for person in people]
        found = ids_by_surname(await at_once(pool, [part((turn, "a"), people), part((turn, "b"), mistyped)]))
        assert all(len(ids) == 1 for ids in found.values())
    assert await count(pool, "people") == ROUNDS * 8


async def test_people_of_one_name_and_birth_date_stay_two_when_their_upns_differ(
    matching: MatchingUnderTest, pool: Pool
) -> None:
    for turn in range(ROUNDS):
        ones = [newcomer(n, **UPN_ONLY) for n in range(turn * 8, turn * 8 + 8)]
        others = [
            replace(person, upn=a_upn(n + 500), postcode=f"ME{n + 1} 1XX") for n, person in enumerate(ones, turn * 8)
        ]
        found = ids_by_surname(await at_once(pool, [part((turn, "a"), ones), part((turn, "b"), others)]))
        assert all(len(ids) == 2 for ids in found.values())


async def test_two_upns_that_claim_a_person_without_one_at_once_do_not_both_get_them(
    matching: MatchingUnderTest, pool: Pool
) -> None:
    # Most rows of the part are settled by number, so that the others look for their people without a lock.
    known = [newcomer(n) for n in range(80, 100)]
    await matching.hear(part("known", known))
    for turn in range(ROUNDS):
        numberless = [newcomer(n, **NAME_ONLY) for n in range(turn * 8, turn * 8 + 8)]
        await matching.hear(part((turn, "numberless"), numberless))
        claims = []
        for letter, offset in (("a", 100), ("b", 600)):
            given = [
                replace(person, upn=a_upn(n + offset), upn_kind="permanent", postcode=None)
                for n, person in enumerate(numberless, turn * 8)
            ]
            claims.append(part((turn, letter), [*known, *given]))
        found = ids_by_surname(await at_once(pool, claims))
        assert all(len(found[person.surname]) == 2 for person in numberless)


async def test_replicas_that_meet_the_same_people_in_opposite_order_do_not_wait_in_a_circle(
    matching: MatchingUnderTest, pool: Pool
) -> None:
    people = [newcomer(number) for number in range(90)]
    await matching.hear(part("roll", people))
    for turn in range(ROUNDS):
        moved = [replace(person, postcode=f"ME{turn + 1} 1XX") for person in people]
        events = [part((turn, 0), moved), part((turn, 1), list(reversed(moved))), part((turn, 2), people)]
        found = ids_by_surname(await at_once(pool, events))
        assert all(len(ids) == 1 for ids in found.values())
    assert await count(pool, "people") == 90


async def test_runs_of_parts_of_the_same_returns_in_opposite_order_do_not_wait_in_a_circle(
    matching: MatchingUnderTest, pool: Pool
) -> None:
    for turn in range(ROUNDS):
        people = [newcomer(number) for number in range(turn * 15, turn * 15 + 15)]
        parts = [[a_record(first + n, person=person) for n, person in enumerate(people)] for first in (0, 15)]
        runs = [
            [accepted_records(records, name=(turn, name), part=number, establishment=name) for name in "abc"]
            for number, records in enumerate(parts)
        ]
        replicas = [MatchingUnderTest.on(pool) for _ in runs]
        await asyncio.gather(replicas[0].hear_together(*runs[0]), replicas[1].hear_together(*reversed(runs[1])))
        assert all(len(ids) == 1 for ids in ids_by_surname(replicas).values())
    assert await count(pool, "people") == ROUNDS * 15
    tallies = await pool.fetch("SELECT parts_done, matched + created AS rows FROM tallies")
    assert [tuple(row) for row in tallies] == [(2, 30)] * 3 * ROUNDS


async def test_b1_two_lines_of_one_return_in_parts_handled_at_once_are_never_linked_to_one_person(
    matching: MatchingUnderTest, pool: Pool
) -> None:
    """Each alone would be: the number, the birth date and a forename like theirs agree."""
    await matching.hear(part("roll", [newcomer(number) for number in range(60)]))
    for turn in range(ROUNDS):
        ones = [newcomer(n, **UPN_ONLY) for n in range(60)]
        parts = [ones, [replace(person, forename="Zarra") for person in ones]]
        replicas = await at_once(pool, parts_of_one_return(turn, parts))
        ids = [claim.person_id for replica in replicas for answer in replica.answers for claim in claims_of(answer)]
        assert len(ids) == len(set(ids)) == 60
        assert sum(len(answer.awaiting) for replica in replicas for answer in replica.answers) == 60


async def test_b1_two_newcomers_of_one_return_in_parts_handled_at_once_are_two(
    matching: MatchingUnderTest, pool: Pool
) -> None:
    """One forename, one birth date, one postcode, no numbers: a hostel."""
    for turn in range(ROUNDS):
        hostel: dict[str, Any] = {"born_on": date(2005 + turn, 1, 1), "postcode": "CT20 1AA"}
        parts = [
            [newcomer(n, **NAME_ONLY | hostel, surname=f"{letters[n]}{letters}") for n in range(10)]
            for letters in ("abcdefghij", "klmnopqrst")
        ]
        replicas = await at_once(pool, parts_of_one_return(turn, parts))
        ids = [claim.person_id for replica in replicas for answer in replica.answers for claim in claims_of(answer)]
        assert len(set(ids)) == 20
    assert await count(pool, "people") == ROUNDS * 20


def parts_of_one_return(name: object, parts: list[list[PersonDetails]]) -> list[RecordsAccepted]:
    return [
        accepted_records(
            [a_record(number * 500 + n, person=person) for n, person in enumerate(people)], name=name, part=number
        )
        for number, people in enumerate(parts)
    ]


async def test_locks_are_bounded_whatever_a_part_holds(matching: MatchingUnderTest, pool: Pool) -> None:
    days = [date(1996, 9, 1) + timedelta(weeks=n) for n in range(500)]
    async with transaction(pool) as connection:
        await PostgresPeople(connection).lock_buckets({bucket_of(day) for day in days})
        held = await connection.fetchval(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
    assert held == BUCKETS == 256


async def test_a_part_takes_as_many_statements_as_a_part_of_a_tenth(matching: MatchingUnderTest, pool: Pool) -> None:
    small = await _statements(pool, [a_record(n, person=newcomer(n)) for n in range(9)], "small")
    large = await _statements(pool, [a_record(n, person=newcomer(n)) for n in range(10, 100)], "large")
    assert small == large


async def _statements(pool: Pool, records: list[Record], name: str) -> int:

    said: list[str] = []
    async with pool.acquire() as connection:
        with connection.query_logger(lambda record: said.append(record.query)):
            async with connection.transaction():
                match = MatchRecords(None, NewIds())  # type: ignore[arg-type]
                work = UnitOfWork(matching_tables(connection), None)
                await match._handle(work, [accepted_records(records, name=name)])
    return len(said)
