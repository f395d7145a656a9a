"""Complaints about joining, and about a file in which joiners and leavers stand together."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry, IssueSeverity, one_of

_DATE: Final = "Write the date as day/month/year, for example 05/10/2026."


def _entry(code: str, name: str, severity: IssueSeverity, column: str, sentence: str, remedy: str) -> IssueEntry:
    return IssueEntry(code, name, severity, "row", column, sentence, remedy)


MOVEMENT_ISSUES: Final[tuple[IssueEntry, ...]] = (
    _entry(
        "V230",
        "movement_missing",
        "error",
        "X1",
        "The line does not say whether the learner joined or left.",
        one_of("movement"),
    ),
    _entry("V231", "movement_unreadable", "error", "X1", "The movement is neither J nor L.", one_of("movement")),
    _entry("V232", "date_joined_missing", "error", "J1", "The date joined is missing.", _DATE),
    _entry("V233", "date_joined_unreadable", "error", "J1", "The date joined cannot be read.", _DATE),
    _entry(
        "V234",
        "joins_too_far_ahead",
        "error",
        "J1",
        "The date joined is more than 31 days after the day the file was received.",
        "Send the joiner once the day is near, or correct the date.",
    ),
    _entry(
        "V235",
        "joined_long_ago",
        "warning",
        "J1",
        "The date joined is more than thirteen months before the day the file was received.",
        "Correct the date if it is wrong.",
    ),
    _entry(
        "V236",
        "joined_below_year_9",
        "warning",
        "P15",
        "The pupil is taught below Year 9. Nobody is tracked there yet.",
        "Send joiners of Year 10 and above; Year 9 is taken too.",
    ),
)
