"""The labels of the pages: what a stage, a severity or a rule is called when a person reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from services.reporting.domain.claim_kinds import CLAIM_KINDS, KIND_OF_COLLECTION
from services.reporting.domain.claim_state import STATE_RULES
from services.reporting.domain.claims import Role
from services.reporting.domain.cohort import SCOPE_ENDS
from services.reporting.domain.guarantee.decision import SENTENCES as GUARANTEE_SENTENCES
from services.reporting.domain.guarantee.membership import MEMBER_SENTENCES
from services.reporting.domain.precedence.settling import PRECEDENCE_RULES
from services.reporting.domain.returns.progress import Stage
from services.reporting.domain.roles import ROLE_SENTENCES
from services.reporting.domain.snapshots.line import Line
from services.reporting.domain.status import STATUS_RULES
from services.reporting.queries.submission.submissions import Submission
from shared.vocabulary.activities import find_activity
from shared.vocabulary.code_lists.of_offers import GUARANTEE_STATUS
from shared.vocabulary.collections import find_collection
from shared.vocabulary.columns import BY_ID
from shared.vocabulary.districts import DISTRICTS
from shared.vocabulary.establishments import Establishment, Register
from shared.vocabulary.home_authorities import HOME_CODES
from shared.vocabulary.identifiers.establishment_numbers import read_dfe_number, read_ukprn
from shared.vocabulary.issues import IssueEntry, find_issue

Tone = Literal["good", "bad", "waiting", "working", "quiet"]


@dataclass(frozen=True, slots=True)
class StageWords:
    """A stage as a tag and as a sentence."""

    tag: str
    tone: Tone
    sentence: str


STAGES: Final = MappingProxyType[Stage, StageWords](
    {
        "received": StageWords("Being read", "working", "The file has been received and is being read."),
        "checking": StageWords("Being checked", "working", "The rows are being checked and matched to young people."),
        "settling": StageWords("Nearly done", "working", "All rows are in. What they change is being worked out."),
        "deciding": StageWords(
            "Being put into force", "working", "The decision has been taken and is being put into force."
        ),
        "effective": StageWords("Counts now", "good", "This is the file that counts for its return."),
        "replaced": StageWords("Replaced", "quiet", "A later file for the same return has taken its place."),
        "held": StageWords(
            "Waiting for a decision",
            "waiting",
            "Nothing in it counts yet: it changes so much that its sender or the authority must first say that it is"
            " meant so.",
        ),
        "undone": StageWords("Taken out", "quiet", "The authority has taken it out: nothing in it counts."),
        "superseded": StageWords("Checked again", "quiet", "It has been checked again under newer rules."),
        "unreadable": StageWords("Could not be read", "bad", "No rows could be read from this file."),
        "set aside": StageWords(
            "Set aside",
            "waiting",
            "The file is kept, but nothing in it counts until it is clear which return it is, whose and for when.",
        ),
        "repeated": StageWords(
            "Sent before", "quiet", "It is the same file as the latest one for its return, so it changes nothing."
        ),
    }
)

SEVERITIES: Final = MappingProxyType(
    {
        "fatal": "File not used",
        "set_aside": "File set aside",
        "hold": "Waiting for a decision",
        "left_out": "Row left out",
        "error": "Row not used",
        "field_error": "Value not used",
        "warning": "Check this",
        "repaired": "Mended",
        "note": "Note",
    }
)
SEVERITY_TONES: Final = MappingProxyType[str, Tone](
    {
        "fatal": "bad",
        "left_out": "quiet",
        "error": "bad",
        "field_error": "waiting",
        "set_aside": "waiting",
        "hold": "waiting",
        "warning": "waiting",
        "repaired": "working",
        "note": "quiet",
    }
)
CHANNELS: Final = MappingProxyType(
    {
        "hook": "the schools' portal",
        "page": "this site",
        "folder": "the watched folder",
        "entry": "an entry on this site",
    }
)
DECISIONS: Final = MappingProxyType({"approve": "Made to count", "undo": "Taken out", "withdraw": "Taken back"})
SENDERS_DECISIONS: Final = MappingProxyType(
    {"approve": "“Yes, we meant that”", "undo": "Taken back", "withdraw": "“Yes, we meant that” taken back"}
)
"""What a sender decides about its own return."""
AUTHORITY: Final = "The authority"

GROUPS: Final = MappingProxyType[str, tuple[str, Tone]](
    {
        "compulsory": ("Compulsory school age", "quiet"),
        "education": ("In education", "good"),
        "employment": ("In employment", "good"),
        "training": ("In training", "good"),
        "re-engagement": ("Re-engagement", "working"),
        "neet": ("NEET", "bad"),
        "other": ("Other", "quiet"),
        "not known": ("Not known", "waiting"),
        "out of scope": ("Not tracked", "quiet"),
    }
)
"""Status groups as tags."""
COUNTED_LINES: Final = MappingProxyType[Line, str](
    {
        "headline": "Among the Years 12 and 13 of the published figures",
        "older with plan": "Among the older ones with a plan",
        "not on roll": "With those who are not on the county roll",
        "younger": "With those below Year 12",
        "older": "With those past Year 13",
        "age not known": "With those whose age is not known",
        "out of scope": "On no line that is reported: not tracked on that day",
    }
)
"""Where figures count somebody, line by line."""

ROLE_WORDS: Final[Mapping[Role, str]] = MappingProxyType(
    {
        "learning": "A stay",
        "leaving": "A leaving",
        "contact": "A contact",
        "answer": "An answer",
        "correction": "A correction",
        "roll": "The roll",
        "offer": "An offer",
    }
)
"""Roles of claims, as the half matrix of precedence has them."""

_SENTENCES: Final = MappingProxyType(
    {
        **{rule: sentence for kind in CLAIM_KINDS for rule, sentence in kind.sentences.items()},
        **ROLE_SENTENCES,
        **STATE_RULES,
        **PRECEDENCE_RULES,
        **STATUS_RULES,
        **SCOPE_ENDS,
    }
)
"""Why a row gave a status, or did not: the sentences of the domain's tables."""

