"""Complaints about who a row is about and how they can be reached."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry, IssueSeverity, one_of


def _entry(code: str, name: str, severity: IssueSeverity, column: str | None, sentence: str, remedy: str) -> IssueEntry:
    return IssueEntry(code, name, severity, "row", column, sentence, remedy)


_UPN: Final = "Copy the UPN from your management information system; a new one must be asked for, never made up."
_ULN: Final = "Copy the ULN from the Learning Records Service and format the column as Text."
_DATE: Final = "Write the date as day/month/year, for example 14/02/2010."
_PHONE: Final = "Write one telephone number with its area code, in a column formatted as Text."

_IDENTITY: Final = (
    _entry("V001", "upn_missing", "field_error", "P1", "The UPN is missing.", _UPN),
    _entry("V002", "upn_wrong_length", "field_error", "P1", "The UPN does not have 13 characters.", _UPN),
    _entry("V003", "upn_wrong_check_letter", "field_error", "P1", "The UPN's check letter is wrong.", _UPN),
    _entry("V004", "upn_middle_not_digits", "field_error", "P1", "Characters 2 to 12 of the UPN are not digits.", _UPN),
    _entry("V005", "upn_first_not_letter", "field_error", "P1", "The UPN does not begin with a check letter.", _UPN),
    _entry("V006", "upn_last_character", "field_error", "P1", "The last character of the UPN cannot be.", _UPN),
    _entry("V007", "upn_unknown_authority", "warning", "P1", "The UPN names no authority that we know.", _UPN),
    _entry(
        "V008", "upn_temporary", "warning", "P1", "The UPN is temporary.", "Send the permanent UPN once you have it."
    ),
    _entry("V009", "upn_allocated_in_the_future", "warning", "P1", "The UPN's year is in the future.", _UPN),
    _entry("V010", "upn_test_number", "warning", "P1", "The UPN belongs to no real school.", _UPN),
    _entry("V011", "upn_repaired", "repaired", "P1", "A letter O or I in the UPN was read as a digit.", _UPN),
    _entry("V012", "former_upn_unreadable", "field_error", "P2", "The former UPN is not a UPN.", _UPN),
    _entry("V020", "uln_missing", "warning", "P3", "The ULN is missing.", _ULN),
    _entry("V021", "uln_wrong_length", "field_error", "P3", "The ULN does not have ten digits.", _ULN),
    _entry("V022", "uln_wrong_check_digit", "field_error", "P3", "The ULN's check digit is wrong.", _ULN),
    _entry(
        "V023",
        "uln_may_be_nhs_number",
        "field_error",
        "P3",
        "This is not a ULN, and it may be an NHS number. The value was not kept.",
        "Make sure that the column holds no NHS numbers. " + _ULN,
    ),
    _entry("V024", "uln_lost_digits", "field_error", "P3", "The spreadsheet has cut digits off the ULN.", _ULN),
    _entry("V025", "uln_not_digits", "field_error", "P3", "The ULN is not a number.", _ULN),
    _entry("V026", "uln_none_yet", "warning", "P3", "9999999999 means that there is no ULN yet.", _ULN),
    _entry("V030", "surname_missing", "error", "P5", "The surname is missing.", "Fill in the legal surname."),
    _entry("V031", "forename_missing", "error", "P6", "The forename is missing.", "Fill in the legal forename."),
    _entry(
        "V032",
        "name_split",
        "warning",
        "P0",
        "Surname and forename stand in one cell and were taken apart.",
        "Give surname and forename a column each.",
    ),
    _entry(
        "V033",
        "name_odd_characters",
        "warning",
        None,
        "The name holds characters that names do not have.",
        "Remove digits, brackets and notes from the name.",
    ),
    _entry("V040", "birth_date_missing", "field_error", "P10", "The date of birth is missing.", _DATE),
    _entry("V041", "birth_date_unreadable", "field_error", "P10", "The date of birth cannot be read.", _DATE),
    _entry(
        "V042",
        "birth_date_implausible",
        "field_error",
        "P10",
        "The date of birth makes the learner younger than 13 or older than 25.",
        "Correct the date of birth.",
    ),
    _entry("V044", "born_in_the_future", "field_error", "P10", "The date of birth is in the future.", _DATE),
    _entry(
        "V045",
        "nothing_to_recognise_by",
        "error",
        "P10",
        "The row has neither a date of birth nor a valid UPN or ULN, so nobody can tell who it is about.",
        "Fill in the date of birth and the UPN.",
    ),
    _entry(
        "V046",
        "of_compulsory_school_age",
        "error",
        "P10",
        "The learner was not yet 16 on 31 August, so the post-16 return does not cover them.",
        "Remove the row, or correct the date of birth.",
    ),
    _entry(
        "V148",
        "taught_ahead_of_age",
        "warning",
        "P10",
        "The learner was still 15 on 31 August and is taught in Year 12 or above, a year ahead of age.",
        "Nothing, if that is so. Otherwise correct the date of birth or the year group.",
    ),
    _entry(
        "V047",
        "older_than_sixth_form",
        "warning",
        "P10",
        "The learner is older than sixth formers are, and no education, health and care plan is given.",
        "Check the date of birth; fill SEN Provision with E if there is a plan.",
    ),
    _entry("V050", "sex_missing", "field_error", "P11", "The sex is missing.", one_of("sex")),
    _entry("V051", "sex_not_on_list", "field_error", "P11", "The sex is none of M, F, U and W.", one_of("sex")),
    _entry(
        "V055",
        "year_group_missing",
        "field_error",
        "P15",
        "The year group is missing.",
        "Write the number of the year group, for example 12.",
    ),
    _entry(
        "V056",
        "year_group_not_on_list",
        "field_error",
        "P15",
        "The year group cannot be read.",
        "Write the number of the year group, for example 12.",
    ),
    _entry(
        "V057",
        "year_group_off_by_one",
        "warning",
        "P15",
        "The year group is one away from what the date of birth says.",
        "Nothing, if the learner is taught in that year. Otherwise correct it.",
    ),
    _entry(
        "V058",
        "year_group_contradicts_age",
        "field_error",
        "P15",
        "The year group is two or more years away from what the date of birth says.",
        "Correct the year group or the date of birth.",
    ),
    _entry(
        "V059",
        "taught_below_year_12",
        "warning",
        "P15",
        "The learner is taught below Year 12.",
        "Nothing, if the learner has been retained. Otherwise correct the year group.",
    ),
    _entry(
        "V060",
        "ethnicity_not_on_list",
        "field_error",
        "P12",
        "The ethnicity code is not on the list.",
        "Write the code of the school census, for example WBRI.",
    ),
    _entry(
        "V147",
        "ethnicity_rolled_up",
        "warning",
        "P12",
        "The ethnicity code is on no list that we have. It was kept, and counts by its first letter.",
        "Check the code. Nothing, if your authority has approved it.",
    ),
    _entry("V061", "sen_not_on_list", "field_error", "P14", "The SEN provision is none of N, K and E.", one_of("sen")),
    _entry(
        "V062",
        "local_ref_too_long",
        "field_error",
        "P4",
        "The admission number is longer than 12 characters.",
        "Give the number as your own system has it.",
    ),
)

_CONTACT: Final = (
    _entry("V065", "address_missing", "warning", "C1", "The address is missing.", "Fill in the first address line."),
    _entry("V066", "postcode_missing", "field_error", "C5", "The postcode is missing.", "Fill in the home postcode."),
    _entry("V067", "postcode_wrong_shape", "field_error", "C5", "This is not a postcode.", "Correct the postcode."),
    _entry("V068", "postcode_repaired", "repaired", "C5", "A letter in the postcode was read as a digit.", "Check it."),
    _entry(
        "V069",
        "postcode_pseudo",
        "warning",
        "C5",
        "The postcode stands for no place (no fixed abode, or not known).",
        "Fill in the postcode where the learner lives, if there is one.",
    ),
    _entry(
        "V070",
        "phone_missing",
        "warning",
        "C7",
        "No telephone number is given, neither the learner's nor a carer's.",
        _PHONE,
    ),
    _entry("V071", "phone_unreadable", "field_error", None, "This is not a telephone number.", _PHONE),
    _entry("V072", "phone_wrong_length", "field_error", None, "The telephone number is too short or too long.", _PHONE),
    _entry("V073", "phone_lost_digits", "field_error", None, "The spreadsheet has cut digits off the number.", _PHONE),
    _entry("V074", "phone_placeholder", "field_error", None, "The telephone number is made up.", _PHONE),
    _entry(
        "V075", "phone_several", "warning", None, "The cell holds several numbers; the first two were kept.", _PHONE
    ),
    _entry("V076", "phone_premium", "warning", None, "This is a personal or premium-rate number.", _PHONE),
    _entry("V077", "email_wrong_shape", "field_error", None, "This is not an e-mail address.", "Correct the address."),
    _entry(
        "V078",
        "objection_unreadable",
        "warning",
        "C12",
        "The objection is neither Y nor N. It is taken as an objection until it is corrected.",
        "Write Y or N, or leave the cell blank for N.",
    ),
    _entry(
        "V079",
        "contact_withheld",
        "warning",
        "C12",
        "There is an objection to data sharing, so telephone numbers and e-mail addresses of the row were not kept.",
        "Leave those cells blank for learners who object.",
    ),
)

IDENTITY_ISSUES: Final[tuple[IssueEntry, ...]] = _IDENTITY + _CONTACT
