"""Complaints that only show once it is known whom the rows are about."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry, IssueSeverity


def _entry(
    code: str, name: str, severity: IssueSeverity, sentence: str, remedy: str, *, in_use: bool = False
) -> IssueEntry:
    # What is not in use yet needs a list of leavers or of plans.
    return IssueEntry(code, name, severity, "person", None, sentence, remedy, in_use)


PERSON_ISSUES: Final[tuple[IssueEntry, ...]] = (
    _entry(
        "P001",
        "two_schools_claim_learner",
        "warning",
        "Two establishments list the learner, and both enrolments are current. One of the two counts.",
        "Ask both. The one that the learner has left takes the line out of its enrolment return and sends it again.",
        in_use=True,
    ),
    _entry(
        "P002",
        "enrolled_and_left",
        "warning",
        "The learner is in the enrolment return and also among the leavers.",
        "Remove the line that is no longer true and send the return again.",
        in_use=True,
    ),
    _entry(
        "P003",
        "in_neither_list",
        "warning",
        "A learner known at this school is in neither its enrolment nor its leavers return.",
        "Add the learner to the enrolment return, or write to the authority's team where they went.",
        in_use=True,
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
    _entry(
        "P006",
        "review_date_wanted",
        "note",
        "The activity has to be looked at again on a day, and nobody has said on which.",
        "The Management Information team asks for the day on which the activity ends or changes.",
        in_use=True,
    ),
    _entry(
        "P007",
        "scope_end_to_confirm",
        "warning",
        "A school says that the young person moved to another authority, left England or died.",
        "Confirm it before anybody writes or calls, and record it on the county roll.",
        in_use=True,
    ),
    _entry(
        "P010",
        "leaver_not_on_roll",
        "warning",
        "A leavers return has a learner whom this establishment never listed, and the county roll never had there.",
        "If the learner was there, send them with the enrolment or the joiners; if not, send the leavers again without"
        " the line.",
        in_use=True,
    ),
    _entry(
        "P011",
        "enrolled_after_leaving",
        "warning",
        "The learner is recorded as having left, and the enrolment return lists them again from a later day.",
        "If the learner came back, send them with the joiners; if not, take out the line that is not true and send the"
        " return again.",
        in_use=True,
    ),
    _entry(
        "P040",
        "offer_not_listed_any_more",
        "warning",
        "A college's newer list of offers does not have this offer any more. It counts until the college answers.",
        "The college answers under Offers, or sends its list again with the offer, WITHDRAWN or DECLINED in it.",
        in_use=True,
    ),
    _entry(
        "P041",
        "details_to_look_into",
        "warning",
        "The school answered that details of the young person are wrong. Nothing was changed.",
        "Ask the school what is right. The query ends when it answers CORRECT, or with the academic year.",
        in_use=True,
    ),
)
