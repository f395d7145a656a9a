"""A year of raw submissions of a few establishments, by chance: what the board is compared with, day by day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final, Literal

from services.reporting.domain.returns.generations import Decision
from shared.contracts.events import Event, derived_id
from shared.contracts.ingest import NilReturn, SubmissionExtracted, SubmissionReceived, SubmissionUnreadable
from shared.vocabulary.establishments import Establishment
from tests.support.returns import Line, Return

Kind = Literal["whole", "more", "slow", "some refused", "all refused", "cut", "nil", "again", "unreadable"]
"""slow: it is not through until days later. cut: it lists one where there were twenty. again: the bytes of the file
before."""
PEOPLE: Final = 20

MONTH_ENDS: Final = {
    "2026-09": ("2026-09-30", "2026-09-30"),
    "2026-10": ("2026-10-30", "2026-10-31"),
    "2026-11": ("2026-11-30", "2026-11-30"),
    "2026-12": ("2026-12-31", "2026-12-31"),
    "2027-01": ("2027-01-29", "2027-01-31"),
    "2027-02": ("2027-02-26", "2027-02-28"),
    "2027-03": ("2027-03-31", "2027-03-31"),
    "2027-04": ("2027-04-30", "2027-04-30"),
    "2027-05": ("2027-05-28", "2027-05-31"),
    "2027-06": ("2027-06-30", "2027-06-30"),
    "2027-07": ("2027-07-30", "2027-07-31"),
    "2027-08": ("2027-08-31", "2027-08-31"),
}
"""Due, and last day that is not late, of what is owed each month: from the letter, apart from the code's table."""
YEAR: Final = "2026-27"
ONCE: Final = {
    "S_ENR": ("2026-09-18",),
    "S_CHECK": ("2026-10-16",),
    "TEP_DEST": ("2026-10-31",),
    "S_SG": ("2027-04-30",),
    "TEP_SG2": ("2027-06-30",),
    "C_ENR": ("2026-09-30", "2026-10-30"),
    "C_SG": ("2027-03-31", "2027-05-28", "2027-06-30", "2027-07-30", "2027-08-31"),
}
OF_SCHOOLS: Final = ("S_ENR", "S_CHECK", "TEP_DEST", "S_SG", "TEP_SG2")
OF_COLLEGES: Final = ("C_ENR", "C_SG")
KEEP_WHOM_THEY_DO_NOT_LIST: Final = frozenset({"S_CHECK", "TEP_DEST", "TEP_SG2", "C_SG"})
"""Collections of which a shorter list removes nobody."""


@dataclass(frozen=True)
class Move:
    """A due date that the authority moves."""

    on: date
    """The day on which it does."""
    collections: tuple[str, ...]
    """Whose date it is, the one first by which the calendar knows it."""
    first: date
    """The due date as the letter has it."""
    due_on: date
    last_day: date


MOVES: Final = (
    Move(date(2026, 10, 2), ("C_ENR",), date(2026, 9, 30), date(2026, 10, 7), date(2026, 10, 8)),
    Move(date(2026, 10, 12), ("S_LEAVE", "S_JOIN"), date(2026, 10, 30), date(2026, 11, 6), date(2026, 11, 8)),
)
"""One is moved when it has passed and a later one is to come, one before its day."""


@dataclass(frozen=True)
class Due:
    """A due date of somebody, as the letter has it."""

    establishment: str
    collection: str
    period: str
    due_on: date
    last_day: date
    since: date
    """What came up to this day is for an earlier date."""
    final: bool
    """No later date asks for another list of the same return."""

    @property
    def key(self) -> tuple[str, str, str, date]:
        """Whose, of what and by when."""
        return (self.establishment, self.collection, self.period, self.due_on)


@dataclass(frozen=True)
class Raw:
    """Something that is sent, and what somebody decides about it later."""

    name: str
    establishment: str
    collection: str
    period: str
    at: datetime
    kind: Kind
    of: str = ""
    """The name of the file that it repeats."""
    decision: Decision | None = None
    decided_on: date | None = None
    finished_on: date | None = None
    """The day on which the last of it is through; None: at once."""

    @property
    def people(self) -> range:
        """Numbers of the people whom its good rows list."""
        listed = {"some refused": PEOPLE - 2, "more": PEOPLE + 4, "cut": 1, "all refused": 0, "nil": 0}
        return range(listed.get(self.kind, PEOPLE))

    @property
    def rows_refused(self) -> int:
        return {"some refused": 2, "all refused": PEOPLE}.get(self.kind, 0)


def a_school(number: str, **others: object) -> Establishment:
    plain = Establishment(number, f"Invented {number}", None, None, "academy converter", None, None, None)
    return replace(plain, **others)  # type: ignore[arg-type]


