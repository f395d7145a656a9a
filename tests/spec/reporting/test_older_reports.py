"""What a leaver once went to does not come back when what they did later has lapsed, whoever reported it.

A lapsed record is not known and keeps its own code (source: NCCIS-2019): nobody has said since that the older one is
true again. Of one person exactly one activity is sent, the last that was reported.
"""

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from typing import Final

import pytest

from services.reporting.domain.claims import Claim
from services.reporting.domain.status import status_on
from tests.support.claims import answer, contact, correction, enrolment, leaver, on_roll, school

SCHOOL, COLLEGE = "8860001", "10004340"
LEFT: Final = date(2026, 10, 2)
TO_COLLEGE: Final = leaver(date(2026, 10, 30), left_on=LEFT, destination="D03", destination_starts_on=date(2026, 10, 5))
"""The school says in October: left, and goes to a college, which is education until the end of August."""
AT_COLLEGE: Final = enrolment(
    date(2026, 10, 30), number=2, establishment=COLLEGE, started_on=date(2026, 10, 5), ends_on=date(2028, 7, 7)
)
LEFT_COLLEGE: Final = leaver(
    date(2026, 11, 30), number=51, establishment=COLLEGE, left_on=date(2026, 11, 13), destination="D14"
)
WORK: Final = date(2026, 11, 30)
CASES: Final[dict[str, Sequence[Claim]]] = {
    "the young person says so": (TO_COLLEGE, contact(WORK, contacted_on=WORK, activity="330")),
    "the school answers so": (TO_COLLEGE, answer(WORK, destination="D14")),
    "another school answers so": (TO_COLLEGE, answer(WORK, establishment="8860002", destination="D14")),
    "the college says so of a leaver of its own": (TO_COLLEGE, LEFT_COLLEGE),
    "the college had them, and says so": (TO_COLLEGE, AT_COLLEGE, LEFT_COLLEGE),
    "the college had them, and they say so": (
        TO_COLLEGE,
        AT_COLLEGE,
        contact(WORK, contacted_on=WORK, activity="330"),
    ),
    "the school had them before": (
        enrolment(ends_on=date(2028, 7, 7)),
        TO_COLLEGE,
        contact(WORK, contacted_on=WORK, activity="330"),
    ),
    "somebody at the authority sets it": (TO_COLLEGE, correction(WORK, corrected_on=WORK, activity="330")),
}


@pytest.mark.parametrize("case", CASES)
def test_an_older_destination_does_not_come_back_once_the_later_work_has_lapsed(case: str) -> None:
    for claims in permutations((on_roll(), *CASES[case])):
        working = status_on(claims, date(2027, 3, 1), school).answer
        assert (working.group, working.code, working.lapsed) == ("employment", "330", False)
        after = status_on(claims, date(2027, 7, 1), school).answer
        assert (after.group, after.code, after.lapsed) == ("not known", "330", True)


def test_a_destination_that_is_said_anew_counts_again() -> None:
    again = leaver(date(2027, 6, 30), number=52, left_on=date(2027, 6, 11), destination="D03")
    claims = (on_roll(), TO_COLLEGE, contact(WORK, contacted_on=WORK, activity="330"), again)
    assert status_on(claims, date(2027, 7, 1), school).answer.code == "230"
