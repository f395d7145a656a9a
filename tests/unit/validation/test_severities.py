"""Which severities may be lowered, what changes of them come to, and what a judgement by them says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.validation.domain.complaint_counts import ComplaintCount, complaint_counts
from services.validation.domain.rows import Refused
from services.validation.domain.severities import (
    LOWERABLE,
    Severities,
    SeverityChange,
    severities_after,
    why_fixed,
    why_fixed_everywhere,
)
from services.validation.usecases.judge_rows import judged_part
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.issues import CATALOGUE, code_of, get_issue
from tests.support.verdicts import verdicts_of
from tests.unit.validation.test_judging import changed, part

STARTS_LATER, OTHER_SCHOOL, ENDS_FIRST = map(
    code_of, ("starts_too_far_ahead", "other_establishment", "ends_before_start")
)
FAR_AHEAD = "2027-06-01"


def lowered(*codes: str, collection: str | None = None) -> Severities:
    return severities_after(SeverityChange(code, collection, lowered=True) for code in codes)


def test_what_may_be_lowered_is_what_a_rule_finds_in_a_row_that_can_be_used_all_the_same() -> None:
    assert {get_issue(code).name for code in LOWERABLE} == {
        "activity_ends_before_it_starts",
        "attended_after_leaving",
        "birth_date_implausible",
        "born_in_the_future",
        "cells_beyond_heading",
        "ends_before_start",
        "ends_too_late",
        "leaver_in_enrolment",
        "of_compulsory_school_age",
        "offer_starts_implausibly",
        "offered_in_the_future",
        "other_college",
        "other_establishment",
        "reason_beside_an_offer",
        "reason_of_another_year",
        "review_before_contact",
        "starts_too_far_ahead",
        "year_group_contradicts_age",
    }


@pytest.mark.parametrize(
    ("name", "collection", "why"),
    [
        ("nothing_to_recognise_by", "S_ENR", "essential"),
        ("surname_missing", "ROLL", "essential"),
        ("start_missing", "S_ENR", "essential"),
        ("date_left_missing", "S_CHECK", "essential"),
        ("leaves_too_far_ahead", "S_CHECK", "essential"),
        ("movement_missing", "S_JL", "essential"),
        ("date_joined_missing", "S_JL", "essential"),
        ("level_not_on_list", "S_ENR", "no value"),
        ("level_missing", "S_JOIN", "no value"),
        ("upn_missing", "ROLL", "no value"),
        ("wrong_kind", "S_ENR", "not of rows"),
        ("ended_already", "S_ENR", "no error"),
        ("other_establishment", "ROLL", "not said"),
        ("other_establishment", "S_ENR", None),
        ("born_in_the_future", "CONTACT", None),
    ],
)
def test_why_a_severity_is_fixed(name: str, collection: str, why: str | None) -> None:
    code = code_of(name) if name != "wrong_kind" else "F001"
    assert why_fixed(code, collection) == why


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_issue_can_be_lowered_somewhere_or_says_why_not(code: str) -> None:
    assert (code in LOWERABLE) == (why_fixed_everywhere(code) is None)


CHANGES = st.lists(
    st.builds(
        SeverityChange,
        st.sampled_from([*LOWERABLE, "V092", "F001"]),
        st.none() | st.sampled_from(list(COLLECTIONS)),
        st.booleans(),
    ),
    max_size=8,
)


@given(CHANGES)
def test_the_last_change_about_an_issue_in_a_collection_decides_and_only_where_it_may(
    changes: list[SeverityChange],
) -> None:
    found = severities_after(changes)
    assert found.version == len(changes)
    for collection in COLLECTIONS:
        for code in CATALOGUE:
            about = [one for one in changes if one.code == code and one.collection in (None, collection)]
            expected = bool(about) and about[-1].lowered and why_fixed(code, collection) is None
            assert (code in found.lowered_in(collection)) == expected


@given(CHANGES)
def test_taking_everything_back_leaves_the_catalogues_own(before: list[SeverityChange]) -> None:
    back = [SeverityChange(code, None, lowered=False) for code in LOWERABLE]
    assert severities_after([*before, *back]).by_collection == {}


def test_a_lowered_error_is_a_warning_and_the_row_is_used() -> None:
    event = part(changed(L9=FAR_AHEAD))
    refused, used = judged_part(event), judged_part(event, lowered(STARTS_LATER))
    assert isinstance(verdicts_of(refused)[0], Refused)
    assert used.refused == ()
    assert [(one.code, one.severity) for one in verdicts_of(used)[0].complaints] == [(STARTS_LATER, "warning")]
    assert used.columns == refused.columns


def test_it_is_lowered_in_no_other_collection() -> None:
    event = part(changed(L9=FAR_AHEAD))
    assert judged_part(event, lowered(STARTS_LATER, collection="C_ENR")).refused == (0,)


def test_a_value_is_kept_that_would_have_been_taken_away() -> None:
    event = part(changed(L10="2026-09-01"))
    taken, kept = judged_part(event), judged_part(event, lowered(ENDS_FIRST))
    assert taken.values("L10") == [None]
    assert kept.values("L10") == [date(2026, 9, 1)]


def test_what_is_essential_stays_an_error_whatever_was_stored() -> None:
    event = part(changed(L9=None))
    assert judged_part(event, lowered(code_of("start_missing"))).refused == (0,)


def test_rows_are_counted_by_what_lowering_an_error_would_change() -> None:
    event = part(
        changed(),
        changed(L9=FAR_AHEAD),  # for this alone
        changed(L9=FAR_AHEAD, E1="886/0002"),  # for two errors
        changed(L9=FAR_AHEAD, P5=None),  # and for one that cannot be lowered
        changed(L10="2026-09-01"),  # a value is taken away
    )
    assert complaint_counts(judged_part(event)) == {
        (STARTS_LATER, False): ComplaintCount(rows=3, alone=1, accepted=0),
        (OTHER_SCHOOL, False): ComplaintCount(rows=1, alone=0, accepted=0),
        (ENDS_FIRST, False): ComplaintCount(rows=1, alone=0, accepted=1),
    }
    assert complaint_counts(judged_part(event, lowered(STARTS_LATER, ENDS_FIRST))) == {
        (STARTS_LATER, True): ComplaintCount(rows=3, alone=0, accepted=1),
        (OTHER_SCHOOL, False): ComplaintCount(rows=1, alone=1, accepted=0),
        (ENDS_FIRST, True): ComplaintCount(rows=1, alone=0, accepted=1),
    }


@pytest.mark.parametrize("code", sorted(LOWERABLE))
def test_lowering_an_error_accepts_just_the_rows_that_the_preview_counts(code: str) -> None:
    event = part(changed(L9=FAR_AHEAD), changed(E1="886/0002"), changed(L9=FAR_AHEAD, E1="886/0002"), changed(P5=None))
    before, after = judged_part(event), judged_part(event, lowered(code))
    alone = complaint_counts(before).get((code, False), ComplaintCount()).alone
    assert len(before.refused) - len(after.refused) == alone
