"""Complaints about cells whose text is not what was meant: moments, dates for ever, numbers shown as dates."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry, IssueSeverity


def _entry(code: str, name: str, severity: IssueSeverity, column: str | None, sentence: str, remedy: str) -> IssueEntry:
    return IssueEntry(code, name, severity, "row", column, sentence, remedy)


CELL_ISSUES: Final[tuple[IssueEntry, ...]] = (
    _entry(
        "V140",
        "date_in_number_column",
        "field_error",
        None,
        "A date stands where a number or code belongs: the spreadsheet has turned it into one. It was not taken.",
        "Format the column as Text and type the number again.",
    ),
    _entry(
        "V141",
        "summer_time_evening",
        "repaired",
        None,
        "The date carries the time 23:00, as midnight in summer time does in some programs, so it was read as the"
        " next day.",
        "Check that the next day is the right one. Better, format the column as a date without a time.",
    ),
    _entry(
        "V142",
        "date_with_time",
        "warning",
        None,
        "The date has a time of day beside it. Only the day was taken.",
        "Check the day. Better, format the column as a date without a time.",
    ),
    _entry(
        "V143",
        "no_real_end",
        "field_error",
        "L10",
        "The planned end is no real end: its year lies too far ahead. The learner is kept without a planned end.",
        "Give the day on which the course is planned to end.",
    ),
    _entry(
        "V144",
        "no_real_date",
        "field_error",
        None,
        "The date is no real date: its year lies too far ahead. It was not taken.",
        "Give the real date, or leave the cell blank.",
    ),
)
