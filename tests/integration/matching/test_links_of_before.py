"""The migration of links into blocks: every person's record says afterwards what it said before."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from shared.persistence.migrate import Room, migrate, rooms_of
from tests.support.stack import Database, Stack, create_database, drop_database

pytestmark = pytest.mark.stack

INTO_BLOCKS = "0004_links_in_blocks.sql"
_BEFORE = """
INSERT INTO matching.people (id, version, seen)
SELECT ('00000000-0000-7000-8000-00000000000' || n)::uuid, 1, '[]' FROM generate_series(1, 3) AS n;
INSERT INTO matching.links
    (submission_id, judgement, ordinal, person_id, created, received_at, rule, evidence, details, contact)
SELECT ('00000000-0000-4000-8000-00000000000' || s)::uuid, 1, n,
    ('00000000-0000-7000-8000-00000000000' || n)::uuid, s = 1, timestamptz '2026-09-01 09:00Z' + s * interval '1 day',
    'a_rule', 5, json_build_object('surname', 'Quirke', 'postcode', NULL, 'address', json_build_array(s || ' Row', n)),
    CASE WHEN n = s THEN json_build_object('mobile', '+44770090000' || s, 'objection', false) END
FROM generate_series(1, 2) AS s CROSS JOIN generate_series(1, 2) AS n;
"""
_RECORDS = "SELECT person_id, details::jsonb, contact::jsonb FROM matching.records ORDER BY person_id"


@pytest.fixture
async def empty(stack: Stack) -> AsyncIterator[Database]:
    made = await create_database(stack, migrated=False)
    yield made
    await drop_database(stack, made.name)


def rooms_before(folder: Path) -> list[Room]:
    """Return all rooms, that of matching without the migration."""
    rooms = []
    for number, room in enumerate(rooms_of()):
        older = folder / str(number)
        older.mkdir()
        for file in room.folder.glob("*.sql"):
            if file.name < INTO_BLOCKS or room.schema != "matching":
                (older / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
        rooms.append(replace(room, folder=older))
    return rooms


async def test_links_of_before_become_blocks_and_records_say_the_same(empty: Database, tmp_path: Path) -> None:
    await migrate(empty.admin_url, rooms=rooms_before(tmp_path))
    connection = await asyncpg.connect(empty.admin_url)
    try:
        await connection.execute(_BEFORE)
        before = await connection.fetch(_RECORDS)
        assert await migrate(empty.admin_url) == [f"matching/{INTO_BLOCKS}"]
        assert await connection.fetch(_RECORDS) == before
        # Two rows each; of the second person the last row says how to reach them, of the first the one before.
        assert [(row["details"] is None, row["contact"] is None) for row in before] == [
            (False, False),
            (False, False),
            (True, True),
        ]
        assert await connection.fetchval("SELECT count(*) FROM matching.links") == 4
    finally:
        await connection.close()
