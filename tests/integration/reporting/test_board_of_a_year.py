"""The board equals a recomputation from raw submissions, on every day of a simulated year.

The recomputation is plain and of its own: it goes through what was sent, one due date at a time, and asks none of the
product's functions what is owed, what counts, when a day ends or which days are worked. It knows by itself who was
reminded of what, and which dates were moved on which day: what was reminded of is the date that was set at the time.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays
import pytest

from services.reporting.domain.calendar.asking import Asked
from services.reporting.domain.quality.scorecards import Timeliness
from services.reporting.queries.board.board import BoardFilter, BoardQueries
from services.reporting.queries.board.lines import BoardLine
from services.reporting.queries.board.obligations import PostgresObligations
from services.reporting.queries.board.rows import PostgresBoardRows
from services.reporting.queries.quality.scorecards import PostgresScorecardRows, ScorecardQueries
from services.reporting.queries.reminders.owed import owed_reader
from services.reporting.usecases.calendar.change_calendar import ChangeCalendar, NewChange
from services.reporting.usecases.decide_generation import GenerationDecision, SecondPersonAnswer
from shared.contracts.events import derived_id
from shared.persistence.pool import connection_of
from shared.vocabulary.establishments import Register
from tests.support.clock import FixedClock
from tests.support.raw_year import (
    ESTABLISHMENTS,
    FIRST_PEOPLE,
    KEEP_WHOM_THEY_DO_NOT_LIST,
    LISTS,
    MOVES,
    Due,
    Move,
    Raw,
    RawList,
    RawReminder,
    dues,
    events_of,
    reminders_in_a_year,
    sent_in_a_year,
)
from tests.support.reporting import Office
from tests.support.returns import person_id

pytestmark = pytest.mark.stack

FIRST, LAST = date(2026, 9, 1), date(2027, 9, 15)
LONDON = ZoneInfo("Europe/London")
BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG", years=(2026, 2027))
ANSWERS = {
    "S_JOIN": (("S_JOIN",), ("S_JL",)),
    "S_LEAVE": (("S_LEAVE",), ("S_JL",)),
    "C_JL": (("C_JL",), ("C_JOIN", "C_LEAVE")),
}
"""By what a return is answered: by all of any of these."""
UNDER_WAY = ["held", "checked"]
Key = tuple[str, str, str, date]
ISSUE = """
INSERT INTO list_issues (entry_id, collection, period, issued_at, account)
VALUES ($1, $2, '2026-27', $3, 'officer') RETURNING issue_id
"""
NAMES = "INSERT INTO listed_people (issue_id, establishment, person_id) SELECT $1, $2, unnest($3::uuid[])"
TAKE_BACK = "UPDATE list_issues SET taken_back_at = $2, taken_back_by = 'officer' WHERE collection = $1"
REMINDER = """
INSERT INTO reminders (establishment, collection, period, due_on, state, written_on, begun_at, rung, role, first_due,
                       message_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, '-5', 'data contact', $4, 'of a test')
