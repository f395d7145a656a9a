"""The words of a message: plain English, no personal data, a link to the sign-in page, text and simple HTML."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from services.reporting.domain.reminders.ladders import WORDS_OF_ROLES
from services.reporting.domain.reminders.letters import Letter, Paragraph, letter_from
from services.reporting.domain.reminders.planning import Reminder, ReminderMessage
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.periods import period_words

_STOPS: Final = (
    "You get no more reminders of a return once it has been accepted. If you have sent it within the last few minutes,"
    " you need not do anything."
)
_NIL: Final = "If there is nothing to send, sign in and say so under “Nothing to send”: that answers for {}."
_UNUSABLE: Final = " What came for it could not be used: its page says why."
_MOVED: Final = " The date has been changed: we last wrote of {}."
_IN_PART: Final = " Of its parts we still need: {}."
_FROM_YEAR: Final = " Year {} and above are asked for."


def letter_of(message: ReminderMessage, establishment_name: str, sign_in: str) -> Letter:
    """Return what a message says; `sign_in` is the address of the sign-in page."""
    on = _written_on(message)
    late = [one for one in message.reminders if on > one.owed.last_day]
    due = [one for one in message.reminders if on <= one.owed.last_day]
    paragraphs: list[Paragraph] = [f"{WORDS_OF_ROLES[message.role]}, {establishment_name}"]
    if late:
        paragraphs += ["We still need these returns, and they are late:", [_line(one) for one in late]]
    if due:
        paragraphs += ["We still need these returns:", [_line(one) for one in due]]
    paragraphs += [f"Sign in to send them: {sign_in}"]
    takes_nil = [COLLECTIONS[one.owed.collection].takes_nil for one in (*late, *due)]
    if any(takes_nil):
        paragraphs.append(_NIL.format("the month" if all(takes_nil) else "that return"))
    paragraphs.append(_STOPS)
    return letter_from(_subject(late, due), "Reminder", paragraphs, [sign_in])


def _written_on(message: ReminderMessage) -> date:
    first = message.reminders[0]
    return first.rung.day_for(first.owed.due_on, first.owed.last_day)


def _subject(late: Sequence[Reminder], due: Sequence[Reminder]) -> str:
    counted = [f"{_returns(found)} {what}" for found, what in ((late, "late"), (due, "due soon")) if found]
    return f"Reminder: {', '.join(counted)}"


def _returns(found: Sequence[Reminder]) -> str:
    return "1 return" if len(found) == 1 else f"{len(found)} returns"


def _line(reminder: Reminder) -> str:
    owed = reminder.owed
    named = ", ".join(filter(None, (COLLECTIONS[owed.collection].title, period_words(owed.period))))
    missing = " and ".join(COLLECTIONS[code].title for code in owed.parts_missing)
    more = _IN_PART.format(missing) if missing else ""
    more += (_UNUSABLE if owed.unusable else "") + (_FROM_YEAR.format(owed.lowest_year) if owed.lowest_year else "")
    moved = _MOVED.format(_day(reminder.other_date)) if reminder.other_date else ""
    return f"{named}, due on {_day(owed.due_on)}.{moved}{more}"


def _day(on: date) -> str:
    return f"{on:%A} {on.day} {on:%B %Y}"
