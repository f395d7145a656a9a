"""Scenarios: a closed set of kinds; the same people answer each time; other rules hold in their process alone."""

import subprocess
import sys
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.reporting.domain import currency
from services.reporting.domain.currency import due_on
from services.reporting.domain.what_if.answers import ListedName, drawn
from services.reporting.domain.what_if.rules import changed_rules, go_by
from services.reporting.domain.what_if.scenario import CurrencyChanged, scenario_of

LISTED = [ListedName(UUID(int=number), "8860001") for number in range(200)]


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "magic"},
        {},
        {"kind": "currency", "codes": ["210"]},
        {"kind": "currency", "codes": ["999"], "months": 3},
        {"kind": "currency", "codes": ["210"], "months": 3, "sql": "x"},
        {"kind": "late", "weeks": 2},
        {"kind": "late", "establishment": "8860001", "weeks": 0},
        {"kind": "late", "collection": "NONE", "weeks": 1},
        {"kind": "removed", "collection": "NONE"},
        {"kind": "answered", "collection": "S_ENR", "period": "2026-27", "percent": 80, "shares": {"D25": 100}},
        {"kind": "answered", "collection": "TEP_DEST", "period": "2026-27", "percent": 80, "shares": {"D25": 90}},
        {"kind": "answered", "collection": "TEP_DEST", "period": "2026-27", "percent": 80, "shares": {"D99": 100}},
        {"kind": "precedence", "winner": "learning", "loser": "learning"},
        {"kind": "precedence", "winner": "learning", "loser": "rumour"},
    ],
)
def test_what_is_no_scenario_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        scenario_of(given)


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "currency", "codes": ["210"], "months": 3},
        {"kind": "late", "establishment": "8860001", "weeks": 2},
        {"kind": "answered", "collection": "TEP_DEST", "period": "2026-27", "percent": 80, "shares": {"D25": 100}},
        {"kind": "removed", "collection": "S_ENR"},
        {"kind": "precedence", "winner": "contact", "loser": "learning"},
    ],
)
def test_a_scenario_is_stored_and_read_again(given: dict[str, Any]) -> None:
    scenario = scenario_of(given)
    assert scenario_of(scenario.model_dump(mode="json")) == scenario


def test_the_same_seed_draws_the_same_people_whatever_the_order() -> None:
    shares = {"D13": 25, "D25": 75}
    found = drawn(LISTED, 80, shares, 7)
    assert found == drawn(reversed(LISTED), 80, shares, 7)
    assert found != drawn(LISTED, 80, shares, 8)
    assert len(found) == 160
    assert sorted(found.values()).count("D13") == 40


@pytest.mark.parametrize("percent", [1, 33, 50, 99])
def test_whoever_answers_at_a_lower_share_answers_at_a_higher_one(percent: int) -> None:
    lower, higher = (drawn(LISTED, one, {"D25": 100}, 1) for one in (percent, percent + 1))
    assert set(lower) < set(higher)


def test_a_rule_keeps_its_other_limits() -> None:
    rules = changed_rules(CurrencyChanged(codes=("210", "619", "350"), months=3))
    assert (rules["210"][0].months, rules["210"][0].academic_year_end) == (3, True)
    assert (rules["619"][0].months, rules["619"][0].lapses) == (3, True)
    assert (rules["350"][0].months, rules["350"][0].months_unreviewed) == (None, 3)


def test_a_process_that_has_computed_by_the_rules_takes_no_others() -> None:
    before = due_on("310", verified_on=date(2026, 10, 1))
    with pytest.raises(RuntimeError):
        go_by(CurrencyChanged(codes=("310",), months=1))
    assert due_on("310", verified_on=date(2026, 10, 1)) == before
    assert currency.rules_of("310")[0].months == 12


_PROBE = """
from datetime import date
from services.reporting.domain.currency import due_on
from services.reporting.domain.what_if.rules import go_by
from services.reporting.domain.what_if.scenario import CurrencyChanged
go_by(CurrencyChanged(codes=("310",), months=1))
print(due_on("310", verified_on=date(2026, 10, 1)))
"""


def test_a_process_of_its_own_goes_by_the_other_rules() -> None:
    found = subprocess.run([sys.executable, "-c", _PROBE], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "2026-11-01"


def test_the_process_of_a_what_if_loads_nothing_that_publishes() -> None:
    probe = "import sys, services.reporting.wiring.what_if_process; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    loaded = found.stdout.split()
    assert "services.reporting.adapters.what_if.known" in loaded
    unwanted = ("aiokafka", "faststream", "shared.kafka", "shared.outbox", "shared.runtime", "shared.crypto")
    assert [name for name in loaded if name.startswith(unwanted)] == []
