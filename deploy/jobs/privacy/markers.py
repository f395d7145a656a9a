"""Erasures that outlive a restored backup: orders as a file beside the backups, given to the database again.

A line of JSON for each order: `erasure_id`, `reason`, `asked_by`, `asked_at`, `answered_by`, `answered_at`, `people`,
`files`. Ids, codes, accounts and times; no personal data. Read again, an order is carried out again by every service.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection

FILE_NAME: Final = "erasures.jsonl"
"""Beside the backups, never inside one: it must be newer than what is restored."""
_ORDERS: Final = """
SELECT e.erasure_id, e.reason, e.asked_by, e.asked_at, e.answered_by, e.answered_at,
       array_remove(array_agg(t.person_id), NULL) AS people, array_remove(array_agg(t.submission_id), NULL) AS files
FROM shared.erasures e JOIN shared.erasure_targets t USING (erasure_id)
WHERE e.approved GROUP BY e.erasure_id ORDER BY e.answered_at
"""
_ORDER: Final = """
INSERT INTO shared.erasures (erasure_id, reason, asked_by, asked_at, answered_by, answered_at, approved)
VALUES ($1, $2, $3, $4, $5, $6, true)
ON CONFLICT (erasure_id) DO UPDATE
    SET answered_by = excluded.answered_by, answered_at = excluded.answered_at, approved = true
    WHERE shared.erasures.approved IS NULL
"""
_TARGETS: Final = """
INSERT INTO shared.erasure_targets (erasure_id, person_id, submission_id)
SELECT $1::uuid, one, NULL::uuid FROM unnest($2::text::uuid[]) AS one
UNION ALL SELECT $1::uuid, NULL::uuid, one FROM unnest($3::text::uuid[]) AS one
ON CONFLICT DO NOTHING
"""
_AGAIN: Final = "DELETE FROM shared.erasure_steps WHERE erasure_id = $1"


async def export_markers(connection: Connection, file: Path) -> int:
    """Write every confirmed order to a file, whole or not at all; return how many."""
    rows = await connection.fetch(_ORDERS)
    _write(file, "".join(f"{json.dumps(_written(row))}\n" for row in rows))
    return len(rows)


async def apply_markers(connection: Connection, file: Path) -> int:
    """Order every erasure of a file again; return how many. The services carry them out when they run."""
    orders = _read(file)
    for order in orders:
        async with connection.transaction():
            times = (datetime.fromisoformat(order["asked_at"]), datetime.fromisoformat(order["answered_at"]))
            erasure_id = UUID(order["erasure_id"])
            await connection.execute(
                *(_ORDER, erasure_id, order["reason"], order["asked_by"], times[0], order["answered_by"], times[1])
            )
            await connection.execute(_TARGETS, erasure_id, _ids(order["people"]), _ids(order["files"]))
            await connection.execute(_AGAIN, erasure_id)
    return len(orders)


def _write(file: Path, text: str) -> None:
    temporary = file.with_name(f".{file.name}.part")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(file)


def _read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]


def _ids(texts: Iterable[str]) -> str:
    return array_of(UUID(text) for text in texts)


def _written(row: Any) -> dict[str, Any]:
    plain = {name: str(row[name]) for name in ("erasure_id", "reason", "asked_by", "answered_by")}
    times = {name: row[name].isoformat() for name in ("asked_at", "answered_at")}
    return plain | times | {name: [str(one) for one in row[name]] for name in ("people", "files")}
