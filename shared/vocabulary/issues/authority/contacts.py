"""Complaints that only files of contacts make."""

from typing import Final

from shared.vocabulary.issues.entries import IssueEntry, IssueSeverity

_CHANNELS: Final = "Write PHONE, EMAIL, TEXT, LETTER or SOCIAL."
_OUTCOMES: Final = "Write REACHED, MESSAGE, NO ANSWER, WRONG or REFUSED."
_DAY: Final = "Write a date as dd/mm/yyyy."


def _entry(code: str, name: str, severity: IssueSeverity, column: str, sentence: str, remedy: str) -> IssueEntry:
    return IssueEntry(code, name, severity, "row", column, sentence, remedy)


CONTACTS_ISSUES: Final[tuple[IssueEntry, ...]] = (
    _entry("V300", "contact_date_missing", "error", "T1", "The date of the contact is missing.", _DAY),
    _entry("V301", "contact_date_unreadable", "error", "T1", "The date of the contact cannot be read.", _DAY),
    _entry(
        "V302",
        "contacted_in_the_future",
        "error",
        "T1",
        "The date of the contact is after the day on which the file came.",
        "Enter the day on which the young person was contacted.",
    ),
    _entry("V303", "contact_channel_missing", "warning", "T2", "The channel of the contact is missing.", _CHANNELS),
    _entry(
        "V304",
        "contact_channel_not_on_list",
        "field_error",
        "T2",
        "The channel of the contact is not on the list, so it was not taken.",
        _CHANNELS,
    ),
    _entry("V305", "contact_outcome_missing", "warning", "T3", "The outcome of the contact is missing.", _OUTCOMES),
    _entry(
        "V306",
        "contact_outcome_not_on_list",
        "field_error",
        "T3",
        "The outcome of the contact is not on the list, so it was not taken.",
        _OUTCOMES,
    ),
    _entry(
        "V307",
        "activity_not_on_list",
        "field_error",
        "T5",
        "The activity is no national activity code, so nothing was learnt from the contact.",
        "Write the three digits of a national activity code, or leave it blank where nothing was learnt.",
    ),
    _entry(
        "V308",
        "spoke_with_not_on_list",
        "field_error",
        "T4",
        "With whom the contact was is not on the list, so it was not taken.",
        "Write YP, CARER or OTHER.",
    ),
    _entry(
        "V309",
        "activity_ends_before_it_starts",
        "field_error",
        "T7",
        "The activity ends before it starts, so its end was not taken.",
        "Correct one of the two dates.",
    ),
    _entry(
        "V310",
        "review_before_contact",
        "field_error",
        "T9",
        "The review is before the contact, so its date was not taken.",
        "Enter the day on which the activity is to be looked at again.",
    ),
)
