"""Complaints that only rows of offers by schools make."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry

SCHOOL_OFFERS_ISSUES: Final[tuple[IssueEntry, ...]] = (
    IssueEntry(
        "V280",
        "applicant_type_missing",
        "warning",
        "row",
        "G1",
        "The row does not say whether the applicant is the school's own pupil.",
        "Write INT for an own pupil, EXT for one from another school.",
    ),
    IssueEntry(
        "V281",
        "applicant_type_not_on_list",
        "field_error",
        "row",
        "G1",
        "The type of applicant is neither INT nor EXT, so it was not taken.",
        "Write INT for an own pupil, EXT for one from another school.",
    ),
    IssueEntry(
        "V282",
        "current_school_missing",
        "warning",
        "row",
        "G2",
        "The applicant is from another school, and neither its number nor its name is given.",
        "Fill in the number or the name of the school where the applicant is now.",
    ),
)
