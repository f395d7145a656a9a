"""One person: the status of today with its reasons, the claims behind it, and every version there was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol
from uuid import UUID

from services.reporting.adapters.claims import CLAIM_COLUMNS, Origin, shown_claim_of
from services.reporting.adapters.columns import NAMES, person_from
from services.reporting.adapters.effective_claims import BY_INDEX, effective_claims
from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.claims import Claim, Evidence
from services.reporting.domain.cohort import person_of
from services.reporting.domain.flags.entries import FlagLine, holding
from services.reporting.domain.guarantee.person import PersonGuarantee, guarantee_on
from services.reporting.domain.guarantee.rounds import Round
from services.reporting.domain.history.known_claims import DecisionAt, KnownClaim, Period
from services.reporting.domain.person_status import PersonStatus
from services.reporting.domain.status import Status, status_on
from services.reporting.domain.year_groups import year_of_cohort
from services.reporting.queries.contradictions.inbox import ContradictionLine, InboxRows
from services.reporting.queries.read_audit import ReadAudit
from services.reporting.queries.snapshots.counted_as import CountedDay, counted_as
from shared.clock import Clock
from shared.persistence.listing import view_of
from shared.persistence.pool import Pool, connection_of


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim in a person's timeline: the row of the file it comes from, and when we knew it."""

    known: KnownClaim
    effective: bool
    file_name: str | None
    sheet: str
    match_rule: str
    founded_person: bool
    """This row is how the person became known."""
    collection: str
    establishment: str
    period: str

    @property
    def claim(self) -> Claim:
        """What the row says."""
        return self.known.claim


@dataclass(frozen=True, slots=True)
class AskedDay:
    """Of which day the status is shown, and as it was known when."""

    as_at: date
    known_at: datetime


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of a status as it was published, and the row of a file behind it."""

    version: int
    group: str
    code: str | None
    lapsed: bool
    effective_on: date
    known_at: datetime
    rule: str
    submission_id: UUID | None
    file_name: str | None
    sheet: str | None
    line: int | None


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person: the status of today with its reasons, the claims behind it, and every version there was."""

    stored: PersonStatus
    year: int | None
    status: Status
    """Computed when it is read: from the effective claims or, of another day, from those that counted then."""
    claims: tuple[ClaimView, ...]
    """The newest first; those that count before those that do not."""
    versions: tuple[VersionView, ...]
    """The newest first."""
    guarantee: PersonGuarantee | None = None
    """Their September Guarantee; None: the round of today is not about them."""
    in_cohort: bool | None = None
    """Whether they belonged to its cohort when it was fixed; None: it has not been fixed."""
    asked: AskedDay | None = None
    """None: the status is that of today, as it is known now."""
    contradictions: Sequence[ContradictionLine] = ()
    """Where returns contradict each other about them, or did."""
    flags: Sequence[FlagLine] = ()
    """Every entry about their flags, the newest first."""
    counted: Sequence[CountedDay] = ()
    """How the newest snapshots count them, the newest day first."""

    @property
    def confidential(self) -> bool:
        """Whether nobody is to learn where they are."""
        return any(one.flag == "confidential" for one in self.flags_in_force)

    @property
    def flags_in_force(self) -> tuple[FlagLine, ...]:
        """The entries that hold today."""
        return holding(self.flags)

    def claim_with(self, evidence: Evidence | None) -> ClaimView | None:
        """Return the claim that this evidence belongs to: what decided, or what a reason is about."""
        return next((view for view in self.claims if view.claim.evidence == evidence), None)


class PersonRows(Protocol):
    """Finds what is known about one person."""

    async def flags(self, person_id: UUID) -> Sequence[FlagLine]:
        """Return every entry about their flags, the newest first."""
        ...

    async def find_stored(self, person_id: UUID) -> PersonStatus | None: ...
    async def effective_claims(self, person_id: UUID) -> tuple[Claim, ...]: ...

    async def claims(self, person_id: UUID) -> Sequence[ClaimView]:
        """Return every claim there ever was about the person, effective or not."""
        ...

    async def versions(self, person_id: UUID) -> Sequence[VersionView]: ...
    async def snapshots(self, person_id: UUID) -> Sequence[CountedDay]: ...

    async def is_in_cohort(self, of: Round, person_id: UUID) -> bool | None:
        """Return whether somebody belonged to the cohort of a round when it was fixed; None: it has not been fixed."""
        ...


