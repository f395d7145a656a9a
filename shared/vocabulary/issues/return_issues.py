"""Complaints about a return as a whole, when all its rows have been seen."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry, IssueSeverity


def _entry(
    code: str, name: str, severity: IssueSeverity, sentence: str, remedy: str, *, in_use: bool = True
) -> IssueEntry:
    return IssueEntry(code, name, severity, "return", None, sentence, remedy, in_use)


RETURN_ISSUES: Final[tuple[IssueEntry, ...]] = (
    _entry(
        "R001",
        "duplicate_learner_line",
        "set_aside",
        "The learner has more than one line in this return, and only one of them counts.",
        "Nothing, if the other line is the right one. Otherwise correct the lines and send the file again.",
    ),
    _entry(
        "R002",
        "removes_many_learners",
        "hold",
        "The return leaves out a large part of the learners of the last one, so somebody at the county looks first.",
        "If learners are missing, send the complete list. If it is complete as it is, write to the authority's team.",
    ),
    _entry(
        "R003",
        "dates_in_both_orders",
        "set_aside",
        "Some dates can only be read day first and others only month first, so any of them may be wrong.",
        "Format the date columns as dates and send the file again.",
    ),
    _entry(
        "R004",
        "no_row_accepted",
        "hold",
        "No row of the return could be used, so nothing has changed.",
        "Correct the rows that are listed and send the file again.",
    ),
    _entry(
        "R005",
        "superseded",
        "note",
        "A return received later for the same establishment and period counts instead.",
        "Nothing.",
    ),
    _entry(
        "R006",
        "many_rows_refused",
        "hold",
        "A large part of the rows could not be used, so somebody at the county will look at the return first.",
        "Correct the rows that are listed and send the file again.",
        in_use=False,
    ),
    _entry(
        "R007",
        "upn_on_two_people",
        "warning",
        "Another line of this return has the same UPN, but the two look like two people. Both lines were used.",
        "Correct the UPN of the line that has the wrong one. If both are the same learner, remove one line.",
    ),
    _entry(
        "R008",
        "uln_on_two_people",
        "warning",
        "Another line of this return has the same ULN, but the two look like two people. Both lines were used.",
        "Correct the ULN of the line that has the wrong one. If both are the same learner, remove one line.",
    ),
)
