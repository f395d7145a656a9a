"""Addresses come from the environment first, then from the file that `make up` wrote."""

import json
from pathlib import Path

import pytest

from cli.addresses import NotUpError, read_addresses
from cli.metrics_text import Samples


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ONWARD_STATE_DIR", str(tmp_path))
    for name in ("ONWARD_INGEST_URL", "ONWARD_ACCOUNT", "ONWARD_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_what_is_not_up_is_said_with_its_remedy(state: Path) -> None:
    with pytest.raises(NotUpError, match="make up"):
        read_addresses().service("ingest")


def test_the_file_names_services_replicas_and_accounts(state: Path) -> None:
    replicas = [{"url": "http://127.0.0.1:1"}, {"url": "http://127.0.0.1:2"}]
    content = {
        "services": {"ingest": {"url": "http://127.0.0.1:1/", "replicas": replicas}},
        "sign_in": [{"account": "analyst", "password": "a secret", "role": "analyst"}],
    }
    (state / "addresses.json").write_text(json.dumps(content))
    addresses = read_addresses()
    assert addresses.service("ingest") == "http://127.0.0.1:1"
    assert addresses.replicas("ingest") == ["http://127.0.0.1:1", "http://127.0.0.1:2"]
    assert addresses.account("analyst").password == "a secret"
    assert "a secret" not in repr(addresses)


def test_half_a_sign_in_is_not_filled_up_from_the_file(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {"account": "auditor", "password": "a secret", "role": "auditor"}
    (state / "addresses.json").write_text(json.dumps({"sign_in": [entry]}))
    assert read_addresses().account("auditor").name == "auditor"
    with pytest.raises(NotUpError, match="Say who confirms"):
        read_addresses().named_account("auditor")
    monkeypatch.setenv("ONWARD_ACCOUNT", "school")
    for ask in (read_addresses().account, read_addresses().named_account):
        with pytest.raises(NotUpError, match="belong together"):
            ask("auditor")
    monkeypatch.setenv("ONWARD_PASSWORD", "another secret")
    assert read_addresses().named_account("auditor").name == "school"


def test_the_environment_wins(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONWARD_INGEST_URL", "http://127.0.0.1:9")
    assert read_addresses().service("ingest") == "http://127.0.0.1:9"


def test_a_damaged_file_reads_as_not_up(state: Path) -> None:
    (state / "addresses.json").write_text('{"services": ')
    with pytest.raises(NotUpError):
        read_addresses().service("ingest")


def test_samples_add_up_over_what_is_not_asked() -> None:
    samples = Samples(
        {
            ("lag", frozenset({("consumer", "a"), ("partition", "0")})): 2.0,
            ("lag", frozenset({("consumer", "a"), ("partition", "1")})): 3.0,
            ("lag", frozenset({("consumer", "b"), ("partition", "0")})): 4.0,
        }
    )
    assert samples.total("lag") == 9
    assert samples.total("lag", consumer="a") == 5
    assert samples.labelled("lag", "consumer") == {"a": 5, "b": 4}
