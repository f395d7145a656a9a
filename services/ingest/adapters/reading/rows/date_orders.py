"""Looks through the date columns of a file in which some date makes sense only with the month first."""

from collections.abc import Sequence
from itertools import compress

from services.ingest.adapters.reading.rows.read_sheet import date_places, lines_below
from services.ingest.adapters.reading.rows.sheet_selection import NoteCollector
from services.ingest.adapters.reading.sheets.open_file import Sheet, Unreadable
from services.ingest.domain.file_findings import FileRefusal, NoteKind
from services.ingest.domain.sheet.column_letters import column_letter
from services.ingest.domain.sheet.date_order import Contradictory, DateOrderEvidence, order_of
from services.ingest.domain.sheet.rows import row_judge
from services.ingest.domain.sheet.templates import SheetHeading


def month_first_places(chosen: Sequence[tuple[Sheet, SheetHeading]], notes: NoteCollector) -> list[frozenset[int]]:
    """Return for each sheet the places in its heading of the columns that are written month first; note which.

    Raises Unreadable where a column is written in both orders.
    """
    evidence: dict[tuple[int, int], DateOrderEvidence] = {}
    for number, (sheet, heading) in enumerate(chosen):
        evidence |= {(number, place): one for place, one in _evidence(sheet, heading).items()}
    decided = order_of(evidence)
    contradictory = isinstance(decided, Contradictory)
    for number, (sheet, heading) in enumerate(chosen):
        for place, column in enumerate(heading.columns):
            if (number, place) in decided.columns:
                kind = NoteKind.DATES_IN_BOTH_ORDERS if contradictory else NoteKind.MONTH_FIRST
                notes.note(kind, sheet.name, column=column_letter(column.index))
    if contradictory:
        raise Unreadable(FileRefusal.DATES_IN_BOTH_ORDERS)
    return [
        frozenset(place for place in range(len(heading.columns)) if (number, place) in decided.columns)
        for number, (_, heading) in enumerate(chosen)
    ]


def _evidence(sheet: Sheet, heading: SheetHeading) -> dict[int, DateOrderEvidence]:
    are_rows = row_judge(heading)
    found = {place: DateOrderEvidence() for place in date_places(heading)}
    for block in lines_below(sheet, heading):
        wanted = are_rows(block.columns)
        for place, one in found.items():
            one.take(compress(block.columns[place], wanted))
    return found
