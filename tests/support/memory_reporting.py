"""Reporting's port `Works` in memory: the fake of `adapters/work.py`, held to the same suite.

Transactions are run one after another and none fails, so nothing is ever rolled back here.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from services.reporting.domain.claims import Claim, Evidence, RollEntry, SchoolEnrolment
from services.reporting.domain.generations import Comparison, Decision, Generation, Judged, Laid, Line, Shield, lay
from services.reporting.domain.people import Details, Kept, Outcome
from services.reporting.usecases.ports import Effective, FoldInput, Heading, PersonClaims, Tally
from shared.contracts.events import Event
from shared.contracts.ingest import SubmissionExtracted, SubmissionReceived, SubmissionUnreadable
from shared.contracts.matching import ClaimsMatched, MatchedClaim
from shared.contracts.topics import Topic
from shared.contracts.validation import RowsJudged, SubmissionJudged

Said = list[Event | tuple[Topic, str]]


@dataclass
class KeptClaim:
    """A claim as it is stored."""

    line: Line
    claim: Claim
    details: Details
    counts: bool = True


@dataclass
class KeptGeneration:
    """A generation as it is stored."""

    id: int
    heading: Heading
    return_id: int
    tally: Tally = field(default_factory=Tally)
    claims: dict[int, KeptClaim] = field(default_factory=dict)
    shields: list[Shield] = field(default_factory=list)
    set_aside: dict[int, int] = field(default_factory=dict)
    """By ordinal, the ordinal that counts instead."""
    verdict: str = "building"
    hold: str | None = None
    decision: Decision | None = None

    @property
    def complete(self) -> bool:
        tally = self.tally
        return (tally.parts_judged, tally.parts_matched) == (tally.parts_to_judge, tally.parts_to_match)


@dataclass
class KeptEdition:
    """An edition: who counts, and where their claims stand."""

    id: int
    generation_id: int
    lines: frozenset[Line]
    comparison: Comparison


@dataclass
class Tables:
    """Everything that is stored."""

    handled: set[tuple[str, UUID]] = field(default_factory=set)
    files: dict[UUID, dict[str, Event]] = field(default_factory=dict)
    returns: dict[tuple[str, str, str], int] = field(default_factory=dict)
    effective: dict[int, Effective] = field(default_factory=dict)
    generations: dict[tuple[UUID, int], KeptGeneration] = field(default_factory=dict)
    editions: dict[tuple[int, int | None], KeptEdition] = field(default_factory=dict)
    due: list[int] = field(default_factory=list)
    people: dict[UUID, Kept] = field(default_factory=dict)
    history: list[Outcome] = field(default_factory=list)
    stale: set[UUID] = field(default_factory=set)
    ticked: set[date] = field(default_factory=set)

    def generation(self, generation_id: int) -> KeptGeneration:
        return next(each for each in self.generations.values() if each.id == generation_id)

    def edition(self, edition_id: int) -> KeptEdition:
        return next(each for each in self.editions.values() if each.id == edition_id)


class MemorySubmissions:
    """Keeps what was heard of each file."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def record_received(self, event: SubmissionReceived) -> None:
        self._keep(event.submission_id, "received", event)

    async def record_extracted(self, event: SubmissionExtracted) -> None:
        self._keep(event.submission_id, "extracted", event)

    async def record_unreadable(self, event: SubmissionUnreadable) -> None:
        self._keep(event.submission_id, "unreadable", event)

    def _keep(self, submission_id: UUID, what: str, event: Event) -> None:
        self._tables.files.setdefault(submission_id, {})[what] = event


