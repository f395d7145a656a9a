"""Complaints that only rows of offers by colleges make."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry

COLLEGE_OFFERS_ISSUES: Final[tuple[IssueEntry, ...]] = (
    IssueEntry(
        "V283",
        "current_school_not_given",
        "warning",
        "row",
        "G2",
        "Neither the number nor the name of the school where the applicant is now is given.",
        "Fill in one of the two.",
    ),
)
