"""Known answers: the test vectors of the national fact sheet, and statuses over claims of all roles by example.

The manual prints them (`docs/generated/status-examples.md`).
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from services.reporting.domain.claims import Claim
from tests.support.claims import (
    YEAR_11,
    YEAR_12,
    YEAR_13,
    answer,
    contact,
    correction,
    enrolment,
    leaver,
    offer,
    on_roll,
)

MARCH: Final = date(2019, 3, 26)

YEAR_GROUPS: Final = (
    # born on, on that day, year group
    (date(2009, 8, 31), date(2025, 8, 31), 11),
    (date(2009, 8, 31), date(2025, 9, 30), 12),
    (date(2009, 9, 1), date(2025, 9, 30), 11),
    (date(2008, 9, 1), date(2025, 9, 30), 12),
    (date(2008, 8, 31), date(2026, 2, 28), 13),
    (date(2001, 6, 10), date(2019, 5, 31), 13),
)
"""Source: NCCIS-2019."""

CURRENCY_FIXTURES: Final = (
    # code, verified, review, course end, due to lapse
    ("210", MARCH, None, date(2020, 8, 31), date(2019, 8, 31)),
    ("110", MARCH, None, date(2019, 8, 31), date(2019, 8, 31)),
    ("260", MARCH, date(2019, 6, 30), date(2020, 8, 31), date(2019, 7, 28)),
    ("290", MARCH, date(2019, 6, 30), date(2020, 8, 31), date(2019, 7, 28)),
    ("350", MARCH, date(2019, 8, 31), None, date(2019, 9, 28)),
    ("710", MARCH, date(2019, 6, 30), None, date(2019, 7, 28)),
    ("310", MARCH, None, None, date(2020, 3, 26)),
    ("320", MARCH, None, None, date(2020, 3, 26)),
    ("330", MARCH, None, None, date(2019, 9, 26)),
    ("340", MARCH, None, None, date(2019, 9, 26)),
    ("360", MARCH, None, None, date(2019, 9, 26)),
    ("380", MARCH, None, None, date(2019, 9, 26)),
    ("381", MARCH, None, None, date(2019, 9, 26)),
    ("550", MARCH, None, None, date(2019, 9, 26)),
    ("550", date(2019, 4, 21), None, None, date(2019, 10, 21)),
    ("410", date(2019, 4, 14), None, date(2019, 10, 14), date(2019, 10, 14)),
    ("530", MARCH, None, date(2019, 6, 26), date(2019, 6, 26)),
    *((code, MARCH, None, None, None) for code in ("540", "610", "615", "616", "619", "620", "630")),
    *((code, MARCH, None, None, None) for code in ("650", "660", "670", "680")),
    ("640", MARCH, date(2019, 6, 30), None, None),
    *((code, MARCH, None, None, None) for code in ("810", "820", "830")),
)
"""Source: NCCIS-2019."""


class StatusExample(NamedTuple):
    """What is said of one person, the day that is asked about, and the status with its reason."""

    words: str
    claims: Sequence[Claim]
    as_at: date
    group: str
    code: str | None
    since: date | None
    rule: str
    lapsed: bool = False
    neet_since: date | None = None
    next_change_on: date | None = None


A, B, COLLEGE = "8860001", "8860002", "10004340"
SEPT, OCT, NOV, DEC = date(2026, 9, 18), date(2026, 10, 20), date(2026, 11, 9), date(2026, 12, 7)
STARTED = date(2026, 9, 7)
ROLL: Final = on_roll()

STATUS_EXAMPLES: Final = (
    StatusExample(
        "Enrolled to July: current through the summer",
        (ROLL, enrolment(SEPT)),
        *(date(2027, 8, 31), "education", "210", STARTED, "school_sixth_form"),
        next_change_on=date(2027, 9, 1),
    ),
    StatusExample(
        "On 1 September everything of the old year lapses",
        (ROLL, enrolment(SEPT, ends_on=date(2028, 7, 14))),
        *(date(2027, 9, 1), "not known", "210", date(2027, 9, 1), "school_sixth_form"),
        lapsed=True,
    ),
    StatusExample(
        "The school confirms on its pupil list that somebody is still there: it never stopped",
        (ROLL, enrolment(SEPT, ends_on=date(2028, 7, 14)), answer(date(2027, 10, 8), stays=True, destination="D31")),
        *(date(2027, 10, 11), "education", "210", STARTED, "still_there"),
    ),
    StatusExample(
        "The day after the last day on roll the enrolment is over",
        (ROLL, enrolment(SEPT), leaver(date(2026, 9, 30), left_on=date(2026, 9, 25), destination="D24")),
        *(date(2026, 9, 26), "neet", "619", date(2026, 9, 26), "left_for_destination"),
        neet_since=date(2026, 9, 26),
    ),
    StatusExample(
        "Work after a college has lapsed: where an earlier school had them go to does not come back",
        (
            ROLL,
            leaver(OCT, left_on=date(2026, 9, 25), destination="D03"),
            leaver(DEC, number=51, establishment=COLLEGE, left_on=date(2026, 11, 27), destination="D14"),
        ),
        *(date(2027, 6, 8), "not known", "330", date(2027, 6, 8), "left_for_destination"),
        lapsed=True,
    ),
    StatusExample(
        "A contact after the enrolment was listed: what the young person says counts",
        (ROLL, enrolment(SEPT, establishment=COLLEGE), contact(NOV)),
        *(DEC, "neet", "619", NOV, "reported_in_a_contact"),
        neet_since=NOV,
    ),
    StatusExample(
        "The college lists the same once more: it said so before the contact, which still counts",
        (
            ROLL,
            enrolment(DEC, establishment=COLLEGE, made_at=enrolment(SEPT).evidence.received_at),
            contact(NOV),
        ),
        *(DEC, "neet", "619", NOV, "reported_in_a_contact"),
        neet_since=NOV,
    ),
    StatusExample(
        "An enrolment that starts after the contact ends it, and it does not come back when that lapses",
        (ROLL, contact(NOV), enrolment(DEC, establishment=COLLEGE, started_on=date(2026, 11, 16))),
        *(date(2027, 9, 1), "not known", "210", date(2027, 9, 1), "school_sixth_form"),
        lapsed=True,
    ),
    StatusExample(
        "A contact confirms what the school lists: the enrolment still decides, with its school",
        (ROLL, enrolment(SEPT), contact(NOV, activity="210")),
        *(DEC, "education", "210", STARTED, "school_sixth_form"),
    ),
    StatusExample(
        "Nobody answers the telephone: nothing changes",
        (ROLL, enrolment(SEPT), contact(NOV, activity=None, outcome="no answer")),
        *(DEC, "education", "210", STARTED, "school_sixth_form"),
    ),
    StatusExample(
        "From one NEET code to another: one time of being NEET",
        (ROLL, contact(NOV, activity="610"), contact(DEC, number=71, contacted_on=DEC, activity="619")),
        *(DEC, "neet", "619", DEC, "reported_in_a_contact"),
        neet_since=NOV,
    ),
    StatusExample(
        "The same work confirmed: it lasts six months from the newer contact, and began with the first",
        (ROLL, contact(NOV, activity="330"), contact(DEC, number=71, contacted_on=DEC, activity="330")),
        *(date(2027, 6, 7), "employment", "330", NOV, "reported_in_a_contact"),
        next_change_on=date(2027, 6, 8),
    ),
    StatusExample(
        "Nobody confirms the work: not known six months later, and no older contact comes back",
        (ROLL, contact(NOV), contact(DEC, number=71, contacted_on=DEC, activity="330")),
        *(date(2027, 6, 8), "not known", "330", date(2027, 6, 8), "reported_in_a_contact"),
        lapsed=True,
    ),
    StatusExample(
        "Temporary work lapses 28 days after the day on which it was to be looked at again",
        (ROLL, contact(NOV, activity="350", review_on=date(2027, 1, 31))),
        *(date(2027, 2, 28), "employment", "350", NOV, "reported_in_a_contact"),
        next_change_on=date(2027, 3, 1),
    ),
    StatusExample(
        "A school answers about its leaver: the answer is newer than the leaving",
        (ROLL, leaver(left_on=date(2026, 9, 25), destination="D31"), answer(OCT, destination="D14")),
        *(NOV, "employment", "330", OCT, "answered_so"),
    ),
    StatusExample(
        "A school answers about somebody whom a college lists: the enrolment counts",
        (ROLL, enrolment(SEPT, establishment=COLLEGE), answer(OCT, destination="D24")),
        *(NOV, "education", "210", STARTED, "school_sixth_form"),
    ),
    StatusExample(
        "A school that answers that it does not know takes nothing back",
        (ROLL, contact(SEPT, contacted_on=SEPT, activity="330"), answer(OCT, destination="D31")),
        *(NOV, "employment", "330", SEPT, "reported_in_a_contact"),
    ),
    StatusExample(
        "On one day the young person counts for more than the school",
        (ROLL, contact(OCT, contacted_on=OCT, activity="310"), answer(OCT, destination="D24")),
        *(NOV, "employment", "310", OCT, "reported_in_a_contact"),
    ),
    StatusExample(
        "An offer is no activity",
        (ROLL, offer(date(2026, 9, 10))),
        *(OCT, "not known", "810", date(2026, 9, 1), "no_current_claim"),
    ),
    StatusExample(
        "A correction until a day decides, whatever the school lists anew",
        (
            ROLL,
            correction(NOV, corrected_on=NOV, until=date(2027, 1, 31)),
            enrolment(DEC, started_on=date(2026, 12, 1)),
        ),
        *(date(2027, 1, 31), "employment", "330", NOV, "corrected_by_hand"),
        next_change_on=date(2027, 2, 1),
    ),
    StatusExample(
        "After its last day what it covered counts again",
        (
            ROLL,
            correction(NOV, corrected_on=NOV, until=date(2027, 1, 31)),
            enrolment(DEC, started_on=date(2026, 12, 1)),
        ),
        *(date(2027, 2, 1), "education", "210", date(2026, 12, 1), "school_sixth_form"),
    ),
    StatusExample(
        "A correction without a last day counts for more than an older enrolment",
        (ROLL, enrolment(SEPT), correction(NOV, corrected_on=NOV)),
        *(DEC, "employment", "330", NOV, "corrected_by_hand"),
    ),
    StatusExample(
        "It ends when somebody says something new",
        (ROLL, enrolment(SEPT), correction(NOV, corrected_on=NOV), contact(DEC, contacted_on=DEC, activity="619")),
        *(DEC, "neet", "619", DEC, "reported_in_a_contact"),
        neet_since=DEC,
    ),
    StatusExample(
        "A tracker hears that somebody moved away: not known until the authority confirms it",
        (ROLL, enrolment(SEPT), contact(NOV, activity=None, left_status="T")),
        *(DEC, "not known", "810", NOV, "moved_away_to_confirm"),
    ),
    StatusExample(
        "The authority confirms it: not tracked",
        (ROLL, enrolment(SEPT), correction(NOV, corrected_on=NOV, activity=None, left_status="T")),
        *(DEC, "out of scope", None, NOV, "corrected_out_of_scope"),
    ),
    StatusExample(
        "Young offenders in custody learn: 290; what a contact reports of Year 11 waits for Year 12",
        (on_roll(born_on=YEAR_11), contact(NOV, activity="619", born_on=YEAR_11)),
        *(date(2027, 9, 1), "neet", "619", date(2027, 9, 1), "reported_in_a_contact"),
        neet_since=date(2027, 9, 1),
    ),
    StatusExample(
        "Custody of a young adult stands outside every share",
        (on_roll(born_on=YEAR_13), contact(NOV, activity="710", review_on=date(2027, 1, 31), born_on=YEAR_13)),
        *(DEC, "other", "710", NOV, "reported_in_a_contact"),
        next_change_on=date(2027, 3, 1),
    ),
    StatusExample(
        "Known from a contact alone",
        (contact(NOV, born_on=YEAR_12),),
        *(DEC, "neet", "619", NOV, "reported_in_a_contact"),
        neet_since=NOV,
    ),
)
