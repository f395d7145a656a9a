"""Errors 200 to 262 and 305: the activity and its dates."""

from typing import Final

from services.reporting.domain.national_return.codes import COMPULSORY, ENDS, LAPSES, NEET, REVIEWED, YES_NO
from services.reporting.domain.national_return.record import YoungPersonsRecord
from services.reporting.domain.national_return.rules import Period, birthday, is_establishment
from services.reporting.domain.national_return.rules import ReturnRule as Rule

_SCHOOL: Final = "the school or college"
_PAGE: Final = "the person's page"
_MI: Final = "Management Information"
_TEP: Final = "The Education People"
_LAST_COMPULSORY: Final = 11
_LAST_OF_17: Final = 13
_FIRST_OF_16: Final = 12
_NEET_FROM_AGE: Final = 15
_PUT_RIGHT: Final = "the dates are put right where their meaning allows it, and the reason is shown"
_A_DATE: Final = "it is a date, or left out"


def _needs(code: str, characteristic: str, one: YoungPersonsRecord) -> bool:
    return one.activity == code and characteristic not in one.characteristics


def _neet_too_early(one: YoungPersonsRecord, _period: Period) -> bool:
    if one.neet_since is None or one.born_on is None:
        return False
    return one.neet_since < birthday(one.born_on, _NEET_FROM_AGE)


