"""What pre-flights of the national return found, who is behind it, and the files that leave."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal, NamedTuple, Protocol
from uuid import UUID

from services.reporting.adapters.national_return.national_return import NationalReturn, header_of
from services.reporting.domain.national_return.preflight import BY_NUMBER, counted_by_priority
from services.reporting.domain.national_return.rules import ReturnRule
from services.reporting.domain.national_return.rules_of_files import HEADER_RULES, header_problems
from services.reporting.domain.national_return.tables import is_survey_day
from services.reporting.domain.snapshots.snapshot import Snapshot
from services.reporting.queries.read_audit import PostgresReadAudit, ReadAudit
from services.reporting.queries.snapshots.snapshots import PostgresSnapshotQueries
from shared.persistence.listing import Listing, listing_of
from shared.persistence.pool import Pool, connection_of
from shared.vocabulary.establishments import Register

FileKind = Literal["return.xml", "return.csv", "guarantee.csv", "activity-survey.csv"]
FILES: Final[tuple[FileKind, ...]] = ("return.xml", "return.csv", "guarantee.csv", "activity-survey.csv")
TREND_DAYS: Final = 62
"""Checks that the trend shows at most."""


class ReturnCheck(NamedTuple):
    """The pre-flight of one snapshot."""

    snapshot_id: int
    as_at: date
    known_at: datetime
    purpose: str
    checked_at: datetime
    records: int
    counts: Mapping[int, int]
    """People by number of the list."""

    @property
    def by_priority(self) -> Mapping[int, int]:
        """How often each priority was raised."""
        return counted_by_priority(self.counts)

    @property
    def rules(self) -> Sequence[tuple[ReturnRule, int]]:
        """The numbers that were raised, the gravest first, each with how many people."""
        found = [(BY_NUMBER[number], people) for number, people in self.counts.items()]
        return sorted(found, key=lambda one: (one[0].priority, one[0].number))

    @property
    def is_of_survey_day(self) -> bool:
        """Tell whether the Annual Activity Survey asks about that day."""
        return is_survey_day(self.as_at)

    @property
    def stops(self) -> Sequence[str]:
        """Why the file of that day would be refused, wholly or in part; nothing: it may be called ready."""
        head = header_problems(header_of(self.as_at, send_day(self.as_at)))
        records = [f"{people} × {rule.number}: {rule.sentence}" for rule, people in self.rules if rule.priority == 1]
        return [*(HEADER_RULES[name] for name in head), *records]


class FoundPerson(NamedTuple):
    """Somebody whom a number is about."""

    person_id: UUID
    surname: str | None
    forename: str | None
    born_on: date | None
    code: str | None
    lapsed: bool


@dataclass(frozen=True, slots=True)
class ReturnView:
    """One pre-flight, with those before it."""

    check: ReturnCheck
    trend: Sequence[ReturnCheck]
    """One a day, the newest first."""
    before: ReturnCheck | None
    """The check of the day before it that there is."""


class ReturnRows(Protocol):
    """What pre-flights kept."""

    async def checks(self, newest: int) -> Sequence[ReturnCheck]:
        """Return the newest checks, one a day, the newest day first. Raises Transient."""
        ...

    async def find_check(self, snapshot_id: int) -> ReturnCheck | None:
        """Return the check of a snapshot; None: there is none. Raises Transient."""
        ...

    async def people(self, snapshot_id: int, number: int, *, page: int, page_size: int) -> Listing[FoundPerson]:
        """Return a page of whom a number is about, by name. Raises Transient."""
        ...

    async def snapshot(self, snapshot_id: int) -> Snapshot | None:
        """Return a snapshot that is made; None: there is none. Raises Transient."""
        ...


class ReturnFiles(Protocol):
    """Writes the files of a snapshot; each raises Transient."""

    def xml(self, snapshot: Snapshot, date_of_send: date) -> AsyncIterator[bytes]:
        """Yield the file of the return."""
        ...

    def readable(self, snapshot: Snapshot) -> AsyncIterator[bytes]:
        """Yield a copy of it for a spreadsheet."""
        ...

    def guarantee(self, snapshot: Snapshot) -> AsyncIterator[bytes]:
        """Yield the September Guarantee return."""
        ...

    def survey(self, snapshot: Snapshot) -> AsyncIterator[bytes]:
        """Yield the Annual Activity Survey."""
        ...


class NationalReturnQueries:
    """Pre-flights and files; each look at people, and each file that leaves, is noted first."""

    def __init__(self, rows: ReturnRows, files: ReturnFiles, audit: ReadAudit) -> None:
        self._rows = rows
        self._files = files
        self._audit = audit

    async def view(self, snapshot_id: int | None) -> ReturnView | None:
        """Return the pre-flight of that snapshot (None: of the newest day); None: there is none. Raises Transient."""
        trend = await self._rows.checks(TREND_DAYS)
        if snapshot_id is not None:
            check = await self._rows.find_check(snapshot_id)
        else:
            check = trend[0] if trend else None
        if check is None:
            return None
        before = next((one for one in trend if one.as_at < check.as_at), None)
        return ReturnView(check, trend, before)

    async def people(
        self, snapshot_id: int, number: int, *, account: str, page: int, page_size: int
    ) -> Listing[FoundPerson] | None:
        """Return a page of whom a number is about, and note that this account read it; None: no such check."""
        await self._audit.note_read(account, None, "national return", str(snapshot_id))
        if await self._rows.find_check(snapshot_id) is None:
            return None
        return await self._rows.people(snapshot_id, number, page=page, page_size=page_size)

    async def file(
        self, snapshot_id: int, kind: FileKind, date_of_send: date | None, *, account: str
    ) -> tuple[Snapshot, AsyncIterator[bytes]] | None:
        """Return a file piece by piece, and note that this account took it; None: there is no such file."""
        await self._audit.note_read(account, None, f"national return: {kind}", str(snapshot_id))
        snapshot = await self._rows.snapshot(snapshot_id)
        if snapshot is None or (kind == "activity-survey.csv" and not is_survey_day(snapshot.as_at)):
            return None
        match kind:
            case "return.xml":
                return snapshot, self._files.xml(snapshot, date_of_send or send_day(snapshot.as_at))
            case "return.csv":
                return snapshot, self._files.readable(snapshot)
            case "guarantee.csv":
                return snapshot, self._files.guarantee(snapshot)
            case "activity-survey.csv":
                return snapshot, self._files.survey(snapshot)


def send_day(period_end: date) -> date:
    """Return the day of sending that a file has which nobody has named another for: the first after its period."""
    return period_end + timedelta(days=1)


_COLUMNS: Final = ", ".join(ReturnCheck._fields)
_CHECKS: Final = f"""
SELECT {_COLUMNS} FROM (
    SELECT DISTINCT ON (as_at) {_COLUMNS} FROM return_checks ORDER BY as_at DESC, known_at DESC, snapshot_id DESC
) AS newest ORDER BY as_at DESC LIMIT $1
"""  # noqa: S608 (our own names)
_CHECK: Final = f"SELECT {_COLUMNS} FROM return_checks WHERE snapshot_id = $1"  # noqa: S608 (our own names)
_PEOPLE: Final = """
SELECT s.person_id, s.surname, s.forename, s.born_on, s.code, s.lapsed, count(*) OVER () AS total
FROM return_findings f JOIN snapshot_people s USING (snapshot_id, person_id)
WHERE f.snapshot_id = $1 AND f.number = $2
ORDER BY s.surname IS NULL, s.surname, s.forename, s.person_id LIMIT $3 OFFSET $4
"""


class PostgresReturnRows:
    """`ReturnRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._snapshots = PostgresSnapshotQueries(pool)

    async def checks(self, newest: int) -> Sequence[ReturnCheck]:
        async with connection_of(self._pool) as connection:
            return [_check(row) for row in await connection.fetch(_CHECKS, newest)]

    async def find_check(self, snapshot_id: int) -> ReturnCheck | None:
        async with connection_of(self._pool) as connection:
            row = await connection.fetchrow(_CHECK, snapshot_id)
        return None if row is None else _check(row)

    async def people(self, snapshot_id: int, number: int, *, page: int, page_size: int) -> Listing[FoundPerson]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_PEOPLE, snapshot_id, number, page_size, (page - 1) * page_size)
        found = [FoundPerson(*(row[name] for name in FoundPerson._fields)) for row in rows]
        return listing_of(rows, found, page=page, page_size=page_size)

    async def snapshot(self, snapshot_id: int) -> Snapshot | None:
        found = await self._snapshots.find(snapshot_id)
        return found if found is not None and found.is_of_the_world else None


def _check(row: Any) -> ReturnCheck:
    *fields, counts = row
    return ReturnCheck._make([*fields, {int(number): people for number, people in counts.items()}])


def national_return_over(pool: Pool, register: Register) -> NationalReturnQueries:
    """Return the national return of the snapshots in that database."""
    return NationalReturnQueries(PostgresReturnRows(pool), NationalReturn(pool, register), PostgresReadAudit(pool))
