"""The supervisor keeps real processes running: these are small stand-ins for the services, the signals are real."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from deploy.local import stack
from deploy.local.machine import processes
from deploy.local.paths import CHECKOUT, StackPaths
from deploy.local.services import launch
from deploy.local.state.files import read_json, write_json

SERVICE = """
import http.server, os, signal, sys
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
        self.wfile.write(os.environ["DATABASE_URL"].encode())
    def log_message(self, *_): pass
if os.environ.get("ONWARD_STUBBORN"):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
else:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
if os.environ.get("ONWARD_FALLING"):
    sys.exit("cannot start")
print("started", flush=True)
http.server.HTTPServer(("127.0.0.1", int(os.environ["ONWARD_HTTP_PORT"])), Ready).serve_forever()
"""
DRIVER = """
import sys
from deploy.local.services import supervisor
from deploy.local.paths import here
supervisor.STOP_GRACE_S = 1.0
supervisor.Supervisor(here(), command=lambda replica: [sys.executable, sys.argv[1]]).run()
"""
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def paths(tmp_path: Path) -> StackPaths:
    made = StackPaths(tmp_path / ".onward")
    made.prepare()
    return made


@pytest.fixture
def supervise(paths: StackPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start a supervisor of stand-ins; it and they are stopped after the test."""
    script = tmp_path / "service.py"
    script.write_text(SERVICE)
    monkeypatch.setenv("ONWARD_STATE_DIR", str(paths.root))
    started: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        child = subprocess.Popen([sys.executable, "-c", DRIVER, str(script)], cwd=CHECKOUT)
        started.append(child)
        return child

    yield start
    for child in started:
        child.terminate()
        child.wait(20)
    for entries in _observed(paths).values():
        for entry in entries:
            left = processes.remembered(entry)
            if left:
                processes.stop(left, grace_s=0)


def _want(paths: StackPaths, replicas: dict[str, int], **variables: str) -> None:
    wanted = [launch.Replica(service, index) for service, count in replicas.items() for index in range(count)]
    ports = launch.choose_ports(paths, wanted)
    entries = {
        service: {
            "environment": {"DATABASE_URL": "postgresql://its-own"},
            "ports": [ports[launch.Replica(service, index).name] for index in range(count)],
        }
        for service, count in replicas.items()
    }
    write_json(paths.desired, {"generation": uuid4().hex, "environment": variables, "services": entries})


def _observed(paths: StackPaths) -> dict[str, list[dict[str, Any]]]:
    observed: dict[str, list[dict[str, Any]]] = read_json(paths.running).get("services", {})
    return observed


def _ready(paths: StackPaths, replicas: dict[str, int]) -> bool:
    observed = _observed(paths)
    counts = {service: len(entries) for service, entries in observed.items()}
    return counts == replicas and all(launch.ready(entry["url"]) for entries in observed.values() for entry in entries)


def _until(condition: Callable[[], bool]) -> None:
    assert processes.wait_until(condition, 20, pause_s=0.1)


def test_a_killed_service_is_started_again_on_its_port(paths: StackPaths, supervise: Start) -> None:
    _want(paths, {"matching": 1, "validation": 1})
    supervise()
    _until(lambda: _ready(paths, {"matching": 1, "validation": 1}))
    before = _observed(paths)
    stack.kill(paths, "matching")
    _until(lambda: _ready(paths, {"matching": 1, "validation": 1}) and _observed(paths) != before)
    after = _observed(paths)
    assert after["matching"][0]["pid"] != before["matching"][0]["pid"]
    assert after["matching"][0]["url"] == before["matching"][0]["url"]
    assert after["validation"] == before["validation"]
    assert read_json(paths.addresses)["services"]["matching"]["pid"] == after["matching"][0]["pid"]


