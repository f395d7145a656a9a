"""The letter of the year to head teachers: what is asked, when it is due, and what is other than before.

All of its dates come from the calendar, as the pages' do. It is a value of headings, paragraphs and tables, which is
shown on a page and written as a document.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from services.reporting.domain.calendar.calendar import Calendar, DateInForce
from services.reporting.domain.calendar.points import POINTS
from services.reporting.domain.calendar.requirements import CONTACTS, Requirement, requirements
from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.collections.collection import Deadline, Sender

Cells = tuple[str, ...]


class LetterTable(NamedTuple):
    """A table: the first row of cells is its head, the first cell of each row the row's."""

    caption: str
    head: Cells
    rows: Sequence[Cells]


class LetterSection(NamedTuple):
    """A part of the letter under a heading of its own."""

    heading: str
    paragraphs: Sequence[str]
    table: LetterTable | None = None


class YearLetter(NamedTuple):
    """The letter."""

    title: str
    to: str
    written_on: date
    sections: Sequence[LetterSection]

    @property
    def day(self) -> str:
        """The day on which it is written, with the day of the week."""
        return day_of_week(self.written_on)


@dataclass(frozen=True, slots=True)
class Published:
    """Dates of a row as they were published before."""

    dates: tuple[date, ...]
    rule: str = ""
    """Where the page has a rule and no days."""


EARLIER: Final[Mapping[str, Published]] = {
    "S_ENR": Published((date(2024, 9, 13),)),
    "C_ENR": Published((date(2023, 9, 29), date(2023, 10, 27), date(2024, 2, 28))),
    "S_SG": Published((date(2024, 4, 26),)),
    "C_SG": Published((), "31 March, then the last working day of May, June, July and August"),
    "S_LEAVE": Published((), "last working day of each month"),
    "C_JL": Published((), "last working day of each month"),
}
"""What the Kelsi page had, in its copies of 2023-24 and 2024-25; it has no other row. By the first collection."""
EARLIER_SOURCE: Final = "Kelsi page, copies of 2023-24 and 2024-25"
NOT_BEFORE: Final = "No date is known"


def letter_for(calendar: Calendar, year: AcademicYear, today: date) -> YearLetter:
    """Return the letter of a year, as of today."""
    asked = requirements(calendar, year, today)
    sections = [
        _why(),
        _of("school", "What schools send", asked),
        _of("college", "What colleges send", asked),
        _dates(asked, year),
        _differences(calendar, asked, year),
        *_moved(asked),
        _readings(calendar, today),
        _how(),
        _contacts(),
    ]
    title = f"Tracking what young people do, {year.label}: what we ask of you, and by when"
    return YearLetter(title, "To head teachers, principals and data managers", today, sections)


def day_of_week(on: date) -> str:
    """Return a day with the day of its week: Friday 30 October 2026."""
    return f"{on:%A} {on.day} {on:%B %Y}"


def short_day(on: date) -> str:
    """Return a day as 30 October 2026."""
    return f"{on.day} {on:%B %Y}"


def _why() -> LetterSection:
    return LetterSection(
        "Why we ask",
        (
            "The county must know what each young person is doing until the end of Year 13, or until 25 where there is"
            " an education, health and care plan, and reports it every month. Management Information and The Education"
            " People do this together. What you send is how we know who is in learning, and who needs help to get"
            " there.",
            "Schools and colleges provide the information under the Education and Skills Act 2008, section 72.",
        ),
    )


def _of(sender: Sender, heading: str, asked: Sequence[Requirement]) -> LetterSection:
    rows = [
        (
            one.row.title,
            " ".join((one.asked.what, *one.asked.steps)),
            "; ".join(_due(each.now) for each in one.dates),
            f"{' or '.join(one.ways)}, to {one.owner}",
        )
        for one in asked
        if one.sender == sender
    ]
    table = LetterTable(heading, ("Return", "What we ask", "Due", "By which way, and to whom"), rows)
    return LetterSection(heading, (), table)


