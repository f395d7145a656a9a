"""What a leaver does: destinations by example, what a leaving ends, and who came back."""

from datetime import date
from typing import Any

import pytest

from services.reporting.domain.claims import Claim, ClaimWords
from services.reporting.domain.destinations import DESTINATIONS, destination_rule
from services.reporting.domain.status import SCOPE_END_TO_CONFIRM, Status, status_on
from shared.vocabulary.activities import get_activity
from shared.vocabulary.code_lists import LEFT_STATUS
from shared.vocabulary.code_lists.of_leaving import DESTINATION
from tests.support.claims import YEAR_10, YEAR_11, YEAR_12, enrolment, leaver, on_roll, school

LEFT, NEXT_DAY = date(2026, 9, 25), date(2026, 9, 26)
OCT, NOV = date(2026, 10, 5), date(2026, 11, 2)
OTHER = "8860002"


def today(*claims: Claim, as_at: date = OCT) -> Status:
    return status_on(claims, as_at, school)


@pytest.mark.parametrize(
    ("destination", "group", "code"),
    [
        ("D02", "education", "210"),
        ("D03", "education", "230"),
        ("D08", "employment", "310"),
        ("D14", "employment", "330"),
        ("D11", "training", "430"),
        ("D20", "re-engagement", "530"),
        ("D21", "neet", "540"),
        ("D23", "neet", "615"),
        ("D24", "neet", "619"),
        ("D25", "neet", "610"),
        ("D28", "neet", "640"),
        ("D30", "education", "290"),
        ("D31", "not known", "810"),
        ("D32", "not known", "820"),
        ("D33", "not known", "810"),
        ("D36", "not known", "810"),
        ("D01", "not known", "810"),
    ],
)
def test_a_leavers_destination_is_their_activity(destination: str, group: str, code: str) -> None:
    answer = today(on_roll(), enrolment(), leaver(destination=destination)).answer
    assert (answer.group, answer.code, answer.effective_on) == (group, code, NEXT_DAY)


@pytest.mark.parametrize(
    ("destination", "code"), [("D01", "110"), ("D16", "120"), ("D30", "130"), ("D31", "150"), ("D24", "150")]
)
def test_in_compulsory_school_age_only_its_own_codes_apply(destination: str, code: str) -> None:
    answer = today(on_roll(born_on=YEAR_10), leaver(destination=destination, born_on=YEAR_10)).answer
    assert (answer.group, answer.code) == ("compulsory", code)


def test_on_the_last_day_on_roll_the_enrolment_still_counts() -> None:
    claims = (on_roll(), enrolment(), leaver(destination="D24"))
    last, after = today(*claims, as_at=LEFT), today(*claims, as_at=NEXT_DAY)
    assert (last.answer.code, last.answer.next_change_on) == ("210", NEXT_DAY)
    assert (after.answer.code, after.answer.rule) == ("619", "left_for_destination")


def test_until_the_destination_begins_it_is_not_known_what_they_do() -> None:
    claims = (on_roll(), leaver(destination="D03", destination_starts_on=date(2026, 10, 12)))
    waiting = today(*claims).answer
    assert (waiting.group, waiting.rule, waiting.next_change_on) == (
        "not known",
        "destination_not_begun",
        date(2026, 10, 12),
    )
    assert today(*claims, as_at=date(2026, 10, 12)).answer.code == "230"


@pytest.mark.parametrize(("destination", "code"), [("D22", "616"), ("D23", "615")])
def test_whoever_has_a_start_agreed_is_waiting_until_then(destination: str, code: str) -> None:
    claims = (on_roll(), leaver(destination=destination, destination_starts_on=NOV))
    answer = today(*claims).answer
    assert (answer.group, answer.code, answer.effective_on) == ("neet", code, NEXT_DAY)


def test_a_stay_is_over_even_when_what_followed_it_has_lapsed() -> None:
    claims = (on_roll(), enrolment(ends_on=date(2028, 7, 9)), leaver(destination="D14"))
    answer = today(*claims, as_at=date(2027, 5, 1)).answer
    assert (answer.group, answer.code, answer.lapsed) == ("not known", "330", True)


def test_an_enrolment_repeated_unchanged_does_not_bring_a_leaver_back() -> None:
    again = enrolment(NOV, number=3, made_at=enrolment().evidence.received_at)
    assert today(on_roll(), again, leaver(destination="D24"), as_at=NOV).answer.code == "619"


@pytest.mark.parametrize("changes", [{"started_on": date(2026, 9, 28)}, {"level": "2"}])
def test_who_is_listed_anew_by_the_school_came_back(changes: dict[str, Any]) -> None:
    back = enrolment(NOV, number=3, **changes)
    status = today(on_roll(), back, leaver(destination="D24"), as_at=NOV)
    assert status.answer.code == "210"
    assert {reason.rule for reason in status.reasons} == {"roll_states_scope_only", "came_back_since"}


def test_a_leaver_ends_what_their_own_school_says_and_no_other() -> None:
    elsewhere = enrolment(establishment=OTHER, number=2)
    status = today(on_roll(), enrolment(), elsewhere, leaver(destination="D24"))
    assert status.decided_by is elsewhere
    assert status.issues == ()
    assert {reason.rule for reason in status.reasons} == {
        "roll_states_scope_only",
        "stay_has_ended",
        "learning over leaving",
    }


