"""What `./onward status` and `./onward figures` print fits a terminal, and Kafka's absence is said at once."""

import io
import json
import socket
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from cli import figures, health
from cli.addresses import Addresses
from cli.health import Health
from shared.service_names import SERVICES
from shared.vocabulary.districts import DISTRICTS

URL = "http://127.0.0.1:19123"


def printed(table: Table) -> str:
    out = io.StringIO()
    Console(file=out, width=80, soft_wrap=True).print(table)
    return out.getvalue()


def test_bug_16_addresses_are_whole_in_80_columns() -> None:
    found = [
        Health(name, URL, ready=False, waiting=123456, unsent=1234, dead_letters=123, kafka_away=True)
        for name in SERVICES
    ]
    text = printed(health.table(found))
    assert text.count(URL) == 4
    assert all(len(line.rstrip()) <= 80 for line in text.splitlines())


def test_bug_16_district_names_stay_on_one_line_in_80_columns() -> None:
    names = [*DISTRICTS.values(), "District not known"]
    figure = {"year": "Y12", "cohort": 12345, "eet": 12345, "neet": 1234, "not_known": 12345}
    rows = [figure | {"district": name, "neet_percent": 10.1, "not_known_percent": 100.0} for name in names]
    text = printed(figures.table({"rows": rows, "total": figure}))
    assert all(any(line.strip().startswith(name) for line in text.splitlines()) for name in names)
    assert all(len(line.rstrip()) <= 80 for line in text.splitlines())


def test_bug_17_that_kafka_is_down_is_known_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KAFKA_BOOTSTRAP_SERVERS", raising=False)
    with socket.create_server(("127.0.0.1", 0)) as broker:
        address = f"127.0.0.1:{broker.getsockname()[1]}"
        addresses = Addresses(tmp_path, {"environment": {"KAFKA_BOOTSTRAP_SERVERS": address}})
        assert health.kafka_listens(addresses)
    assert not health.kafka_listens(addresses)
    assert health.kafka_listens(Addresses(tmp_path, json.loads("{}")))
