"""How what is owed stands on a day, by what came for it; as a table."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, get_args
from uuid import UUID

import pytest

from services.reporting.domain.calendar.calendar import CODES_CALENDAR
from services.reporting.domain.returns.issued import AskedReturn, IssuedLists, NamesAnswered
from services.reporting.domain.returns.obligations import (
    OPEN,
    Arrival,
    Fate,
    Obligation,
    ObligationState,
    obligations,
    overdue_after,
)
from services.reporting.domain.returns.owed import Owed, everything_owed
from shared.vocabulary.establishments import Establishment

SCHOOL = Establishment("8860001", "Invented School", None, None, "school", None, None, None)
COLLEGE = Establishment(None, "Invented College", None, "19990001", "further education", None, None, None)
OWED = everything_owed([SCHOOL, COLLEGE], CODES_CALENDAR)
ENROLMENT: Final = ("S_ENR", "2026-27", "2026-09-18")
OCTOBER: Final = ("S_LEAVE", "2026-10", "2026-10-30")
OF_COLLEGE: Final = ("C_JL", "2026-10", "2026-10-30")
FIRST_LIST: Final = ("C_ENR", "2026-27", "2026-09-30")
SECOND_LIST: Final = ("C_ENR", "2026-27", "2026-10-30")


def came(collection: str, at: str, fate: Fate = "counts", period: str | None = "", **others: Any) -> Arrival:
    """Something that came; its period follows from its collection where none is given."""
    sender = COLLEGE.ukprn if collection.startswith("C_") else SCHOOL.dfe_number
    assert sender is not None
    if period == "":
        period = "2026-10" if collection in {"S_LEAVE", "S_JOIN", "S_JL", "C_JL", "C_JOIN", "C_LEAVE"} else "2026-27"
    received_at = datetime.fromisoformat(at).replace(tzinfo=UTC)
    return Arrival(sender, collection, period, received_at, UUID(int=len(at)), fate, **others)


@dataclass(frozen=True)
class Case:
    """What came for a return that is owed, and how it stands at the end of a day."""

    name: str
    of: tuple[str, str, str]
    on: str
    state: ObligationState
    came: tuple[Arrival, ...] = ()
    late: bool = False
    held: bool = False
    reminded: bool = False


CASES = [
    Case("nothing has come yet", ENROLMENT, "2026-09-18", "expected"),
    Case("it was reminded of", ENROLMENT, "2026-09-15", "reminded", reminded=True),
    Case("the day after it is late", ENROLMENT, "2026-09-19", "late", reminded=True),
    Case("to the end of the fifth working day after", ENROLMENT, "2026-09-25", "late"),
    Case("then it is overdue", ENROLMENT, "2026-09-26", "overdue"),
    Case("due on Friday, late after Saturday", OCTOBER, "2026-10-31", "expected"),
    Case("late on Sunday", OCTOBER, "2026-11-01", "late"),
    Case("it is being checked", ENROLMENT, "2026-09-18", "received", (came("S_ENR", "2026-09-17T09:00", "received"),)),
    Case(
        "it waits for a decision",
        ENROLMENT,
        "2026-12-01",
        "received",
        (came("S_ENR", "2026-09-17T09:00", "received", held=True),),
        held=True,
    ),
    Case("it counts", ENROLMENT, "2026-12-01", "accepted", (came("S_ENR", "2026-09-17T09:00"),)),
    Case("it came late", ENROLMENT, "2026-12-01", "accepted", (came("S_ENR", "2026-09-19T09:00"),), late=True),
    Case(
        "some of its rows could not be used",
        ENROLMENT,
        "2026-12-01",
        "part_accepted",
        (came("S_ENR", "2026-09-17T09:00", rows_refused=2),),
    ),
    Case(
        "a correction takes its place, and it came in time",
        ENROLMENT,
        "2026-12-01",
        "accepted",
        (came("S_ENR", "2026-09-17T09:00", "replaced", rows_refused=2), came("S_ENR", "2026-09-29T09:00")),
    ),
    Case(
        "while a correction waits what came before counts",
        ENROLMENT,
        "2026-12-01",
        "accepted",
        (came("S_ENR", "2026-09-17T09:00"), came("S_ENR", "2026-09-29T09:00", "received", held=True)),
        held=True,
    ),
    Case("it could not be read", ENROLMENT, "2026-09-18", "rejected", (came("S_ENR", "2026-09-17T09:00", "rejected"),)),
    Case(
        "of which nothing could be used, and it is late all the same",
        ENROLMENT,
        "2026-09-19",
        "late",
        (came("S_ENR", "2026-09-17T09:00", "rejected"),),
    ),
    Case(
        "a good file after a bad one",
        ENROLMENT,
        "2026-12-01",
        "accepted",
        (came("S_ENR", "2026-09-10T09:00", "rejected"), came("S_ENR", "2026-09-17T09:00")),
    ),
    Case(
        "a bad file after a good one",
        ENROLMENT,
        "2026-12-01",
        "accepted",
        (came("S_ENR", "2026-09-10T09:00"), came("S_ENR", "2026-09-17T09:00", "rejected")),
    ),
    Case(
        "a correction of which no row can be used keeps what was there",
        ENROLMENT,
        "2026-12-01",
        "part_accepted",
        (came("S_ENR", "2026-09-10T09:00", "replaced"), came("S_ENR", "2026-09-17T09:00", "rejected")),
    ),
    Case("it was taken out", ENROLMENT, "2026-09-18", "expected", (came("S_ENR", "2026-09-10T09:00", "taken out"),)),
    Case("nothing to send", OCTOBER, "2026-12-01", "nil", (came("S_LEAVE", "2026-10-30T09:00", nil=True),)),
    Case(
        "nothing to send, of another month",
        OCTOBER,
        "2026-11-01",
        "late",
        (came("S_LEAVE", "2026-10-30T09:00", period="2026-09", nil=True),),
    ),
    Case(
        "no joiners says nothing of leavers",
        OCTOBER,
        "2026-11-01",
        "late",
        (came("S_JOIN", "2026-10-30T09:00", nil=True),),
    ),
    Case(
        "a file takes the place of nothing to send",
        OCTOBER,
        "2026-12-01",
        "accepted",
        (came("S_LEAVE", "2026-10-20T09:00", "replaced", nil=True), came("S_LEAVE", "2026-10-30T09:00")),
    ),
    Case(
        "nothing to send takes the place of a file",
        OCTOBER,
        "2026-12-01",
        "nil",
        (came("S_LEAVE", "2026-10-20T09:00", "replaced"), came("S_LEAVE", "2026-10-30T09:00", nil=True)),
    ),
    Case("one file with joiners and leavers", OCTOBER, "2026-12-01", "accepted", (came("S_JL", "2026-10-30T09:00"),)),
    Case(
        "one file that waits beside leavers that count",
        OCTOBER,
        "2026-12-01",
        "accepted",
        (came("S_LEAVE", "2026-10-20T09:00"), came("S_JL", "2026-10-30T09:00", "received")),
    ),
    Case("one part of two", OF_COLLEGE, "2026-11-01", "late", (came("C_JOIN", "2026-10-30T09:00"),)),
    Case(
        "both parts, one with rows that could not be used",
        OF_COLLEGE,
        "2026-12-01",
        "part_accepted",
        (came("C_JOIN", "2026-10-20T09:00", rows_refused=1), came("C_LEAVE", "2026-10-30T09:00")),
    ),
    Case(
        "both parts, one of which is being checked",
        OF_COLLEGE,
        "2026-11-12",
        "received",
        (came("C_JOIN", "2026-10-20T09:00"), came("C_LEAVE", "2026-11-02T09:00", "received")),
        late=True,
    ),
    Case("the first list", FIRST_LIST, "2026-10-01", "accepted", (came("C_ENR", "2026-09-30T09:00"),)),
    Case(
        "the first list does not meet the second date",
        SECOND_LIST,
        "2026-10-31",
        "late",
        (came("C_ENR", "2026-09-30T09:00"),),
    ),
    Case(
        "the second list takes the place of the first",
        FIRST_LIST,
        "2026-12-01",
        "replaced",
        (came("C_ENR", "2026-09-30T09:00", "replaced"), came("C_ENR", "2026-10-30T09:00")),
    ),
    Case(
        "and meets its own date",
        SECOND_LIST,
        "2026-12-01",
        "accepted",
        (came("C_ENR", "2026-09-30T09:00", "replaced"), came("C_ENR", "2026-10-30T09:00")),
    ),
    Case(
        "a second list that waits leaves the first as it is",
        FIRST_LIST,
        "2026-12-01",
        "accepted",
        (came("C_ENR", "2026-09-30T09:00"), came("C_ENR", "2026-10-30T09:00", "received", held=True)),
    ),
    Case(
        "what was late for the first date",
        FIRST_LIST,
        "2026-12-01",
        "accepted",
        (came("C_ENR", "2026-10-05T09:00"),),
        late=True,
    ),
    Case("is in time for the second", SECOND_LIST, "2026-12-01", "accepted", (came("C_ENR", "2026-10-05T09:00"),)),
    Case(
        "what could not be read far enough is for the nearest date",
        SECOND_LIST,
        "2026-10-20",
        "rejected",
        (came("C_ENR", "2026-10-19T09:00", "rejected", None),),
    ),
    Case(
        "and for no other",
        FIRST_LIST,
        "2026-10-20",
        "overdue",
        (came("C_ENR", "2026-10-19T09:00", "rejected", None),),
    ),
]


def standing(case: Case, arrivals: tuple[Arrival, ...]) -> Obligation:
    collection, period, due_on = case.of
    sender = COLLEGE.ukprn if collection.startswith("C_") else SCHOOL.dfe_number
    assert sender is not None
    key = Owed(sender, collection, period, date.fromisoformat(due_on))
    found = obligations(OWED, arrivals, CODES_CALENDAR, date.fromisoformat(case.on), {key} if case.reminded else ())
    assert [one.owed for one in found] == list(OWED)
    return next(one for one in found if one.owed == key)


@pytest.mark.parametrize(
    ("arrivals", "missing", "state"),
    [
        ((), (), "late"),
        ((came("C_JOIN", "2026-10-30T09:00"),), ("C_LEAVE",), "late"),
        ((came("C_LEAVE", "2026-10-30T09:00", nil=True),), ("C_JOIN",), "late"),
        ((came("C_JOIN", "2026-10-30T09:00", "taken out"),), (), "late"),
        ((came("C_JOIN", "2026-10-30T09:00"), came("C_LEAVE", "2026-10-30T10:00", nil=True)), (), "accepted"),
        ((came("C_JOIN", "2026-10-30T09:00", nil=True), came("C_LEAVE", "2026-10-30T10:00", nil=True)), (), "nil"),
        ((came("C_JL", "2026-10-30T09:00"), came("C_JOIN", "2026-10-30T10:00")), (), "accepted"),
    ],
)
def test_what_comes_in_parts_says_which_is_still_to_come(
    arrivals: tuple[Arrival, ...], missing: tuple[str, ...], state: ObligationState
) -> None:
    found = standing(Case("", OF_COLLEGE, "2026-11-01", state), arrivals)
    assert (found.parts_missing, found.state) == (missing, state)


def test_of_parts_the_age_of_the_older_data_is_shown() -> None:
    old = came("C_JOIN", "2026-10-30T09:00", data_taken_on=date(2026, 10, 1), age_note="F098")
    new = came("C_LEAVE", "2026-10-30T10:00", data_taken_on=date(2026, 10, 29))
    answer = standing(Case("", OF_COLLEGE, "2026-11-01", "accepted"), (new, old)).answer
    assert answer is not None
    assert (answer.data_taken_on, answer.age_note) == (date(2026, 10, 1), "F098")


CHECK: Final = ("S_CHECK", "2026-27", "2026-10-16")


@pytest.mark.parametrize(
    ("fate", "answered", "held", "state", "is_open"),
    [
        ("counts", 1, False, "part_accepted", True),
        ("received", 0, False, "received", False),
        ("counts", 3, False, "accepted", False),
        ("counts", 1, True, "part_accepted", False),
    ],
)
def test_a_list_that_is_answered_pupil_by_pupil_is_asked_for_until_every_pupil_has_an_answer(
    fate: Fate, answered: int, held: bool, state: ObligationState, is_open: bool
) -> None:
    some = came("S_CHECK", "2026-10-08T09:00", fate, listed=3, answered=answered)
    file = came("S_CHECK", "2026-10-09T09:00:00", "received", held=True)
    found = standing(Case("", CHECK, "2026-10-20", state), (some, file) if held else (some,))
    assert (found.state, found.open) == (state, is_open)


LIST: Final = ("TEP_DEST", "2026-27", "2026-10-31")


@pytest.mark.parametrize(
    ("answered", "fate", "refused", "state", "is_open"),
    [
        (7, "counts", 0, "part_accepted", True),
        (12, "counts", 3, "accepted", False),
        (12, "replaced", 0, "accepted", False),
        (7, "received", 0, "received", False),
    ],
)
def test_a_list_that_went_out_is_owed_until_its_last_name_is_answered(
    answered: int, fate: Fate, refused: int, state: ObligationState, is_open: bool
) -> None:
    issued = IssuedLists(
        frozenset({("TEP_DEST", "2026-27")}), {AskedReturn("8860001", *LIST[:2]): NamesAnswered(12, answered)}
    )
    (file,) = issued.with_names([came("TEP_DEST", "2026-10-20T09:00", fate, rows_refused=refused)])
    found = standing(Case("", LIST, "2026-11-20", state), (file,))
    assert (found.state, found.open) == (state, is_open)


def test_nobody_on_the_list_owes_nothing() -> None:
    out = frozenset({("TEP_DEST", "2026-27")})
    asked, not_asked = IssuedLists(out).asked(OWED), IssuedLists(out).not_asked(OWED)
    assert {key.collection for key in not_asked} == {"TEP_DEST"}
    assert {**asked, **not_asked} == OWED
    assert IssuedLists().asked(OWED) == OWED


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.of[0]}: {case.name}")
def test_how_what_is_owed_stands(case: Case) -> None:
    found = standing(case, case.came)
    assert (found.state, found.came_late, found.held is not None) == (case.state, case.late, case.held)
    assert (found.answer is None) == (case.state in OPEN) == (found.timing.answered_at is None) == found.open
    assert standing(case, case.came[::-1]) == found


def test_what_failed_is_shown_where_nothing_answers() -> None:
    bad, good = came("S_ENR", "2026-09-10T09:00", "rejected"), came("S_ENR", "2026-09-17T09:00")
    case = Case("", ENROLMENT, "2026-09-12", "rejected", (bad,))
    assert standing(case, (bad,)).failed == bad
    assert standing(case, (bad, good)).failed is None


def test_every_state_has_a_case() -> None:
    assert {case.state for case in CASES} == set(get_args(ObligationState)) - {"not_asked"}


@pytest.mark.parametrize(("last_day", "expected"), [("2026-12-31", "2027-01-08"), ("2026-10-31", "2026-11-06")])
def test_five_working_days_pass_over_bank_holidays_and_weekends(last_day: str, expected: str) -> None:
    assert overdue_after(date.fromisoformat(last_day)) == date.fromisoformat(expected)
