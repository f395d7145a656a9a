"""Reporting's tables in memory: the fakes of `adapters/tables.py`, held to the same suite.

Transactions are run one after another and none fails, so nothing is ever rolled back here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from services.reporting.adapters.contradictions.found import LISTS, SPEAKING, periods_of_year
from services.reporting.domain.claim_kinds import KIND_OF_COLLECTION
from services.reporting.domain.claims import Claim, ClaimHead, Evidence, made_first_at
from services.reporting.domain.cohort import speaks_first
from services.reporting.domain.contradictions.finding import (
    IN_NEITHER_LIST,
    OVER_ROWS_BESIDE,
    Contradiction,
    where_listed,
)
from services.reporting.domain.contradictions.thread import Situation
from services.reporting.domain.guarantee.membership import Place
from services.reporting.domain.guarantee.rounds import Round
from services.reporting.domain.person_status import Details, PersonStatus, PersonUpdate, Who
from services.reporting.domain.quality.leaver_alerts import AlertKey
from services.reporting.domain.returns.decisions import LastDecision, NewDecision, WaitingDecision
from services.reporting.domain.returns.elsewhere import listed_in
from services.reporting.domain.returns.generations import (
    Decision,
    Edition,
    Generation,
    JudgedGeneration,
    NewlyJudged,
    Order,
    Overlay,
    OverlayRequest,
    ReturnToSettle,
    Settlement,
    newer_adds,
)
from services.reporting.domain.returns.hold import Comparison
from services.reporting.usecases.contradictions.ports import NewNote
from services.reporting.usecases.ports import (
    CountedFile,
    Decidable,
    EnteredClaim,
    EventsByGeneration,
    GenerationKey,
    GenerationTally,
    NewEntry,
    PersonClaims,
    ReportingTables,
)
from services.reporting.usecases.quality.ports import LastAlertNote, NewAlertNote
from shared.clock import Clock
from shared.contracts.events import Event
from shared.contracts.ingest import SubmissionExtracted, SubmissionReceived, SubmissionUnreadable
from shared.contracts.matching import ClaimsMatched
from shared.contracts.validation import RowsJudged, SubmissionJudged
from shared.vocabulary.acts.two_people import ActName
from tests.support.memory_calendar import MemoryCalendarChanges
from tests.support.memory_erasures import MemoryErasures, MemoryFlags
from tests.support.memory_lists import MemoryListIssues
from tests.support.memory_routes import MemoryRoutes
from tests.support.overlay_model import Line, Shield, compared, overlay
from tests.support.rows import Record, facts_of, rows_of

FileEvent = SubmissionReceived | SubmissionExtracted | SubmissionUnreadable


@dataclass
class KeptClaim:
    """A claim as it is stored."""

    line: Line
    claim: Claim
    details: Details
    row_kind: str | None = None
    counts: bool = True


@dataclass
class KeptGeneration:
    """A generation as it is stored."""

    id: int
    heading: GenerationKey
    return_id: int
    tally: GenerationTally = field(default_factory=GenerationTally)
    claims: dict[int, KeptClaim] = field(default_factory=dict)
    shields: list[Shield] = field(default_factory=list)
    set_aside: dict[int, int] = field(default_factory=dict)
    """By ordinal, the ordinal that counts instead."""
    state: str = "building"
    hold: str | None = None

    @property
    def complete(self) -> bool:
        tally = self.tally
        return (tally.parts_judged, tally.parts_matched) == (tally.parts_to_judge, tally.parts_to_match)

    def set_losers_aside(self) -> None:
        for ordinal, instead in self.set_aside.items():
            claim, winner = self.claims.get(ordinal), self.claims.get(instead)
            if claim is not None and winner is not None and claim.line.person_id == winner.line.person_id:
                claim.counts = False


@dataclass
class KeptEdition:
    """An edition: who counts, and where their claims stand."""

    id: int
    generation_id: int
    lines: frozenset[Line]
    comparison: Comparison


@dataclass
class KeptDecision:
    """A decision as it is stored."""

    id: int
    new: NewDecision
    confirmed: bool | None = None

    @property
    def in_force(self) -> bool:
        return self.new.act is None or self.confirmed is True

    @property
    def waits(self) -> bool:
        return self.new.act is not None and self.confirmed is None


@dataclass
class KeptContradiction:
    """A contradiction as it is stored, with its notes: the place of a note is its number, from 1."""

    establishments: tuple[str, ...]
    opened_at: datetime
    closed_at: datetime | None = None
    facts: str = ""
    """What the returns say now."""
    notes: list[NewNote] = field(default_factory=list)

    @property
    def situation(self) -> Situation:
        taken_back = {note.undoes for note in self.notes}
        words = [
            (number, note)
            for number, note in enumerate(self.notes, 1)
            if note.act in {"settled", "reopened"} and number not in taken_back
        ]
        number, last = words[-1] if words else (None, None)
        if last is None or last.act == "reopened":
            state, number = "open", None
        else:
            same = (last.facts, last.opened_at) == (self.facts, self.opened_at)
            state = "settled" if same else "again"
        state = "closed" if self.closed_at else state
        return Situation(state, self.facts, self.opened_at, len(self.notes), number)  # type: ignore[arg-type]


@dataclass
class Tables:
    """Everything that is stored."""

    files: dict[UUID, dict[str, Event]] = field(default_factory=dict)
    returns: dict[tuple[str, str, str], int] = field(default_factory=dict)
    effective: dict[int, Edition] = field(default_factory=dict)
    generations: dict[tuple[UUID, int], KeptGeneration] = field(default_factory=dict)
    editions: dict[tuple[int, int | None], KeptEdition] = field(default_factory=dict)
    due: list[int] = field(default_factory=list)
    decisions: list[KeptDecision] = field(default_factory=list)
    people: dict[UUID, PersonStatus] = field(default_factory=dict)
    history: list[PersonUpdate] = field(default_factory=list)
    stale: set[UUID] = field(default_factory=set)
    ticked: set[date] = field(default_factory=set)
    guarantee_cohorts: dict[int, tuple[UUID, ...]] = field(default_factory=dict)
    contradictions: dict[int, KeptContradiction] = field(default_factory=dict)
    entries: dict[UUID, NewEntry] = field(default_factory=dict)
    entered: dict[int, list[EnteredClaim]] = field(default_factory=dict)
    found: dict[tuple[UUID, Contradiction], datetime | None] = field(default_factory=dict)
    """By person and contradiction, when it was closed; None: it holds."""
    to_compare: set[str] = field(default_factory=set)
    alert_notes: list[NewAlertNote] = field(default_factory=list)
    """The place of a note is its number, from 1."""

    def generation(self, generation_id: int) -> KeptGeneration:
        return next(each for each in self.generations.values() if each.id == generation_id)

    def heading_of(self, return_id: int) -> GenerationKey:
        return next(each.heading for each in self.generations.values() if each.return_id == return_id)

    def decision_of(self, generation_id: int) -> Decision | None:
        """Return what was decided last about a generation, of what is in force."""
        taken = [each.new for each in self.decisions if each.in_force and each.new.generation_id == generation_id]
        return taken[-1].decision if taken else None

    def to_settle(self, return_id: int) -> ReturnToSettle:
        generations = [each for each in self.generations.values() if each.return_id == return_id]
        folded = tuple(
            _as_folded(each, self.decision_of(each.id), entered=each.heading.submission_id in self.entries)
            for each in generations
        )
        collection = generations[0].heading.collection if generations else ""
        others = self.listed_elsewhere(generations[0].heading) if any(one.empty for one in folded) else ()
        adds = newer_adds(collection)
        return ReturnToSettle(return_id, folded, self.effective.get(return_id), collection, adds, others)

    def listed_elsewhere(self, mine: GenerationKey) -> tuple[Order, ...]:
        """Return the files of other returns that count and list people of this one."""
        found = []
        for edition in self.effective.values():
            other = self.generation(edition.generation_id).heading
            lines = self.edition(edition.edition_id).lines
            claims = [self.generation(line.generation_id).claims[line.ordinal] for line in lines]
            kinds = [one.row_kind for one in listed_in(mine.collection) if one.collection == other.collection]
            same = (mine.establishment, mine.period) == (other.establishment, other.period)
            if same and any(kind is None or claim.row_kind == kind for kind in kinds for claim in claims):
                found.append((other.received_at, other.submission_id, other.judgement))
        return tuple(found)

    def edition(self, edition_id: int) -> KeptEdition:
        return next(each for each in self.editions.values() if each.id == edition_id)


class MemorySubmissions:
    """Keeps what is known of each file."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def record_received(self, events: Collection[SubmissionReceived]) -> None:
        self._keep("received", events)

    async def record_extracted(self, events: Collection[SubmissionExtracted]) -> None:
        self._keep("extracted", events)

    async def record_unreadable(self, events: Collection[SubmissionUnreadable]) -> None:
        self._keep("unreadable", events)

    async def find_completed(self, submission_ids: Collection[UUID]) -> Mapping[UUID, int]:
        judged = {each.heading.submission_id: each for each in self._tables.generations.values()}
        found = {}
        for one in submission_ids:
            facts = self._tables.files.get(one, {})
            extracted = facts.get("extracted")
            repeats = isinstance(extracted, SubmissionExtracted) and extracted.repeats is not None
            ended = (
                repeats or "unreadable" in facts or (extracted is not None and one in judged and judged[one].complete)
            )
            if ended and "received" in facts:
                found[one] = judged[one].heading.judgement if one in judged else 1
        return found

    def _keep(self, what: str, events: Collection[FileEvent]) -> None:
        for event in events:
            self._tables.files.setdefault(event.submission_id, {})[what] = event


