"""What the facts of a row are called when a person reads which of them changed, and how their values are written."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from services.reporting.entrypoints.web.labels import Names, activity_label, district_name
from shared.vocabulary.code_lists import CODE_LISTS
from shared.web.pages.templating import day

FACT_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "activity": "Activity",
        "answers": "Answer to a list",
        "applicant_type": "Applicant",
        "attendance": "Attendance",
        "born_on": "Born",
        "contacted_on": "Day of the contact",
        "corrected_on": "Day of the correction",
        "current_school": "Current school",
        "destination": "Destination",
        "destination_starts_on": "Destination starts on",
        "district": "District",
        "ehcp_until": "Plan until",
        "ends_on": "Planned end",
        "enrolment_status": "Enrolment status",
        "left_on": "Left on",
        "left_status": "Has gone",
        "level": "Level",
        "moved_in_on": "Moved in on",
        "offer_type": "Offer",
        "qualification_type": "Qualification type",
        "reason": "Reason why there is no offer",
        "response": "What became of the offer",
        "review_on": "To be looked at again on",
        "row_kind": "Kind of row",
        "school": "School",
        "sen": "Special educational needs",
        "started_on": "Started on",
        "stays": "Still there",
        "study_programme": "Study programme",
        "until": "Until",
        "year_group": "Year group",
    }
)
"""Every fact that bears on a status, and what else of a row does."""

_LISTS: Final[Mapping[str, str]] = MappingProxyType(
    {"reason": "guarantee_status", "response": "application_state", "stays": "yes_no", "answers": "yes_no"}
)
"""The code list of a fact, where it is not called as the fact is."""


def value_words(names: Names) -> Callable[[str, Any], str]:
    """Return how the value of a fact is written; nothing for one that is not said."""
    of: Mapping[str, Callable[[Any], str]] = {
        "activity": activity_label,
        "district": district_name,
        "school": names.of,
        "current_school": names.of,
    }
    return lambda fact, value: "" if value is None else of[fact](value) if fact in of else _plain(fact, value)


def _plain(fact: str, value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    if fact in CODE_LISTS or fact in _LISTS:
        return CODE_LISTS[_LISTS.get(fact, fact)].labels.get(str(value), str(value))
    try:
        return day(date.fromisoformat(value))
    except (TypeError, ValueError):
        return str(value)
