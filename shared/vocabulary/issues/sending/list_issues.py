"""What is noted of answers to a list of young people that was sent to the school."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry

LIST_ISSUES: Final[tuple[IssueEntry, ...]] = (
    IssueEntry(
        "R010",
        "not_on_the_list_sent",
        "warning",
        "return",
        None,
        "This young person is not on the list sent to the school. The answer is used, and closes no name of the list.",
        "If it was meant for somebody on the list, correct the row and send the list again.",
    ),
)
