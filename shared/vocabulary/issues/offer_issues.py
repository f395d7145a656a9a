"""Complaints about what a row says of the offer of a place: lists of schools, of colleges and of Kent Choices."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry, IssueSeverity

_CORRECT_DATE: Final = "Correct the date."


def _entry(code: str, name: str, severity: IssueSeverity, column: str, sentence: str, remedy: str) -> IssueEntry:
    return IssueEntry(code, name, severity, "row", column, sentence, remedy)


OFFER_ISSUES: Final[tuple[IssueEntry, ...]] = (
    _entry(
        "V260",
        "offer_not_stated",
        "error",
        "G4",
        "The row says neither which kind of offer it is nor which course is offered.",
        "Write GUARANTEED, CONDITIONAL or NONE, and the course; or take the row out.",
    ),
    _entry(
        "V261",
        "offer_type_missing",
        "warning",
        "G4",
        "The kind of offer is missing. The row counts as an offer all the same.",
        "Write GUARANTEED or CONDITIONAL; where no offer was made, write NONE.",
    ),
    _entry(
        "V262",
        "offer_type_not_on_list",
        "field_error",
        "G4",
        "The kind of offer is none of GUARANTEED, CONDITIONAL and NONE, so it was not taken.",
        "Write GUARANTEED, CONDITIONAL or NONE.",
    ),
    _entry(
        "V263",
        "answer_without_an_offer",
        "warning",
        "G6",
        "The row says that no offer was made, and yet that the applicant has one or answered it.",
        "Correct the kind of offer or the answer. As it stands the row counts as no offer.",
    ),
    _entry(
        "V264",
        "offer_response_not_on_list",
        "field_error",
        "G6",
        "What became of the offer is none of OFFERED, ACCEPTED, DECLINED and WITHDRAWN, so it was not taken.",
        "Write OFFERED, ACCEPTED, DECLINED or WITHDRAWN.",
    ),
    _entry("V265", "course_offered_missing", "warning", "G7", "The course offered is missing.", "Fill in the course."),
    _entry("V266", "level_offered_missing", "warning", "G8", "The level offered is missing.", "Fill in the level."),
    _entry(
        "V267",
        "level_offered_not_on_list",
        "field_error",
        "G8",
        "The level offered is none of E, 1 to 7 and X, so it was not taken.",
        "Write E, 1 to 7, or X for another level.",
    ),
    _entry(
        "V268",
        "offer_date_missing",
        "warning",
        "G5",
        "The day of the offer is missing.",
        "Write the date as day/month/year, for example 12/03/2027.",
    ),
    _entry(
        "V269",
        "offered_in_the_future",
        "field_error",
        "G5",
        "The offer is dated after the day the file was received, so the date was not taken.",
        _CORRECT_DATE,
    ),
    _entry(
        "V270",
        "offer_starts_implausibly",
        "field_error",
        "G9",
        "The place begins before it was offered, or more than two years ahead, so the date was not taken.",
        _CORRECT_DATE,
    ),
    _entry(
        "V271", "offer_year_missing", "warning", "G10", "The year group at the offer is missing.", "Write 11 or 12."
    ),
    _entry(
        "V272",
        "offer_year_not_on_list",
        "field_error",
        "G10",
        "The year group at the offer cannot be read, so it was not taken.",
        "Write 11 or 12.",
    ),
    _entry(
        "V273",
        "offer_year_out_of_scope",
        "warning",
        "G10",
        "The year group at the offer is neither 11 nor 12, for which the September Guarantee is.",
        "Correct the year group if it is wrong.",
    ),
    _entry(
        "V274",
        "offer_year_contradicts_age",
        "warning",
        "G10",
        "The year group at the offer is two or more years away from the one that goes with the date of birth.",
        "Check the year group and the date of birth.",
    ),
    _entry(
        "V275",
        "current_school_unreadable",
        "field_error",
        "G2",
        "The number of the school where the applicant is now cannot be read, so it was not taken.",
        "Write the DfE number, for example 886/5411.",
    ),
    _entry(
        "V276",
        "learner_number_missing",
        "warning",
        "P1",
        "The row has neither a UPN nor a ULN.",
        "Fill in one of the two: without one the row may have to be looked at by a person.",
    ),
)
