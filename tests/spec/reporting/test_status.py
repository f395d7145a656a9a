"""What a person is doing on a day: one table of examples, each with the rule that decided."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from services.reporting.domain.claims import Claim
from services.reporting.domain.status import status_on
from tests.support.claims import (
    TODAY,
    YEAR_10,
    YEAR_11,
    YEAR_12,
    YEAR_13,
    YEAR_14,
    enrolment,
    on_roll,
    school,
)


@dataclass(frozen=True)
class Example:
    """Claims, a day, and the answer: group, code, lapsed, since when, next change, rule."""

    why: str
    claims: list[Claim]
    group: str
    code: str | None
    rule: str
    as_at: date = TODAY
    lapsed: bool = False
    since: date | None = None
    turns: date | None = None


SEPT_26, SEPT_27, SEPT_28 = date(2026, 9, 1), date(2027, 9, 1), date(2028, 9, 1)

EXAMPLES = [
    Example(
        "enrolled at a school sixth form",
        [on_roll(), enrolment()],
        *("education", "210", "school_sixth_form"),
        since=date(2026, 9, 7),
        turns=SEPT_27,
    ),
    Example(
        "current on the due date itself",
        [on_roll(), enrolment()],
        *("education", "210", "school_sixth_form"),
        as_at=date(2027, 8, 31),
        since=date(2026, 9, 7),
        turns=SEPT_27,
    ),
    Example(
        "lapsed the day after: not known, the code stays",
        [on_roll(), enrolment()],
        *("not known", "210", "school_sixth_form"),
        as_at=SEPT_27,
        lapsed=True,
        since=SEPT_27,
        turns=SEPT_28,
    ),
    Example(
        "a return for the year to come, sent in August, is current in that year",
        [
            on_roll(),
            enrolment(date(2026, 8, 27), started_on=date(2025, 9, 4), ends_on=date(2027, 7, 20), period="2026-27"),
        ],
        *("education", "210", "school_sixth_form"),
        since=date(2025, 9, 4),
        turns=SEPT_27,
    ),
    Example(
        "a two-year course lapses on 31 August all the same",
        [on_roll(), enrolment(ends_on=date(2028, 7, 7))],
        *("not known", "210", "school_sixth_form"),
        as_at=SEPT_27,
        lapsed=True,
        since=SEPT_27,
        turns=SEPT_28,
    ),
    Example(
        "Year 12 on the roll and in no return",
        [on_roll()],
        *("not known", "810", "no_current_claim"),
        since=SEPT_26,
        turns=SEPT_28,
    ),
    Example(
        "Year 13, moved in this week",
        [on_roll(born_on=YEAR_13, moved_in_on=date(2026, 10, 1))],
        *("not known", "810", "no_current_claim"),
        since=date(2026, 10, 1),
        turns=SEPT_27,
    ),
    Example(
        "moves in next week",
        [on_roll(moved_in_on=date(2026, 10, 12))],
        *("out of scope", None, "not_moved_in_yet"),
        turns=date(2026, 10, 12),
    ),
    Example(
        "Year 11 on the roll of a school",
        [on_roll(born_on=YEAR_11)],
        *("compulsory", "110", "on_a_school_roll"),
        since=SEPT_26,
        turns=SEPT_27,
    ),
    Example(
        "Year 11 on the roll, in no school",
        [on_roll(born_on=YEAR_11, school=None)],
        *("compulsory", "150", "on_no_school_roll"),
        since=SEPT_26,
        turns=SEPT_27,
    ),
    Example(
        "Year 11 last year, Year 12 now: the roll says scope alone",
        [on_roll(date(2026, 8, 20))],
        *("not known", "810", "no_current_claim"),
        since=SEPT_26,
        turns=SEPT_28,
    ),
    Example(
        "Year 10 a year after the last roll: the registration lapsed with the school year",
        [on_roll(date(2026, 3, 1), born_on=YEAR_10)],
        *("not known", "110", "on_a_school_roll"),
        lapsed=True,
        since=SEPT_26,
        turns=date(2028, 9, 1),
    ),
    Example(
        "a pupil below Year 12 in the sixth-form return",
        [on_roll(born_on=YEAR_11), enrolment(born_on=YEAR_11)],
        *("compulsory", "110", "compulsory_age"),
        since=date(2026, 9, 7),
        turns=date(2027, 7, 10),
    ),
    Example(
        "enrolled, starts next month",
        [on_roll(), enrolment(started_on=date(2026, 11, 2))],
        *("not known", "810", "no_current_claim"),
        since=SEPT_26,
        turns=date(2026, 11, 2),
    ),
    Example(
        "left scope",
        [on_roll(left_on=date(2026, 10, 1), left_status="T"), enrolment()],
        *("out of scope", None, "left_the_roll"),
        since=date(2026, 10, 1),
        turns=SEPT_28,
    ),
    Example(
        "leaves scope next month",
        [on_roll(left_on=date(2026, 11, 1)), enrolment()],
        *("education", "210", "school_sixth_form"),
        since=date(2026, 9, 7),
        turns=date(2026, 11, 1),
    ),
    Example(
        "past Year 13 without a plan",
        [on_roll(born_on=YEAR_14), enrolment(born_on=YEAR_14)],
        *("out of scope", None, "past_the_last_tracked_year"),
        since=SEPT_26,
    ),
    Example(
        "past Year 13 with a plan in force",
        [on_roll(born_on=YEAR_14, ehcp_until=date(2027, 3, 31)), enrolment(born_on=YEAR_14)],
        *("education", "210", "school_sixth_form"),
        since=date(2026, 9, 7),
        turns=date(2027, 4, 1),
    ),
    Example(
        "past Year 13, the plan has ended",
        [on_roll(born_on=YEAR_14, ehcp_until=date(2026, 9, 30)), enrolment(born_on=YEAR_14, sen="E")],
        *("out of scope", None, "past_the_last_tracked_year"),
        since=date(2026, 10, 1),
    ),
    Example(
        "past Year 13, only a return tells of a plan",
        [on_roll(born_on=YEAR_14), enrolment(born_on=YEAR_14, sen="E")],
        *("education", "210", "school_sixth_form"),
        since=date(2026, 9, 7),
        turns=SEPT_27,
    ),
    Example(
        "the plan ends with the 25th birthday",
        [on_roll(born_on=date(2001, 10, 5), ehcp_until=date(2030, 1, 1))],
        *("out of scope", None, "past_the_last_tracked_year"),
        since=date(2026, 10, 5),
    ),
    Example(
        "known from a return alone",
        [enrolment()],
        *("education", "210", "school_sixth_form"),
        since=date(2026, 9, 7),
        turns=SEPT_27,
    ),
    Example("nobody says anything any more", [], "out of scope", None, "nothing_known"),
    Example(
        "a guest has no main activity there",
        [on_roll(), enrolment(enrolment_status="G")],
        *("not known", "810", "no_current_claim"),
        since=SEPT_26,
        turns=SEPT_28,
    ),
    Example(
        "guest at one school, current at another",
        [on_roll(), enrolment(enrolment_status="G", number=2, received_on=date(2026, 10, 1)), enrolment()],
        *("education", "210", "school_sixth_form"),
        since=date(2026, 9, 7),
        turns=SEPT_27,
    ),
    Example(
        "two schools claim one learner: where they started later decides",
        [
            on_roll(),
            enrolment(date(2026, 10, 1), number=1),
            enrolment(number=2, attendance="PT", establishment="8860002", started_on=date(2026, 9, 14)),
        ],
        *("education", "250", "part_time"),
        since=date(2026, 9, 14),
        turns=SEPT_27,
    ),
    Example(
        "a current claim decides over one that lapsed, though the latter was received later",
        [enrolment(), enrolment(date(2026, 10, 1), number=2, ends_on=date(2026, 9, 30), attendance="PT")],
        *("education", "210", "school_sixth_form"),
        since=date(2026, 9, 7),
        turns=SEPT_27,
    ),
    Example(
        "no birth date anywhere: the year group that was told",
        [enrolment(born_on=None, year_group=13)],
        *("education", "210", "school_sixth_form"),
        since=date(2026, 9, 7),
        turns=SEPT_27,
    ),
    Example(
        "no birth date anywhere: a year later past Year 13",
        [enrolment(born_on=None, year_group=13)],
        *("out of scope", None, "past_the_last_tracked_year"),
        as_at=SEPT_27,
        since=SEPT_27,
    ),
    Example(
        "the roll's birth date counts, not the school's",
        [on_roll(born_on=YEAR_11), enrolment(born_on=YEAR_12)],
        *("compulsory", "110", "compulsory_age"),
        since=date(2026, 9, 7),
        turns=date(2027, 7, 10),
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.why for example in EXAMPLES])
def test_status(example: Example) -> None:
    status = status_on(example.claims, example.as_at, school)
    told: dict[str, Any] = {
        "group": status.answer.group,
        "code": status.answer.code,
        "rule": status.answer.rule,
        "lapsed": status.answer.lapsed,
        "since": status.answer.effective_on,
        "turns": status.answer.next_change_on,
    }
    assert told == {name: getattr(example, name) for name in told}


def test_the_reasons_name_what_lost_and_why() -> None:
    winner = enrolment(number=2, establishment="8860002", started_on=date(2026, 9, 8))
    earlier, guest, over = (
        enrolment(number=1),
        enrolment(number=3, enrolment_status="G"),
        enrolment(number=4, ends_on=date(2026, 9, 20)),
    )
    status = status_on([on_roll(), earlier, guest, over, winner], TODAY, school)
    assert status.decided_by is winner
    assert {(reason.rule, reason.evidence.generation_id) for reason in status.reasons} == {
        ("roll_states_scope_only", 90),
        ("started_later", 1),
        ("guest_or_subsidiary", 3),
        ("lapsed", 4),
    }


def test_what_decides_alone_needs_no_reasons() -> None:
    assert status_on([enrolment()], TODAY, school).reasons == ()


def test_c13_an_accelerated_pupil_of_15_in_year_12_has_the_code_of_their_age() -> None:
    claim = enrolment(born_on=YEAR_11, year_group=12)
    assert status_on([claim], TODAY, school).answer.code == "110"
    assert status_on([claim], date(2027, 7, 9), school).answer.group == "compulsory"


@pytest.mark.parametrize("missing", ["level", "attendance", "ends_on"])
def test_c11_a_value_that_was_dropped_leaves_the_learner_enrolled(missing: str) -> None:
    unsaid: dict[str, Any] = {missing: None}
    status = status_on([on_roll(), enrolment(**unsaid)], TODAY, school)
    assert (status.answer.code, status.answer.due_on) == ("210", date(2027, 8, 31))


def test_c11_of_two_lines_the_one_that_tells_its_level_counts() -> None:
    told, silent = enrolment(ordinal=1, level="E"), enrolment(ordinal=2, level=None)
    assert status_on([silent, told], TODAY, school).decided_by is told


def test_c17_a_missing_review_date_is_listed_with_the_status() -> None:
    assert status_on([enrolment()], TODAY, lambda _: "secure").issues == ("P006",)
    assert status_on([enrolment()], TODAY, school).issues == ()


def test_b13_a_contradiction_of_two_establishments_is_listed_once() -> None:
    claims: list[Claim] = [enrolment(number=1), enrolment(number=2, establishment="8860002"), on_roll()]
    assert status_on(claims, TODAY, school).issues == ("P001",)
    third = enrolment(number=3, establishment="8860003")
    assert status_on([*claims, third], TODAY, school).issues == ("P001",)


@pytest.mark.parametrize(
    "other", [{"enrolment_status": "G"}, {"ends_on": date(2026, 9, 30)}, {"started_on": date(2026, 11, 2)}]
)
def test_b13_a_guest_a_leaver_and_somebody_yet_to_start_contradict_nobody(other: dict[str, Any]) -> None:
    claims: list[Claim] = [enrolment(number=1), enrolment(number=2, establishment="8860002", **other)]
    assert status_on(claims, TODAY, school).issues == ()


NOT_TRACKED = [
    ("left_the_roll", on_roll(left_on=date(2026, 10, 1)), enrolment(), "roll"),
    ("not_moved_in_yet", on_roll(moved_in_on=date(2026, 10, 12)), enrolment(), "roll"),
    ("past_the_last_tracked_year", on_roll(born_on=YEAR_14), enrolment(), "roll"),
    ("past_the_last_tracked_year", on_roll(born_on=None), enrolment(born_on=YEAR_14), "learning"),
    ("past_the_last_tracked_year", on_roll(born_on=None), enrolment(born_on=None, year_group=14), "learning"),
]


@pytest.mark.parametrize(("rule", "entry", "said", "role"), NOT_TRACKED)
def test_bug_3_the_row_that_ended_tracking_is_named_and_what_else_is_said_is_listed(
    rule: str, entry: Claim, said: Claim, role: str
) -> None:
    status = status_on([entry, said], TODAY, school)
    assert (status.answer.group, status.answer.rule) == ("out of scope", rule)
    assert status.decided_by is not None
    assert status.decided_by.role == role
    other = said if status.decided_by is entry else entry
    assert [(reason.rule, reason.evidence) for reason in status.reasons] == [("not_tracked", other.evidence)]


def test_bug_3_of_whom_nothing_counts_there_is_no_row_to_name() -> None:
    status = status_on([], TODAY, school)
    assert (status.decided_by, status.reasons) == (None, ())
