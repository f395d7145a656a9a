"""What a decision must come with, and when it is in force."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from services.reporting.domain.returns.decisions import (
    NOT_THE_SENDERS,
    Demand,
    decided,
    demand_of,
    why_not_the_senders,
)
from services.reporting.domain.returns.generations import Generation, GenerationState
from services.reporting.domain.returns.hold import Comparison, hold_rule, policy_for
from services.reporting.domain.returns.progress import FINAL, Facts, stage_of
from tests.support.builders import an_id

TODAY = date(2026, 10, 5)
REASON, NOTHING = Demand(reason=True), Demand()
BOTH, MANY = Demand(reason=True, act="take the roll out"), Demand(reason=True, act="take many out")

EXAMPLES = [
    # collection, people before, then, removed, what it must come with
    ("S_ENR", 221, 180, 41, REASON),
    ("S_ENR", 221, 215, 6, NOTHING),
    ("S_ENR", 200, 181, 19, NOTHING),
    ("S_ENR", 200, 180, 20, REASON),
    ("S_ENR", 5, 0, 5, REASON),
    ("S_ENR", 0, 30, 0, NOTHING),
    ("S_ENR", 0, 0, 0, NOTHING),
    ("S_LEAVE", 3, 2, 1, NOTHING),
    ("S_LEAVE", 3, 1, 2, REASON),
    ("C_ENR", 3_000, 2_501, 499, REASON),
    ("C_ENR", 3_000, 2_500, 500, MANY),
    ("C_ENR", 6_000, 5_500, 500, NOTHING),
    ("ROLL", 6_000, 0, 6_000, BOTH),
    ("ROLL", 6_000, 5_400, 600, BOTH),
    ("ROLL", 6_000, 5_401, 599, NOTHING),
]


@pytest.mark.parametrize(("collection", "before", "listed", "removed", "demand"), EXAMPLES)
def test_bug_1_what_a_decision_must_come_with(
    collection: str, before: int, listed: int, removed: int, demand: Demand
) -> None:
    comparison = Comparison(before=before, listed=listed, added=0, removed=removed, shielded=0)
    assert demand_of(comparison, collection, TODAY) == demand


@pytest.mark.parametrize("removed", [0, 5, 9, 10, 11, 50, 100])
def test_bug_1_a_decision_wants_a_reason_exactly_where_a_return_would_be_held(removed: int) -> None:
    comparison = Comparison(before=100, listed=100 - removed, added=0, removed=removed, shielded=0)
    held = hold_rule(comparison, policy_for(TODAY, "S_ENR")) is not None
    assert demand_of(comparison, "S_ENR", TODAY).reason == held


THE_SENDERS: list[tuple[str, int, int, bool]] = [
    # collection, people before, removed, whether its sender may say itself that it is meant so
    ("S_ENR", 221, 41, True),
    ("S_ENR", 221, 110, True),
    ("S_ENR", 221, 111, False),
    ("C_ENR", 20, 10, False),
    ("S_LEAVE", 3, 2, True),
    ("S_JL", 30, 29, True),
    ("ROLL", 6_000, 900, True),
    ("ROLL", 6_000, 3_000, False),
]


@pytest.mark.parametrize(("collection", "before", "removed", "may"), THE_SENDERS)
def test_what_a_sender_may_confirm_itself(collection: str, before: int, removed: int, may: bool) -> None:
    comparison = Comparison(before=before, listed=before - removed, added=0, removed=removed, shielded=0)
    assert (why_not_the_senders("removes_many", comparison, collection, TODAY) is None) == may


def test_an_empty_return_is_never_the_senders_to_confirm_and_each_rule_names_its_source() -> None:
    emptied = Comparison(before=2, listed=0, added=0, removed=2, shielded=0)
    for collection in ("S_ENR", "S_LEAVE", "ROLL"):
        assert why_not_the_senders("empty_return", emptied, collection, TODAY) == NOT_THE_SENDERS[0].why
    assert all(one.source and one.why for one in NOT_THE_SENDERS)


IN_FORCE: list[tuple[Any, Any, bool]] = [
    ("held", "approve", True),
    ("held", "undo", True),
    ("held", None, False),
    ("accepted", "undo", True),
    ("accepted", "approve", False),
    ("passed over", "undo", True),
    ("passed over", "approve", True),
    ("undone", "approve", True),
    ("undone", "undo", False),
    ("superseded", "approve", False),
    ("held", "withdraw", False),
    ("undone", "withdraw", False),
    ("building", "undo", False),
    (None, None, False),
]


@pytest.mark.parametrize(("verdict", "decision", "waits"), IN_FORCE)
def test_bug_2_a_decision_is_being_put_into_force_until_the_verdict_follows(
    verdict: Any, decision: Any, waits: bool
) -> None:
    facts = Facts(extracted=True, state=verdict, decision=decision, complete=True, effective=True)
    assert (stage_of(replace(facts, decided_as_it_is=True)) == "deciding") == waits
    assert (stage_of(facts) == "deciding") == (waits and decision == "undo"), "it was about the judgement before"


@pytest.mark.parametrize(("hold", "waits"), [(True, True), (False, False)])
def test_taken_back_a_file_counts_on_only_where_nothing_holds_it(hold: bool, waits: bool) -> None:
    facts = Facts(extracted=True, state="accepted", decision="withdraw", complete=True, effective=True, hold=hold)
    assert (stage_of(facts) == "deciding") == waits


@pytest.mark.parametrize("verdict", get_args(GenerationState))
def test_no_file_is_finished_before_it_is_known_who_sent_it_and_how_many_rows_were_read(verdict: Any) -> None:
    read = Facts(extracted=True, state=verdict, complete=True, effective=verdict == "accepted")
    assert stage_of(replace(read, extracted=False)) == "settling"
    assert stage_of(replace(read, received=False)) == "received"
    assert (stage_of(read) in FINAL) == (verdict != "building")


def test_bug_2_every_verdict_is_looked_at_and_nothing_being_put_into_force_is_final() -> None:
    assert {verdict for verdict, _, _ in IN_FORCE} >= set(get_args(GenerationState))
    assert "deciding" not in FINAL


def test_a_decision_is_about_one_generation_and_leaves_the_others() -> None:
    received_at = datetime(2026, 10, 5, 9, tzinfo=UTC)
    first, second = (Generation(number, an_id("submission", number), 1, received_at, True) for number in (1, 2))
    assert decided([first, second], 2, "undo") == (first, replace(second, decision="undo"))
    assert decided([first], 2, "undo") == (first,)
