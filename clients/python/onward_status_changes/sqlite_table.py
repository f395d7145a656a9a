"""A table in a file of SQLite: nothing to install, and any program can read it meanwhile."""

import json
import os
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from uuid import UUID

from onward_status_changes.message import Status
from onward_status_changes.table import Progress

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS statuses (
    person_id TEXT PRIMARY KEY, version INTEGER NOT NULL, status_group TEXT NOT NULL, code TEXT,
    lapsed INTEGER NOT NULL, effective_on TEXT NOT NULL, neet_since TEXT, known_at TEXT NOT NULL,
    reading INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS progress (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1), topic TEXT NOT NULL, reading INTEGER NOT NULL,
    positions TEXT NOT NULL, fresh_at TEXT NOT NULL, whole INTEGER NOT NULL
);
"""
_COLUMNS: Final = "person_id, version, status_group, code, lapsed, effective_on, neet_since, known_at"
_ASKED_AT_ONCE: Final = 500
_IN_MEMORY: Final = ":memory:"


class SqliteTable:
    """Statuses in `statuses`, progress in `progress`. To be used as a context manager."""

    def __init__(self, file: Path | str) -> None:
        if str(file) != _IN_MEMORY:
            # Made for its owner alone, before anything stands in it; what SQLite puts beside it is made like it.
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        self._database = sqlite3.connect(file, isolation_level=None, timeout=30)
        self._database.execute("PRAGMA journal_mode = WAL")
        # A crash of the machine may take the last transactions back, rows and progress together: they are read again.
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.executescript(_TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    async def load(self) -> Progress | None:
        """Return the progress that was stored last, or None for a new table."""
        row = self._database.execute("SELECT topic, reading, positions, fresh_at, whole FROM progress").fetchone()
        if row is None:
            return None
        topic, reading, positions, fresh_at, whole = row
        places = {int(partition): int(offset) for partition, offset in json.loads(positions).items()}
        return Progress(topic, reading, places, datetime.fromisoformat(fresh_at), bool(whole))

    async def held(self, people: Collection[UUID]) -> dict[UUID, Status]:
        """Return the statuses of those among them whom the table holds."""
        found: dict[UUID, Status] = {}
        asked = iter(people)
        while some := [str(person_id) for person_id in islice(asked, _ASKED_AT_ONCE)]:
            marks = ", ".join("?" * len(some))
            statement = f"SELECT {_COLUMNS} FROM statuses WHERE person_id IN ({marks})"  # noqa: S608 (marks alone)
            found |= {status.person_id: status for status in map(_status, self._database.execute(statement, some))}
        return found

    async def store(self, kept: Collection[Status], gone: Collection[UUID], progress: Progress) -> None:
        """Write statuses as of this reading, remove people, and note the progress: all or nothing."""
        positions = json.dumps({str(place): offset for place, offset in progress.positions.items()})
        noted = (progress.topic, progress.reading, positions, progress.fresh_at.isoformat(), progress.whole)
        with self._database:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.executemany(
                "INSERT OR REPLACE INTO statuses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ((*_row(status), progress.reading) for status in kept),
            )
            self._database.executemany("DELETE FROM statuses WHERE person_id = ?", ((str(one),) for one in gone))
            self._database.execute("INSERT OR REPLACE INTO progress VALUES (1, ?, ?, ?, ?, ?)", noted)

    async def count(self) -> int:
        """Return how many people the table holds."""
        (count,) = self._database.execute("SELECT count(*) FROM statuses").fetchone()
        return int(count)

    async def not_seen_in(self, reading: int) -> Sequence[Status]:
        """Return the statuses that no message of this reading, or of a later one, has named."""
        rows = self._database.execute(f"SELECT {_COLUMNS} FROM statuses WHERE reading < ?", (reading,))  # noqa: S608
        return [_status(row) for row in rows]

    def __iter__(self) -> Iterator[Status]:
        """Yield everybody's status, by person."""
        rows = self._database.execute(f"SELECT {_COLUMNS} FROM statuses ORDER BY person_id")  # noqa: S608
        yield from map(_status, rows)


def _row(status: Status) -> tuple[Any, ...]:
    return (
        str(status.person_id),
        status.version,
        status.group,
        status.code,
        status.lapsed,
        status.effective_on.isoformat(),
        status.neet_since.isoformat() if status.neet_since else None,
        status.known_at.isoformat(),
    )


def _status(row: tuple[Any, ...]) -> Status:
    person_id, version, group, code, lapsed, effective_on, neet_since, known_at = row
    return Status.model_validate(
        {
            "person_id": person_id,
            "version": version,
            "group": group,
            "code": code,
            "lapsed": bool(lapsed),
            "effective_on": effective_on,
            "neet_since": neet_since,
            "known_at": known_at,
        }
    )
