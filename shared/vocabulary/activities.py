"""National activity codes (NCCIS data item CA01): group, kind of participation, required dates, sensitivity.

Effective-dated data: code lists change on 1 April. Checked against the 2015-16 schema, a validator of 2019-20 and two
later code lists, which agree on all codes but 720.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

ActivityGroup = Literal[
    "compulsory", "education", "employment", "training", "re-engagement", "neet", "other", "not known"
]
Participation = Literal[
    "full-time education",
    "apprenticeship",
    "work-based learning",
    "part-time education",
    "employment with study",
    "other training",
]
RequiredDate = Literal["due to lapse", "predicted end", "review", "neet start"]
Certainty = Literal["verified", "derived", "from memory"]


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity code as it stands between two dates."""

    code: str
    label: str
    group: ActivityGroup
    participation: Participation | None
    """How it counts as participating in education and training; None: it does not."""
    required_dates: frozenset[RequiredDate]
    """Dates that the national return demands with it (error rules 224, 243, 259, 262)."""
    sensitive: bool = False
    """True where the code itself reveals health, pregnancy, belief or offending: published as its group only."""
    in_denominator: bool = True
    """False: left out of every percentage (young adult offenders in custody)."""
    compulsory_age_only: bool = False
    """True: for Year 11 and below; every other code is for Year 12 and above (error rules 229, 230)."""
    effective_from: date | None = None
    effective_to: date | None = None
    """Last day on which the code may be used; None: still in use as far as we know."""
    source: str = "2015-16 schema; validator of 2019-20; later code lists"
    certainty: Certainty = "verified"

    def holds_on(self, on: date) -> bool:
        """Return whether the code was in use on that day."""
        return (self.effective_from is None or self.effective_from <= on) and (
            self.effective_to is None or on <= self.effective_to
        )


_DUE: Final[RequiredDate] = "due to lapse"
_DUE_END: Final[frozenset[RequiredDate]] = frozenset({"due to lapse", "predicted end"})
_DUE_END_REVIEW: Final[frozenset[RequiredDate]] = _DUE_END | {"review"}
_ONLY_DUE: Final[frozenset[RequiredDate]] = frozenset({_DUE})
_DUE_REVIEW: Final[frozenset[RequiredDate]] = frozenset({"due to lapse", "review"})
_NEET: Final[frozenset[RequiredDate]] = frozenset({"neet start"})
_NEET_REVIEW: Final[frozenset[RequiredDate]] = _NEET | {"review"}
_NONE: Final[frozenset[RequiredDate]] = frozenset()


def _compulsory(code: str, label: str, *, sensitive: bool = False) -> Activity:
    return Activity(code, label, "compulsory", None, _DUE_END, sensitive, compulsory_age_only=True)


def _full_time(
    code: str, label: str, dates: frozenset[RequiredDate] = _DUE_END, *, sensitive: bool = False
) -> Activity:
    return Activity(code, label, "education", "full-time education", dates, sensitive)


def _work(code: str, label: str, kind: Participation | None, dates: frozenset[RequiredDate] = _ONLY_DUE) -> Activity:
    return Activity(code, label, "employment", kind, dates)


def _neet(code: str, label: str, dates: frozenset[RequiredDate] = _NEET, *, sensitive: bool = False) -> Activity:
    return Activity(code, label, "neet", None, dates, sensitive)


