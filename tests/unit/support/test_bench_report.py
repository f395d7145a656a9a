"""The bench's report: rows a second, microseconds a row, and the file that comparisons read."""

import dataclasses
import json
from pathlib import Path

from tests.bench.mix import Mix, bench_plan
from tests.bench.report import Findings

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


def test_the_mix_is_the_fixed_one() -> None:
    plan = bench_plan()
    assert (plan.people, plan.colleges) == (60_000, (5_000, 5_000, 5_000))
    sizes = plan.school_sizes()
    assert len(sizes) == 130
    assert all(225 <= size <= 235 for size in sizes)
