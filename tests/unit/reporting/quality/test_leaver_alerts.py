"""Silence where an establishment would normally have leavers, and unusually few or many."""

from collections.abc import Iterable
from datetime import date
from math import exp

import pytest

from services.reporting.domain.quality.leaver_alerts import (
    ALERT_POLICIES,
    LeaversOfMonth,
    Profile,
    alert_policy,
    chance_of_at_least,
    chance_of_at_most,
    leaver_alerts,
)

MONTHS = ("2026-09", "2026-10", "2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04")
ON = date(2027, 4, 30)
PEERS = {f"886{number:04d}": Profile("school", 200) for number in range(1, 7)}
SILENT = "8860001"


def months(establishment: str, *leavers: int | None) -> list[LeaversOfMonth]:
    """Return the returns of an establishment from September on; None: none came."""
    named = zip(MONTHS, leavers, strict=False)
    return [LeaversOfMonth(establishment, month, count) for month, count in named if count is not None]


def of_peers(*leavers: int) -> list[LeaversOfMonth]:
    """Return the same counts for each peer."""
    return [one for number in list(PEERS)[1:] for one in months(number, *leavers)]


def kinds(counts: Iterable[LeaversOfMonth], establishment: str = SILENT) -> list[tuple[str, str, str]]:
    found = leaver_alerts(counts, PEERS, ON)
    return [(one.kind, one.since, one.until) for one in found if one.establishment == establishment]


def test_six_nil_returns_in_a_row_where_peers_average_four_are_a_silence() -> None:
    counts = months(SILENT, 0, 0, 0, 0, 0, 0) + of_peers(1, 0, 1, 0, 1, 1)
    (alert,) = leaver_alerts(counts, PEERS, ON)
    assert (alert.establishment, alert.kind, alert.since, alert.until) == (SILENT, "silent", "2026-09", "2027-02")
    assert (alert.returns, alert.peers, alert.peers_average, alert.expected) == (6, 5, 4.0, 4.0)


def test_it_is_found_with_the_first_return_by_which_peers_average_four() -> None:
    for last in range(1, 7):
        counts = months(SILENT, *[0] * last) + of_peers(*[1] * last)
        assert bool(kinds(counts)) == (last >= 4), last


def test_where_much_is_expected_three_returns_are_needed_all_the_same() -> None:
    assert kinds(months(SILENT, 0, 0) + of_peers(2, 2)) == []
    assert kinds(months(SILENT, 0, 0, 0) + of_peers(2, 2, 2)) == [("silent", "2026-09", "2026-11")]


def test_one_leaver_ends_a_silence_and_a_return_that_did_not_come_does_not() -> None:
    assert kinds(months(SILENT, 0, 0, 0, 0, 1) + of_peers(1, 1, 1, 1, 1)) == []
    assert kinds(months(SILENT, 0, 0, None, 0, 0) + of_peers(1, 1, 1, 1, 1)) == [("silent", "2026-09", "2027-01")]
    assert kinds(months(SILENT, 0, None, None, None, None) + of_peers(1, 1, 1, 1, 1)) == []


def test_months_in_which_too_few_peers_answer_count_for_nothing() -> None:
    summer = [LeaversOfMonth(SILENT, month, 0) for month in ("2027-05", "2027-06", "2027-07", "2027-08")]
    counts = months(SILENT, 1, 2, 1, 2, 1, 2, 1, 0) + of_peers(1, 1, 1, 1, 1, 1, 1, 1) + summer
    assert kinds(counts) == []


def test_who_has_no_peers_is_compared_with_its_own_returns_before() -> None:
    alone = {SILENT: Profile("college", 900)}
    silent = months(SILENT, 2, 1, 3, 0, 0, 0)
    (alert,) = leaver_alerts(silent, alone, ON)
    assert (alert.since, alert.returns, alert.peers, alert.own_average, alert.expected) == ("2026-12", 3, 0, 2.0, 6.0)
    assert leaver_alerts(months(SILENT, 2, 1, 0, 0, 0, 0), alone, ON) == [], "two returns are no average"
    assert leaver_alerts(silent, {}, ON) == [alert]


def test_peers_are_of_the_same_kind_and_of_similar_size() -> None:
    for others in (Profile("school", 401), Profile("school", 99), Profile("college", 200)):
        unlike = PEERS | dict.fromkeys(list(PEERS)[1:], others)
        counts = months(SILENT, 0, 0, 0, 0, 0, 0) + of_peers(2, 2, 2, 2, 2, 2)
        assert [one for one in leaver_alerts(counts, unlike, ON) if one.establishment == SILENT] == []


def test_many_and_few_are_told_by_own_returns_and_by_peers_together() -> None:
    steady = (2, 3, 2, 3, 2, 3)
    assert kinds(months(SILENT, *steady[:5], 14) + of_peers(*steady)) == [("many", "2027-02", "2027-02")]
    everybody = months(SILENT, *steady[:5], 14) + of_peers(*steady[:5], 14)
    assert kinds(everybody) == [], "it is so everywhere that month"
    large = tuple(12 + number for number in steady)
    assert kinds(months(SILENT, *large[:5], 1) + of_peers(*large)) == [("few", "2027-02", "2027-02")]
    assert kinds(months(SILENT, *large[:5], 0) + of_peers(*large)) == [("few", "2027-02", "2027-02")]


def test_a_few_leavers_are_never_many() -> None:
    nobody = of_peers(0, 0, 0, 0)
    assert kinds(months(SILENT, 0, 0, 0, 4) + nobody) == []
    assert kinds(months(SILENT, 0, 0, 0, 5) + nobody) == [("many", "2026-12", "2026-12")]


def test_last_years_months_are_history_and_no_alerts() -> None:
    last_year = [
        LeaversOfMonth(SILENT, f"2026-0{month}", count) for month, count in enumerate((1, 1, 1, 30, 1, 1), start=1)
    ]
    assert kinds([*last_year, *months(SILENT, 1)]) == []


def test_silences_stand_first_and_the_order_does_not_depend_on_that_of_the_returns() -> None:
    counts = months(SILENT, *[0] * 6) + of_peers(1, 1, 1, 1, 1, 14)
    found = leaver_alerts(counts, PEERS, ON)
    assert found[0].kind == "silent"
    assert leaver_alerts(counts[::-1], PEERS, ON) == found


@pytest.mark.parametrize("average", [0.3, 4.0, 900.0])
def test_chances_add_up(average: float) -> None:
    assert chance_of_at_most(0, average) == pytest.approx(exp(-average))
    for count in (1, 3, 40):
        assert chance_of_at_least(count, average) + chance_of_at_most(count - 1, average) == pytest.approx(1.0)
    assert chance_of_at_most(10_000, average) == pytest.approx(1.0)
    assert chance_of_at_least(0, average) == 1.0


def test_nothing_happens_where_nothing_is_expected() -> None:
    assert chance_of_at_most(0, 0.0) == 1.0
    assert chance_of_at_least(1, 0.0) == 0.0


def test_policies_are_dated_and_sourced() -> None:
    assert alert_policy(ON) is ALERT_POLICIES[0]
    assert all(policy.source for policy in ALERT_POLICIES)
