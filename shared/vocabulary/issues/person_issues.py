"""Complaints that only show once it is known whom the rows are about."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry, IssueSeverity


def _entry(code: str, name: str, severity: IssueSeverity, sentence: str, remedy: str) -> IssueEntry:
    # Nothing says these yet: they need the people of all returns side by side.
    return IssueEntry(code, name, severity, "person", None, sentence, remedy, in_use=False)


PERSON_ISSUES: Final[tuple[IssueEntry, ...]] = (
    _entry(
        "P001",
        "two_schools_claim_learner",
        "warning",
        "Another establishment lists the learner as well, and both enrolments are current.",
        "Check that the learner has really started with you. If they have moved, send a leavers return.",
    ),
    _entry(
        "P002",
        "enrolled_and_left",
        "warning",
        "The learner is in the enrolment return and also among the leavers.",
        "Remove the line that is no longer true and send the return again.",
    ),
    _entry(
        "P003",
        "in_neither_list",
        "warning",
        "A learner known at this school is in neither its enrolment nor its leavers return.",
        "Add the learner to the enrolment return, or tell us in a leavers return where they went.",
    ),
    _entry(
        "P004",
        "plan_only_in_return",
        "note",
        "Only a return says that the learner has an education, health and care plan.",
        "The Management Information team confirms the plan with the SEND team.",
    ),
    _entry(
        "P005",
        "two_lines_one_learner",
        "warning",
        "Two lines of this return were found to be about the same learner.",
        "Check the two lines. If they are two people, tell the Management Information team.",
    ),
)