SCHOOL, TO_SIXTEEN, CLOSING, SILENT = "8860001", "8860002", "8860003", "8860004"
COLLEGE, OTHER_COLLEGE = "19990001", "19990002"
ESTABLISHMENTS: Final = (
    a_school(SCHOOL, oldest_age=18),
    a_school(TO_SIXTEEN, oldest_age=16),
    a_school(CLOSING, open_to=date(2027, 2, 15)),
    a_school(SILENT),
    Establishment(None, "Invented College", None, COLLEGE, "further education", None, None, None),
    Establishment(None, "Another College", None, OTHER_COLLEGE, "further education", None, None, None),
)


def dues(on: date = date.min) -> Iterator[Due]:
    """Yield everything that is owed, by the letter and by what was moved up to a day."""
    for school in (SCHOOL, TO_SIXTEEN, CLOSING, SILENT):
        for code in ("S_JOIN", "S_LEAVE"):
            known = _monthly(school, code, on)
            yield from (one for one in known if school != CLOSING or one.due_on <= date(2027, 2, 15))
        for code in OF_SCHOOLS:
            for one in _once(school, code, on):
                if (school, code) != (TO_SIXTEEN, "S_ENR") and (school != CLOSING or one.due_on <= date(2027, 2, 15)):
                    yield one
    for college in (COLLEGE, OTHER_COLLEGE):
        yield from _monthly(college, "C_JL", on)
        for code in OF_COLLEGES:
            yield from _once(college, code, on)


def _monthly(establishment: str, code: str, on: date) -> Iterator[Due]:
    for month, (due_on, last_day) in MONTH_ENDS.items():
        dates = _moved(code, date.fromisoformat(due_on), date.fromisoformat(last_day), on)
        yield Due(establishment, code, month, *dates, date.min, final=True)


def _once(establishment: str, code: str, on: date) -> Iterator[Due]:
    since, dates = date.min, [date.fromisoformat(one) for one in ONCE[code]]
    for one in dates:
        due_on, last_day = _moved(code, one, one, on)
        yield Due(establishment, code, YEAR, due_on, last_day, since, final=one == dates[-1])
        since = last_day


def _moved(code: str, due_on: date, last_day: date, on: date) -> tuple[date, date]:
    for move in MOVES:
        if code in move.collections and move.first == due_on and move.on <= on:
            return move.due_on, move.last_day
    return due_on, last_day


@dataclass(frozen=True)
class RawList:
    """A list that goes out: whom of which schools it asks about."""

    collection: str
    on: date
    names: Mapping[str, int]
    """How many of its people of each school, from the first on; whoever is not here has nobody on it."""
    taken_back_on: date = date.max

    def is_out(self, on: date) -> bool:
        """Whether it is out at the end of a day."""
        return self.on <= on < self.taken_back_on


LISTS: Final = (
    RawList("TEP_DEST", date(2026, 10, 9), {SCHOOL: 3}, taken_back_on=date(2026, 10, 12)),
    RawList("TEP_DEST", date(2026, 10, 14), {SCHOOL: PEOPLE + 2, TO_SIXTEEN: PEOPLE - 2, SILENT: 3}),
    RawList("TEP_SG2", date(2027, 6, 8), {TO_SIXTEEN: PEOPLE + 2, SILENT: 3}),
)
"""Of the schools one is asked about more than a plain file answers, one about no more than a file with refused rows
does, one never answers, and one has nobody on a list."""


@dataclass(frozen=True)
class RawReminder:
    """A message about a due date, and what became of it."""

    due: Due
    on: date
    state: Literal["sent", "refused", "to try again", "unsure", "handing over"]


def reminders_in_a_year(chance: Random) -> Sequence[RawReminder]:
    """Return messages about some of the due dates, by the letter and as they are moved."""
    states: Sequence[Literal["sent", "refused", "to try again", "unsure", "handing over"]] = (
        *("sent", "sent", "sent"),
        *("refused", "to try again", "unsure", "handing over"),
    )
    return [
        RawReminder(due, due.due_on - timedelta(days=chance.choice((1, 3, 10))), chance.choice(states))
        for due in {one.key: one for one in (*dues(), *dues(date.max))}.values()
        if chance.random() < 0.7
    ]


def sent_in_a_year(chance: Random) -> Sequence[Raw]:
    """Return all that is sent in the year, by receipt; the silent school sends nothing."""
    sent: list[Raw] = []
    for due in dues():
        if due.establishment != SILENT and (due.collection, due.establishment) != ("S_JOIN", TO_SIXTEEN):
            sent += _sent_for(due, chance, len(sent))
    return sorted(sent, key=lambda one: one.at)


