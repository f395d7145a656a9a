"""Complaints about what a row claims: learning, scope, the row as a whole."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry, IssueSeverity, one_of


def _entry(code: str, name: str, severity: IssueSeverity, column: str | None, sentence: str, remedy: str) -> IssueEntry:
    return IssueEntry(code, name, severity, "row", column, sentence, remedy)


_DATE: Final = "Write the date as day/month/year, for example 14/02/2010."

_LEARNING: Final = (
    _entry("V080", "level_missing", "field_error", "L1", "The level is missing.", one_of("level")),
    _entry("V081", "level_not_on_list", "field_error", "L1", "The level is none of E, 1 to 7 and X.", one_of("level")),
    _entry(
        "V082",
        "qualification_type_missing",
        "warning",
        "L2",
        "The qualification type is missing and was taken as OTHER.",
        one_of("qualification_type"),
    ),
    _entry(
        "V083",
        "qualification_type_not_on_list",
        "warning",
        "L2",
        "The qualification type is not on the list and was taken as OTHER.",
        one_of("qualification_type"),
    ),
    _entry(
        "V084", "title_missing", "field_error", "L3", "The qualification title is missing.", "Fill in the subjects."
    ),
    _entry(
        "V085",
        "aim_reference_unreadable",
        "field_error",
        "L4",
        "The qualification number is longer than 8 letters and digits.",
        "Give the number as the awarding body has it, for example 603/0390/0.",
    ),
    _entry(
        "V086",
        "study_programme_not_on_list",
        "field_error",
        "L5",
        "The study programme is not on the list.",
        one_of("study_programme"),
    ),
    _entry(
        "V087", "attendance_missing", "field_error", "L7", "Full time or part time is missing.", one_of("attendance")
    ),
    _entry(
        "V088",
        "attendance_not_on_list",
        "field_error",
        "L7",
        "The attendance is neither FT nor PT.",
        one_of("attendance"),
    ),
    _entry(
        "V089", "hours_unreadable", "field_error", "L8", "The planned hours are not a number.", "Write whole hours."
    ),
    _entry(
        "V090",
        "hours_out_of_range",
        "field_error",
        "L8",
        "The planned hours are not between 0 and 2000.",
        "Correct them.",
    ),
    _entry(
        "V091",
        "hours_contradict_attendance",
        "warning",
        "L8",
        "The planned hours do not go with full or part time (full time is 540 hours a year or more).",
        "Correct the hours or the attendance.",
    ),
    _entry("V092", "start_missing", "error", "L9", "The start date is missing.", _DATE),
    _entry("V093", "start_unreadable", "error", "L9", "The start date cannot be read.", _DATE),
    _entry(
        "V094",
        "starts_too_far_ahead",
        "error",
        "L9",
        "The start date is more than 31 days after the day the file was received or, if later, after 1 September.",
        "Send the learner once the start is near, or correct the date.",
    ),
    _entry(
        "V095",
        "started_long_ago",
        "warning",
        "L9",
        "The start date is more than five years ago.",
        "Correct the start date if it is wrong.",
    ),
    _entry("V096", "end_missing", "field_error", "L10", "The planned end date is missing.", _DATE),
    _entry("V097", "end_unreadable", "field_error", "L10", "The planned end date cannot be read.", _DATE),
    _entry(
        "V098",
        "ends_before_start",
        "field_error",
        "L10",
        "The planned end is not after the start, so it was not taken.",
        "Correct the dates.",
    ),
    _entry(
        "V099",
        "ends_too_late",
        "field_error",
        "L10",
        "The planned end is more than five years after the start, so it was not taken.",
        "Correct the dates.",
    ),
    _entry(
        "V101",
        "ended_already",
        "warning",
        "L10",
        "The planned end has passed, so the course no longer counts as current.",
        "Give the planned end of the course that the learner follows now.",
    ),
    _entry(
        "V102",
        "enrolment_status_not_on_list",
        "field_error",
        "J4",
        "The enrolment status is not on the list.",
        one_of("enrolment_status"),
    ),
    _entry(
        "V103",
        "guest_or_subsidiary",
        "warning",
        "J4",
        "A guest or subsidiary enrolment does not make this the learner's main activity.",
        "Nothing, if the learner's main registration is elsewhere.",
    ),
    _entry(
        "V104",
        "leaver_in_enrolment",
        "error",
        "V1",
        "The enrolment return must not contain leavers who have not returned.",
        "Remove the row, and report the leaver as a leaver.",
    ),
)

_WHOLE_ROW: Final = (
    _entry(
        "V105",
        "other_establishment",
        "error",
        "E1",
        "The row names another establishment than the one this return is from.",
        "Send each establishment's learners in a return of its own.",
    ),
    _entry(
        "V106",
        "establishment_missing",
        "warning",
        "E1",
        "The DfE number is missing; the row was taken as belonging to the return's establishment.",
        "Fill in the DfE Number column.",
    ),
    _entry(
        "V107",
        "establishment_unreadable",
        "field_error",
        "E1",
        "This is not a DfE number.",
        "Write authority and establishment number, for example 886/5411.",
    ),
    _entry(
        "V110", "text_repaired", "repaired", None, "Letters had been garbled and were put right.", "Check the cell."
    ),
    _entry("V111", "text_too_long", "warning", None, "The text is too long for its column and was cut.", "Shorten it."),
    _entry(
        "V112",
        "formula_error",
        "warning",
        None,
        "The cell shows a formula error, so it holds no value. In the objection column it counts as an objection.",
        "Correct the formula, or type the value.",
    ),
    _entry(
        "V113",
        "month_first",
        "warning",
        None,
        "The date makes sense only with the month first, and was read so.",
        _DATE,
    ),
    _entry("V114", "date_unreadable", "field_error", None, "The date cannot be read.", _DATE),
    _entry(
        "V115",
        "text_far_too_long",
        "field_error",
        None,
        "The text is far too long to belong in this column, and was not read.",
        "Correct the cell.",
    ),
    _entry(
        "V116",
        "formula_not_computed",
        "field_error",
        None,
        "The cell holds a formula whose result is not in the file, so it was read as blank.",
        "Open the file in Excel, save it and send it again.",
    ),
)

_ROLL: Final = (
    _entry(
        "V120", "school_missing", "warning", "E1", "The school where the person is on roll is missing.", "Fill it in."
    ),
    _entry(
        "V121", "school_unreadable", "field_error", "E1", "The school is not given as a DfE number.", "Write 886/5411."
    ),
    _entry(
        "V123",
        "district_missing",
        "warning",
        "K3",
        "The district is missing and is counted as not known.",
        "Fill it in.",
    ),
    _entry(
        "V124",
        "district_not_on_list",
        "field_error",
        "K3",
        "The district is none of the county's twelve and is counted as not known.",
        "Write the name or the ONS code of the district.",
    ),
    _entry(
        "V125",
        "characteristic_unreadable",
        "field_error",
        "K4",
        "A characteristic is not a three-digit code; it was left out.",
        "Write the codes with a semicolon between them, for example 120;180.",
    ),
    _entry(
        "V145",
        "characteristic_not_on_list",
        "field_error",
        "K4",
        "A characteristic is none of the national list's codes (110 to 210); it was left out.",
        "Write the codes of the national list with a semicolon between them, for example 120;180.",
    ),
    _entry(
        "V146",
        "characteristic_not_in_force",
        "warning",
        "K4",
        "A characteristic is on the national list, but not on the one in force when the file was received.",
        "Check the code.",
    ),
    _entry(
        "V128", "left_status_missing", "warning", "K11", "Left scope, but how is not said.", "Fill in T, E, A, L or D."
    ),
    _entry(
        "V129",
        "left_status_not_on_list",
        "field_error",
        "K11",
        "How the person left scope is not on the list.",
        one_of("left_status"),
    ),
)

CLAIM_ISSUES: Final[tuple[IssueEntry, ...]] = _LEARNING + _WHOLE_ROW + _ROLL
