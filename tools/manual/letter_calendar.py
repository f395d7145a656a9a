"""The manual's page with the calendar of the letter to head teachers, and where the documents contradict each other."""

from services.reporting.domain.calendar.points import POINTS
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.letter_calendar import CALENDAR, ROWS, CalendarDate, LetterRow, dates_of
from tools.manual.markdown import page, table

_DAY = "%a %d %b %Y"


def letter_calendar_page() -> str:
    """Return every date with its source, how they are counted, and the contradictions with what is taken."""
    contradictions = ((each.point, each.page, each.letter, each.taken) for each in POINTS)
    return page(
        [
            "# The calendar of the returns, 2026-27",
            "",
            f"The letter to head teachers of 6 July 2026 has {len(CALENDAR)} dates, counted by the rows of its Appendix"
            " A. A school's joiners and leavers are one row and have one date a month. September to August: the letter"
            " says monthly in 2026-27, from 30 September. The appendix gives no year for 30 September, 9, 30 and 31"
            " October, 8 June and the days of the colleges' offers: the titles of its rows do. A last working day is"
            " Monday to Friday and no bank holiday in England. The reports to schools in January have no day.",
            "",
            *table(("Row", "Collections", "Dates"), map(_counted, ROWS)),
            "",
            "## Every date",
            "",
            "A return counts as received on the day in local time. It is late after the day in the last column but"
            " one; a day on which something is sent out is the authority's own.",
            "",
            *table(("Day", "What", "Looked after by", "Not late on", "Source"), map(_dated, CALENDAR)),
            "",
            "## Where the documents contradict each other",
            "",
            "The letter comes before the page; in the letter the body comes before Appendix A, its summary. What is"
            " received is read leniently, and nobody is chased for more than the stricter reading asks (proposed).",
            "",
            *table(("Point", "Kelsi page", "Letter of 6 July 2026", "Taken"), contradictions),
        ]
    )


def _counted(row: LetterRow) -> tuple[str, ...]:
    return row.title, ", ".join(f"`{code}`" for code in row.collections), str(len(list(dates_of(row))))


def _dated(each: CalendarDate) -> tuple[str, ...]:
    deadline = each.deadline
    due = each.what == "due"
    route = f", by {deadline.route}" if deadline.route else ""
    reminded = f", reminder {deadline.remind_on:{_DAY}}" if due and deadline.remind_on else ""
    return (
        f"{each.on:{_DAY}}",
        f"{each.row.title}: {'due' if due else 'list sent out'}{route}{reminded}",
        COLLECTIONS[each.row.collections[0]].owner,
        f"{deadline.last_day:{_DAY}}" if due else "",
        deadline.source,
    )
