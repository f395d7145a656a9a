"""What a larger county needs follows from what was measured, and from nothing else."""

from dataclasses import replace

import pytest

from deploy.capacity.__main__ import PAGE, page
from deploy.capacity.bounds import refusal
from deploy.capacity.estimate import PEAK_S, Need, need, times_a_year
from deploy.capacity.measured import Measured, of_bench, read
from shared.service_names import SERVICES

PLAIN = Measured(
    commit="0",
    machine_ns=25.0,
    people=1_000,
    rows=2_000,
    rows_of={"ROLL": 1_000, "S_ENR": 800, "C_ENR": 200},
    us={"ingest": 100.0, "validation": 50.0, "matching": 60.0, "reporting": 80.0, "kafka": 40.0, "postgres": 70.0},
    peak_mb={"ingest": 100.0, "validation": 90.0, "matching": 120.0, "reporting": 140.0, "ingest, a child": 70.0},
    ledger_bytes=2_000.0,
    originals_bytes=100.0,
    topics_bytes=300.0,
    public_bytes=60.0,
)


def test_a_collection_is_sent_as_often_as_it_is_due_and_the_roll_each_month() -> None:
    assert (times_a_year("S_ENR"), times_a_year("C_ENR"), times_a_year("S_LEAVE"), times_a_year("ROLL")) == (
        1,
        2,
        12,
        12,
    )


def test_the_sums_by_hand() -> None:
    """A county of ten times the measured one: 20,000 rows in ten minutes, 400 µs each."""
    found = need(10_000, PLAIN)
    assert found.rows_peak == 20_000
    assert found.rows_a_year == 10 * (1_000 * 12 + 800 + 200 * 2)
    assert sum(found.cores.values()) == pytest.approx(20_000 * 400e-6 / PEAK_S)
    assert found.replicas == dict.fromkeys(SERVICES, 2)
    assert found.connections == (8 + 4) * 12 + 8
    assert found.ledger_a_year == found.rows_a_year * 2_000
    assert found.originals_a_year == found.rows_a_year * 100
    assert found.kafka == pytest.approx((20_000 + found.rows_a_year * 14 / 365) * 300 + 4 * 10_000 * 60)
    assert found.memory_mb == {"ingest": 512, "validation": 192, "matching": 256, "reporting": 320}


def test_what_is_wanted_grows_in_proportion() -> None:
    one, ten = need(60_000, PLAIN), need(600_000, PLAIN)
    assert ten.rows_a_year == 10 * one.rows_a_year
    assert sum(ten.cores.values()) == pytest.approx(10 * sum(one.cores.values()))
    assert ten.ledger_a_year == pytest.approx(10 * one.ledger_a_year)


def test_dearer_rows_want_more_replicas_and_so_connections_until_partitions_do_not_suffice() -> None:
    dear = replace(PLAIN, us={**PLAIN.us, "matching": 1_000.0})
    some, many = need(1_000_000, dear), need(10_000_000, dear)
    assert some.replicas["matching"] == 6
    assert some.connections == (some.replicas["matching"] + 2 * 3 + 4) * 12 + 8
    assert some.fits
    assert not many.fits
    assert many.partitions == many.replicas["matching"] == 56


def test_a_need_that_fits_is_one_that_the_bounds_let_run() -> None:
    found: Need = need(600_000, read())
    assert found.fits
    assert refusal(found.replicas, pool_size=12, connections_max=found.connections) is None


def test_a_run_of_the_bench_becomes_what_was_measured() -> None:
    run = {
        "rows": 200,
        "by_collection": {"ROLL": [1, 120], "S_ENR": [4, 80]},
        "processes_us": dict(PLAIN.us),
        "peak_mb": {**PLAIN.peak_mb, "matching, a child": 1.0},
        "disk_bytes": {"postgres": 400_000, "internal_topics": 60_000, "public_topic": 9_000, "vault": 20_000},
        "status_messages": 150,
        "machine_ns": 25.0,
    }
    found = of_bench(run, "abc")
    assert (found.people, found.rows_of) == (120, {"ROLL": 120, "S_ENR": 80})
    assert (found.ledger_bytes, found.topics_bytes, found.public_bytes, found.originals_bytes) == (2000, 300, 60, 100)


def test_the_page_has_the_table_that_the_measurements_give() -> None:
    """Made anew by: python -m deploy.capacity --record build/bench.json."""
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text
    assert "| people on the roll | 60,000 | 600,000 | 6,000,000 |" in text
