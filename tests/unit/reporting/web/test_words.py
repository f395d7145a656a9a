"""Every stage, rule, group and severity has words of its own."""

from typing import get_args

import pytest

from services.reporting.domain.activities import ACTIVITIES
from services.reporting.domain.claims import KINDS
from services.reporting.domain.cohort import ScopeEnd
from services.reporting.domain.precedence import PRECEDENCE
from services.reporting.domain.progress import Stage
from services.reporting.entrypoints.web import words
from shared.contracts.reporting import StatusGroup
from shared.vocabulary.issues import ENTRIES


def test_every_stage_has_words() -> None:
    assert set(words.STAGES) == set(get_args(Stage))


def test_every_status_group_has_words() -> None:
    assert set(words.GROUPS) == set(get_args(StatusGroup))


def test_every_severity_of_the_catalogue_has_words() -> None:
    assert {entry.severity for entry in ENTRIES} <= set(words.SEVERITIES)
    assert set(words.SEVERITIES) == set(words.SEVERITY_TONES)


@pytest.mark.parametrize("rule", [rule.name for rule in ACTIVITIES])
def test_every_activity_rule_has_a_sentence(rule: str) -> None:
    assert rule in words.RULES


@pytest.mark.parametrize("reason", get_args(ScopeEnd))
def test_every_end_of_scope_has_a_sentence(reason: str) -> None:
    assert reason in words.RULES


def test_every_cell_of_the_precedence_table_has_a_sentence() -> None:
    names = {f"{first} over {second}" for (first, second), verdict in PRECEDENCE.items() if verdict == "row"}
    assert names <= set(words.RULES)
    assert len(KINDS) ** 2 == len(PRECEDENCE)


def test_a_rule_without_words_is_still_readable() -> None:
    assert words.rule_sentence("a_new_rule") == "A new rule."
