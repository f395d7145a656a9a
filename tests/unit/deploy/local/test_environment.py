"""What the services are started with, the ports they get, and the Java that the broker runs on."""

import socket
from pathlib import Path

import pytest

from deploy.local.errors import StackError
from deploy.local.machine import ports
from deploy.local.paths import StackPaths
from deploy.local.servers.java import major_version
from deploy.local.servers.kafka_address import KafkaAddress
from deploy.local.services import launch
from deploy.local.services.launch import Replica
from deploy.local.state import addresses
from deploy.local.state.files import read_json, write_json
from services.ingest.settings import IngestSettings
from services.matching.settings import MatchingSettings
from services.reporting.settings import ReportingSettings
from services.validation.settings import ValidationSettings
from shared.clock import SystemClock

SETTINGS = (IngestSettings, ValidationSettings, MatchingSettings, ReportingSettings)
SET_BEFORE = "2026-10-05@2026-10-20"
CONTENT = {"kafka": KafkaAddress("127.0.0.1:1").as_json(), "environment": {}}


@pytest.fixture
def paths(tmp_path: Path) -> StackPaths:
    made = StackPaths(tmp_path)
    made.prepare()
    return made


def test_every_variable_that_the_services_get_is_one_that_some_settings_know(paths: StackPaths) -> None:
    web = {"ingest": 1, "validation": 2, "matching": 3, "reporting": 4}
    fields = [(name, field) for settings in SETTINGS for name, field in settings.model_fields.items()]
    known = {str(field.validation_alias or f"ONWARD_{name}").upper() for name, field in fields}
    assert set(launch.common_environment(paths, CONTENT, web)) <= known


def test_variables_of_the_caller_win_and_foreign_ones_do_not_leak(
    paths: StackPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONWARD_BUSINESS_DATE", "2026-10-05")
    monkeypatch.setenv("ONWARD_HTTP_PORT", "9")
    monkeypatch.setenv("ONWARD_ROLE_PASSWORDS", "{}")
    monkeypatch.setenv("PGPASSWORD", "theirs")
    common = launch.common_environment(paths, CONTENT, {})
    whole = launch.environment(common, {"DATABASE_URL": "postgresql://own"}, 4321)
    assert common["ONWARD_BUSINESS_DATE"].startswith("2026-10-05@")
    assert whole["ONWARD_HTTP_PORT"] == "4321"
    assert whole["DATABASE_URL"] == "postgresql://own"
    assert not {"PGPASSWORD", "ONWARD_ROLE_PASSWORDS"} & set(whole)


def test_the_date_and_register_of_a_demonstration_are_remembered_while_its_register_is_there(paths: StackPaths) -> None:
    register = paths.root / "county.csv"
    register.touch()
    before = {"ONWARD_BUSINESS_DATE": SET_BEFORE, "ONWARD_ESTABLISHMENTS_FILE": str(register), "ONWARD_OTHER": "x"}
    content = CONTENT | {"environment": before}
    kept = launch.common_environment(paths, content, {})
    assert kept["ONWARD_BUSINESS_DATE"] == SET_BEFORE
    assert kept["ONWARD_ESTABLISHMENTS_FILE"] == str(register)
    assert "ONWARD_OTHER" not in kept
    register.unlink()
    assert launch.common_environment(paths, content, {})["ONWARD_ESTABLISHMENTS_FILE"] == str(paths.establishments)


def test_a_simulated_date_keeps_the_day_on_which_it_was_set(paths: StackPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    def given(wanted: str, before: dict[str, str]) -> str:
        monkeypatch.setenv("ONWARD_BUSINESS_DATE", wanted)
        return launch.common_environment(paths, CONTENT | {"environment": before}, {})["ONWARD_BUSINESS_DATE"]

    now = f"@{SystemClock().today()}"
    remembered = {"ONWARD_BUSINESS_DATE": SET_BEFORE}
    assert given("2026-10-05", {}) == "2026-10-05" + now
    assert given("2026-10-05", remembered) == SET_BEFORE
    assert given("2026-10-05", {"ONWARD_BUSINESS_DATE": "2026-10-05"}) == "2026-10-05" + now
    assert given("2026-12-01", remembered) == "2026-12-01" + now
    assert given("2026-10-05@2026-11-01", remembered) == "2026-10-05@2026-11-01"
    with pytest.raises(StackError, match="2026-10-05"):
        given("soon", {})


def test_a_services_database_address_is_the_servers_under_its_own_role() -> None:
    address = addresses.service_url("postgresql://onward:pw@127.0.0.1:5/onward?x=1", "matching", "a/b@c")
    assert address == "postgresql://onward_matching:a%2Fb%40c@127.0.0.1:5/onward?x=1"


def test_ports_are_remembered_and_each_replica_has_its_own(paths: StackPaths) -> None:
    wanted = [Replica("matching", 0), Replica("matching", 1)]
    first = launch.choose_ports(paths, wanted)
    assert launch.choose_ports(paths, wanted) == first
    assert len(set(first.values())) == 2


def test_a_port_that_somebody_took_meanwhile_is_replaced(paths: StackPaths) -> None:
    with socket.create_server((ports.LOOPBACK, 0)) as taken:
        number = taken.getsockname()[1]
        write_json(paths.state, {"ports": {"matching": number}})
        assert launch.choose_ports(paths, [Replica("matching", 0)])["matching"] != number


def test_the_port_of_a_running_replica_is_kept_although_it_is_taken_by_itself(paths: StackPaths) -> None:
    with socket.create_server((ports.LOOPBACK, 0)) as itself:
        number = itself.getsockname()[1]
        write_json(paths.state, {"ports": {"matching": number}})
        write_json(paths.running, {"services": {"matching": [{"url": launch.url(number)}]}})
        assert launch.choose_ports(paths, [Replica("matching", 0)])["matching"] == number


def test_ports_lie_below_those_of_outgoing_connections() -> None:
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    assert all(ports.choose() < lowest for _ in range(20))


def test_updates_of_the_address_file_keep_what_they_do_not_touch(paths: StackPaths) -> None:
    addresses.update(paths, lambda file: file.update(sign_in=[{"account": "analyst"}]))
    addresses.update(paths, lambda file: file.update(services={}))
    assert read_json(paths.addresses)["sign_in"] == [{"account": "analyst"}]
    assert paths.addresses.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("says", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('java version "1.8.0_402"', 8),
        ('openjdk version "25" 2025-09-16', 25),
        ("no such thing", 0),
    ],
)
def test_the_version_of_a_java_is_read_from_what_it_says(tmp_path: Path, says: str, version: int) -> None:
    java = tmp_path / "java"
    java.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{says}\nEND\n")
    java.chmod(0o755)
    assert major_version(java) == version