def _sent_for(due: Due, chance: Random, number: int) -> list[Raw]:
    """Return what is sent for a due date: nothing, a good file, or a story."""
    ways = {
        "S_LEAVE": (("S_LEAVE",), ("S_LEAVE",), ("S_JL",)),
        "S_JOIN": (("S_JOIN",), ("S_JL",)),
        "C_JL": (("C_JL",), ("C_JOIN", "C_LEAVE"), ("C_JOIN",), ("C_LEAVE", "C_JOIN")),
    }
    found: list[Raw] = []
    for code in chance.choice(ways.get(due.collection, ((due.collection,),))):
        story = chance.choice(_stories(code, nil=code in ("S_LEAVE", "S_JOIN", "C_JL")))
        days, hours = chance.choice((-12, -6, -2, -1, 0, 0, 0, 1, 2, 7, 12)), chance.choice((8, 12, 22, 23))
        at = datetime.combine(due.due_on, time(hours, 30), UTC) + timedelta(days=days)
        for kind in story:
            name = f"{number}-{len(found)}"
            found.append(_with_decision(Raw(name, due.establishment, code, due.period, at, kind), found, chance))
            at += timedelta(days=chance.choice((0, 1, 3, 9)), minutes=7)
    return found


def _stories(code: str, *, nil: bool) -> Sequence[Sequence[Kind]]:
    """Return what may follow on what; a statement of nothing only where it can be stated."""
    cut: tuple[Kind, ...] = ("whole", "more") if code in KEEP_WHOM_THEY_DO_NOT_LIST else ("whole", "cut")
    stories: list[Sequence[Kind]] = [
        (),
        ("whole",),
        ("whole",),
        ("slow",),
        ("slow", "whole"),
        ("whole", "slow"),
        ("some refused",),
        ("some refused", "whole"),
        ("whole", "again"),
        ("unreadable", "whole"),
        ("unreadable",),
        ("all refused",),
        ("all refused", "more"),
        ("whole", "unreadable"),
        cut,
        (*cut, "more"),
    ]
    return [*stories, ("nil",), ("nil", "whole"), ("whole", "nil"), ("nil",)] if nil else stories


def _with_decision(one: Raw, before: Sequence[Raw], chance: Random) -> Raw:
    """Give some a decision: what waits is approved or taken out, a few that count are taken out."""
    if one.kind == "again":
        return replace(one, of=before[-1].name)
    later = one.at.date() + timedelta(days=chance.choice((2, 3, 6)))
    if one.kind == "slow":
        return replace(one, finished_on=later)
    waits = one.kind == "cut" or (one.kind == "nil" and bool(before))
    if waits and chance.random() < 0.6:
        return replace(one, decision=chance.choice(("approve", "undo")), decided_on=later)
    if one.kind in ("whole", "nil", "some refused") and chance.random() < 0.1:
        return replace(one, decision="undo", decided_on=later)
    return one


FACTS: Final[dict[str, dict[str, object]]] = {
    "S_LEAVE": {"left_on": "2026-10-05", "destination": "D24"},
    "S_JL": {"row_kind": "L", "left_on": "2026-10-05", "destination": "D24"},
    "C_JL": {"row_kind": "L", "left_on": "2026-10-05", "destination": "D24"},
    "C_LEAVE": {"left_on": "2026-10-05", "destination": "D24"},
    "S_JOIN": {"joined_on": "2026-10-05"},
    "C_JOIN": {"joined_on": "2026-10-05"},
}


def events_of(one: Raw) -> Sequence[Event]:
    """Return what reporting hears of it."""
    first = [*FIRST_PEOPLE].index(one.establishment) * 100
    facts = FACTS.get(one.collection)
    lines = [Line(first + number, facts=facts) for number in one.people]
    lines += [Line(first + 50 + number, "refused", facts=facts) for number in range(one.rows_refused)]
    made = Return(one.name, lines, one.at, one.collection, one.establishment, one.period, part_size=50)
    received, extracted, *others = made.events
    assert isinstance(received, SubmissionReceived)
    assert isinstance(extracted, SubmissionExtracted)
    received = received.model_copy(update={"sender_establishment": one.establishment})
    if one.kind == "unreadable":
        bad = {"outcome": "unreadable", "code": "F010", "collection": one.collection, "received_at": one.at}
        return [received, SubmissionUnreadable(submission_id=made.submission_id, **bad)]
    if one.kind == "again":
        repeats = derived_id("test return", one.of)
        return [received, extracted.model_copy(update={"parts": 0, "rows": 0, "repeats": repeats})]
    if one.kind == "nil":
        nil = NilReturn(collection=one.collection, establishment=one.establishment, period=one.period)
        return [received.model_copy(update={"nil": nil}), extracted.model_copy(update={"nil": True}), *others]
    return [received, extracted, *others]


FIRST_PEOPLE: Final = tuple(one.number or "" for one in ESTABLISHMENTS)
"""Each establishment has people of its own, a hundred numbers each, in this order."""
