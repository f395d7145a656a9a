"""What reminders, their states and their pauses are called on pages, and what the addresses of the pages may hold."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from services.reporting.entrypoints.web.labels import Tone, collection_title
from services.reporting.entrypoints.web.parameters import COLLECTION
from services.reporting.queries.reminders.history import PauseLine, SentLine
from services.reporting.queries.reminders.preview import SHOWN, Shown
from services.reporting.usecases.reminders.ports import PauseScope
from shared.vocabulary.collections.periods import period_words
from shared.web.pages.templating import day
from shared.web.requests.queries import Parameter, one_of

INTERRUPTED_AFTER: Final = timedelta(minutes=15)
"""A message that has been handed over for so long was interrupted."""
_RUNG: Final = re.compile(r"[+-][0-9]{1,2}")
_PERIOD: Final = re.compile(r"[0-9]{4}-[0-9]{2}")
_NUMBER: Final = re.compile(r"[0-9]{7,8}")


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _shaped(shape: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda text: text if shape.fullmatch(text) else None


DAY: Final = Parameter("day", "a day written as 2027-01-31", _read_day)
SHOW: Final = one_of("show", SHOWN)
DONE: Final = one_of("done", ("yes",))
"""Whoever follows such a link has just changed something."""
MISSING: Final = one_of("missing", ("yes",))
OF: Final = Parameter("of", "the number of an establishment", _shaped(_NUMBER))
PERIOD: Final = Parameter("period", "a period such as 2026-27 or 2026-10", _shaped(_PERIOD))
DUE_ON: Final = Parameter("due", "a day written as 2027-01-31", _read_day)
RUNG: Final = Parameter("rung", "a number of working days such as -3 or +5", _shaped(_RUNG))
PAUSED: Final[tuple[Parameter[Any], ...]] = (OF, COLLECTION, PERIOD, DUE_ON, RUNG)
"""Which reminder a pause is asked for; all of them or none."""

SHOWN_WORDS: Final = MappingProxyType[Shown, str](
    {
        "written": "To be sent",
        "nobody": "No address",
        "paused": "Paused",
        "handled": "Sent or tried",
        "told": "Told before the date was moved",
    }
)
STATE_WORDS: Final = MappingProxyType[str, tuple[str, Tone]](
    {
        "sent": ("Sent", "good"),
        "handing over": ("Being sent", "working"),
        "to try again": ("To be tried again", "waiting"),
        "gave up": ("Not delivered", "bad"),
        "refused": ("Refused", "bad"),
        "unsure": ("May have arrived", "waiting"),
    }
)
STATE_SENTENCES: Final = MappingProxyType[str, str](
    {
        "to try again": "The mail server put it off. It is tried again until the end of the day.",
        "gave up": "The mail server put it off for the whole day. The next reminder tells the same.",
        "refused": "The mail server does not take this address. Correct the contact: it is then tried again that day.",
        "unsure": "It was interrupted while it was handed over. It is not sent again; the next one tells the same.",
    }
)


def state_of(line: SentLine, now: datetime, today: date) -> str:
    """Return what became of a reminder, as it stands now."""
    if line.state == "handing over" and now - line.begun_at > INTERRUPTED_AFTER:
        return "unsure"
    return "gave up" if line.state == "to try again" and line.written_on < today else line.state


def rung_words(rung: str) -> str:
    """Return which reminder it is by its stored key: 3 working days before."""
    days = int(rung)
    if days == 0:
        return "On the due date"
    counted = "1 working day" if abs(days) == 1 else f"{abs(days)} working days"
    return f"{counted} {'before' if days < 0 else 'late'}"


class ScopeChoice(NamedTuple):
    """One of the scopes that a pause may have."""

    value: str
    text: str
    scope: PauseScope


def scope_choices(asked: PauseScope, name_of: Callable[[str], str]) -> list[ScopeChoice]:
    """Return what may be paused, from one reminder to all of them."""
    everything = ScopeChoice("everything", "Every reminder, to everybody", PauseScope())
    if asked.establishment is None or asked.collection is None or asked.rung is None:
        return [everything]
    of_return = asked._replace(rung=None)
    named = _return_words(of_return)
    whose = name_of(asked.establishment)
    return [
        ScopeChoice("rung", f"This reminder alone: {named}, {rung_words(asked.rung).lower()}", asked),
        ScopeChoice("return", f"Every reminder of this return: {named}, of {whose}", of_return),
        ScopeChoice("establishment", f"Every reminder to {whose}", PauseScope(establishment=asked.establishment)),
        ScopeChoice(
            "collection",
            f"Every reminder of this return to everybody: {named}",
            of_return._replace(establishment=None),
        ),
        everything,
    ]


def pause_words(pause: PauseLine) -> str:
    """Return what a pause covers, but for whose reminders they are."""
    scope = PauseScope(None, pause.collection, pause.period, pause.due_on, pause.rung)
    parts = [_return_words(scope)] if pause.collection else ["Every reminder"]
    return ", ".join([*parts, *([rung_words(pause.rung).lower()] if pause.rung else [])])


def _return_words(scope: PauseScope) -> str:
    named = [collection_title(scope.collection), period_words(scope.period)]
    due = f"first due {day(scope.due_on)}" if scope.due_on else ""
    return ", ".join(filter(None, [*named, due]))
