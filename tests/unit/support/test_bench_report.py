"""The bench's report: rows a second, microseconds a row, and the file that comparisons read."""

import dataclasses
import json
from pathlib import Path
from uuid import UUID

import pytest

from tests.bench.latency import Wait, latency_of
from tests.bench.mix import Mix, bench_plan
from tests.bench.report import Findings
from tests.bench.trickle import Waits, waits_of

FINDINGS = Findings(
    mix=Mix(roll_rows=60_000, returns=133, return_rows=40_000, megabytes=9.5),
    seconds=20.0,
    roll_seconds=11.0,
    copy_rows_per_s=150_000.0,
    process_s={"ingest": 4.0, "validation": 2.0, "matching": 6.0, "reporting": 5.0, "kafka": 1.5, "postgres": 3.0},
    backend_s={"matching": 1.0},
    stage_s={"publish": 0.3, "unseal": 0.2, "judge": 1.5},
    peak_mb={"ingest": 180.0},
    status_messages=99_000,
    people=61_000,
    decided={"matched": 39_500, "created": 60_500},
)


def test_rates_and_costs_follow_from_the_measurements() -> None:
    assert FINDINGS.rows_per_s == 5_000
    stages = FINDINGS.stages()
    assert stages["match"] == {"process_us": 60.0, "postgres_us": 10.0, "budget_us": 60.0}
    assert stages["hops and sealing"] == {"process_us": 5.0, "budget_us": 6.0}


def test_the_file_has_what_comparisons_read(tmp_path: Path) -> None:
    FINDINGS.write(tmp_path / "build" / "bench.json")
    told = json.loads((tmp_path / "build" / "bench.json").read_text())
    assert (told["rows"], told["seconds"], told["rows_per_s"], told["copy_rows_per_s"]) == (
        100_000,
        20.0,
        5_000,
        150_000,
    )
    assert set(told["stages"]) == {"extract", "judge", "hops and sealing", "match", "report"}
    assert told["peak_mb"] == {"ingest": 180.0}


def test_the_text_names_the_bar_and_the_limit() -> None:
    text = "\n".join(FINDINGS.lines())
    assert "5,000 rows/s (bar 4,000, aim 12,000)" in text
    assert "150,000 rows/s" in text
    assert "39,500 matched, 60,500 created" in text


def test_the_text_says_how_the_files_were_sent() -> None:
    assert "sent when the roll was matched, after 11.0 s" in "\n".join(FINDINGS.lines())
    at_once = dataclasses.replace(FINDINGS, roll_seconds=None)
    assert "sent as fast as they are taken" in "\n".join(at_once.lines())


def test_the_text_says_how_long_a_status_takes_with_and_without_a_queue(tmp_path: Path) -> None:
    quiet = Waits(latency_of([0.2, 0.3, 0.4]), latency_of([0.5, 0.6, 0.7]))
    findings = dataclasses.replace(FINDINGS, latency=latency_of([9.0, 11.0]), quiet=quiet)
    text = "\n".join(findings.lines())
    assert "so that they queue: 10.00 s in the middle" in text
    assert "one file at a time: 0.30 s in the middle" in text
    assert "a file every 3 s: not measured" in text
    findings.write(tmp_path / "bench.json")
    unhurried = json.loads((tmp_path / "bench.json").read_text())["unhurried_s"]
    assert unhurried["one at a time"] == {
        "p95_from_row": pytest.approx(0.4, abs=0.1),
        "p95_from_file": pytest.approx(0.7, abs=0.1),
    }
    assert unhurried["trickle"] is None


def test_waits_are_those_of_the_files_that_were_sent_so() -> None:
    mine, other = UUID(int=1), UUID(int=2)
    waits = {mine: [Wait(0.5, 101.0), Wait(0.7, 102.0)], other: [Wait(60.0, 200.0)]}
    found = waits_of({mine: 100.0}, waits)
    assert (found.from_row, found.from_file) == (latency_of([0.5, 0.7]), latency_of([1.0, 2.0]))
    assert waits_of({other: 100.0}, waits).from_row is None


def test_the_mix_is_the_fixed_one() -> None:
    plan = bench_plan()
    assert (plan.people, plan.colleges) == (60_000, (5_000, 5_000, 5_000))
    sizes = plan.school_sizes()
    assert len(sizes) == 130
    assert all(225 <= size <= 235 for size in sizes)