class MemoryGenerations:
    """Keeps generations as they are built."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def find(self, headings: Sequence[GenerationKey]) -> list[int]:
        return [self._find(heading) for heading in headings]

    def _find(self, heading: GenerationKey) -> int:
        tables, key = self._tables, (heading.submission_id, heading.judgement)
        if key not in tables.generations:
            place = (heading.collection, heading.establishment, heading.period)
            return_id = tables.returns.setdefault(place, len(tables.returns) + 1)
            tables.generations[key] = KeptGeneration(len(tables.generations) + 1, heading, return_id)
        return tables.generations[key].id

    async def count(self, tallies: Mapping[int, GenerationTally]) -> bool:
        kept = [self._tables.generation(generation_id) for generation_id in tallies]
        for each in kept:
            each.tally = each.tally.plus(tallies[each.id])
        complete = [each for each in kept if each.complete]
        for each in complete:
            each.set_losers_aside()
            self._tables.due.append(each.return_id)
        return bool(complete)

    async def record_verdicts(self, parts: EventsByGeneration[RowsJudged]) -> None:
        for generation_id, event in parts:
            shields = [Shield(frozenset(row.keys)) for row in event.judged if row.refused]
            self._tables.generation(generation_id).shields += shields

    async def record_set_aside(self, returns: EventsByGeneration[SubmissionJudged]) -> None:
        for generation_id, event in returns:
            losers = {row.ordinal: row.counts_instead for row in event.set_aside}
            self._tables.generation(generation_id).set_aside |= losers

    async def record_claims(self, parts: EventsByGeneration[ClaimsMatched]) -> None:
        for generation_id, event in parts:
            kept = self._tables.generation(generation_id)
            kept.shields += [Shield(frozenset(row.keys), frozenset(row.candidates)) for row in event.awaiting]
            for person_id, record in zip(event.person_ids, rows_of(event.records), strict=True):
                kept.claims[record.ordinal] = _kept_claim(generation_id, event, person_id, record)


class MemoryEntries:
    """Keeps entries; whoever is computed is known."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def known(self, people: Collection[UUID]) -> frozenset[UUID]:
        return frozenset(people) & self._tables.people.keys()

    async def record(self, entry: NewEntry) -> bool:
        if entry.key.submission_id in self._tables.entries:
            return False
        self._tables.entries[entry.key.submission_id] = entry
        return True

    async def add_claims(self, generation_id: int, collection: str, claims: Sequence[EnteredClaim]) -> None:
        self._tables.entered[generation_id] = list(claims)


