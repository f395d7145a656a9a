"""The September Guarantee: which round, which node, which code, by which rule; and who belongs to the cohort."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import permutations

import pytest

from services.reporting.domain.guarantee.counts import CountedPeople, count_guarantees
from services.reporting.domain.guarantee.decision import CONTINUING, SENTENCES, Doing, OfferFacts, guarantee_of
from services.reporting.domain.guarantee.membership import MEMBER_SENTENCES, Place, membership_of
from services.reporting.domain.guarantee.rounds import Node, Round
from services.reporting.domain.guarantee.words import (
    BUCKETS,
    CODES,
    DESTINATION_CODES,
    OF_YEAR_12_ALONE,
    OFFER_RULES,
)
from shared.vocabulary.activities import ACTIVITIES
from shared.vocabulary.code_lists import CODE_LISTS

BORN_2010 = 2010
"""Academic year of birth of Year 11 in 2026-27."""
MAY = date(2027, 5, 31)


@pytest.mark.parametrize(
    ("period_end", "cohort", "year", "node"),
    [
        (date(2027, 4, 30), 2010, 2027, "Year 11"),
        (date(2027, 8, 31), 2010, 2027, "Year 11"),
        (date(2027, 9, 30), 2010, 2027, "Year 11"),
        (date(2028, 3, 31), 2010, 2027, "Year 11"),
        (date(2028, 4, 30), 2010, 2028, "Year 12"),
        (date(2027, 5, 31), 2009, 2027, "Year 12"),
        (date(2028, 1, 31), 2009, 2027, "Year 12"),
        (date(2027, 5, 31), 2008, 2027, None),
        (date(2027, 5, 31), 2011, 2027, None),
        (date(2027, 3, 31), 2010, 2026, None),
        (date(2027, 3, 31), 2009, 2026, "Year 11"),
    ],
)
def test_a_round_is_reported_from_april_to_march(period_end: date, cohort: int, year: int, node: Node | None) -> None:
    found = Round.of(period_end)
    assert (found.year, found.node_of(cohort)) == (year, node)


def test_the_cohort_of_a_round_is_fixed_at_the_end_of_may() -> None:
    assert (Round(2027).cohort_on, Round(2027).period) == (MAY, "2026-27")
    assert Round(2027).birth_cohorts == {2010: "Year 11", 2009: "Year 12"}


@dataclass(frozen=True)
class Case:
    """One line of the table. `decides`: place of the claim that does, among those given, the newest first."""

    means: str
    code: str
    rule: str
    offers: Sequence[OfferFacts] = ()
    decides: int | None = None
    node: Node = "Year 11"
    doing: Doing = Doing()  # noqa: RUF009 (a value)


def offer(offer_type: str | None = "CONDITIONAL", response: str | None = None) -> OfferFacts:
    return OfferFacts(offer_type, response)


def answer(reason: str | None = None, destination: str | None = None, offer_type: str | None = "NONE") -> OfferFacts:
    return OfferFacts(offer_type, None, reason, destination, answers=True)


AT_SCHOOL = Doing("210", goes_on=True)

CASES = [
    Case("nobody has recorded anything", "159", "nothing_recorded"),
    Case("a guaranteed offer", "110", "guaranteed_offer", [offer("GUARANTEED")], 0),
    Case("a conditional offer has no code of its own", "110", "conditional_offer", [offer()], 0),
    Case("an offer of which the kind is not told", "110", "offer_of_unknown_kind", [offer(None)], 0),
    Case("an accepted offer", "110", "conditional_offer", [offer(response="ACCEPTED")], 0),
    Case("a declined offer was made", "110", "offer_declined", [offer(response="DECLINED")], 0),
    Case("a withdrawn offer is none", "159", "nothing_recorded", [offer(response="WITHDRAWN")]),
    Case("no offer by one sender says nothing of the others", "159", "nothing_recorded", [offer("NONE")]),
    Case("applied, awaiting the outcome", "140", "applied", [offer(None, "APPLIED")], 0),
    Case("of several offers the newest decides", "110", "guaranteed_offer", [offer("GUARANTEED"), offer()], 0),
    Case("an offer decides over an application", "110", "conditional_offer", [offer(None, "APPLIED"), offer()], 1),
    Case(
        "an offer decides over a newer withdrawal",
        "110",
        "conditional_offer",
        [offer(response="WITHDRAWN"), offer()],
        1,
    ),
    Case("the school answers: has not applied", "151", "school_answered", [answer("151")], 0),
    Case("the school answers: not appropriate", "122", "school_answered", [answer("122")], 0),
    Case("the school answers: has an offer elsewhere", "110", "school_answered", [answer("110")], 0),
    Case("the school answers with an offer", "110", "guaranteed_offer", [answer(offer_type="GUARANTEED")], 0),
    Case("the school answers: not recorded", "159", "nothing_recorded", [answer("159")]),
    Case("the school answers where the pupil goes: work", "120", "school_named_destination", [answer(None, "D14")], 0),
    Case("a destination that says nothing of the guarantee", "159", "nothing_recorded", [answer(None, "D24")]),
    Case("the reason comes before the destination", "151", "school_answered", [answer("151", "D14")], 0),
    Case("a reason decides over an application", "120", "school_answered", [offer(None, "APPLIED"), answer("120")], 1),
    Case("an application decides over: has not applied", "140", "applied", [answer("151"), offer(None, "APPLIED")], 1),
    Case("an offer decides over a reason", "110", "conditional_offer", [answer("151"), offer()], 1),
    Case("114 is for Year 12 alone", "159", "nothing_recorded", [answer("114")]),
    Case("114 of Year 12", "114", "school_answered", [answer("114")], 0, "Year 12"),
    Case("Year 12 is rolled over", "114", "rolled_over", node="Year 12", doing=AT_SCHOOL),
    Case("Year 11 is not", "159", "nothing_recorded", doing=AT_SCHOOL),
    Case("a course that is over by then is not", "159", "nothing_recorded", node="Year 12", doing=Doing("230")),
    Case("an apprentice of Year 12", "115", "rolled_over", node="Year 12", doing=Doing("310", goes_on=True)),
    Case("work without training is none", "159", "nothing_recorded", node="Year 12", doing=Doing("330", goes_on=True)),
    Case("a gap year is none", "159", "nothing_recorded", node="Year 12", doing=Doing("260", goes_on=True)),
    Case("an offer decides over the roll-over", "110", "conditional_offer", [offer()], 0, "Year 12", AT_SCHOOL),
    Case("the roll-over decides over a reason", "114", "rolled_over", [answer("151")], None, "Year 12", AT_SCHOOL),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.means)
def test_which_code_decides(case: Case) -> None:
    found = guarantee_of(case.offers, case.node, case.doing, MAY)
    assert (found.code, found.rule, found.decided_by) == (case.code, case.rule, case.decides)
    assert found.rule in SENTENCES


def test_the_code_does_not_depend_on_the_order_in_which_rows_came() -> None:
    rows = (offer(), answer("120"), offer(None, "APPLIED"), offer("NONE"))
    for node in ("Year 11", "Year 12"):
        assert {guarantee_of(order, node, Doing(), MAY).code for order in permutations(rows)} == {"110"}
        assert {guarantee_of(order, node, Doing(), MAY).code for order in permutations(rows[1:])} == {"120"}


def test_the_tables_speak_of_codes_that_there_are() -> None:
    assert set(CODES) == set(CODE_LISTS["guarantee_status"].labels)
    assert set(CODES.values()) == set(BUCKETS)
    assert {row.code for row in OFFER_RULES} | set(DESTINATION_CODES.values()) | set(CONTINUING.values()) <= {
        *CODES,
        None,
    }
    assert set(DESTINATION_CODES) <= set(CODE_LISTS["destination"].labels)
    assert set(CONTINUING) <= {activity.code for activity in ACTIVITIES}


@pytest.mark.parametrize("offer_type", [None, *CODE_LISTS["offer_type"].labels])
@pytest.mark.parametrize("response", [None, *CODE_LISTS["application_state"].labels])
@pytest.mark.parametrize("node", ["Year 11", "Year 12"])
def test_every_offer_has_a_code_that_is_for_its_node(offer_type: str | None, response: str | None, node: Node) -> None:
    found = guarantee_of([offer(offer_type, response)], node, Doing(), MAY)
    assert found.code in CODES
    assert node == "Year 12" or found.code not in OF_YEAR_12_ALONE


@pytest.mark.parametrize(
    ("place", "node", "member", "rule"),
    [
        (Place(True, True, "8860001"), "Year 11", True, "educated_here"),
        (Place(True, True, "8874199"), "Year 11", False, "educated_elsewhere"),
        (Place(True, True, None), "Year 11", True, "resident_on_no_roll"),
        (Place(True, True, "8860001", "8874199"), "Year 11", True, "educated_here"),
        (Place(True, False, None, "8860001"), "Year 11", True, "educated_here"),
        (Place(True, False, None, "8874199"), "Year 11", False, "educated_elsewhere"),
        (Place(True, False, None), "Year 11", False, "not_known_to_be_educated_here"),
        (Place(False, True, "8860001"), "Year 11", False, "not_tracked"),
        (Place(True, True, "8874199"), "Year 12", True, "lives_here"),
        (Place(True, False, None, "8860001"), "Year 12", False, "lives_elsewhere"),
        (Place(False, True, None), "Year 12", False, "not_tracked"),
    ],
)
def test_year_11_belongs_where_it_is_educated_and_year_12_where_it_lives(
    place: Place, node: Node, member: bool, rule: str
) -> None:
    found = membership_of(place, node)
    assert (found.member, found.rule) == (member, rule)
    assert rule in MEMBER_SENTENCES


@pytest.mark.parametrize(("members", "added", "over"), [(100, 0, 0), (96, 4, 0), (96, 5, 1), (0, 2, 2), (90, 0, 0)])
def test_more_offers_recorded_than_the_cohort_has_is_an_alarm(members: int, added: int, over: int) -> None:
    cohort = 0 if members == 0 else 100
    people = [
        CountedPeople("Year 11", "110", True, members),
        CountedPeople("Year 11", "159", True, cohort - members),
        CountedPeople("Year 11", "110", False, added),
        CountedPeople("Year 11", "159", False, 50),
    ]
    line = count_guarantees(Round(2027), people, fixed=True).lines[0]
    assert line.over_the_cohort == over


def test_the_buckets_of_a_node_sum_to_its_cohort_and_those_added_since_stand_apart() -> None:
    figures = count_guarantees(
        Round(2027),
        [
            CountedPeople("Year 11", "110", True, 90),
            CountedPeople("Year 11", "122", True, 2),
            CountedPeople("Year 11", "151", True, 5),
            CountedPeople("Year 11", "159", True, 3),
            CountedPeople("Year 11", "110", False, 4),
        ],
        fixed=True,
    )
    year_11, year_12 = figures.lines
    assert year_11.buckets == {"offer made": 90, "not appropriate": 2, "no offer": 5, "not recorded": 3}
    assert (year_11.cohort, year_11.added_since, year_11.percent("offer made")) == (100, 4, 90.0)
    assert (year_12.cohort, year_12.percent("offer made")) == (0, None)
