"""Reminders by examples: on which days, to whom, about what, in which words."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from services.reporting.domain.calendar.asking import Asked
from services.reporting.domain.calendar.calendar import CODES_CALENDAR, Calendar, occasion_of
from services.reporting.domain.calendar.changes import CalendarChange
from services.reporting.domain.reminders.ladders import CONTACT_ROLES, LADDERS, NEVER_REMINDED, ContactRole, ladder_of
from services.reporting.domain.reminders.planning import (
    OwedReturn,
    Pause,
    ReminderKey,
    ReminderSituation,
    keys_of,
    plan_for,
    reminders_on,
)
from services.reporting.domain.reminders.readings import asked_by_reading, lowest_year_of, never_reminded
from services.reporting.domain.reminders.wording import letter_of
from services.reporting.domain.returns.owed import everything_owed
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import Deadline
from shared.vocabulary.collections.working_days import is_working_day, working_days_from
from shared.vocabulary.establishments import Establishment
from tests.support.calendar_views import a_change

SCHOOL, OTHER = "8860001", "8860002"
ENROLMENT = OwedReturn(SCHOOL, "S_ENR", "2026-27", date(2026, 9, 18), date(2026, 9, 18))
OCTOBER = OwedReturn(SCHOOL, "S_LEAVE", "2026-10", date(2026, 10, 30), date(2026, 10, 31), lowest_year=10)
DESTINATIONS = OwedReturn(SCHOOL, "TEP_DEST", "2026-27", date(2026, 10, 31), date(2026, 10, 31))
EVERYBODY = frozenset({(number, role) for number in (SCHOOL, OTHER) for role in CONTACT_ROLES})
SIGN_IN = "https://onward.example/sign-in"


def a_situation(
    contacts: Iterable[tuple[str, ContactRole]] = EVERYBODY, pauses: Iterable[Pause] = ()
) -> ReminderSituation:
    return ReminderSituation(frozenset(contacts), list(pauses), frozenset())


def days_of(owed: OwedReturn) -> dict[date, set[str]]:
    """Return the days of a year on which a return is reminded of, with whom."""
    start = date(2026, 8, 1)
    year = (start + timedelta(days=number) for number in range(420))
    return {day: {one.role for one in found} for day in year if (found := reminders_on(day, [owed]))}


@pytest.mark.parametrize(
    ("owed", "days"),
    [
        (ENROLMENT, ["2026-09-04", "2026-09-15", "2026-09-18", "2026-09-21", "2026-09-25"]),
        (OCTOBER, ["2026-10-23", "2026-11-02", "2026-11-06"]),
        (DESTINATIONS, ["2026-10-23", "2026-10-30", "2026-11-06"]),
        (
            OwedReturn("10004721", "C_ENR", "2026-27", date(2026, 10, 30), date(2026, 10, 30)),
            ["2026-10-16", "2026-10-27", "2026-10-30", "2026-11-02", "2026-11-06"],
        ),
        (
            OwedReturn("10004721", "C_SG", "2026-27", date(2027, 3, 31), date(2027, 3, 31)),
            ["2027-03-22", "2027-03-31", "2027-04-01", "2027-04-07"],
        ),
        (
            OwedReturn(SCHOOL, "S_JOIN", "2026-12", date(2026, 12, 31), date(2026, 12, 31)),
            ["2026-12-22", "2027-01-04", "2027-01-08"],
        ),
    ],
)
def test_each_return_is_reminded_of_on_the_days_of_its_ladder(owed: OwedReturn, days: list[str]) -> None:
    found = days_of(owed)
    assert [day.isoformat() for day in found] == days
    assert list(found.values())[:-1] == [{"data contact"}] * (len(days) - 1)
    assert list(found.values())[-1] == {"data contact", "head"}


def test_nobody_is_written_to_on_a_day_that_is_no_working_day() -> None:
    for owed in (ENROLMENT, OCTOBER, DESTINATIONS):
        assert all(is_working_day(day) for day in days_of(owed))


def test_everything_that_has_a_due_date_has_one_ladder_or_a_reason_for_none() -> None:
    for code, collection in COLLECTIONS.items():
        for deadline in collection.deadlines:
            holding = [one for one in LADDERS if one.holds_for(code, deadline.due_on)]
            assert len(holding) == 1, (code, deadline.due_on)


def test_what_is_never_reminded_of_has_no_ladder_whatever_date_is_set_for_it() -> None:
    assert ladder_of("C_SG", date(2027, 4, 30)) is None
    assert ladder_of("C_SG", date(2027, 9, 30)) is None
    assert ladder_of("C_ENR", date(2027, 2, 26)) is None
    assert ladder_of("C_SG", date(2027, 5, 28)) is not None
    assert all(one.source for one in (*LADDERS, *NEVER_REMINDED))


@pytest.mark.parametrize(
    ("collection", "first", "moved", "reminded"),
    [
        ("C_SG", date(2027, 3, 31), date(2027, 4, 15), True),
        ("C_SG", date(2027, 4, 30), date(2027, 5, 7), False),
        ("C_ENR", date(2027, 2, 26), date(2027, 3, 1), False),
    ],
)
def test_a_date_that_is_moved_is_asked_for_as_it_was_before(
    collection: str, first: date, moved: date, *, reminded: bool
) -> None:
    owed = OwedReturn("10004721", collection, "2026-27", moved, moved, moved_from=first)
    plan = plan_for(moved, [owed], a_situation({("10004721", "data contact")}))
    assert [one.reminders[0].owed for one in plan.messages] == [owed] * reminded
    assert bool(days_of(owed)) is reminded


READINGS = [
    ("lowest-year", "appendix", "S_LEAVE", date(2026, 10, 30), "Joiners and leavers below Year 10"),
    ("february", "page", "C_ENR", date(2027, 2, 28), "The colleges' enrolment of February"),
    ("months-of-offers", "action", "C_SG", date(2027, 4, 30), "The colleges' offers in April and September"),
]


@pytest.mark.parametrize(("point", "reading", "collection", "due_on", "never"), READINGS)
def test_what_a_reading_asks_for_is_reminded_of_and_named_among_what_never_is_without_it(
    point: str, reading: str, collection: str, due_on: date, never: str
) -> None:
    taken = Calendar([a_change(1, Asked("reading", point, value=reading), date(2026, 9, 1))])
    for calendar, is_asked in ((CODES_CALENDAR, False), (taken, True)):
        listed = [one for one in never_reminded(calendar, date(2026, 10, 1)) if one.what.startswith(never)]
        assert bool(listed) is not is_asked
        asked = asked_by_reading(collection, due_on, calendar)
        owed = OwedReturn("10004721", collection, "2026-27", due_on, due_on, asked_by_reading=asked)
        assert bool(days_of(owed)) is (is_asked or collection == "S_LEAVE")


def test_the_words_name_the_year_that_is_asked_for() -> None:
    taken = Calendar([a_change(1, Asked("reading", "lowest-year", value="appendix"), date(2026, 10, 5))])
    assert [lowest_year_of("S_LEAVE", taken, date(2026, 10, on)) for on in (4, 5)] == [10, 9]
    assert lowest_year_of("S_ENR", taken, date(2026, 10, 5)) is None
    text = words(date(2026, 10, 23), [OCTOBER._replace(lowest_year=9)])[1]
    assert "Year 9 and above are asked for." in text
    assert "Year 10" not in text


def moved_to(collection: str, first: Deadline, to: date) -> Calendar:
    at = datetime(2026, 9, 1, 9, tzinfo=UTC)
    occasion = occasion_of(first)
    return Calendar([CalendarChange(1, "due", collection, occasion, to, to, "", date(2026, 9, 1), "why", "pat", at)])


def test_the_calendar_tells_which_date_was_moved() -> None:
    march, may, *_ = CODES_CALENDAR.deadlines_of("C_SG", "2026-27")
    assert CODES_CALENDAR.first_due("C_SG", march) == march.due_on
    calendar = moved_to("C_SG", march, date(2027, 4, 15))
    now = calendar.deadlines_of("C_SG", "2026-27")
    assert [one.due_on for one in now][:2] == [date(2027, 4, 15), may.due_on]
    assert [calendar.first_due("C_SG", one) for one in now][:2] == [march.due_on, may.due_on]


def test_dates_for_each_way_are_one_whichever_is_moved() -> None:
    first = CODES_CALENDAR.dates_of("S_SG")[0].first
    calendar = moved_to("S_SG", first, date(2027, 5, 21))
    (now,) = calendar.deadlines_of("S_SG", "2026-27")
    assert (now.due_on, calendar.first_due("S_SG", now)) == (date(2027, 5, 21), date(2027, 4, 30))


def test_no_establishment_is_reminded_of_a_collection_that_nobody_owes() -> None:
    school = Establishment(SCHOOL, "Invented", None, None, "school", None, None, None)
    college = Establishment(None, "Invented", None, "10004721", "further education college", None, None, None)
    owed = [OwedReturn(*key, due.last_day) for key, due in everything_owed([school, college], CODES_CALENDAR).items()]
    reminded = {one.collection for one in owed if days_of(one)}
    assert reminded == {one.collection for one in owed}
    assert not reminded & {"ROLL", "CONTACT", "KC_OFFER", "S_JL", "C_JOIN", "C_LEAVE"}


def test_a_contact_gets_one_message_a_day_with_everything() -> None:
    joiners = OCTOBER._replace(collection="S_JOIN")
    plan = plan_for(date(2026, 11, 6), [OCTOBER, joiners, DESTINATIONS, ENROLMENT], a_situation())
    assert [(one.establishment, one.role, len(one.reminders)) for one in plan.messages] == [
        (SCHOOL, "data contact", 3),
        (SCHOOL, "head", 3),
    ]


def test_without_an_address_the_others_are_written_to_and_the_list_says_so() -> None:
    plan = plan_for(date(2026, 11, 6), [OCTOBER], a_situation({(SCHOOL, "data contact")}))
    assert [one.role for one in plan.messages] == ["data contact"]
    assert [(one.reminder.role, one.why) for one in plan.left_out] == [("head", "nobody")]


PAUSES = {
    "everything": (Pause(1, None, None, None, None, None), 0),
    "the school": (Pause(1, SCHOOL, None, None, None, None), 1),
    "another school": (Pause(1, "8860009", None, None, None, None), 3),
    "the collection": (Pause(1, None, "S_LEAVE", None, None, None), 1),
    "the return": (Pause(1, SCHOOL, "S_LEAVE", "2026-10", OCTOBER.due_on, None), 2),
    "the return by another date": (Pause(1, SCHOOL, "S_LEAVE", "2026-10", date(2026, 11, 30), None), 3),
    "the rung": (Pause(1, SCHOOL, "S_LEAVE", "2026-10", OCTOBER.due_on, "-5"), 2),
    "another rung": (Pause(1, SCHOOL, "S_LEAVE", "2026-10", OCTOBER.due_on, "+5"), 3),
}


@pytest.mark.parametrize("name", PAUSES)
def test_what_is_paused_is_left_out(name: str) -> None:
    pause, left = PAUSES[name]
    owed = [OCTOBER, DESTINATIONS, OCTOBER._replace(establishment=OTHER)]
    plan = plan_for(date(2026, 10, 23), owed, a_situation(pauses=[pause]))
    assert len(keys_of(plan)) == left
    assert {(one.why, one.pause_id) for one in plan.left_out} <= {("paused", 1)}


def test_a_pause_holds_when_the_date_is_moved() -> None:
    moved = OCTOBER._replace(due_on=date(2026, 11, 13), last_day=date(2026, 11, 13), moved_from=OCTOBER.due_on)
    pause = Pause(1, SCHOOL, "S_LEAVE", "2026-10", OCTOBER.due_on, None)
    plan = plan_for(date(2026, 11, 6), [moved], a_situation(pauses=[pause]))
    assert (plan.messages, [one.why for one in plan.left_out]) == ((), ["paused"])


FIRST = date(2026, 9, 18)
LATER, LATEST, EARLIER = date(2026, 10, 2), date(2026, 10, 9), date(2026, 9, 25)
MOVED: Sequence[tuple[str, date, str, Sequence[tuple[date, str]], str]] = [
    ("nothing was told", LATER, "-3", [], "told plainly"),
    ("other steps were told under the date before", LATER, "+1", [(FIRST, "-10")], "told as moved"),
    ("the step was told, and the date is later", LATER, "-10", [(FIRST, "-10"), (FIRST, "-3")], "told as moved"),
    ("the new date was told, and the step before it", LATER, "-3", [(FIRST, "-3"), (LATER, "-10")], "not again"),
    ("the new date was told, and not the step", LATER, "+1", [(FIRST, "-3"), (LATER, "-10")], "told plainly"),
    ("moved again, later", LATEST, "-10", [(FIRST, "-10"), (LATER, "-10")], "told as moved"),
    ("moved earlier, and the step was told", EARLIER, "-3", [(FIRST, "-3"), (LATER, "-10")], "not again"),
    ("moved earlier, and the step was not told", EARLIER, "+0", [(FIRST, "-3"), (LATER, "-10")], "told as moved"),
    ("moved back to what was told", FIRST, "+0", [(FIRST, "-3"), (LATER, "-10")], "told plainly"),
    ("the step was told of the very date", LATER, "-10", [(LATER, "-10")], "handled"),
]


@pytest.mark.parametrize(
    ("due_on", "rung", "told", "what"), [case[1:] for case in MOVED], ids=[one[0] for one in MOVED]
)
def test_what_was_told_before_a_date_was_moved(
    due_on: date, rung: str, told: Sequence[tuple[date, str]], what: str
) -> None:
    moved_from = FIRST if due_on != FIRST else None
    owed = OwedReturn(SCHOOL, "S_ENR", "2026-27", due_on, due_on, moved_from=moved_from)
    keys = [ReminderKey(SCHOOL, "S_ENR", "2026-27", day, step, "data contact", FIRST) for day, step in told]
    situation = ReminderSituation({(SCHOOL, "data contact")}, [], keys, keys)
    plan = plan_for(working_days_from(due_on, int(rung)), [owed], situation)
    if what in ("not again", "handled"):
        assert (plan.messages, [one.why for one in plan.left_out]) == ((), ["told" if what == "not again" else what])
        return
    (message,) = plan.messages
    text = letter_of(message, "Harbour View School", SIGN_IN).text
    assert ("The date has been changed: we last wrote of " in text) == (what == "told as moved")
    if what == "told as moved":
        last = max(day for day, _ in told)
        assert f"we last wrote of {last:%A} {last.day} {last:%B %Y}." in text


def test_what_another_contact_or_return_was_told_or_the_server_refused_counts_for_nothing() -> None:
    owed = OwedReturn(SCHOOL, "S_SG", "2026-27", LATER, LATER, moved_from=FIRST)
    mine = ReminderKey(SCHOOL, "S_SG", "2026-27", FIRST, "-5", "data contact", FIRST)
    others = [
        mine._replace(role="head"),
        mine._replace(establishment=OTHER),
        mine._replace(period="2025-26"),
        mine._replace(first_due=LATEST),
    ]
    day = working_days_from(LATER, -5)
    for handled, told in (([mine], []), (others, others)):
        situation = ReminderSituation({(SCHOOL, "data contact")}, [], handled, told)
        (message,) = plan_for(day, [owed], situation).messages
        assert message.reminders[0].other_date is None


def words(day: date, owed: Iterable[OwedReturn], role: str = "data contact") -> tuple[str, str]:
    plan = plan_for(day, owed, a_situation())
    (message,) = [one for one in plan.messages if one.role == role]
    letter = letter_of(message, "Harbour View School", SIGN_IN)
    return letter.subject, letter.text


def test_the_words_before_and_after_the_due_date() -> None:
    assert words(date(2026, 10, 23), [OCTOBER, DESTINATIONS]) == (
        "Reminder: 2 returns due soon",
        "Data contact, Harbour View School\n\n"
        "We still need these returns:\n\n"
        "* School leavers, October 2026, due on Friday 30 October 2026. Year 10 and above are asked for.\n"
        "* Leaver destinations, 2026-27, due on Saturday 31 October 2026.\n\n"
        f"Sign in to send them: {SIGN_IN}\n\n"
        "If there is nothing to send, sign in and say so under “Nothing to send”: that answers for that return.\n\n"
        "You get no more reminders of a return once it has been accepted. If you have sent it within the last few"
        " minutes, you need not do anything.\n",
    )
    assert "that answers for the month.\n" in words(date(2026, 10, 23), [OCTOBER])[1]
    subject, text = words(date(2026, 9, 25), [ENROLMENT._replace(unusable=True)], "head")
    assert subject == "Reminder: 1 return late"
    assert text.startswith("Head teacher or principal, Harbour View School\n\n")
    assert "due on Friday 18 September 2026. What came for it could not be used: its page says why." in text
    assert "Nothing to send" not in text


def test_of_what_came_in_part_the_rest_is_named() -> None:
    day = date(2026, 10, 30)
    owed = OwedReturn("19990001", "C_JL", "2026-10", day, date(2026, 10, 31), parts_missing=("C_LEAVE",))
    plan = plan_for(date(2026, 10, 23), [owed], ReminderSituation({("19990001", "data contact")}, [], frozenset()))
    (message,) = plan.messages
    text = letter_of(message, "Invented College", SIGN_IN).text
    assert "due on Friday 30 October 2026. Of its parts we still need: College leavers.\n" in text


def test_the_html_says_the_same_and_escapes_names() -> None:
    (message,) = list(plan_for(date(2026, 9, 18), [ENROLMENT], a_situation()).messages)
    letter = letter_of(message, "Smith & Sons <School>", SIGN_IN)
    assert "Smith &amp; Sons &lt;School&gt;" in letter.html
    assert f'<a href="{SIGN_IN}">{SIGN_IN}</a>' in letter.html
    assert "<li>School post-16 enrolment, 2026-27, due on Friday 18 September 2026.</li>" in letter.html