RULES: Final[tuple[Rule, ...]] = (
    Rule(200, 1, "There is no activity.", _MI, lambda r, p: not r.activity, cannot="not known is an activity, too"),
    Rule(201, 1, "The activity is not on the list.", _PAGE,
         lambda r, p: bool(r.activity) and r.activity not in p.codes.activities),
    Rule(202, 1, "There is no day on which the activity began.", _MI, lambda r, p: r.started_on is None,
         cannot="where nobody has said so it is the beginning of the academic year"),
    Rule(203, 1, "There is no day on which it was ascertained.", _MI, lambda r, p: r.ascertained_on is None,
         cannot="where nobody has said so it is the day on which it began"),
    Rule(220, 1, "It is not said whether the record has lapsed.", _MI, lambda r, p: not r.lapsed,
         cannot="it is always written"),
    Rule(221, 1, "Whether the record has lapsed is neither Y nor N.", _MI,
         lambda r, p: bool(r.lapsed) and r.lapsed not in YES_NO, cannot="only Y and N are written"),
    Rule(224, 1, "They are NEET, and it is not said since when.", _TEP,
         lambda r, p: r.activity in NEET and r.neet_since is None, cannot="it is the activity's own day at the latest"),
    Rule(225, 1, "They have been NEET for less long than they have done what makes them so.", _MI,
         lambda r, p: r.neet_since is not None and r.started_on is not None and r.neet_since > r.started_on,
         cannot=_PUT_RIGHT),
    Rule(226, 1, "A day since which they are NEET is given, and they are not.", _MI,
         lambda r, p: r.neet_since is not None and r.activity not in NEET,
         cannot="it is written with NEET codes alone"),
    Rule(228, 1, "The number of the establishment is not one.", _SCHOOL,
         lambda r, p: r.establishment_number is not None and not is_establishment(r.establishment_number, p.codes)),
    Rule(229, 1, "In Year 11 or below, with an activity of later years.", _PAGE,
         lambda r, p: r.year_group is not None and r.year_group <= _LAST_COMPULSORY
         and bool(r.activity) and r.activity not in COMPULSORY),
    Rule(230, 1, "In Year 12 or above, with an activity of school age.", _PAGE,
         lambda r, p: r.year_group is not None and r.year_group > _LAST_COMPULSORY and r.activity in COMPULSORY,
         cannot="after Year 11 no activity of school age goes on: they are not known"),
    Rule(231, 2, "The record is said to have lapsed, and its last current day is after the period.", _MI,
         lambda r, p: r.lapsed == "Y" and r.due_on is not None and r.due_on > p.ends_on,
         cannot="both are computed from one day"),
    Rule(232, 2, "The record is said to be current, and its last current day is before the end of the period.", _MI,
         lambda r, p: r.lapsed == "N" and r.due_on is not None and r.due_on < p.ends_on,
         cannot="both are computed from one day"),
    Rule(233, 2, "A young carer, without the characteristic of one (140).", _PAGE,
         lambda r, p: _needs("620", "140", r)),
    Rule(234, 2, "A teenage parent, without the characteristic of one (120).", _PAGE,
         lambda r, p: _needs("630", "120", r)),
    Rule(235, 2, "Pregnancy, without the characteristic of it (180).", _PAGE, lambda r, p: _needs("650", "180", r)),
    Rule(237, 2, "It was ascertained after it was last verified.", _MI,
         lambda r, p: r.verified_on is not None and r.ascertained_on is not None and r.ascertained_on > r.verified_on,
         cannot=_PUT_RIGHT),
    Rule(238, 2, "It lapses after its planned end.", _MI,
         lambda r, p: r.due_on is not None and r.ends_on is not None and r.due_on > r.ends_on, cannot=_PUT_RIGHT),
    Rule(240, 1, "A person has no activities at all: the file is refused.", _MI, None, "file", rejects_file=True,
         cannot="everybody is written with one activity"),
    Rule(242, 2, "It was ascertained before it began.", _MI,
         lambda r, p: r.started_on is not None and r.ascertained_on is not None and r.ascertained_on < r.started_on,
         cannot=_PUT_RIGHT),
    Rule(243, 2, "The day on which it lapses is missing.", _SCHOOL,
         lambda r, p: r.activity in LAPSES and r.due_on is None),
    Rule(244, 2, "The day on which it lapses is no date.", _MI, None, cannot=_A_DATE),
    Rule(251, 2, "They are said to be NEET since before their fifteenth birthday.", _TEP, _neet_too_early),
    Rule(253, 2, "Aged 16 or 17, and on a programme that is not for them (440).", _PAGE,
         lambda r, p: r.activity == "440" and r.year_group is not None
         and _FIRST_OF_16 <= r.year_group <= _LAST_OF_17),
    Rule(254, 1, "At a special post-16 institution, without an EHC plan.", _PAGE,
         lambda r, p: r.activity == "280" and r.send_flag != "Y"),
    Rule(255, 1, "On a supported internship, without an EHC plan.", _PAGE,
         lambda r, p: r.activity == "460" and r.send_flag != "Y"),
    Rule(256, 1, "It was verified before it began.", _MI,
         lambda r, p: r.verified_on is not None and r.started_on is not None and r.verified_on < r.started_on,
         cannot=_PUT_RIGHT),
    Rule(257, 2, "It is looked at again after its planned end.", _PAGE,
         lambda r, p: r.review_on is not None and r.ends_on is not None and r.review_on > r.ends_on, cannot=_PUT_RIGHT),
    Rule(258, 1, "The planned end is no date.", _MI, None, cannot=_A_DATE),
    Rule(259, 1, "The planned end of education or training is missing.", _SCHOOL,
         lambda r, p: r.activity in ENDS and r.ends_on is None,
         cannot="where nobody has planned one it is the last current day"),
    Rule(260, 2, "Pregnant and male.", _PAGE, lambda r, p: r.gender == "M" and "180" in r.characteristics),
    Rule(262, 1, "The day on which it is looked at again is missing.", _TEP,
         lambda r, p: r.activity in REVIEWED and r.review_on is None),
    Rule(305, 2, "It was verified after the end of the period.", _MI,
         lambda r, p: r.verified_on is not None and r.verified_on > p.ends_on, cannot=_PUT_RIGHT),
)  # fmt: skip
"""In the order of their numbers. 261 stands with the rules of the file, beside 905 and 906."""