_UNKNOWN_ISSUE: Final = IssueEntry(
    "?",
    "unknown",
    "note",
    "row",
    None,
    "Onward has no words for this complaint.",
    "Tell the authority its code.",
)


def issue(code: str) -> IssueEntry:
    """Return the catalogue's entry; where it has none, an entry for an unknown code."""
    return find_issue(code) or _UNKNOWN_ISSUE


def collection_title(code: str | None) -> str:
    """Return what a collection is called."""
    found = find_collection(code) if code else None
    entered = KIND_OF_COLLECTION.get(code) if code else None
    return found.title if found else entered.name.capitalize() if entered else code or "Not known yet"


def keeps_unlisted(code: str | None) -> bool:
    """Return whether whom a newer file of a collection does not list keeps what an earlier one said."""
    found = find_collection(code) if code else None
    return found is not None and found.keeps_unlisted


def is_monthly(code: str | None) -> bool:
    """Return whether a collection has a return for each month."""
    found = find_collection(code) if code else None
    return found is not None and found.period_rule == "month"


def counting_line(code: str | None) -> str:
    """Return which line of a return counts where it has several for one learner."""
    found = find_collection(code) if code else None
    return found.counting_line.words if found else "one line counts"


def column_header(column_id: str | None) -> str:
    """Return the header that a column of the dictionary has in the templates."""
    if column_id is None:
        return ""
    return BY_ID[column_id].header if column_id in BY_ID else column_id


def guarantee_label(code: str) -> str:
    """Return what a status of the September Guarantee means."""
    return GUARANTEE_STATUS.label(code)


def guarantee_sentence(rule: str) -> str:
    """Return a rule of the September Guarantee, or of its cohort, as a sentence."""
    return GUARANTEE_SENTENCES.get(rule) or MEMBER_SENTENCES.get(rule) or _named(rule)


def role_word(role: Role) -> str:
    """Return what a role of claims is called."""
    return ROLE_WORDS[role]


def rule_sentence(rule: str) -> str:
    """Return a rule as a sentence; its name where nobody has written one."""
    return _SENTENCES.get(rule) or _named(rule)


def _named(rule: str) -> str:
    """Return the name of a rule as a sentence, where nobody has written one."""
    return rule.replace("_", " ").capitalize() + "."


def activity_label(code: str | None) -> str:
    """Return what a national activity code means."""
    found = find_activity(code) if code else None
    return found.label if found else code or ""


def district_name(code: str | None) -> str:
    """Return the name of a district."""
    return DISTRICTS.get(code, code) if code else "District not known"


class Names:
    """What establishments are called."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def of(self, number: str | None) -> str:
        """Return the name for a DfE number or UKPRN; the number itself where nobody has a name for it."""
        if not number:
            return "Not known yet"
        if len(number) == 3:
            return AUTHORITY
        found = self._register.find(number)
        return found.name if found else number

    def establishment(self, number: str | None) -> Establishment | None:
        """Return the establishment that sends under this number, or None."""
        return self._register.find(number) if number else None

    def numbers_for(self, text: str) -> tuple[str, ...]:
        """Return the numbers that a text stands for: a DfE number in any spelling, a UKPRN, a URN, words of a name.

        A number that has the right shape counts though the register does not know it. Empty: it stands for nobody.
        """
        if text in HOME_CODES:
            return (text,)
        if text.casefold() == AUTHORITY.casefold():
            return tuple(sorted(HOME_CODES))
        by_number = self._register.find(text) or self._register.by_urn(text)
        shaped = read_dfe_number(text).value or read_ukprn(text).value
        if by_number is None and shaped is not None:
            return (shaped,)
        found = [by_number] if by_number else self._register.named(text)
        return tuple(dict.fromkeys(number for one in found for number in one.numbers))

    def knows(self, numbers: tuple[str, ...]) -> bool:
        """Return whether any of these is the authority's own or stands in the register."""
        return any(number in HOME_CODES or self._register.find(number) for number in numbers)

    def title(self, submission: Submission) -> str:
        """Return what a submission is about in one line."""
        parts = [self.of(submission.whose), collection_title(submission.collection)]
        return ", ".join(part for part in parts if part != "Not known yet") or "A file that is not recognised yet"
