"""Comparing two builds: medians, ratios of each turn, and only what both builds measure in every turn."""

from pathlib import Path
from typing import Any

import pytest

from tests.bench.pair import Comparison, Measure, Side, compare, history_line


def run(rows_per_s: float, extract: float = 40.0, postgres: float = 10.0, **more: Any) -> dict[str, Any]:
    """Return what a run writes, as far as the comparison reads it."""
    return {
        "rows_per_s": rows_per_s,
        "processes_us": {"ingest": extract, "postgres": postgres},
        "stages": {"extract": {"process_us": extract, "postgres_us": postgres / 2, "budget_us": 30.0}},
        **more,
    }


def test_ratios_are_taken_turn_by_turn() -> None:
    """A turn that was slow for both changes no ratio, though it would change that of the medians."""
    found = {one.name: one for one in compare([run(1000), run(400), run(900)], [run(1100), run(440), run(990)])}
    rows = found["rows/s"]
    assert (rows.reference, rows.ours, rows.ratios) == (900, 990, (1.1, 1.1, 1.1))
    assert rows.ratio == pytest.approx(1.1)


def test_a_stage_is_its_process_and_its_share_of_postgresql_and_not_its_budget() -> None:
    """Everything adds up the processes."""
    told = run(1000, extract=40.0, postgres=10.0)
    assert Measure("", ("stages", "extract", "p*_us")).of(told) == 45.0
    assert Measure("", ("processes_us", "*")).of(told) == 50.0


def test_what_one_build_does_not_measure_is_left_out() -> None:
    """An older bench writes less; a measurement that failed once is none."""
    waits: dict[str, Any] = {"unhurried_s": {"one at a time": {"p95_from_row": 0.2}}}
    name = "p95 s from row to status, one file at a time"
    assert name not in {one.name for one in compare([run(1000)], [run(1000, **waits)])}
    failed: dict[str, Any] = {"unhurried_s": {"one at a time": None}}
    both = compare([run(1000, **waits), run(1000, **failed)], [run(1000, **waits), run(1000, **waits)])
    assert name not in {one.name for one in both}
    assert name in {one.name for one in compare([run(1000, **waits)], [run(1000, **waits)])}


def test_the_line_says_which_way_is_better() -> None:
    """So that nobody takes 0.8 of the rows for good."""
    assert "more is better" in Comparison("rows/s", 1.0, 2.0, (2.0,), more_is_better=True).line()
    assert "less is better" in Comparison("µs", 1.0, 2.0, (2.0,), more_is_better=False).line()


def test_a_line_of_the_history_names_commits_and_what_was_sent() -> None:
    """One row of the table of docs/bench-history.md."""
    theirs, ours = (Side(letter * 40, Path("x"), ("--enrolments",)) for letter in "ab")
    line = history_line(theirs, ours, compare([run(1000)], [run(1500, extract=20.0)]), 1)
    assert line.endswith("| bbbbbbbb | aaaaaaaa | --enrolments | 1 | 1.50 | 0.60 |\n")
    assert line.count("|") == 8


def test_a_line_of_the_history_says_what_was_not_measured() -> None:
    """A commit whose bench knew nothing of processor time."""
    theirs, ours = (Side(letter * 40, Path("x"), ()) for letter in "ab")
    line = history_line(theirs, ours, compare([{"rows_per_s": 1000}], [{"rows_per_s": 900}]), 1)
    assert line.endswith("| all collections | 1 | 0.90 | not measured |\n")