ACTIVITIES: Final[tuple[Activity, ...]] = (
    _compulsory("110", "Registered at a school or other educational establishment"),
    _compulsory("120", "Educated at home"),
    _compulsory("130", "Custodial institution or custodial sentence", sensitive=True),
    _compulsory("140", "Not registered at a school or other establishment"),
    _compulsory("150", "Current situation not known (compulsory school age)"),
    _full_time("210", "Full-time education: school sixth form"),
    _full_time("220", "Full-time education: sixth-form college"),
    _full_time("230", "Full-time education: further education"),
    _full_time("240", "Full-time education: higher education"),
    Activity("250", "Part-time education", "education", "part-time education", _DUE_END),
    Activity("260", "Gap year student", "education", None, _DUE_END_REVIEW),
    _full_time("270", "Full-time education: other"),
    _full_time("280", "Special post-16 institution", sensitive=True),
    _full_time("290", "Full-time education: custodial institution", _DUE_END_REVIEW, sensitive=True),
    _work("310", "Apprenticeship", "apprenticeship"),
    _work("320", "Full-time employment with study for a regulated qualification", "employment with study"),
    _work("330", "Employment without training", None),
    _work("340", "Employment with other training", None),
    _work("350", "Temporary employment", None, _DUE_REVIEW),
    _work("360", "Part-time employment", None),
    _work("380", "Self-employment", None),
    _work("381", "Self-employment with study for a regulated qualification", "employment with study"),
    Activity("410", "Government funded work-based learning", "training", "work-based learning", _DUE_END),
    Activity("430", "Other training", "training", "other training", _DUE_END),
    Activity("440", "DWP training and support programme", "training", None, _DUE_END),
    Activity("450", "Traineeship", "training", "work-based learning", _DUE_END, certainty="derived"),
    Activity("460", "Supported internship", "training", "work-based learning", _DUE_END, sensitive=True),
    Activity("530", "Re-engagement provision", "re-engagement", None, _ONLY_DUE),
    _neet("540", "Working not for reward"),
    _work("550", "Working not for reward with study for a regulated qualification", "employment with study"),
    _neet("610", "Not yet ready for work or learning"),
    _neet("615", "Start date agreed (other)"),
    _neet("616", "Start date agreed (participation will count)", _NEET_REVIEW),
    _neet("619", "Seeking employment, education or training"),
    _neet("620", "Young carer", sensitive=True),
    _neet("630", "Teenage parent", sensitive=True),
    _neet("640", "Illness", sensitive=True),
    _neet("650", "Pregnancy", sensitive=True),
    _neet("660", "Religious grounds", sensitive=True),
    _neet("670", "Unlikely ever to be economically active", sensitive=True),
    _neet("680", "Other reason"),
    Activity("710", "Custody (young adult offender)", "other", None, _DUE_REVIEW, sensitive=True, in_denominator=False),
    Activity(
        "720",
        "Refugee or asylum seeker not yet granted citizenship",
        "other",
        None,
        _DUE_REVIEW,
        sensitive=True,
        effective_to=date(2018, 3, 31),
        source="2015-16 schema; withdrawn April 2018 (LG Inform)",
    ),
    Activity("810", "Current situation not known", "not known", None, _NONE),
    Activity("820", "Cannot be contacted, no current address", "not known", None, _NONE),
    Activity("830", "Refused to disclose activity", "not known", None, _NONE),
)

REVIEW_CODES: Final = frozenset(activity.code for activity in ACTIVITIES if "review" in activity.required_dates)
"""Activities that must be looked at again on a day (error rule 262 of the 2019-20 list)."""
SENSITIVE_CODES: Final = frozenset(activity.code for activity in ACTIVITIES if activity.sensitive)


@lru_cache(maxsize=512)
def find_activity(code: str, on: date | None = None) -> Activity | None:
    """Return the activity with that code as it stands on the day (any day when None), or None."""
    return next((row for row in _rows(code) if on is None or row.holds_on(on)), None)


def get_activity(code: str) -> Activity:
    """Return the activity with that code; KeyError when there never was one."""
    found = find_activity(code)
    if found is None:
        raise KeyError(code)
    return found


def public_code(code: str) -> str | None:
    """Return the code as it may be published: None where the code itself reveals a special category.

    Beside its group None still tells, where only one sensitive code of the group is in use: training 460, education 280
    (docs/decisions/0013).
    """
    return None if code in SENSITIVE_CODES else code


def _rows(code: str) -> Iterable[Activity]:
    return (activity for activity in ACTIVITIES if activity.code == code)