class MemoryReturns:
    """Keeps returns and what counts."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def take_unsettled(self, limit: int) -> list[ReturnToSettle]:
        tables = self._tables
        taken = list(dict.fromkeys(tables.due))[:limit]
        tables.due = [return_id for return_id in tables.due if return_id not in taken]
        return [tables.to_settle(return_id) for return_id in taken]

    async def overlay(self, requests: Sequence[OverlayRequest]) -> list[Overlay]:
        return [self._overlay(each) for each in requests]

    def _overlay(self, request: OverlayRequest) -> Overlay:
        tables, base, again = self._tables, request.base, request.instead_of
        below = again or base
        key = (request.generation.id, below.edition_id if below else None)
        if key not in tables.editions:
            kept = tables.generation(request.generation.id)
            lines = [each.line for each in kept.claims.values() if each.counts]
            before = tables.edition(base.edition_id).lines if base else frozenset[Line]()
            content, comparison = overlay(lines, kept.shields, before, adds=request.adds)
            if again is not None:
                comparison = compared(tables.edition(again.edition_id).lines, content, comparison)
            tables.editions[key] = KeptEdition(len(tables.editions) + 1, request.generation.id, content, comparison)
        edition = tables.editions[key]
        return Overlay(Edition(edition.id, request.generation.id), edition.comparison)

    async def hold(self, clock: Clock) -> datetime:
        return clock.now()

    async def record_judged(self, judged: Sequence[JudgedGeneration], at: datetime) -> Mapping[int, NewlyJudged]:
        changed = {}
        for each in judged:
            kept = self._tables.generation(each.generation.id)
            if (kept.state, kept.hold) != (each.state, each.hold):
                changed[each.generation.id] = NewlyJudged(len(kept.claims), 0.0)
            kept.state, kept.hold = each.state, each.hold
        return changed

    async def move_pointers(self, moves: Sequence[Settlement], at: datetime) -> int:
        tables = self._tables
        touched: set[UUID] = set()
        for each in moves:
            if each.effective is None:
                tables.effective.pop(each.return_id, None)
            else:
                tables.effective[each.return_id] = each.effective
            editions = [tables.edition(one.edition_id) for one in (each.before, each.effective) if one is not None]
            touched |= {line.person_id for edition in editions for line in edition.lines}
        tables.stale |= touched | self._listed_or_left([one for each in moves for one in each.turned])
        return len(touched)

    async def mark_contradicted(self, moves: Sequence[Settlement]) -> bool:
        tables = self._tables
        moved = [tables.heading_of(each.return_id) for each in moves]
        about = {
            (other.collection, each.establishment, each.period)
            for each in moved
            for other in listed_in(each.collection)
        }
        empty = [one for one in tables.generations.values() if one.tally.rows_to_judge == 0]
        marked = [
            one.return_id
            for one in empty
            if (one.heading.collection, one.heading.establishment, one.heading.period) in about
        ]
        tables.due += marked
        return bool(marked)

    def _listed_or_left(self, turned: Sequence[int]) -> set[UUID]:
        """Return whoever is listed by what is accepted or no longer is, and all leavers of the same establishment."""
        tables = self._tables
        generations = [tables.generation(one) for one in turned]
        listed = {claim.line.person_id for each in generations for claim in each.claims.values()}
        mine = {each.heading.establishment for each in generations}
        counted = [tables.edition(one.edition_id) for one in tables.effective.values()]
        of_mine = [each for each in counted if tables.generation(each.generation_id).heading.establishment in mine]
        return listed | {line.person_id for edition in of_mine for line in edition.lines}


class MemoryDecisions:
    """Keeps what people decided."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def find_return(self, generation_id: int) -> Decidable | None:
        found = next((each for each in self._tables.generations.values() if each.id == generation_id), None)
        if found is None:
            return None
        self._tables.due.append(found.return_id)
        return Decidable(found.heading.collection, self._tables.to_settle(found.return_id))

    async def compare(self, now: Edition | None, then: Edition | None) -> Comparison:
        before, listed = self._people(now), self._people(then)
        return Comparison(len(before), len(listed), len(listed - before), len(before - listed), 0)

    async def file_of(self, effective: Edition) -> CountedFile:
        heading = self._tables.generation(effective.generation_id).heading
        received = self._tables.files.get(heading.submission_id, {}).get("received")
        name = received.file_name if isinstance(received, SubmissionReceived) else None
        return CountedFile(effective.generation_id, heading.submission_id, name, heading.received_at)

    async def find_last(self, generation_id: int) -> LastDecision | None:
        file = self._tables.generation(generation_id).heading.submission_id
        about = [
            each
            for each in self._tables.decisions
            if self._tables.generation(each.new.generation_id).heading.submission_id == file
            and (each.in_force or each.waits)
        ]
        if not about:
            return None
        last = about[-1].new
        return LastDecision(last.generation_id, last.decision, last.by_sender, about[-1].waits)

    async def keep(self, decision: NewDecision) -> None:
        self._tables.decisions.append(KeptDecision(len(self._tables.decisions) + 1, decision))

    async def find_waiting(self, decision_id: int, account: str) -> WaitingDecision | None:
        kept = next((each for each in self._tables.decisions if each.id == decision_id and each.waits), None)
        if kept is None:
            return None
        about = kept.new.generation_id
        if any(each.new.generation_id == about and each.id > decision_id for each in self._tables.decisions):
            return None
        self._tables.due.append(self._tables.generation(about).return_id)
        assert kept.new.act is not None
        own = kept.new.account.casefold() == account.casefold()
        return WaitingDecision(decision_id, about, kept.new.act, kept.new.decided_at, own)

    async def find_asked_before(self, act: ActName, at: datetime) -> Sequence[int]:
        asked = [each for each in self._tables.decisions if each.waits and each.new.act == act]
        return [each.id for each in asked if each.new.decided_at < at]

    async def answer(self, decision_id: int, *, account: str, confirms: bool, at: datetime) -> None:
        next(each for each in self._tables.decisions if each.id == decision_id).confirmed = confirms

    def _people(self, effective: Edition | None) -> set[UUID]:
        lines = self._tables.edition(effective.edition_id).lines if effective else ()
        return {line.person_id for line in lines}


