"""The audit as it is read, and the erasures with what is still to be done; each look at it is noted in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from services.reporting.queries.read_audit import ReadAudit
from shared.persistence.listing import Listing, listing_of, view_of
from shared.persistence.pool import Pool, connection_of
from shared.web.accounts.permissions import Role

DOWNLOADED_MAX: Final = 50_000
"""Entries in a file to take away; of more, the newest."""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries; None: not asked."""

    account_id: UUID | None = None
    person_id: UUID | None = None
    kind: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    confidential: bool = False
    """Whether of those whose record is confidential it is shown which establishment's account did something."""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry: who did what, about whom or what, when."""

    chain: str
    place: int | None
    """None: not shown, as it tells between which others the entry stands."""
    at: datetime
    """Of a withheld entry the beginning of its day in London."""
    account: str
    """Empty: withheld."""
    act: str
    kind: str
    person_id: UUID | None
    about: str | None
    withheld: bool = False
    """It is about somebody confidential, and not by an account that is known to be the authority's."""


@dataclass(frozen=True, slots=True)
class AuditChoices:
    """What may be chosen in the filters."""

    accounts: Sequence[tuple[UUID, str]]
    kinds: Sequence[str]


@dataclass(frozen=True, slots=True)
class ErasureLine:
    """An order to erase, and how far it is."""

    erasure_id: UUID
    reason: str
    asked_by: str
    asked_at: datetime
    answered_by: str | None
    answered_at: datetime | None
    approved: bool | None
    people: int
    files: int
    done: Sequence[str]
    """Services that have carried it out."""


class AuditRows(Protocol):
    """Finds entries of the audit."""

    async def entries(self, wanted: AuditFilter, *, page: int, page_size: int) -> Listing[AuditLine]:
        """Return entries, the newest first."""
        ...

    async def choices(self) -> AuditChoices:
        """Return the accounts, and the kinds of entries there are."""
        ...

    async def erasures(self, *, page: int, page_size: int) -> Listing[ErasureLine]:
        """Return the orders to erase, the newest first."""
        ...


class AuditQueries:
    """The audit, for whoever checks what others do."""

    def __init__(self, rows: AuditRows, audit: ReadAudit) -> None:
        self._rows = rows
        self._audit = audit

    async def entries(self, wanted: AuditFilter, *, account: str, page: int, page_size: int) -> Listing[AuditLine]:
        """Return one page, and note that this account read it."""
        await self._audit.note_read(account, wanted.person_id, "audit")
        return await self._rows.entries(wanted, page=page, page_size=page_size)

    async def everything(self, wanted: AuditFilter, *, account: str) -> Sequence[AuditLine]:
        """Return all entries that are asked for, the newest of very many, and note that this account took them."""
        await self._audit.note_read(account, wanted.person_id, "audit, as a file")
        return (await self._rows.entries(wanted, page=1, page_size=DOWNLOADED_MAX)).items

    async def choices(self) -> AuditChoices:
        """Return what may be asked for."""
        return await self._rows.choices()

    async def erasures(self, *, page: int, page_size: int) -> Listing[ErasureLine]:
        """Return one page of the orders: ids and counts, nobody's name."""
        return await self._rows.erasures(page=page, page_size=page_size)


_ENTRIES: Final = """
WITH confidential AS MATERIALIZED (SELECT person_id FROM flagged WHERE flag = 'confidential'),
staff AS MATERIALIZED (SELECT name FROM shared.accounts WHERE role = ANY($8::text[])),
entries AS (
    SELECT e.*, NOT $9::boolean AND coalesce(e.person_id IN (SELECT person_id FROM confidential), false)
                AND e.account NOT IN (SELECT name FROM staff) AS withheld
    FROM shared.audit_entries e
    WHERE ($1::uuid IS NULL OR account = (SELECT name FROM shared.accounts WHERE id = $1))
      AND ($2::uuid IS NULL OR person_id = $2) AND ($3::text IS NULL OR kind = $3)
      AND ($4::timestamptz IS NULL OR at >= $4) AND ($5::timestamptz IS NULL OR at < $5)
), shown AS (
    SELECT chain, act, kind, person_id, withheld, CASE WHEN $9 THEN place END AS place,
           CASE WHEN withheld THEN date_trunc('day', at, 'Europe/London') ELSE at END AS at,
           CASE WHEN withheld THEN '' ELSE account END AS account, CASE WHEN NOT withheld THEN about END AS about,
           CASE WHEN NOT withheld THEN place END AS within
    FROM entries WHERE $1::uuid IS NULL OR NOT withheld
)
SELECT *, count(*) OVER () AS total FROM shown ORDER BY at DESC, chain, within DESC, kind, person_id LIMIT $6 OFFSET $7
"""
_STAFF: Final = tuple(role.value for role in Role if role is not Role.UPLOADER)
_ACCOUNTS: Final = "SELECT id, name FROM shared.accounts ORDER BY lower(name)"
_KINDS: Final = "SELECT DISTINCT kind FROM shared.audit_entries ORDER BY kind"
_ERASURES: Final = """
SELECT e.erasure_id, e.reason, e.asked_by, e.asked_at, e.answered_by, e.answered_at, e.approved,
       (SELECT count(person_id) FROM shared.erasure_targets t WHERE t.erasure_id = e.erasure_id) AS people,
       (SELECT count(submission_id) FROM shared.erasure_targets t WHERE t.erasure_id = e.erasure_id) AS files,
       ARRAY(SELECT service FROM shared.erasure_steps s WHERE s.erasure_id = e.erasure_id ORDER BY service) AS done,
       count(*) OVER () AS total
FROM shared.erasures e ORDER BY e.asked_at DESC, e.erasure_id LIMIT $1 OFFSET $2
"""


class PostgresAuditRows:
    """`AuditRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def entries(self, wanted: AuditFilter, *, page: int, page_size: int) -> Listing[AuditLine]:
        asked = (wanted.account_id, wanted.person_id, wanted.kind, wanted.since, wanted.before)
        async with connection_of(self._pool) as connection:
            bounds = (page_size, (page - 1) * page_size)
            rows = await connection.fetch(_ENTRIES, *asked, *bounds, _STAFF, wanted.confidential)
        return listing_of(rows, [view_of(AuditLine, row) for row in rows], page=page, page_size=page_size)

    async def choices(self) -> AuditChoices:
        async with connection_of(self._pool) as connection:
            accounts = await connection.fetch(_ACCOUNTS)
            kinds = await connection.fetch(_KINDS)
        return AuditChoices([(row["id"], row["name"]) for row in accounts], [row["kind"] for row in kinds])

    async def erasures(self, *, page: int, page_size: int) -> Listing[ErasureLine]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_ERASURES, page_size, (page - 1) * page_size)
        return listing_of(rows, [view_of(ErasureLine, row) for row in rows], page=page, page_size=page_size)
