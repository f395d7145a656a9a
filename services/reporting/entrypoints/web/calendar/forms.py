"""The forms by which the calendar is changed: what each asks for, and what it shows of how things are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from starlette.exceptions import HTTPException

from services.reporting.domain.calendar.asking import Asked
from services.reporting.domain.calendar.calendar import ROW_OF, Calendar
from services.reporting.domain.calendar.points import BY_KEY, WAYS
from services.reporting.entrypoints.web.calendar.words import (
    change_words,
    due_words,
    occasion_words,
    subject_title,
    ways_words,
)
from shared.web.pages.templating import day
from shared.web.requests.days import as_typed, read_days

What = Literal["due", "sent-out", "ways", "reading", "take-back"]
Given = Mapping[str, str]
Problems = dict[str, str]
DUE_DAYS: Final = {"due_on": "due date", "last_day": "last day", "from_on": "day from which it holds"}
SENT_DAYS: Final = {"due_on": "day", "from_on": "day from which it holds"}
FROM: Final = {"from_on": "day from which it holds"}


@dataclass(frozen=True, slots=True)
class ChangeForm:
    """One form, about one thing."""

    what: What
    key: str
    asked: Asked
    """What it is about, without what is typed."""
    question: str
    button: str
    now: str
    """How it is now, in words."""
    start: Given
    """What the fields hold when the form is opened."""
    days: Mapping[str, str]
    """Its fields that take a day, with what each is called in a sentence."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """What can be selected: one of a reading, any of the ways."""
    value_field: str = "choice"
    """The field of what is changed, to which complaints about it lead."""

    def read(self, given: Given, today: date) -> tuple[Asked, date, Problems]:
        """Return what is asked for and from which day, and what is wrong with what was typed."""
        days, problems = read_days(self.days, given)
        for name in self.days:
            if not given[name] and name != "last_day":
                problems[name] = f"Enter the {self.days[name]}"
        due_on = days.get("due_on")
        asked = Asked(
            self.asked.kind,
            self.asked.subject,
            self.asked.occasion,
            due_on,
            days.get("last_day", due_on) if self.what == "due" else None,
            given.get("choice", "") if self.choices else "",
            self.asked.takes_back,
        )
        return asked, days.get("from_on", today), problems


def form_for(what: str, key: str, calendar: Calendar, today: date) -> ChangeForm:
    """Return the form of that kind about that thing; HTTPException 404 where there is none."""
    makers = {"due": _due, "sent-out": _sent_out, "ways": _ways, "reading": _reading, "take-back": _take_back}
    form = makers[what](key, calendar, today) if what in makers else None
    if form is None:
        raise HTTPException(404)
    return form


def _due(key: str, calendar: Calendar, today: date) -> ChangeForm | None:
    code, _, occasion = key.partition(".")
    found = calendar.find_date(code, occasion)
    if found is None or found.code != code:
        return None
    now = found.now
    start = {
        "due_on": as_typed(now.due_on),
        "last_day": as_typed(now.last_day) if now.last_day != now.due_on else "",
        "from_on": as_typed(min(today, found.first.last_day)),
    }
    title = f"{found.row.title}, {occasion_words(occasion)}"
    return ChangeForm(
        "due",
        key,
        Asked("due", code, occasion),
        f"Move a due date: {title}",
        "Move the date",
        f"Due {due_words(now)}",
        start,
        DUE_DAYS,
        value_field="due_on",
    )


def _sent_out(key: str, calendar: Calendar, today: date) -> ChangeForm | None:
    code, _, occasion = key.partition(".")
    found = calendar.find_date(code, occasion)
    if found is None or found.code != code or found.first.issued_on is None or found.now.issued_on is None:
        return None
    start = {"due_on": as_typed(found.now.issued_on), "from_on": as_typed(min(today, found.first.issued_on))}
    return ChangeForm(
        "sent-out",
        key,
        Asked("sent out", code, occasion),
        f"Move the day on which the list goes out: {found.row.title}",
        "Move the day",
        f"Sent out {day(found.now.issued_on)}",
        start,
        SENT_DAYS,
        value_field="due_on",
    )


def _ways(key: str, calendar: Calendar, today: date) -> ChangeForm | None:
    row = ROW_OF.get(key)
    if row is None or row.collections[0] != key:
        return None
    now = calendar.ways_of(key, today)
    return ChangeForm(
        "ways",
        key,
        Asked("ways", key),
        f"Change the ways to send: {subject_title(key)}",
        "Change the ways",
        f"By {ways_words(now)}",
        {"choice": ", ".join(now), "from_on": as_typed(today)},
        FROM,
        {way: way for way in WAYS},
    )


def _reading(key: str, calendar: Calendar, today: date) -> ChangeForm | None:
    point = BY_KEY.get(key)
    if point is None or point.why_fixed:
        return None
    now = calendar.reading_of(point, today)
    return ChangeForm(
        "reading",
        key,
        Asked("reading", key),
        f"Read the documents another way: {point.point}",
        "Take this reading",
        now.words,
        {"choice": now.key, "from_on": as_typed(today)},
        FROM,
        {one.key: one.words for one in point.readings},
    )


def _take_back(key: str, calendar: Calendar, today: date) -> ChangeForm | None:
    found = next((one for one in calendar.changes if str(one.change_id) == key), None)
    if found is None or not calendar.is_in_force(found):
        return None
    return ChangeForm(
        "take-back",
        key,
        Asked("taken back", takes_back=found.change_id),
        "Take a change back",
        "Take it back",
        change_words(found, calendar),
        {},
        {},
        value_field="reason",
    )