class MemoryPeople:
    """Keeps the materialised answers."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def take_stale(self, limit: int) -> dict[UUID, PersonStatus | None]:
        taken = sorted(self._tables.stale)[:limit]
        self._tables.stale -= set(taken)
        return {person_id: self._tables.people.get(person_id) for person_id in taken}

    async def effective_claims(self, people: Iterable[UUID]) -> dict[UUID, PersonClaims]:
        tables, wanted = self._tables, set(people)
        found: dict[UUID, list[KeptClaim]] = {}
        for effective in tables.effective.values():
            for line in tables.edition(effective.edition_id).lines:
                if line.person_id in wanted:
                    kept = tables.generation(line.generation_id).claims[line.ordinal]
                    found.setdefault(line.person_id, []).append(kept)
        return {who: _known([self._first_made(who, each) for each in claims]) for who, claims in found.items()}

    def _first_made(self, who: UUID, kept: KeptClaim) -> KeptClaim:
        """Say when its school first said the same, in a return that was accepted."""
        claim = kept.claim
        if claim.content is None:
            return kept
        same = [
            generation.heading.received_at
            for generation in self._tables.generations.values()
            if generation.state == "accepted"
            for other in generation.claims.values()
            if other.counts and other.line.person_id == who and other.claim.content == claim.content
        ]
        return replace(kept, claim=made_first_at(claim, min(same, default=None)))

    async def keep(self, updates: Sequence[PersonUpdate]) -> None:
        for update in updates:
            self._tables.people[update.person.person_id] = update.person
            if update.new_version:
                self._tables.history.append(update)

    async def hold_next(self, after: UUID, limit: int) -> tuple[UUID | None, Sequence[PersonStatus]]:
        ids = sorted(one for one in self._tables.people if one > after)[:limit]
        return (ids[-1] if ids else None), [self._tables.people[one] for one in ids]

    async def begin_tick(self, today: date) -> bool:
        return today not in self._tables.ticked

    async def mark_due(self, today: date) -> int:
        tables = self._tables
        tables.ticked.add(today)
        turning = ((one.person_id, one.answer.next_change_on) for one in tables.people.values())
        due = {person_id for person_id, turns_on in turning if turns_on and turns_on <= today}
        tables.stale |= due
        return len(due)


class MemoryGuaranteeCohorts:
    """`GuaranteeCohorts` in memory."""

    def __init__(self, kept: Tables) -> None:
        self._kept = kept

    async def is_fixed(self, of: Round) -> bool:
        return of.year in self._kept.guarantee_cohorts

    async def places(self, of: Round) -> Sequence[tuple[UUID, int, Place]]:
        """Everybody by their roll alone: offers of people who are not on it are for the real tables."""
        cohorts = of.birth_cohorts
        return [
            (person_id, person.who.birth_cohort, Place(person.answer.group != "out of scope", *_place(person.who)))
            for person_id, person in sorted(self._kept.people.items())
            if person.who.birth_cohort in cohorts
        ]

    async def fix(self, of: Round, members: Sequence[UUID], at: datetime) -> None:
        self._kept.guarantee_cohorts[of.year] = tuple(members)


class MemoryContradictionNotes:
    """`ContradictionNotes` in memory."""

    def __init__(self, kept: Tables) -> None:
        self._kept = kept.contradictions

    async def hold(self, contradiction_id: int, establishment: str | None) -> Situation | None:
        found = self._kept.get(contradiction_id)
        if found is None or (establishment is not None and establishment not in found.establishments):
            return None
        return found.situation

    async def is_written(self, entry_id: UUID) -> bool:
        return any(note.entry_id == entry_id for each in self._kept.values() for note in each.notes)

    async def write(self, note: NewNote) -> None:
        self._kept[note.contradiction_id].notes.append(note)


class MemoryAlertNotes:
    """`AlertNotes` in memory."""

    def __init__(self, kept: Tables) -> None:
        self._kept = kept.alert_notes

    async def last(self, key: AlertKey) -> LastAlertNote | None:
        about = [LastAlertNote(number, note.act) for number, note in enumerate(self._kept, 1) if note.key == key]
        return about[-1] if about else None

    async def is_written(self, entry_id: UUID) -> bool:
        return any(note.entry_id == entry_id for note in self._kept)

    async def write(self, note: NewAlertNote) -> bool:
        if any((one.key, one.follows) == (note.key, note.follows) for one in self._kept):
            return False
        self._kept.append(note)
        return True


def _place(who: Who) -> tuple[bool, str | None]:
    return who.on_roll, who.school


class MemoryContradictions:
    """`Contradictions` in memory."""

    def __init__(self, kept: Tables) -> None:
        self._kept = kept

    async def listing(self, as_at: date) -> frozenset[str]:
        return frozenset(
            establishment
            for (collection, establishment, period), return_id in self._kept.returns.items()
            if collection in LISTS and period == periods_of_year(as_at)[0] and return_id in self._kept.effective
        )

    async def disproved(
        self, found: Mapping[UUID, Collection[Contradiction]], as_at: date
    ) -> Mapping[UUID, frozenset[Contradiction]]:
        disproved = {
            who: frozenset(one for one in each if one.code in OVER_ROWS_BESIDE and self._names(who, one, as_at))
            for who, each in found.items()
        }
        return {who: each for who, each in disproved.items() if each}

    def _names(self, who: UUID, one: Contradiction, as_at: date) -> bool:
        """Tell whether the establishment names the person on a row that waits or, of a leaver, ever listed them."""
        kept, (establishment,) = self._kept, one.establishments
        claims = [(each, claim) for each in kept.generations.values() for claim in each.claims.values()]
        theirs = [(each, claim) for each, claim in claims if claim.line.person_id == who]
        accepted = {each.id for each in kept.generations.values() if each.state == "accepted"}
        counted = {effective.generation_id for effective in kept.effective.values()}
        of_year = one.code == IN_NEITHER_LIST
        waiting = [
            shield
            for each in kept.generations.values()
            if each.heading.establishment == establishment and each.heading.collection in SPEAKING
            if each.id in (counted if of_year else accepted)
            if not of_year or each.heading.period in periods_of_year(as_at)
            for shield in each.shields
        ]
        named = any(shield.covers(claim.line) for shield in waiting for _, claim in theirs)
        listed = any(
            each.id in accepted and claim.counts and where_listed(claim.claim) == establishment
            for each, claim in theirs
        )
        return named or (listed and not of_year)

    async def keep(self, found: Mapping[UUID, Collection[Contradiction]], at: datetime) -> None:
        kept = self._kept.found
        for who, one in kept:
            if who in found and one not in found[who] and kept[who, one] is None:
                kept[who, one] = at
        for who, each in found.items():
            for one in each:
                kept[who, one] = None

    async def expect(self, return_ids: Sequence[int]) -> None:
        of = {return_id: key for key, return_id in self._kept.returns.items()}
        self._kept.to_compare |= {of[one][1] for one in return_ids if of[one][0] in SPEAKING}

    async def expect_all(self, as_at: date) -> None:
        self._kept.to_compare |= await self.listing(as_at)

    async def compare(self) -> int:
        kept, taken = self._kept, self._kept.to_compare.copy()
        kept.to_compare.clear()
        silent = {
            who
            for who, person in kept.people.items()
            if person.answer.group == "not known" and (person.establishment or person.who.school) in taken
        }
        held = {
            who
            for (who, one), closed in kept.found.items()
            if closed is None and one.code in OVER_ROWS_BESIDE and not taken.isdisjoint(one.establishments)
        }
        marked = (silent | held) - kept.stale
        kept.stale |= marked
        return len(marked)


class MemoryReporting:
    """Reporting's tables in memory."""

    def __init__(self) -> None:
        self.kept = Tables()
        self.calendar_changes = MemoryCalendarChanges()
        self.routes = MemoryRoutes()
        self.lists = MemoryListIssues()
        self.erasures = MemoryErasures()

    def tables(self) -> ReportingTables:
        """Return the tables as a unit of work sees them."""
        return ReportingTables(
            submissions=MemorySubmissions(self.kept),
            generations=MemoryGenerations(self.kept),
            entries=MemoryEntries(self.kept),
            returns=MemoryReturns(self.kept),
            decisions=MemoryDecisions(self.kept),
            people=MemoryPeople(self.kept),
            guarantee_cohorts=MemoryGuaranteeCohorts(self.kept),
            contradiction_notes=MemoryContradictionNotes(self.kept),
            contradictions=MemoryContradictions(self.kept),
            calendar_changes=self.calendar_changes,
            routes=self.routes,
            alert_notes=MemoryAlertNotes(self.kept),
            erasures=self.erasures,
            flags=MemoryFlags(),
            lists=self.lists,
        )