class PersonQueries:
    """One person's timeline, with the evidence behind the status down to file, sheet and row; each look is noted."""

    def __init__(self, rows: PersonRows, inbox: InboxRows, audit: ReadAudit, clock: Clock, kind_of: KindOf) -> None:
        self._rows = rows
        self._inbox = inbox
        self._audit = audit
        self._clock = clock
        self._kind_of = kind_of

    async def find_person(
        self, person_id: UUID, *, account: str, asked: AskedDay | None = None, what: str = "timeline"
    ) -> PersonView | None:
        """Return the person and note that this account read it, as `what`; None when there is no such person.

        `asked`: show the status of that day as it was known then, in place of today's.
        """
        stored = await self._rows.find_stored(person_id)
        if stored is None:
            return None
        await self._audit.note_read(account, person_id, what)
        today = self._clock.today()
        effective = await self._rows.effective_claims(person_id)
        status = status_on(effective, today, self._kind_of)
        person = person_of(effective) if effective else None
        guarantee = guarantee_on(person, effective, status, today, self._kind_of) if person is not None else None
        claims = tuple(await self._rows.claims(person_id))
        if asked is not None:
            status = status_on([view.known for view in claims], asked.as_at, self._kind_of, asked.known_at)
        return PersonView(
            stored=stored,
            year=None if stored.who.birth_cohort is None else year_of_cohort(stored.who.birth_cohort, today),
            status=status,
            claims=claims,
            versions=tuple(await self._rows.versions(person_id)),
            guarantee=guarantee,
            in_cohort=await self._rows.is_in_cohort(guarantee.round, person_id) if guarantee is not None else None,
            asked=asked,
            contradictions=await self._inbox.of_person(person_id),
            flags=await self._rows.flags(person_id),
            counted=await self._rows.snapshots(person_id),
        )


_STORED: Final = f"SELECT {', '.join(NAMES)} FROM people WHERE person_id = $1"  # noqa: S608 (our own names)
_CLAIMS: Final = f"""
SELECT {CLAIM_COLUMNS}, c.particulars, g.submission_id, g.received_at, r.period,
       r.generation_id IS NOT DISTINCT FROM c.generation_id OR k.edition_id IS NOT NULL AS effective,
       s.file_name, c.sheet, c.match_rule, c.created, r.collection, r.establishment,
       ARRAY(SELECT p.known FROM effective_periods p JOIN editions e USING (edition_id)
             WHERE p.return_id = g.return_id AND e.generation_id = c.generation_id AND NOT isempty(p.known)
             UNION
             SELECT p.known FROM effective_periods p JOIN carried_claims x USING (edition_id)
             WHERE p.return_id = g.return_id AND x.generation_id = c.generation_id AND x.ordinal = c.ordinal
               AND NOT isempty(p.known)
             ORDER BY 1) AS known,
       ARRAY(SELECT p.known FROM effective_periods p JOIN carried_claims x USING (edition_id)
             WHERE p.return_id = g.return_id AND x.generation_id = c.generation_id AND x.ordinal = c.ordinal
               AND x.unlisted AND NOT isempty(p.known)
             ORDER BY 1) AS unlisted,
       ARRAY(SELECT d.decision FROM decisions d
             WHERE d.generation_id = c.generation_id AND d.in_force AND g.state <> 'superseded'
             ORDER BY d.decision_id) AS decisions,
       ARRAY(SELECT coalesce(d.answered_at, d.decided_at) FROM decisions d
             WHERE d.generation_id = c.generation_id AND d.in_force AND g.state <> 'superseded'
             ORDER BY d.decision_id) AS decided_at,
       g.hold IS NOT NULL OR g.state IN ('building', 'superseded') AS held
FROM claims c
JOIN generations g ON g.generation_id = c.generation_id
JOIN returns r ON r.return_id = g.return_id
LEFT JOIN submissions s ON s.submission_id = g.submission_id
LEFT JOIN carried_claims k
       ON k.edition_id = r.edition_id AND k.generation_id = c.generation_id AND k.ordinal = c.ordinal
WHERE c.person_id = $1 AND c.counts
ORDER BY effective DESC, g.received_at DESC, g.submission_id, c.ordinal
"""  # noqa: S608 (our own names)

