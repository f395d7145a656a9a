"""What `./onward status` and `./onward figures` print fits a terminal, and Kafka's absence is said at once."""

import io
import json
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.table import Table
from typer.testing import CliRunner

from cli import health, main
from cli.addresses import Addresses
from cli.health import Health
from cli.reporting import figures
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


class AskedAddresses:
    """Stands for a session that is signed in: keeps the address that is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def sign_in(self, url: str, account: object) -> None:
        """Stands for signing in."""

    def get_json(self, url: str) -> Any:
        """Stands for the answer."""
        self.asked.append(url.removeprefix(URL))
        return {}


def test_figures_are_asked_for_as_at_a_day_and_as_known_at_an_instant(tmp_path: Path) -> None:
    account = {"account": "analyst", "password": "p", "role": "analyst"}
    addresses = Addresses(tmp_path, {"services": {"reporting": {"url": URL}}, "sign_in": [account]})
    session = AskedAddresses()
    figures.fetch(addresses, session)  # type: ignore[arg-type]
    known_at = datetime(2026, 11, 6, 17, tzinfo=UTC)
    figures.fetch(addresses, session, as_at=datetime(2026, 10, 31), known_at=known_at)  # type: ignore[arg-type] # noqa: DTZ001 (a day)
    assert session.asked == [
        "/api/figures",
        "/api/figures?as_at=2026-10-31&known_at=2026-11-06T17%3A00%3A00%2B00%3A00",
    ]


@pytest.mark.parametrize("missing", [False, True])
def test_that_schools_have_no_wall_is_said(missing: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        Health(name, URL, ready=True, waiting=0, unsent=0, dead_letters=0, kafka_away=False, wall_missing=missing)
        for name in SERVICES
    ]
    monkeypatch.setattr(main, "read_addresses", lambda: Addresses(Path(), {}))
    monkeypatch.setattr(health, "ask_health", lambda *_: found)
    monkeypatch.delenv("KAFKA_BOOTSTRAP_SERVERS", raising=False)
    said = CliRunner().invoke(main.app, ["status"])
    assert said.exit_code == 0
    assert ("without a wall of the database" in said.output) == missing


def test_bug_17_that_kafka_is_down_is_known_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KAFKA_BOOTSTRAP_SERVERS", raising=False)
    with socket.create_server(("127.0.0.1", 0)) as broker:
        address = f"127.0.0.1:{broker.getsockname()[1]}"
        addresses = Addresses(tmp_path, {"environment": {"KAFKA_BOOTSTRAP_SERVERS": address}})
        assert health.kafka_listens(addresses)
    assert not health.kafka_listens(addresses)
    assert health.kafka_listens(Addresses(tmp_path, json.loads("{}")))
