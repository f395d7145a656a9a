"""Other rules in force: only the process of a what-if, which computes nothing else and then ends, goes by them.

What follows from the rules is kept in memory all over the domain, so that no process may go by two editions of them.
"""

from collections.abc import Mapping
from dataclasses import replace

from services.reporting.domain import currency
from services.reporting.domain.currency import CurrencyRule
from services.reporting.domain.precedence import half_matrix
from services.reporting.domain.precedence.cells import row_wins
from services.reporting.domain.what_if.scenario import CurrencyChanged, PrecedenceChanged, Scenario


def go_by(scenario: Scenario) -> None:
    """Let this process go by the rules of the scenario until it ends.

    Raises RuntimeError where it has computed by other rules before.
    """
    if isinstance(scenario, CurrencyChanged):
        currency.put_in_force(changed_rules(scenario))
    if isinstance(scenario, PrecedenceChanged):
        half_matrix.put_in_force(row_wins(scenario.winner, scenario.loser, f"{scenario.winner} wins", "a what-if"))


def changed_rules(scenario: CurrencyChanged) -> Mapping[str, tuple[CurrencyRule, ...]]:
    """Return the rules of the codes as the scenario has them, in every edition."""
    return {code: tuple(_changed(rule, scenario) for rule in currency.rules_of(code)) for code in scenario.codes}


def _changed(rule: CurrencyRule, scenario: CurrencyChanged) -> CurrencyRule:
    months, unreviewed = scenario.months, rule.months_unreviewed
    if months is not None and unreviewed is not None:
        months, unreviewed = rule.months, months
    return replace(
        rule,
        source="a what-if",
        certainty="proposed",
        months=rule.months if months is None else months,
        months_unreviewed=unreviewed,
        review_days=rule.review_days if scenario.review_days is None else scenario.review_days,
        lapses=True,
    )
