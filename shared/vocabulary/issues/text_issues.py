"""Complaints about how the text of a file was read: its letters, its lines, the order of its dates."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry


def _note(code: str, name: str, sentence: str, remedy: str) -> IssueEntry:
    return IssueEntry(code, name, "note", "file", None, sentence, remedy)


TEXT_ISSUES: Final[tuple[IssueEntry, ...]] = (
    _note(
        "F055",
        "dates_month_first",
        "The dates of this column are written with the month first. All of them were read so.",
        "Check a few dates of the column. If they are wrong, format the column as dates and send the file again.",
    ),
    _note(
        "F056",
        "column_dates_in_both_orders",
        "In this column it cannot be told whether the dates are written day first or month first.",
        "Format the column as dates, or write all its dates day first.",
    ),
    _note(
        "F057",
        "macintosh_letters",
        "The letters of the text file are coded as on an old Macintosh. They were read so.",
        "If names look wrong, save the file as CSV UTF-8 or as an Excel workbook.",
    ),
    _note(
        "F058",
        "cells_without_heading",
        "Cells of this column stand under no heading, so they were not read.",
        "Nothing, if they are remarks of your own. If a line has moved to the right, move it back and send again.",
    ),
    IssueEntry(
        "V130",
        "cells_beyond_heading",
        "error",
        "row",
        None,
        "The line has more cells than there are headings, so its values may stand under the wrong ones.",
        "Put quotation marks round a value with a comma in it, or save as an Excel workbook, and send the file again.",
    ),
    IssueEntry(
        "V131",
        "line_coded_otherwise",
        "warning",
        "row",
        None,
        "The letters of this line are coded otherwise than those of the other lines. It was read by its own coding.",
        "Check the names in the line.",
    ),
)
