"""Complaints that only answers about leavers' destinations make."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry

DESTINATION_ANSWERS_ISSUES: Final[tuple[IssueEntry, ...]] = (
    IssueEntry(
        "V240",
        "destination_not_answered",
        "error",
        "row",
        "V5",
        "The destination is blank, so nothing was answered about this person.",
        "Write D01 to D36, or D31 if it is not known, and send the list again: answers add up.",
    ),
    IssueEntry(
        "V241",
        "destination_answer_unreadable",
        "error",
        "row",
        "V5",
        "The destination is none of D01 to D36, so nothing was answered about this person.",
        "Write D01 to D36, or D31 if it is not known.",
    ),
)
