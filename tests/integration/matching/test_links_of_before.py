"""The migration of links into blocks: every person's record says afterwards what it said before."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from deploy.jobs.migrate import Folder, migrate, migration_folders
from tests.support.stack import Database, Stack, create_database, drop_database

pytestmark = pytest.mark.stack

INTO_BLOCKS = "0004_links_in_blocks.sql"
_ROWS = """
INSERT INTO matching.people (id, version, seen)
SELECT ('00000000-0000-7000-8000-00000000000' || n)::uuid, 1, '[]' FROM generate_series(1, 3) AS n;
INSERT INTO matching.links
    (submission_id, judgement, ordinal, person_id, created, received_at, rule, evidence, details, contact)
SELECT ('00000000-0000-4000-8000-00000000000' || s)::uuid, 1, n,
    ('00000000-0000-7000-8000-00000000000' || (n + 1) / 2)::uuid, s = 1,
    timestamptz '2026-09-01 09:00Z' + s * interval '1 day', 'rule_' || n, 5 + s,
    json_build_object('surname', 'Quirke', 'postcode', NULL, 'address', json_build_array(s || ' Row', n)),
    CASE WHEN n = s THEN json_build_object('mobile', '+44770090000' || s, 'objection', false) END
FROM generate_series(1, 2) AS s CROSS JOIN generate_series(1, 4) AS n;
"""
_RECORDS = "SELECT person_id, details::jsonb, contact::jsonb FROM matching.records ORDER BY person_id"
_DECISIONS = "submission_id, judgement, ordinal, person_id, created, rule, evidence, received_at, valid_from"
_BEFORE = f"SELECT {_DECISIONS} FROM matching.links ORDER BY 1, 3"
_AFTER = f"""
SELECT {_DECISIONS} FROM matching.links JOIN matching.link_blocks USING (block_id) CROSS JOIN LATERAL (
    SELECT (decisions::json -> 'created' ->> place)::boolean AS created, decisions::json -> 'rule' ->> place AS rule,
        (decisions::json -> 'evidence' ->> place)::bigint AS evidence
) AS said ORDER BY 1, 3
"""


@pytest.fixture
async def empty(stack: Stack) -> AsyncIterator[Database]:
    made = await create_database(stack, migrated=False)
    yield made
    await drop_database(stack, made.name)


def rooms_before(migration: str, folder: Path) -> list[Folder]:
    """Return all rooms, that of matching as it was before the migration."""
    rooms = []
    for number, room in enumerate(migration_folders()):
        older = folder / str(number)
        older.mkdir()
        for file in room.folder.glob("*.sql"):
            if file.name < migration or room.name != "matching":
                (older / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
        rooms.append(replace(room, folder=older))
    return rooms


async def test_links_of_before_become_blocks_and_say_the_same(empty: Database, tmp_path: Path) -> None:
    await migrate(empty.admin_url, rooms=rooms_before(INTO_BLOCKS, tmp_path))
    connection = await asyncpg.connect(empty.admin_url)
    try:
        await connection.execute(_ROWS)
        records, decisions = await connection.fetch(_RECORDS), await connection.fetch(_BEFORE)
        assert await migrate(empty.admin_url) == [f"matching/{INTO_BLOCKS}"]
        assert await connection.fetch(_RECORDS) == records
        assert await connection.fetch(_AFTER) == decisions
        assert len(decisions) == 8
        # Of the first person both rows of the later return say what they are called, and one how to reach them.
        said = [(json.loads(row["details"])["address"], row["contact"]) for row in records if row["details"]]
        assert [(address, json.loads(contact)["mobile"] if contact else None) for address, contact in said] == [
            (["2 Row", 2], "+447700900002"),
            (["2 Row", 4], None),
        ]
    finally:
        await connection.close()
