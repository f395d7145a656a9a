"""Warnings about the day on which data are said to have been taken from the sender's own system."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry

DATA_AGE_ISSUES: Final[tuple[IssueEntry, ...]] = (
    IssueEntry(
        "F098",
        "data_taken_long_ago",
        "warning",
        "file",
        None,
        "The data were taken long before the file was sent, so they may be out of date.",
        "If anything has changed since, take the data from your system again and send a new file.",
    ),
    IssueEntry(
        "F099",
        "data_taken_after_receipt",
        "warning",
        "file",
        None,
        "The day on which the data are said to have been taken lies after the day on which the file came.",
        "Give the right day with the next file.",
    ),
)
