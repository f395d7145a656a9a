"""One young person as the pages show them: the status, what decided it, what did not and why, and how it came about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.reporting.domain.claims import Evidence
from services.reporting.domain.people import Kept
from services.reporting.domain.status import KindOf, Status, status_on
from services.reporting.usecases.ports import PersonClaims
from shared.clock import Clock

FOUND_MAX = 50
"""People listed for one search; whoever finds more must ask more exactly."""


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a file, by its generation and ordinal."""

    generation_id: int
    ordinal: int

    @classmethod
    def of(cls, evidence: Evidence) -> "Place":
        """Return where a piece of evidence is."""
        return cls(evidence.generation_id, evidence.ordinal)


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One row that was ever about the person: what it says and where it stands."""

    place: Place
    submission_id: UUID
    file_name: str | None
    sheet: str
    line: int
    collection: str
    establishment: str
    received_at: datetime
    match_rule: str
    created: bool
    """True: this row made the person known."""
    counts: bool
    """False: another row of the same return counts instead."""
    title: str | None = None
    level: str | None = None
    qualification_type: str | None = None
    attendance: str | None = None
    started_on: date | None = None
    ends_on: date | None = None
    school: str | None = None
    district: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the status, as it was published."""

    version: int
    status_group: str
    code: str | None
    lapsed: bool
    effective_on: date
    known_at: datetime
    rule: str
    place: Place | None
    """The row behind it; None where nothing stands behind it."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A row that counts and did not decide, and the rule that says why."""

    line: ClaimLine
    rule: str


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """Everything that the page of one person shows."""

    person: Kept
    status: Status
    """The status by today's effective claims; the stored one follows within moments."""
    decided_by: ClaimLine | None
    lost: tuple[Lost, ...]
    no_longer: tuple[ClaimLine, ...]
    """Rows of files that no longer count, or that another row replaces."""
    history: tuple[Version, ...]
    """Newest first."""
    lines: Mapping[Place, ClaimLine]

    @property
    def settled(self) -> bool:
        """False while a change is still being worked out."""
        return self.status.facts == self.person.facts


@dataclass(frozen=True, slots=True)
class Sought:
    """Whom to look for: by name, with or without the birth date, or by one number. Never part of an address."""

    surname: str = ""
    forename: str = ""
    born_on: date | None = None
    number: str = ""
    """A UPN, a ULN or the authority's own number."""


class PersonRecords(Protocol):
    """Finds people and what is known about them; every look is noted."""

    async def find(self, person_id: UUID) -> Kept | None: ...
    async def effective_claims(self, person_id: UUID) -> PersonClaims: ...
    async def lines(self, person_id: UUID) -> Sequence[ClaimLine]:
        """Return every row that was ever about the person, the one received last first."""
        ...

    async def history(self, person_id: UUID) -> Sequence[Version]:
        """Return the versions of the status, newest first."""
        ...

    async def search(self, sought: Sought, *, limit: int) -> Sequence[Kept]: ...
    async def note_read(self, *, account: str, person_id: UUID | None, what: str, at: datetime) -> None: ...


class ReadPerson:
    """Show one person; that it was shown, and to whom, is noted first."""

    def __init__(self, records: PersonRecords, clock: Clock, kind_of: KindOf) -> None:
        self._records = records
        self._clock = clock
        self._kind_of = kind_of

    async def __call__(self, person_id: UUID, *, account: str) -> PersonRecord | None:
        """Return None when there is no such person."""
        person = await self._records.find(person_id)
        if person is None:
            return None
        await self._records.note_read(account=account, person_id=person_id, what="record", at=self._clock.now())
        claims = await self._records.effective_claims(person_id)
        status = status_on(claims.claims, self._clock.today(), self._kind_of)
        lines = {line.place: line for line in await self._records.lines(person_id)}
        effective = {Place.of(claim.evidence) for claim in claims.claims}
        return PersonRecord(
            person=person,
            status=status,
            decided_by=lines.get(Place.of(status.decided_by.evidence)) if status.decided_by else None,
            lost=tuple(
                Lost(lines[place], reason.rule)
                for reason in status.reasons
                if reason.evidence is not None and (place := Place.of(reason.evidence)) in lines
            ),
            no_longer=tuple(line for place, line in lines.items() if place not in effective),
            history=tuple(await self._records.history(person_id)),
            lines=lines,
        )


class FindPeople:
    """Look for people by name or number; that somebody looked is noted, what they typed is not."""

    def __init__(self, records: PersonRecords, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    async def __call__(self, sought: Sought, *, account: str) -> Sequence[Kept]:
        """Return at most `FOUND_MAX` people, by name."""
        found = await self._records.search(sought, limit=FOUND_MAX)
        now = self._clock.now()
        await self._records.note_read(account=account, person_id=None, what="search", at=now)
        for person in found:
            await self._records.note_read(account=account, person_id=person.person_id, what="found", at=now)
        return found
