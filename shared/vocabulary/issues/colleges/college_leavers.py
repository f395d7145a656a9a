"""Complaints that only rows of college leavers make."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry, one_of

COLLEGE_LEAVERS_ISSUES: Final[tuple[IssueEntry, ...]] = (
    IssueEntry(
        "V210",
        "withdrawal_reason_missing",
        "warning",
        "row",
        "V10",
        "The withdrawal reason is missing, and no other reason for leaving is given.",
        one_of("withdrawal_reason"),
    ),
    IssueEntry(
        "V211",
        "withdrawal_reason_not_on_list",
        "field_error",
        "row",
        "V10",
        "The withdrawal reason is not on the list.",
        one_of("withdrawal_reason"),
    ),
)
