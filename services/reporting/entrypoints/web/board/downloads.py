"""The board as files to take away: CSV for a spreadsheet, and due dates for a calendar (RFC 5545)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar as CalendarFile
from icalendar import Event
from starlette.responses import Response

from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.entrypoints.web.board.words import AGE_WORDS, BOARD_STATES
from services.reporting.entrypoints.web.downloads.sent_back import attached, attached_csv, name_for, only_one
from services.reporting.entrypoints.web.labels import Names, collection_title
from services.reporting.queries.board.board import BoardFilter
from services.reporting.queries.board.lines import BoardLine
from shared.vocabulary.collections.collection import month_of
from shared.vocabulary.collections.periods import period_words
from shared.vocabulary.london import london_day

COLUMNS: Final = (
    "Establishment number",
    "Establishment",
    "Return",
    "Period",
    "Due on",
    "Late after",
    "State",
    "Came late",
    "Received on",
    "Came as",
    "Still to come",
    "Data taken on",
    "Age of the data",
    "Rows not used",
    "Names listed",
    "Names answered",
    "Service",
    "Submission",
)
"""Of the CSV, in order."""
_PRODUCT: Final = "-//Onward//Returns that are due//EN"


def as_csv(lines: Sequence[BoardLine], names: Names) -> Response:
    """Return the lines as CSV."""
    return attached_csv([COLUMNS, *(_cells(line, names) for line in lines)], _name(lines, names, "csv"))


def _cells(line: BoardLine, names: Names) -> Sequence[str]:
    came = line.came
    return (
        line.establishment,
        names.of(line.establishment),
        collection_title(line.collection),
        period_words(line.period),
        line.deadline.due_on.isoformat() if line.deadline else "",
        line.deadline.last_day.isoformat() if line.deadline else "",
        BOARD_STATES[line.state].tag if line.state else "Taken out",
        "yes" if line.came_late else "",
        london_day(came.received_at).isoformat() if came else "",
        "; ".join(map(collection_title, line.timing.answered_by)) if line.timing else "",
        "; ".join(map(collection_title, line.parts_missing)),
        came.data_taken_on.isoformat() if came and came.data_taken_on else "",
        AGE_WORDS.get(came.age_note, "") if came and came.age_note else "",
        str(line.answer.rows_refused) if line.answer else "",
        *(map(str, line.names) if line.names else ("", "")),
        line.owner,
        str(came.submission_id) if came else "",
    )


def as_calendar(
    lines: Sequence[BoardLine], names: Names, now: datetime, wanted: BoardFilter, calendar: Calendar
) -> Response:
    """Return the due dates of what is owed as whole-day events: one for each return and day, whoever owes it.

    `calendar`: by which the lines are due.
    """
    own = wanted.own
    whole = CalendarFile()
    whole.add("prodid", _PRODUCT)
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", f"Returns due: {names.of(own)}" if own else "Returns due")
    for due in _by_date([line for line in lines if line.owed]):
        event = _event(due, now, own=own)
        event.add("uid", _uid(due[0], wanted, calendar))
        # Whatever is changed about the calendar adds a change, also what takes one back.
        event.add("sequence", len(calendar.changes))
        whole.add_component(event)
    return attached(whole.to_ical(), "text/calendar; charset=utf-8", _name(lines, names, "ics"))


def _by_date(lines: Sequence[BoardLine]) -> Sequence[Sequence[BoardLine]]:
    """Return the lines by what is due, the earliest day first."""
    found: dict[tuple[str, str, str], list[BoardLine]] = {}
    for line in lines:
        if line.deadline is not None:
            found.setdefault((line.deadline.due_on.isoformat(), line.collection, line.period), []).append(line)
    return [found[key] for key in sorted(found)]


def _event(due: Sequence[BoardLine], now: datetime, *, own: str | None) -> Event:
    first = due[0]
    assert first.deadline is not None
    what = ", ".join(filter(None, (collection_title(first.collection), period_words(first.period))))
    last_day = first.deadline.last_day
    late = f"Late after {last_day:%-d %B %Y}." if last_day != first.deadline.due_on else ""
    event = Event()
    event.add("dtstamp", now)
    event.add("last-modified", now)
    event.add("dtstart", first.deadline.due_on)
    event.add("dtend", first.deadline.due_on + timedelta(days=1))
    event.add("summary", f"Due: {what}")
    event.add("description", " ".join(filter(None, (_still_to_come(due, own=own), late, f"Goes to {first.owner}."))))
    event.add("categories", [first.owner])
    event.add("transp", "TRANSPARENT")
    return event


def _uid(line: BoardLine, wanted: BoardFilter, calendar: Calendar) -> str:
    """Return what an event is known by: it stays when the date is moved, and is another's where others are counted."""
    assert line.deadline is not None
    whose = wanted.own or ",".join(sorted(wanted.establishments)) or "all"
    of = (whose, line.collection, line.period, month_of(calendar.first_due(line.collection, line.deadline)))
    return f"{uuid5(NAMESPACE_URL, 'onward:due:' + ':'.join(of))}@onward"


def _still_to_come(due: Sequence[BoardLine], *, own: str | None) -> str:
    if own and due[0].state:
        return f"{BOARD_STATES[due[0].state].tag}."
    return f"{sum(line.open for line in due)} of {len(due)} still to come."


def _name(lines: Sequence[BoardLine], names: Names, ending: str) -> str:
    """Return the name of the file: of one establishment alone the one by which the portal sends it to that one."""
    number = only_one(line.establishment for line in lines)
    return name_for(names, number, "Returns", ending) if number else f"returns.{ending}"
