"""`MemoryContradictions`: what the pages about contradictions read, in plain lists, and a few threads to fill them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from services.reporting.domain.claims import ClaimHead, Evidence
from services.reporting.domain.contradictions.thread import OPEN, Act, Situation, ThreadState
from services.reporting.domain.roles.stay import StayClaim
from services.reporting.queries.contradictions.inbox import ContradictionLine, InboxFilter
from services.reporting.queries.contradictions.thread import EvidenceRow, NoteView, RowDetails, Thread
from services.reporting.usecases.contradictions.write_note import NewWords, NoteResult
from shared.persistence.listing import Listing
from tests.support.identities import REVIEWER
from tests.support.person_views import PERSON
from tests.support.submission_views import EFFECTIVE, OTHER, OWN, RECEIVED_AT, named, page_of

THIRD: Final = "8860003"
"""A school that no page has a name for."""

_STAY: Final = StayClaim(
    *ClaimHead(Evidence(1, EFFECTIVE.submission_id, RECEIVED_AT, 7, 14), OWN, "2026-27", None, None, None),
    date(2026, 9, 3), date(2027, 7, 16), "FT", "AS_A_L", "3", title="Biology, Chemistry and Mathematics",
)  # fmt: skip


def _row(establishment: str, started_on: date | None, **changes: object) -> EvidenceRow:
    plain = EvidenceRow(
        establishment=establishment,
        collection="S_ENR",
        period="2026-27",
        received_at=RECEIVED_AT,
        counts=True,
        until=None,
        started_on=started_on,
        left_on=None,
        on_roll_at=None,
        details=RowDetails(
            _STAY._replace(establishment=establishment, started_on=started_on or _STAY.started_on),
            EFFECTIVE.submission_id,
            EFFECTIVE.file_name,
            "Post-16 enrolments",
            14,
            entered=False,
        ),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def note(number: int, act: Act, words: str | None, establishment: str | None = None, **changes: object) -> NoteView:
    """Build a note of the authority, or of an establishment; the higher its number, the later it was written."""
    account = REVIEWER.name if establishment is None else f"office@{establishment}.example.org"
    plain = NoteView(number, RECEIVED_AT + timedelta(hours=number), account, establishment, act, words, False)
    return replace(plain, **changes)  # type: ignore[arg-type]


def notes_of(*notes: NoteView) -> Listing[NoteView]:
    """Return all notes of a thread, the newest first, as the memory keeps them."""
    ordered = sorted(notes, key=lambda one: -one.note_id)
    return Listing(ordered, len(ordered), 1, max(1, len(ordered)))


def thread(number: int, state: ThreadState, *establishments: str, **changes: object) -> Thread:
    """Build a thread between establishments; `changes` are its other fields."""
    plain = Thread(
        contradiction_id=number,
        code="P001",
        person_id=PERSON.person_id,
        establishments=establishments,
        closed_at=RECEIVED_AT + timedelta(days=3) if state == "closed" else None,
        surname="Fernhollow",
        forename="Imogen",
        born_on=date(2009, 11, 14),
        situation=Situation(state, "", RECEIVED_AT, 0, 2 if state in {"settled", "again"} else None),
        settled_at=RECEIVED_AT + timedelta(hours=2) if state in {"settled", "again"} else None,
        evidence=tuple(_row(one, date(2026, 9, 3) + timedelta(days=place)) for place, one in enumerate(establishments)),
        notes=notes_of(),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


_ON_ROLL: Final = _row("886", None, collection="ROLL", period="standing", on_roll_at=OWN)

DISPUTED: Final = thread(
    1, "open", OWN, OTHER, notes=notes_of(note(1, "message", "She is with us.\nWe have her timetable.", OTHER))
)
SETTLED: Final = thread(
    2, "settled", OWN, OTHER, notes=notes_of(note(1, "message", "We ask.", OWN), note(2, "settled", "Shared course"))
)
AGAIN: Final = thread(3, "again", OWN, OTHER, notes=notes_of(note(2, "settled", "A course that both give")))
CLOSED: Final = thread(
    4, "closed", OWN, OTHER, evidence=(_row(OWN, date(2026, 9, 3), counts=False, until=RECEIVED_AT),)
)
OTHERS: Final = thread(5, "open", OTHER, THIRD, person_id=named("somebody else"), surname="Quillfeather")
ALONE: Final = thread(6, "open", OWN, code="P002", surname=None, forename=None, born_on=None, evidence=(_ON_ROLL,))
THREADS: Final = (DISPUTED, SETTLED, AGAIN, CLOSED, OTHERS, ALONE)


@dataclass(slots=True)
class MemoryContradictions:
    """The ports `InboxRows` and `ThreadRows`; and what was written, in place of the use case."""

    kept: Sequence[Thread] = THREADS
    written: list[NewWords] = field(default_factory=list)
    result: NoteResult = "written"

    async def contradictions(self, wanted: InboxFilter, *, page: int, page_size: int) -> Listing[ContradictionLine]:
        found = [
            line_of(one)
            for one in self.kept
            if wanted.own in {None, *one.establishments}
            and wanted.code in {None, one.code}
            and (not wanted.establishments or not set(wanted.establishments).isdisjoint(one.establishments))
            and wanted.state in {None, "open" if one.situation.state in OPEN else one.situation.state}
        ]
        return page_of(found, page, page_size)

    async def count_open(self, own: str | None, *, confidential: bool) -> int:
        return len([one for one in self._seen_by(own) if one.situation.state in OPEN])

    async def of_person(self, person_id: UUID) -> list[ContradictionLine]:
        return [line_of(one) for one in self.kept if one.person_id == person_id]

    async def find_thread(
        self, contradiction_id: int, own: str | None, *, confidential: bool, page: int, page_size: int
    ) -> Thread | None:
        found = next((one for one in self._seen_by(own) if one.contradiction_id == contradiction_id), None)
        if found is None:
            return None
        rows = [
            replace(one, details=one.details if own in {None, one.establishment} else None) for one in found.evidence
        ]
        notes = [
            replace(one, account=one.account if own in {None, one.establishment} else None) for one in found.notes.items
        ]
        return replace(found, evidence=rows, notes=page_of(notes, page, page_size))

    async def write(self, new: NewWords) -> NoteResult:
        """Stands for the use case."""
        known = {one.contradiction_id for one in self._seen_by(new.establishment)}
        if new.contradiction_id not in known:
            return "unknown"
        if self.result == "written":
            self.written.append(new)
        return self.result

    def _seen_by(self, own: str | None) -> list[Thread]:
        return [one for one in self.kept if own is None or own in one.establishments]


def line_of(one: Thread) -> ContradictionLine:
    """Return a thread as the list has it."""
    last: datetime | None = one.notes.items[0].written_at if one.notes.items else None
    return ContradictionLine(
        one.contradiction_id, one.code, one.establishments, one.situation.opened_at, one.closed_at, one.situation.state,
        one.surname, one.forename, one.born_on, one.notes.total, last,
    )  # fmt: skip