class MemoryGenerations:
    """Keeps generations as they are built."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def get(self, heading: Heading) -> int:
        tables, key = self._tables, (heading.submission_id, heading.judgement)
        if key not in tables.generations:
            place = (heading.collection, heading.establishment, heading.period)
            return_id = tables.returns.setdefault(place, len(tables.returns) + 1)
            tables.generations[key] = KeptGeneration(len(tables.generations) + 1, heading, return_id)
        return tables.generations[key].id

    async def count(self, generation_id: int, tally: Tally) -> bool:
        kept = self._tables.generation(generation_id)
        kept.tally = _added(kept.tally, tally)
        if not kept.complete:
            return False
        for ordinal, instead in kept.set_aside.items():
            claim, winner = kept.claims.get(ordinal), kept.claims.get(instead)
            if claim is not None and winner is not None and claim.line.person_id == winner.line.person_id:
                claim.counts = False
        self._tables.due.append(kept.return_id)
        return True

    async def record_verdicts(self, generation_id: int, event: RowsJudged) -> None:
        shields = [Shield(frozenset(row.keys)) for row in event.judged if row.refused]
        self._tables.generation(generation_id).shields += shields

    async def record_set_aside(self, generation_id: int, event: SubmissionJudged) -> None:
        self._tables.generation(generation_id).set_aside |= {row.ordinal: row.counts_instead for row in event.set_aside}

    async def record_claims(self, generation_id: int, event: ClaimsMatched) -> None:
        kept = self._tables.generation(generation_id)
        kept.shields += [Shield(frozenset(row.keys), frozenset(row.candidates)) for row in event.awaiting]
        for matched in event.claims:
            kept.claims[matched.record.ordinal] = _kept_claim(generation_id, event, matched)


class MemoryReturns:
    """Keeps returns and what counts."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def take_unsettled(self) -> FoldInput | None:
        tables = self._tables
        if not tables.due:
            return None
        return_id = tables.due.pop(0)
        generations = tuple(_as_folded(each) for each in tables.generations.values() if each.return_id == return_id)
        return FoldInput(return_id, generations, tables.effective.get(return_id))

    async def lay(self, return_id: int, generation: Generation, over: Effective | None) -> Laid[Effective]:
        tables, key = self._tables, (generation.id, over.edition_id if over else None)
        if key not in tables.editions:
            kept = tables.generation(generation.id)
            lines = [each.line for each in kept.claims.values() if each.counts]
            below = tables.edition(over.edition_id).lines if over else frozenset[Line]()
            tables.editions[key] = KeptEdition(
                len(tables.editions) + 1, generation.id, *lay(lines, kept.shields, below)
            )
        edition = tables.editions[key]
        return Laid(Effective(edition.id, generation.id), edition.comparison)

    async def record_judged(self, judged: Sequence[Judged[Effective]]) -> None:
        for each in judged:
            kept = self._tables.generation(each.generation.id)
            kept.verdict, kept.hold = each.verdict, each.hold

    async def move_pointer(self, return_id: int, was: Effective | None, now: Effective | None, at: datetime) -> int:
        tables = self._tables
        if now is None:
            tables.effective.pop(return_id, None)
        else:
            tables.effective[return_id] = now
        editions = [tables.edition(each.edition_id) for each in (was, now) if each is not None]
        touched = {line.person_id for edition in editions for line in edition.lines}
        tables.stale |= touched
        return len(touched)

    async def decide(
        self, generation_id: int, decision: Decision, *, account: str, reason: str | None, at: datetime
    ) -> bool:
        found = [each for each in self._tables.generations.values() if each.id == generation_id]
        for kept in found:
            kept.decision = decision
            self._tables.due.append(kept.return_id)
        return bool(found)


