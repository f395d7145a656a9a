"""What a sender is told of an item that came to another service than the one that looks after its return."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry

ROUTING_ISSUES: Final[tuple[IssueEntry, ...]] = (
    IssueEntry(
        "F100",
        "passed_on",
        "note",
        "file",
        None,
        "It came to another service than the one that looks after this return, and was passed on.",
        "There is nothing to do. Next time, send it by the way that the calendar shows.",
    ),
)
