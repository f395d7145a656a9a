"""Complaints that only rows of school leavers make."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry, IssueSeverity

_DATE: Final = "Write the date as day/month/year, for example 16/10/2026."


def _entry(code: str, name: str, severity: IssueSeverity, column: str, sentence: str, remedy: str) -> IssueEntry:
    return IssueEntry(code, name, severity, "row", column, sentence, remedy)


SCHOOL_LEAVERS_ISSUES: Final[tuple[IssueEntry, ...]] = (
    _entry("V150", "date_left_missing", "error", "V1", "The date left is missing.", _DATE),
    _entry("V151", "date_left_unreadable", "error", "V1", "The date left cannot be read.", _DATE),
    _entry(
        "V152",
        "leaves_too_far_ahead",
        "error",
        "V1",
        "The date left is more than 31 days after the day the file was received.",
        "Send the leaver once the day is near, or correct the date.",
    ),
    _entry(
        "V153",
        "attended_after_leaving",
        "field_error",
        "V2",
        "The day last attended is after the date left, so it was not taken.",
        "Correct the dates.",
    ),
    _entry("V154", "leaving_reason_missing", "warning", "V3", "The reason for leaving is missing.", "Fill it in."),
    _entry(
        "V155",
        "leaving_reason_not_on_list",
        "field_error",
        "V3",
        "The reason for leaving is none of R01 to R15.",
        "Write R01 to R15; R14 is another reason.",
    ),
    _entry(
        "V156",
        "removal_ground_missing",
        "warning",
        "V4",
        "The ground for removal is missing, for a pupil in Year 11 or below.",
        "Write the letter of regulation 9(1), a to o.",
    ),
    _entry(
        "V157",
        "removal_ground_not_on_list",
        "field_error",
        "V4",
        "The ground for removal is none of the letters a to o.",
        "Write the letter of regulation 9(1), a to o.",
    ),
    _entry(
        "V158",
        "destination_missing",
        "warning",
        "V5",
        "The destination is missing and was taken as not known.",
        "Write D01 to D36; D31 is not known.",
    ),
    _entry(
        "V159",
        "destination_not_on_list",
        "field_error",
        "V5",
        "The destination is none of D01 to D36 and was taken as not known.",
        "Write D01 to D36; D31 is not known.",
    ),
    _entry(
        "V160",
        "destination_name_missing",
        "warning",
        "V6",
        "The name of the school, college or provider that the learner went to is missing.",
        "Fill in its name or its number.",
    ),
    _entry(
        "V161",
        "yes_or_no_unreadable",
        "field_error",
        "V9",
        "This is neither Y nor N, so it was not taken.",
        "Write Y or N.",
    ),
    _entry(
        "V162",
        "left_long_ago",
        "warning",
        "V1",
        "The date left is more than a year before the day the file was received.",
        "Correct the date if it is wrong.",
    ),
)
