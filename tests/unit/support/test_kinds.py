"""The table after a run: every test counts once, for its kind, with the time of all its steps."""

from collections import Counter

import pytest

from tests.support.kinds import Counting, Figures, kind_of, table


def report(nodeid: str, when: str, outcome: str, seconds: float) -> pytest.TestReport:
    return pytest.TestReport(nodeid, ("", 0, ""), {}, outcome, None, when, duration=seconds)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("nodeid", "kind"),
    [
        ("tests/unit/shared/test_clock.py::test_it", "unit"),
        ("tests/e2e/test_sending.py::test_it[x/y]", "e2e"),
        ("elsewhere/test_it.py::test_it", "other"),
        ("tests/test_it.py::test_it", "other"),
    ],
)
def test_the_kind_is_the_folder_below_tests(nodeid: str, kind: str) -> None:
    assert kind_of(nodeid) == kind


def test_a_test_counts_once_and_takes_as_long_as_all_its_steps() -> None:
    counting = Counting()
    for when, seconds in (("setup", 1.0), ("call", 0.5), ("teardown", 0.25)):
        counting.pytest_runtest_logreport(report("tests/unit/test_a.py::test_a", when, "passed", seconds))
    counting.pytest_runtest_logreport(report("tests/unit/test_a.py::test_b", "setup", "skipped", 0.0))
    assert counting.by_kind == {"unit": Figures(Counter(passed=1, skipped=1), 1.75)}


def test_a_failing_fixture_is_a_failure() -> None:
    counting = Counting()
    counting.pytest_runtest_logreport(report("tests/spec/test_a.py::test_a", "setup", "failed", 0.0))
    counting.pytest_runtest_logreport(report("tests/spec/test_a.py::test_a", "teardown", "passed", 0.0))
    assert counting.by_kind["spec"].outcomes == Counter(failed=1)


def test_the_table_has_the_kinds_in_their_order_and_the_sum() -> None:
    by_kind = {"e2e": Figures(Counter(passed=2), 30.0), "unit": Figures(Counter(passed=10, failed=1), 1.25)}
    assert table(by_kind) == [
        "kind             passed   failed  skipped  seconds",
        "unit                 10        1        0      1.2",
        "e2e                   2        0        0     30.0",
        "all                  12        1        0     31.2",
    ]
