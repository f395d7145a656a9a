"""`make prometheus`: the machine's Prometheus, in the foreground, over every replica of the local stack."""

import json
import shutil
import signal
import subprocess
import time
from pathlib import Path
from types import FrameType
from typing import Any, Final

import yaml

from deploy.local.errors import StackError
from deploy.local.machine import ports
from deploy.local.paths import CHECKOUT, StackPaths
from deploy.local.state import addresses

RULES: Final = CHECKOUT / "deploy" / "observability" / "prometheus" / "rules.yml"
MISSING: Final = "Prometheus is not installed: apt-get install prometheus (its own service is not needed)"
_LOOK_S: Final = 2.0
_STOP_S: Final = 15.0


def run(paths: StackPaths) -> int:
    """Scrape until it is interrupted, replicas that come later too; return Prometheus' exit code.

    Raise StackError when it is not installed.
    """
    program = shutil.which("prometheus")
    if program is None:
        raise StackError(MISSING)
    folder = paths.root / "prometheus"
    folder.mkdir(exist_ok=True)
    targets = folder / "targets.json"
    _write_targets(paths, targets)
    (folder / "prometheus.yml").write_text(yaml.safe_dump(configuration(targets)), encoding="utf-8")
    number = ports.choose(None, taken=set())
    with (folder / "prometheus.log").open("ab") as log:
        process = subprocess.Popen(command(program, folder, number), stdout=log, stderr=subprocess.STDOUT)
    signal.signal(signal.SIGTERM, _end)
    print(f"Prometheus  http://{ports.LOOPBACK}:{number}   alerts: /alerts   Ctrl-C ends it", flush=True)
    try:
        while process.poll() is None:
            time.sleep(_LOOK_S)
            _write_targets(paths, targets)
        return process.returncode
    finally:
        process.terminate()
        process.wait(_STOP_S)


def command(program: str, folder: Path, number: int) -> list[str]:
    """Return the command that starts it; it listens on the loopback interface only."""
    return [
        program,
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={ports.LOOPBACK}:{number}",
        "--storage.tsdb.retention.time=7d",
        "--log.level=warn",
    ]


def configuration(targets: Path) -> dict[str, Any]:
    """Return its configuration: our rules, and the targets in a file that it reads again when that changes."""
    return {
        "global": {"scrape_interval": "5s", "scrape_timeout": "4s", "evaluation_interval": "5s"},
        "rule_files": [str(RULES)],
        "scrape_configs": [
            {"job_name": "onward", "file_sd_configs": [{"files": [str(targets)], "refresh_interval": "5s"}]}
        ],
    }


def targets_of(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every replica that the address file names, under its service."""
    return [
        {
            "targets": [replica["url"].removeprefix("http://") for replica in entry["replicas"]],
            "labels": {"service": one},
        }
        for one, entry in sorted(content["services"].items())
    ]


def _write_targets(paths: StackPaths, file: Path) -> None:
    text = json.dumps(targets_of(addresses.read(paths)))
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        part = file.with_suffix(".part")
        part.write_text(text, encoding="utf-8")
        part.replace(file)


def _end(_number: int, _: FrameType | None) -> None:
    raise KeyboardInterrupt