def test_whoever_learned_elsewhere_afterwards_is_not_what_they_were_before_once_that_has_lapsed() -> None:
    elsewhere = enrolment(NOV, establishment=OTHER, number=3, started_on=NOV)
    status = today(on_roll(), enrolment(), leaver(destination="D24"), elsewhere, as_at=date(2027, 9, 1))
    assert (status.answer.group, status.answer.code, status.answer.lapsed) == ("not known", "210", True)
    assert "learned_elsewhere_since" in {reason.rule for reason in status.reasons}


def test_what_had_lapsed_elsewhere_before_the_leaving_does_not_bear_on_it() -> None:
    before = enrolment(date(2025, 9, 18), establishment=OTHER, number=3, started_on=date(2025, 9, 5), ends_on=None)
    status = today(on_roll(), before, leaver(destination="D24"))
    assert status.answer.code == "619"


def test_a_stay_elsewhere_that_was_over_before_does_not_bear_on_a_leaving() -> None:
    elsewhere = enrolment(establishment=OTHER, number=3)
    left_there = leaver(establishment=OTHER, number=51, left_on=date(2026, 9, 14))
    status = today(on_roll(), elsewhere, left_there, leaver(destination="D24"), as_at=date(2027, 9, 1))
    assert status.answer.code == "619"


@pytest.mark.parametrize(("repeated", "code"), [(True, "619"), (False, "810")])
def test_a_school_that_repeats_an_older_saying_has_not_changed_its_mind(repeated: bool, code: str) -> None:
    first = leaver()
    later = leaver(date(2026, 10, 30), number=51, destination="D24")
    made_at = first.evidence.received_at if repeated else None
    again = leaver(NOV, number=52, made_at=made_at)
    assert today(on_roll(), first, later, again, as_at=NOV).answer.code == code


def test_a_leaver_of_year_11_is_what_follows_from_the_first_day_of_year_12() -> None:
    claims = (on_roll(born_on=YEAR_11), leaver(left_on=date(2027, 6, 25), destination="D24", born_on=YEAR_11))
    summer, autumn = today(*claims, as_at=date(2027, 8, 31)).answer, today(*claims, as_at=date(2027, 9, 1)).answer
    assert (summer.code, summer.effective_on, summer.next_change_on) == ("150", date(2027, 6, 26), date(2027, 9, 1))
    assert (autumn.code, autumn.effective_on) == ("619", date(2027, 9, 1))


@pytest.mark.parametrize("destination", ["D33", "D34", "D35"])
def test_whoever_is_said_to_have_moved_away_or_died_is_listed_for_the_authority_to_confirm(destination: str) -> None:
    status = today(on_roll(), enrolment(), leaver(destination=destination))
    assert (status.answer.code, status.answer.rule) == ("810", "left_scope_to_confirm")
    assert status.issues == (SCOPE_END_TO_CONFIRM,)
    confirmed = today(on_roll(left_on=LEFT, left_status="T"), leaver(destination=destination))
    assert (confirmed.answer.group, confirmed.issues) == ("out of scope", ())


def test_every_destination_has_a_row_and_every_row_a_code_of_the_list() -> None:
    assert {rule.destination for rule in DESTINATIONS} == set(DESTINATION.labels)
    for rule in DESTINATIONS:
        if rule.code is not None:
            assert get_activity(rule.code).compulsory_age_only == (12 not in rule.years)
        assert rule.cohort_status is None or rule.cohort_status in LEFT_STATUS.labels
    custody = destination_rule("D30", 14, OCT)
    assert custody is not None
    assert custody.code == "710"


def test_the_timeline_says_who_left_when_and_where_to() -> None:
    words = ClaimWords(lambda number: f"School {number}", lambda on: f"{on:%d/%m/%Y}")
    gone = leaver(
        destination="D03", destination_name="MidKent College", destination_starts_on=OCT, destination_confirmed="Y"
    )
    assert gone.sentence(words) == (
        "School 8860001: left on 25/09/2026. Destination: Further education college (MidKent College), from 05/10/2026,"
        " confirmed"
    )
    assert leaver().sentence(words) == "School 8860001: left on 25/09/2026. Destination: Not known"


def test_nobody_is_known_by_a_leaving_alone_but_is_still_somebody() -> None:
    answer = today(leaver(destination="D08", born_on=YEAR_12)).answer
    assert (answer.group, answer.code) == ("employment", "310")


def test_of_two_lines_of_one_return_the_one_that_left_later_counts() -> None:
    first, second = leaver(destination="D08"), leaver(ordinal=1, left_on=NEXT_DAY, destination="D24")
    for claims in ((first, second), (second, first)):
        answer = today(on_roll(), *claims).answer
        assert (answer.group, answer.code) == ("neet", "619")


def test_what_a_leaving_says_is_the_same_in_two_returns_whoever_confirmed_it() -> None:
    once, again = leaver(destination="D08"), leaver(number=51, destination="D08", destination_confirmed="Y")
    assert once.content == again.content
    assert leaver(destination="D24").content != once.content
