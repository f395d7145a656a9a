"""The table after a run: every test counts once, for its kind, with the time of all its steps."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.support.kinds import Counting, Figures, kind_of, main, table


def report(nodeid: str, when: str, outcome: str, seconds: float) -> pytest.TestReport:
    return pytest.TestReport(nodeid, ("", 0, ""), {}, outcome, None, when, duration=seconds)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("nodeid", "kind"),
    [
        ("tests/unit/shared/test_clock.py::test_it", "unit"),
        ("tests/e2e/test_sending.py::test_it[x/y]", "e2e"),
        ("elsewhere/test_it.py::test_it", "other"),
        ("tests/test_it.py::test_it", "other"),
        ("clients/python/client_tests/test_it.py::test_it", "unit"),
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


def part(began: float, ended: float, *failed: str, **kinds: tuple[int, int, float]) -> str:
    """Return the file of a process: how many of each kind passed and failed, and in how many seconds."""
    figures = {
        kind: {"outcomes": {"passed": passed, "failed": fell}, "seconds": seconds}
        for kind, (passed, fell, seconds) in kinds.items()
    }
    return json.dumps({"began": began, "ended": ended, "failed": failed, "kinds": figures})


def test_the_sum_of_several_processes_names_what_failed_and_ends_with_the_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one.json").write_text(part(100.0, 130.0, "tests/unit/test_a.py::test_b", unit=(3, 1, 20.0)))
    (tmp_path / "two.json").write_text(part(101.0, 162.5, e2e=(2, 0, 60.0), contract=(4, 0, 1.0)))
    main([str(tmp_path / f"{name}.json") for name in ("one", "two")])
    assert capsys.readouterr().out.splitlines()[1:] == [
        "kind             passed   failed  skipped  seconds",
        "unit                  3        1        0     20.0",
        "contract              4        0        0      1.0",
        "e2e                   2        0        0     60.0",
        "all                   9        1        0     81.0",
        "FAILED tests/unit/test_a.py::test_b",
        " 1 failed, 9 passed in 62.50s ".center(80, "="),
    ]


def test_what_a_process_counted_is_what_is_added_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counting = Counting()
    counting.pytest_runtest_logreport(report("tests/spec/test_a.py::test_a", "call", "failed", 1.5))
    counting.pytest_runtest_logreport(report("tests/spec/test_a.py::test_a", "teardown", "failed", 0.5))
    counting.pytest_runtest_logreport(report("tests/spec/test_a.py::test_b", "call", "passed", 1.0))
    (tmp_path / "one.json").write_text(json.dumps(counting.as_json()))
    main([str(tmp_path / "one.json")])
    shown = capsys.readouterr().out
    assert "spec                  1        2        0      3.0" in shown
    assert shown.count("FAILED tests/spec/test_a.py::test_a\n") == 1


def test_a_process_that_left_no_figures_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.json").write_text(part(100.0, 130.0, unit=(3, 0, 20.0)))
    main([str(tmp_path / f"{name}.json") for name in ("one", "two")])
    assert capsys.readouterr().out.splitlines()[-1] == ("The part `two` came to grief before it could count its tests.")