def test_replicas_are_added_and_taken_away(paths: StackPaths, supervise: Start) -> None:
    _want(paths, {"matching": 1})
    supervise()
    _until(lambda: _ready(paths, {"matching": 1}))
    first = _observed(paths)["matching"][0]
    _want(paths, {"matching": 3})
    _until(lambda: _ready(paths, {"matching": 3}))
    assert len({entry["url"] for entry in _observed(paths)["matching"]}) == 3
    _want(paths, {"matching": 1})
    _until(lambda: _ready(paths, {"matching": 1}))
    assert _observed(paths)["matching"][0]["pid"] == first["pid"]


def test_a_service_is_scaled_alone_and_with_the_settings_that_the_stack_has(
    paths: StackPaths, supervise: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stack, "check_replicas", lambda *_: None)
    _want(paths, {"matching": 1, "validation": 1}, ONWARD_STATUS_CODES_IN_FULL="yes")
    supervise()
    _until(lambda: _ready(paths, {"matching": 1, "validation": 1}))
    before = _observed(paths)
    monkeypatch.setenv("ONWARD_STATUS_CODES_IN_FULL", "no")
    stack.scale(paths, "validation", 2)
    after = _observed(paths)
    assert after["matching"] == before["matching"]
    assert after["validation"][0] == before["validation"][0]
    added = Path(f"/proc/{after['validation'][1]['pid']}/environ").read_bytes()
    assert b"ONWARD_STATUS_CODES_IN_FULL=yes" in added.split(b"\0")


def test_a_changed_environment_restarts_the_service(paths: StackPaths, supervise: Start) -> None:
    _want(paths, {"matching": 1})
    supervise()
    _until(lambda: _ready(paths, {"matching": 1}))
    before = _observed(paths)["matching"][0]["pid"]
    _want(paths, {"matching": 1}, ONWARD_BUSINESS_DATE="2026-10-05")
    stack._wait_ready(paths, [launch.Replica("matching", 0)])
    assert _observed(paths)["matching"][0]["pid"] != before  # who still ran with the old one was not taken for it


def test_a_service_that_cannot_start_is_tried_again_with_pauses(paths: StackPaths, supervise: Start) -> None:
    _want(paths, {"matching": 1}, ONWARD_FALLING="yes")
    supervise()
    _until(lambda: bool(_observed(paths)) and _observed(paths)["matching"][0]["crashes_in_a_row"] >= 3)
    assert "cannot start" in (paths.logs / "matching.log").read_text()


def test_asked_to_end_it_stops_the_services_first_even_one_that_does_not_listen(
    paths: StackPaths, supervise: Start
) -> None:
    _want(paths, {"matching": 2}, ONWARD_STUBBORN="yes")
    child = supervise()
    _until(lambda: _ready(paths, {"matching": 2}))
    known = [processes.remembered(entry) for entry in _observed(paths)["matching"]]
    child.terminate()
    assert child.wait(20) == 0
    assert not any(process and process.alive() for process in known)
    assert _observed(paths) == {}


def test_a_new_supervisor_ends_what_a_killed_one_left_running(paths: StackPaths, supervise: Start) -> None:
    _want(paths, {"matching": 1})
    first = supervise()
    _until(lambda: _ready(paths, {"matching": 1}))
    orphan = processes.remembered(_observed(paths)["matching"][0])
    assert orphan
    first.kill()
    first.wait(10)
    assert orphan.alive()
    supervise()
    _until(lambda: _ready(paths, {"matching": 1}) and _observed(paths)["matching"][0]["pid"] != orphan.pid)
    assert not orphan.alive()


def test_one_service_is_stopped_and_the_others_go_on(paths: StackPaths, supervise: Start) -> None:
    _want(paths, {"matching": 2, "validation": 1})
    child = supervise()
    _until(lambda: _ready(paths, {"matching": 2, "validation": 1}))
    before = _observed(paths)["validation"]
    stack.stop_service(paths, "matching")
    stack.stop_service(paths, "matching")
    assert _observed(paths) == {"validation": before}
    stack.stop_service(paths, "validation")
    assert child.wait(20) == 0
    assert _observed(paths) == {}
