"""What is said of a file that came through the portal without the tag that the authority asks for."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry

TAG_ISSUES: Final[tuple[IssueEntry, ...]] = (
    IssueEntry(
        "F101",
        "portal_tag_missing",
        "warning",
        "file",
        None,
        "It came without the tag “Tracking YP”, by which files about the tracking of young people are known.",
        "There is nothing to send again. Next time, choose the tag “Tracking YP” where you upload the file.",
    ),
)