def _due(deadline: Deadline) -> str:
    """Return a due date in a list of them."""
    late = f" (late after {short_day(deadline.last_day)})" if deadline.last_day != deadline.due_on else ""
    way = f" by {deadline.route}" if deadline.route else ""
    return f"{short_day(deadline.due_on)}{way}{late}"


def _dates(asked: Sequence[Requirement], year: AcademicYear) -> LetterSection:
    rows = [
        (day_of_week(on), title, what, late)
        for on, title, what, late in sorted(each for one in asked for each in _happenings(one))
    ]
    table = LetterTable(f"Every date of {year.label}", ("Day", "Return", "What", "Not late up to"), rows)
    return LetterSection("Every date, in order", (), table)


def _happenings(one: Requirement) -> Iterator[tuple[date, str, str, str]]:
    for each in one.dates:
        now = each.now
        if now.issued_on is not None:
            yield now.issued_on, one.row.title, f"list sent out by {one.owner}", ""
        way = f", by {now.route}" if now.route else ""
        yield now.due_on, one.row.title, f"due{way}", day_of_week(now.last_day)


def _differences(calendar: Calendar, asked: Sequence[Requirement], year: AcademicYear) -> LetterSection:
    before = AcademicYear(year.start - 1)
    last = {one.row.collections[0]: one.dates for one in requirements(calendar, before, before.first_day)}
    rows = [
        (one.row.title, known, "; ".join(_due(each.now) for each in one.dates))
        for one in asked
        if (known := _before(one, last.get(one.row.collections[0], ())))
    ]
    new = [one.row.title for one in asked if not _before(one, last.get(one.row.collections[0], ()))]
    words = [f"No earlier date is known of: {', '.join(new)}."] if new else []
    if not last:
        words.insert(
            0,
            f"The dates of {before.label} stand in no document that we have. The table compares with the last that"
            f" were published ({EARLIER_SOURCE}).",
        )
    table = LetterTable("Dates before and now", ("Return", "Before", year.label), rows)
    return LetterSection("What is different", tuple(words), table)


def _before(one: Requirement, last: Sequence[DateInForce]) -> str:
    """Return the dates of a row before this year, as far as they are known; empty where none are."""
    if last:
        return "; ".join(_due(each.now) for each in last)
    known = EARLIER.get(one.row.collections[0])
    if known is None:
        return ""
    return known.rule or "; ".join(short_day(on) for on in known.dates)


def _moved(asked: Sequence[Requirement]) -> Iterator[LetterSection]:
    rows = [(one.row.title, _both(each.first), _both(each.now)) for one in asked for each in one.dates if each.changes]
    if rows:
        table = LetterTable("Dates that were moved", ("Return", "First", "Now"), rows)
        yield LetterSection("Dates that were moved", (), table)


def _both(deadline: Deadline) -> str:
    sent = f"; sent out {short_day(deadline.issued_on)}" if deadline.issued_on else ""
    return f"{_due(deadline)}{sent}"


def _readings(calendar: Calendar, today: date) -> LetterSection:
    rows = [(point.point, point.page, point.letter, calendar.reading_of(point, today).words) for point in POINTS]
    table = LetterTable(
        "Where the documents differ", ("Point", "Kelsi page", "Letter of 6 July 2026", "What holds"), rows
    )
    words = "Earlier documents do not agree on everything. Where they differ, the last column holds."
    return LetterSection("Where the documents differ", (words,), table)


def _how() -> LetterSection:
    return LetterSection(
        "How to send",
        (
            "Take the newest template each time: it has columns for telephone numbers. Mandatory columns are marked in"
            " words as well as in colour.",
            "Send young people’s data only by the ways named above, never in an ordinary e-mail.",
            "To correct a return, send the whole of it again. Answers to a list may come bit by bit.",
            "What you send by another way than the one named, or to the other service, is passed on and not sent back.",
        ),
    )


def _contacts() -> LetterSection:
    rows = tuple((owner, address) for owner, address in CONTACTS.items())
    return LetterSection("Whom to write to", (), LetterTable("Whom to write to", ("Service", "E-mail"), rows))
