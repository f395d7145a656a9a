"""Who is past their day is listed; nothing goes by itself, and what is ordered is not listed again."""

from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID

import asyncpg
import pytest

from deploy.jobs.privacy.orders import ask
from deploy.jobs.privacy.retention import past_their_day, report
from tests.support.stack import Database

pytestmark = pytest.mark.stack

OLD, YOUNG, WITH_PLAN, UNKNOWN = (UUID(int=number) for number in range(1, 5))
BAD_FILE, GOOD_FILE = UUID(int=11), UUID(int=12)


@pytest.fixture(scope="module")
async def admin(database: Database) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(database.admin_url)
    people = [(OLD, 2005, None), (YOUNG, 2008, None), (WITH_PLAN, 2005, date(2031, 2, 1)), (UNKNOWN, None, None)]
    for person_id, cohort, plan in people:
        await connection.execute(
            "INSERT INTO reporting.people (person_id, version, status_group, lapsed, rule, known_at, on_roll,"
            " birth_cohort, plan_until, surname) VALUES ($1, 1, 'out of scope', false, 'x', now(), false, $2, $3, 'Z')",
            *(person_id, cohort, plan),
        )
    for file_id, state in ((BAD_FILE, "unreadable"), (GOOD_FILE, "repeat")):
        await connection.execute(
            "INSERT INTO ingest.submissions (id, channel, sender, delivery_id, fingerprint, file_name, sha256,"
            " size_bytes, uploaded_at, received_at, file_id, sealed_key, state, collection, finished_at) VALUES"
            " ($1, 'hook', 'x', $2, $3, 'a.xlsx', $3, 1, '2026-10-05', '2026-10-05', $1, 'k', $4, $5, now())",
            *(file_id, str(file_id), bytes(32), state, None if state == "unreadable" else "S_ENR"),
        )
    yield connection
    await connection.close()


async def test_who_and_what_is_past_its_day_by_the_day(admin: "asyncpg.Connection[asyncpg.Record]") -> None:
    early = await past_their_day(admin, date(2026, 10, 6))
    assert (early.people, early.files, early.of_unknown_age) == ({}, {}, 1)
    later = await past_their_day(admin, date(2027, 10, 6))
    assert later.people == {OLD: date(2027, 8, 31)}
    assert later.files == {BAD_FILE: date(2027, 10, 5)}
    latest = await past_their_day(admin, date(2034, 2, 2))
    assert set(latest.people) == {OLD, YOUNG, WITH_PLAN}
    assert set(latest.files) == {BAD_FILE, GOOD_FILE}
    text = "\n".join(report(later, date(2027, 10, 6)))
    assert f"young person {OLD}, kept until 2027-08-31" in text
    assert "to be confirmed" in text
    assert "past their day: young people 1, originals 1" in text


async def test_what_is_ordered_is_not_listed_again(admin: "asyncpg.Connection[asyncpg.Record]") -> None:
    await admin.execute("INSERT INTO matching.people (id, seen) VALUES ($1, '{}')", OLD)
    await ask(admin, "reviewer", "retention", [OLD], [BAD_FILE])
    found = await past_their_day(admin, date(2027, 10, 6))
    assert (found.people, found.files) == ({}, {})
