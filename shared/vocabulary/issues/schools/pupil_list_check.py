"""Complaints that only answers to the check of a pupil list make."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry, one_of

PUPIL_LIST_CHECK_ISSUES: Final[tuple[IssueEntry, ...]] = (
    IssueEntry(
        "V245",
        "check_not_answered",
        "error",
        "row",
        "K7",
        "Nothing was answered about this pupil. That confirms nothing.",
        one_of("check_answer"),
    ),
    IssueEntry(
        "V246",
        "check_answer_unreadable",
        "error",
        "row",
        "K7",
        "The answer is none of CORRECT, LEFT, JOINED and WRONG DETAILS, so nothing was answered about this pupil.",
        one_of("check_answer"),
    ),
    IssueEntry(
        "V247",
        "details_are_wrong",
        "warning",
        "row",
        "K7",
        "The school says that details of this pupil are wrong. Nothing was changed: the authority looks into it.",
        "Say in the comment what is wrong, or send the pupil in the enrolment or the joiners with what is right.",
    ),
)