def _as_folded(kept: KeptGeneration, decision: Decision | None, *, entered: bool) -> Generation:
    heading = kept.heading
    return Generation(
        kept.id,
        heading.submission_id,
        heading.judgement,
        heading.received_at,
        kept.complete,
        decision,
        entered,
        accepted=kept.state == "accepted",
        empty=kept.tally.rows_to_judge == 0,
    )


def _kept_claim(generation_id: int, event: ClaimsMatched, person_id: UUID, record: Record) -> KeptClaim:
    person = record.person
    evidence = Evidence(generation_id, event.submission_id, event.received_at, record.ordinal, record.line)
    line = Line(person_id, generation_id, record.ordinal, frozenset(record.keys))
    details = Details(person.surname, person.forename, person.postcode, person.upn, person.uln, person.authority_ref)
    head = ClaimHead(evidence, event.establishment, event.period, person.sen, person.born_on, person.year_group)
    facts = facts_of(record)
    claim = KIND_OF_COLLECTION[event.collection].claim.from_facts(head, facts)
    return KeptClaim(line, claim, details, facts.get("row_kind"))


def _known(kept: list[KeptClaim]) -> PersonClaims:
    ordered = sorted(kept, key=lambda each: speaks_first(each.claim), reverse=True)
    details = Details(
        *(next(filter(None, values), None) for values in zip(*(each.details for each in ordered), strict=True))
    )
    return PersonClaims(tuple(each.claim for each in ordered), details)