class MemoryPeople:
    """Keeps the materialised answers."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def take_stale(self, limit: int) -> list[UUID]:
        taken = sorted(self._tables.stale)[:limit]
        self._tables.stale -= set(taken)
        return taken

    async def effective_claims(self, people: Sequence[UUID]) -> dict[UUID, PersonClaims]:
        tables, wanted = self._tables, set(people)
        found: dict[UUID, list[KeptClaim]] = {}
        for effective in tables.effective.values():
            for line in tables.edition(effective.edition_id).lines:
                if line.person_id in wanted:
                    kept = tables.generation(line.generation_id).claims[line.ordinal]
                    carried = line.generation_id != effective.generation_id
                    claim = kept.claim._replace(carried=carried)
                    found.setdefault(line.person_id, []).append(replace(kept, claim=claim))
        return {person_id: _known(claims) for person_id, claims in found.items()}

    async def kept(self, people: Sequence[UUID]) -> dict[UUID, Kept]:
        return {person_id: self._tables.people[person_id] for person_id in people if person_id in self._tables.people}

    async def keep(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            self._tables.people[outcome.row.person_id] = outcome.row
            if outcome.new_version:
                self._tables.history.append(outcome)

    async def mark_due(self, today: date) -> int | None:
        tables = self._tables
        if today in tables.ticked:
            return None
        tables.ticked.add(today)
        due = {row.person_id for row in tables.people.values() if row.next_change_on and row.next_change_on <= today}
        tables.stale |= due
        return len(due)


class MemoryWork:
    """One unit of work."""

    def __init__(self, tables: Tables, *, repeated: bool) -> None:
        self.repeated = repeated
        self.submissions = MemorySubmissions(tables)
        self.generations = MemoryGenerations(tables)
        self.returns = MemoryReturns(tables)
        self.people = MemoryPeople(tables)
        self.said: Said = []

    def announce(self, *events: Event) -> None:
        self.said.extend(events)

    def announce_tombstone(self, topic: Topic, key: str) -> None:
        self.said.append((topic, key))


class MemoryWorks:
    """Units of work on tables in memory."""

    def __init__(self) -> None:
        self.tables = Tables()
        self.said: Said = []

    @asynccontextmanager
    async def begin(self, consumer: str, event_id: UUID | None = None) -> AsyncIterator[MemoryWork]:
        handled = self.tables.handled
        work = MemoryWork(self.tables, repeated=event_id is not None and (consumer, event_id) in handled)
        yield work
        if event_id is not None:
            handled.add((consumer, event_id))
        self.said.extend(work.said)


def _added(kept: Tally, new: Tally) -> Tally:
    return Tally(
        *(getattr(kept, name) + getattr(new, name) for name in _COUNTED),
        *(getattr(kept, name) if getattr(new, name) is None else getattr(new, name) for name in _TOLD),
    )


_COUNTED = (
    *("parts_judged", "rows_judged", "rows_accepted", "rows_refused"),
    *("parts_matched", "rows_matched", "rows_created", "rows_awaiting"),
)
_TOLD = ("parts_to_judge", "rows_to_judge", "parts_to_match", "rows_to_match")


def _as_folded(kept: KeptGeneration) -> Generation:
    heading = kept.heading
    return Generation(
        kept.id, heading.submission_id, heading.judgement, heading.received_at, kept.complete, kept.decision
    )


def _kept_claim(generation_id: int, event: ClaimsMatched, matched: MatchedClaim) -> KeptClaim:
    record, person = matched.record, matched.record.person
    evidence = Evidence(generation_id, event.submission_id, event.received_at, record.ordinal, record.line)
    line = Line(matched.person_id, generation_id, record.ordinal, frozenset(record.keys))
    details = Details(person.surname, person.forename, person.postcode, person.upn, person.uln, person.authority_ref)
    return KeptClaim(line, _claim(evidence, matched, event.period), details)


def _claim(evidence: Evidence, matched: MatchedClaim, period: str) -> Claim:
    record, person = matched.record, matched.record.person
    who = {"sen": person.sen, "born_on": person.born_on, "year_group": person.year_group}
    if record.roll is not None:
        roll = record.roll.model_dump(exclude={"characteristics"})
        return RollEntry(evidence, **who, **roll)  # type: ignore[arg-type]
    assert record.enrolment is not None
    said = record.enrolment.model_dump(exclude={"title", "aim_reference", "planned_hours"})
    return SchoolEnrolment(evidence, period=period, **who, **said)  # type: ignore[arg-type]


def _known(kept: list[KeptClaim]) -> PersonClaims:
    ordered = sorted(kept, key=lambda each: (isinstance(each.claim, RollEntry), each.claim.weight), reverse=True)
    details = Details(
        *(next(filter(None, values), None) for values in zip(*(each.details for each in ordered), strict=True))
    )
    return PersonClaims(tuple(each.claim for each in ordered), details)
