"""Complaints that only rows of colleges make, of the enrolment first."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry, IssueSeverity, one_of

_UKPRN: Final = "Write the eight digits of the college's UKPRN."


def _entry(code: str, name: str, severity: IssueSeverity, column: str, sentence: str, remedy: str) -> IssueEntry:
    return IssueEntry(code, name, severity, "row", column, sentence, remedy)


COLLEGE_ENROLMENT_ISSUES: Final[tuple[IssueEntry, ...]] = (
    _entry(
        "V200",
        "ukprn_missing",
        "warning",
        "E3",
        "The UKPRN is missing; the row was taken as belonging to the return's college.",
        "Fill in the UKPRN column.",
    ),
    _entry("V201", "ukprn_unreadable", "field_error", "E3", "This is not a UKPRN.", _UKPRN),
    _entry(
        "V202",
        "other_college",
        "error",
        "E3",
        "The row names another college than the one this return is from.",
        "Send each college's learners in a return of its own; its campuses go together.",
    ),
    _entry(
        "V203",
        "too_young_for_college",
        "warning",
        "P10",
        "The learner was younger than 16 when the course started.",
        "Nothing, if that is so. Otherwise correct the date of birth or the start date.",
    ),
    _entry(
        "V204",
        "too_old_for_college",
        "warning",
        "P10",
        "The learner was older than 19 when the course started, and no education, health and care plan is given.",
        "Leave out adults. Check the date of birth; fill SEN Provision with E if there is a plan.",
    ),
    _entry(
        "V205",
        "local_reference_missing",
        "warning",
        "P4",
        "The college's own number for the learner is missing.",
        "Fill in the learner reference.",
    ),
    _entry(
        "V206",
        "study_programme_missing",
        "field_error",
        "L5",
        "The study programme is missing.",
        one_of("study_programme"),
    ),
    _entry("V207", "core_aim_missing", "field_error", "L6", "The core aim is missing.", "Fill in its title."),
    _entry(
        "V208",
        "aim_reference_missing",
        "field_error",
        "L4",
        "The learning aim reference is missing.",
        "Fill in the reference of the core aim.",
    ),
    _entry(
        "V209",
        "funding_model_not_on_list",
        "field_error",
        "L11",
        "The funding model is not on the list.",
        one_of("funding_model"),
    ),
)
