"""The catalogue of complaints: each has a permanent code, a severity, a sentence for a school and what to do.

Codes are retired, never reused: `tests/unit/shared/vocabulary/issue_codes.txt` remembers every one there ever was.
"""

from types import MappingProxyType
from typing import Final

from shared.vocabulary.issues.authority.contacts import CONTACTS_ISSUES
from shared.vocabulary.issues.authority.kent_choices_offers import KENT_CHOICES_OFFERS_ISSUES
from shared.vocabulary.issues.belonging_issues import BELONGING_ISSUES
from shared.vocabulary.issues.cell_issues import CELL_ISSUES
from shared.vocabulary.issues.claim_issues import CLAIM_ISSUES
from shared.vocabulary.issues.colleges.college_enrolment import COLLEGE_ENROLMENT_ISSUES
from shared.vocabulary.issues.colleges.college_leavers import COLLEGE_LEAVERS_ISSUES
from shared.vocabulary.issues.colleges.college_offers import COLLEGE_OFFERS_ISSUES
from shared.vocabulary.issues.entries import IssueEntry, IssueSeverity, RowSeverity, Stage
from shared.vocabulary.issues.file_issues import FILE_ISSUES
from shared.vocabulary.issues.identity_issues import IDENTITY_ISSUES
from shared.vocabulary.issues.movement_issues import MOVEMENT_ISSUES
from shared.vocabulary.issues.offer_issues import OFFER_ISSUES
from shared.vocabulary.issues.person_issues import PERSON_ISSUES
from shared.vocabulary.issues.return_issues import RETURN_ISSUES
from shared.vocabulary.issues.schools.destination_answers import DESTINATION_ANSWERS_ISSUES
from shared.vocabulary.issues.schools.guarantee_answers import GUARANTEE_ANSWERS_ISSUES
from shared.vocabulary.issues.schools.pupil_list_check import PUPIL_LIST_CHECK_ISSUES
from shared.vocabulary.issues.schools.school_leavers import SCHOOL_LEAVERS_ISSUES
from shared.vocabulary.issues.schools.school_offers import SCHOOL_OFFERS_ISSUES
from shared.vocabulary.issues.sending.data_age_issues import DATA_AGE_ISSUES
from shared.vocabulary.issues.sending.list_issues import LIST_ISSUES
from shared.vocabulary.issues.sending.routing_issues import ROUTING_ISSUES
from shared.vocabulary.issues.sending.tag_issues import TAG_ISSUES
from shared.vocabulary.issues.sending.template_issues import TEMPLATE_ISSUES
from shared.vocabulary.issues.text_issues import TEXT_ISSUES
from shared.vocabulary.issues.workbook_issues import WORKBOOK_ISSUES

ENTRIES: Final = (
    FILE_ISSUES
    + WORKBOOK_ISSUES
    + TEMPLATE_ISSUES
    + DATA_AGE_ISSUES
    + ROUTING_ISSUES
    + TAG_ISSUES
    + BELONGING_ISSUES
    + IDENTITY_ISSUES
    + CLAIM_ISSUES
    + TEXT_ISSUES
    + CELL_ISSUES
    + RETURN_ISSUES
    + PERSON_ISSUES
    + SCHOOL_LEAVERS_ISSUES
    + MOVEMENT_ISSUES
    + COLLEGE_ENROLMENT_ISSUES
    + COLLEGE_LEAVERS_ISSUES
    + OFFER_ISSUES
    + SCHOOL_OFFERS_ISSUES
    + COLLEGE_OFFERS_ISSUES
    + KENT_CHOICES_OFFERS_ISSUES
    + CONTACTS_ISSUES
    + GUARANTEE_ANSWERS_ISSUES
    + DESTINATION_ANSWERS_ISSUES
    + LIST_ISSUES
    + PUPIL_LIST_CHECK_ISSUES
)
CATALOGUE: Final = MappingProxyType({entry.code: entry for entry in ENTRIES})
_BY_NAME: Final = {entry.name: entry for entry in ENTRIES}

__all__ = [
    "CATALOGUE",
    "ENTRIES",
    "IssueEntry",
    "IssueSeverity",
    "RowSeverity",
    "Stage",
    "code_of",
    "find_issue",
    "get_issue",
    "issue_named",
]


def get_issue(code: str) -> IssueEntry:
    """Return the entry with that code; KeyError when the catalogue never had one."""
    return CATALOGUE[code]


def find_issue(code: str) -> IssueEntry | None:
    """Return the entry with that code, or None."""
    return CATALOGUE.get(code)


def issue_named(name: str) -> IssueEntry:
    """Return the entry for a defect by its name in the code, for example password_protected; KeyError if unknown."""
    return _BY_NAME[name]


def code_of(name: str) -> str:
    """Return the permanent code of a defect by its name in the code."""
    return _BY_NAME[name].code