_VERSIONS: Final = """
SELECT h.version, h.status_group AS "group", h.code, h.lapsed, h.effective_on, h.known_at, h.rule, g.submission_id,
       s.file_name, c.sheet, c.line
FROM status_history h
LEFT JOIN generations g ON g.generation_id = h.decided_generation_id
LEFT JOIN submissions s ON s.submission_id = g.submission_id
LEFT JOIN claims c ON c.generation_id = h.decided_generation_id AND c.ordinal = h.decided_ordinal
WHERE h.person_id = $1
ORDER BY h.version DESC
"""
_FLAGS: Final = """
SELECT flag, in_force, since, reason, account, entered_at, source FROM person_flags WHERE person_id = $1
ORDER BY flag_id DESC
"""
_IN_COHORT: Final = """
SELECT EXISTS (SELECT FROM guarantee_cohorts c WHERE c.round = r.round AND c.person_id = $2)
FROM guarantee_rounds r WHERE r.round = $1
"""


class PostgresPersonRows:
    """`PersonRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def find_stored(self, person_id: UUID) -> PersonStatus | None:
        async with connection_of(self._pool) as connection:
            row = await connection.fetchrow(_STORED, person_id)
        return None if row is None else person_from(row)

    async def effective_claims(self, person_id: UUID) -> tuple[Claim, ...]:
        async with connection_of(self._pool) as connection, connection.transaction(isolation="repeatable_read"):
            await connection.execute(BY_INDEX)
            found = await effective_claims(connection, [person_id])
        return found[person_id].claims if person_id in found else ()

    async def claims(self, person_id: UUID) -> Sequence[ClaimView]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_CLAIMS, person_id)
        return [_claim_view(row) for row in rows]

    async def versions(self, person_id: UUID) -> Sequence[VersionView]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_VERSIONS, person_id)
        return [view_of(VersionView, row) for row in rows]

    async def snapshots(self, person_id: UUID) -> Sequence[CountedDay]:
        async with connection_of(self._pool) as connection:
            return await counted_as(connection, person_id)

    async def flags(self, person_id: UUID) -> Sequence[FlagLine]:
        async with connection_of(self._pool) as connection:
            return [view_of(FlagLine, row) for row in await connection.fetch(_FLAGS, person_id)]

    async def is_in_cohort(self, of: Round, person_id: UUID) -> bool | None:
        async with connection_of(self._pool) as connection:
            found: bool | None = await connection.fetchval(_IN_COHORT, of.year, person_id)
        return found


def _claim_view(row: Any) -> ClaimView:
    origin = Origin(row["submission_id"], row["received_at"], row["establishment"], row["period"])
    return ClaimView(
        known=KnownClaim(
            claim=shown_claim_of(row, origin),
            counted=_periods(row["known"]),
            held=row["held"],
            decisions=tuple(map(DecisionAt, row["decisions"], row["decided_at"])),
            unlisted=_periods(row["unlisted"]),
        ),
        effective=bool(row["effective"]),
        file_name=row["file_name"],
        sheet=row["sheet"],
        match_rule=row["match_rule"],
        founded_person=row["created"],
        collection=row["collection"],
        establishment=row["establishment"],
        period=row["period"],
    )


def _periods(ranges: Iterable[Any]) -> tuple[Period, ...]:
    return tuple((each.lower, each.upper) for each in ranges)