"""


@dataclass(frozen=True)
class Known:
    """What there is at the end of a day, apart from what came."""

    dues: Sequence[Due]
    reminded: frozenset[Key]
    on: date
    lists: Mapping[str, Mapping[str, int]]
    """By collection of a list that is out: how many names of each school stand on it."""

    def asks(self, due: Due) -> bool:
        """Whether a return is asked for: of a list that is out, only where somebody is on it."""
        return due.collection not in self.lists or due.establishment in self.lists[due.collection]


class Stands(NamedTuple):
    """How something that is owed stands at the end of a day."""

    state: str
    came_late: bool
    waits: bool
    open: bool


@dataclass(frozen=True)
class Came:
    """What became of something that was sent."""

    raw: Raw
    fate: str
    held: bool

    @property
    def on(self) -> date:
        return self.raw.at.astimezone(LONDON).date()


def day_of(one: Raw) -> date:
    return one.at.astimezone(LONDON).date()


def folded(files: Sequence[Raw], on: date) -> list[Came]:
    """Return what became of the files of one return by the end of a day, in the order in which they came."""
    listed: set[int] = set()
    fates: dict[str, str] = {}
    for one in files:
        decided = one.decision if one.decided_on is not None and one.decided_on <= on else None
        if decided == "undo":
            fates[one.name] = "taken out"
            continue
        if one.finished_on is not None and one.finished_on > on:
            fates[one.name] = "checked"
            continue
        new = set(one.people)
        kept = listed | new if one.collection in KEEP_WHOM_THEY_DO_NOT_LIST else new
        gone = listed - kept
        bound = 0.5 if len(one.period) == 7 and one.period[4:] != "-27" else 0.1
        many = len(gone) >= (1 if bound == 0.5 else 10) and len(gone) >= bound * len(listed)
        if decided != "approve" and (many or (listed and not new)):
            fates[one.name] = "held"
            continue
        fates = {name: "replaced" if fate in ("counts", "held") else fate for name, fate in fates.items()}
        fates[one.name], listed = "counts", kept
    found = [Came(one, fates[one.name], fates[one.name] == "held") for one in files]
    return [
        Came(one.raw, "rejected" if one.raw.kind == "all refused" and one.fate != "taken out" else one.fate, one.held)
        for one in found
    ]


def became(sent: Iterable[Raw], on: date) -> list[Came]:
    """Return what became of everything that came up to a day."""
    returns: dict[tuple[str, str, str], list[Raw]] = {}
    found: list[Came] = []
    known = [one for one in sent if day_of(one) <= on]
    for one in known:
        if one.kind == "unreadable":
            found.append(Came(one, "unreadable", held=False))
        elif one.kind != "again":
            returns.setdefault((one.establishment, one.collection, one.period), []).append(one)
    for files in returns.values():
        found += folded(files, on)
    by_name = {one.raw.name: one for one in found}
    found += [Came(one, by_name[one.of].fate, by_name[one.of].held) for one in known if one.kind == "again"]
    return sorted(found, key=lambda one: one.raw.at)


def is_overdue(last_day: date, on: date) -> bool:
    """Whether five working days have passed after the last day."""
    worked, day = 0, last_day
    while worked < 5:
        day += timedelta(days=1)
        worked += day.weekday() < 5 and day not in BANK_HOLIDAYS
    return on > day


def expected(due: Due, came: Sequence[Came], known: Known) -> Stands:
    """Return how what is owed stands at the end of a day."""
    on = known.on
    ours = [one for one in came if one.raw.establishment == due.establishment]
    usable = [
        one for one in ours if one.raw.period == due.period and one.fate not in ("taken out", "rejected", "unreadable")
    ]
    ways = ANSWERS.get(due.collection, ((due.collection,),))
    first: list[date] = []
    answers: list[tuple[str, datetime, bool, int]] = []
    waits = False
    for way in ways:
        parts = []
        for code in way:
            files = [one for one in usable if one.raw.collection == code and one.on > due.since]
            if not due.final:
                files = [one for one in files if one.on <= due.last_day] or files[:1]
            parts.append(files)
            waits = waits or any(one.held for one in files)
        if all(parts):
            first.append(max(min(one.on for one in files) for files in parts))
            answers.append(_of_way(parts))
    if answers:
        best = max(answers, key=lambda one: (one[0] == "counts", one[0] != "replaced", one[1]))
        late, listed = min(first) > due.last_day, known.lists.get(due.collection, {}).get(due.establishment)
        if listed is None:
            return Stands(_state(due, *best), late, waits, open=False)
        said = {number for one in usable if one.raw.collection == due.collection for number in _counted(one)}
        rest = not set(range(listed)) <= said
        state = "received" if best[0] in UNDER_WAY else "part_accepted" if rest else "accepted"
        under_way = any(one.fate in UNDER_WAY for one in usable if one.raw.collection == due.collection)
        return Stands(state, late, waits, open=rest and not under_way)
    failed = _failed(due, ours, {code for way in ways for code in way}, known.dues)
    waits = waits or (failed is not None and failed.held)
    if on > due.last_day:
        state = "overdue" if is_overdue(due.last_day, on) else "late"
    elif failed and failed.fate in ("rejected", "unreadable"):
        state = "rejected"
    else:
        state = "reminded" if due.key in known.reminded else "expected"
    return Stands(state, False, waits, open=True)


def _counted(one: Came) -> range:
    """Return whom a file answers about: its rows count, also where a later file adds to them."""
    return one.raw.people if one.fate in ("counts", "replaced") else range(0)


def _of_way(parts: Sequence[Sequence[Came]]) -> tuple[str, datetime, bool, int]:
    """Return how a way stands: what of each part answers, when the last of them came, nothing to send, rows refused."""
    chosen = []
    for files in parts:
        by_fate = [[one for one in files if one.fate in fates] for fates in (["counts"], UNDER_WAY, ["replaced"])]
        chosen.append(next(found[-1] for found in by_fate if found))
    worst = next(fate for fate in ("replaced", *UNDER_WAY, "counts") if any(one.fate == fate for one in chosen))
    last = max(one.raw.at for one in chosen)
    nothing = all(_is_nil(one.raw) for one in chosen)
    return worst, last, nothing, sum(one.raw.rows_refused for one in chosen)


def _is_nil(one: Raw) -> bool:
    return one.kind == "nil"


def _state(due: Due, fate: str, _: datetime, nothing: bool, refused: int) -> str:
    if fate == "replaced":
        return "part_accepted" if due.final else "replaced"
    if nothing:
        return "nil"
    if fate in UNDER_WAY:
        return "received"
    return "part_accepted" if refused else "accepted"


def _failed(due: Due, ours: Sequence[Came], codes: set[str], every: Sequence[Due]) -> Came | None:
    """Return the last thing that was meant for a due date and could not be used."""
    of_collection = [one for one in every if (one.establishment, one.collection) == (due.establishment, due.collection)]
    found = []
    for one in ours:
        if one.raw.collection not in codes or one.fate not in ("rejected", "unreadable", "taken out"):
            continue
        unknown = one.fate == "unreadable"
        if not unknown and one.raw.period != due.period:
            continue
        near = [other for other in of_collection if unknown or other.period == due.period]
        nearest = min(near, key=lambda other: (abs((other.last_day - one.on).days), other.last_day))
        if nearest == due:
            found.append(one)
    return found[-1] if found else None


@pytest.mark.parametrize("seed", [1, 2])
async def test_every_day_the_board_equals_a_recomputation(office: Office, seed: int) -> None:
    sent, reminders = sent_in_a_year(Random(seed)), reminders_in_a_year(Random(-seed - 10))
    seen: Counter[str] = Counter()
    day = FIRST
    while day <= LAST:
        await _live_through(office, [one for one in sent if day_of(one) == day], sent, day)
        await _remind_and_move(office, reminders, day)
        found = {_key(line): line for line in await _board(office, day) if line.owed or line.state == "not_asked"}
        came = became(sent, day)
        reminded = frozenset(one.due.key for one in reminders if one.state == "sent" and one.on <= day)
        lists = {one.collection: one.names for one in LISTS if one.is_out(day)}
        known = Known(list(dues(day)), reminded, day, lists)
        wanted = {one.key: expected(one, came, known) for one in known.dues if known.asks(one)}
        board = {key: _stands(line) for key, line in found.items() if line.owed}
        assert {key: (board.get(key), state) for key, state in wanted.items() if board.get(key) != state} == {}, day
        assert board.keys() == wanted.keys()
        sent_all_the_same = {(one.raw.establishment, one.raw.collection) for one in came if one.fate != "unreadable"}
        nothing_asked = {one.key for one in known.dues if not known.asks(one)}
        nothing_asked = {key for key in nothing_asked if key[:2] not in sent_all_the_same}
        assert {key for key, line in found.items() if line.state == "not_asked"} == nothing_asked, day
        assert await _reminded_of(office, day) == {key for key, one in wanted.items() if one.open}, day
        if day in (date(2026, 12, 1), date(2027, 8, 31)):
            await _scorecards(office, wanted, known)
        seen.update("not_asked" for _ in nothing_asked)
        seen.update(one.state for one in wanted.values())
        seen.update("came late" for one in wanted.values() if one.came_late)
        seen.update("waits" for one in wanted.values() if one.waits)
        seen.update("partly answered" for one in wanted.values() if one.open and one.state == "part_accepted")
        day += timedelta(days=1)
    print(f"\n{len(sent)} submissions, {len(wanted)} due dates, {(LAST - FIRST).days + 1} days: {dict(seen)}")
    assert set(seen) == {
        *("expected", "late", "overdue", "rejected", "received", "nil", "accepted", "part_accepted", "replaced"),
        *("came late", "waits", "reminded", "not_asked", "partly answered"),
    }


async def _live_through(office: Office, new: Sequence[Raw], sent: Sequence[Raw], day: date) -> None:
    """Let a day pass: what is sent on it comes, then what is decided on it is."""
    office.clock.advance(_end_of(day) - office.clock.now())
    for one in new:
        await office.hear(events_of(one)[: -1 if one.finished_on else None])
    for one in sent:
        if one.finished_on == day:
            await office.hear(events_of(one)[-1:])
    await office.settle()
    for one in sent:
        if one.decided_on == day and one.decision is not None:
            generation = await office.generation_of(derived_id("test return", one.name))
            answer = await office.deciding(GenerationDecision(generation, one.decision, "officer", "as agreed"))
            if answer == "waits for a second person":
                await office.answering(SecondPersonAnswer(await office.waiting_decision(), "second", confirms=True))
            await office.settle()


async def _remind_and_move(office: Office, reminders: Sequence[RawReminder], day: date) -> None:
    """Write what is written on a day, and move what is moved on it."""
    for one in reminders:
        if one.on == day:
            await office.pool.execute(REMINDER, *one.due.key, one.state, day, office.clock.now())
    for each in LISTS:
        if each.on == day:
            await _issue(office, each, day)
        if each.taken_back_on == day:
            await office.pool.execute(TAKE_BACK, each.collection, office.clock.now())
    for move in MOVES:
        if move.on == day:
            assert await ChangeCalendar(office.begin, office.clock)(_change(move)) == "taken"


async def _issue(office: Office, one: RawList, day: date) -> None:
    """Send a list out."""
    issue_id = await office.pool.fetchval(ISSUE, derived_id("list of a test", str(day)), one.collection, _end_of(day))
    for school, names in one.names.items():
        first = [*FIRST_PEOPLE].index(school) * 100
        people = [person_id(first + number) for number in range(names)]
        await office.pool.execute(NAMES, issue_id, school, people)


async def _reminded_of(office: Office, day: date) -> set[Key]:
    """Return everything of which reminders are sent while it is open."""
    async with connection_of(office.pool) as connection:
        return {one[:4] for one in await owed_reader(Register(ESTABLISHMENTS))(connection, None, day)}


async def _scorecards(office: Office, wanted: Mapping[Key, Stands], known: Known) -> None:
    """See that scorecards count what is owed by a date that has passed, and nothing else."""
    register, clock = Register(ESTABLISHMENTS), FixedClock(_end_of(known.on))
    obligations = PostgresObligations(office.pool, register, clock)
    cards = await ScorecardQueries(PostgresScorecardRows(office.pool), obligations, clock).scorecards()
    passed = {one.key for one in known.dues if one.last_day < known.on}
    for card in cards.cards:
        ours = [one for key, one in wanted.items() if key in passed and key[0] == card.establishment]
        missing, late = sum(one.state in ("late", "overdue") for one in ours), sum(one.came_late for one in ours)
        assert card.timeliness == Timeliness(len(ours) - missing - late, late, missing), card.establishment


def _stands(line: BoardLine) -> Stands:
    assert line.state is not None
    return Stands(line.state, line.came_late, line.held is not None, line.open)


def _change(move: Move) -> NewChange:
    asked = Asked("due", move.collections[0], f"{move.first:%Y-%m}", move.due_on, move.last_day)
    return NewChange(asked, date(2026, 9, 1), "The portal was down", "officer", str(move.on))


def _end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=LONDON)


async def _board(office: Office, day: date) -> Sequence[BoardLine]:
    queries = BoardQueries(PostgresBoardRows(office.pool), Register(ESTABLISHMENTS), FixedClock(_end_of(day)))
    return await queries.everything(BoardFilter())


def _key(line: BoardLine) -> Key:
    assert line.deadline is not None
    return (line.establishment, line.collection, line.period, line.deadline.due_on)
