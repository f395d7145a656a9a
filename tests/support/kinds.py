"""After a run: how many tests of each kind ran and how long they took, from pytest's own reports.

A kind is a folder below `tests`; tests of clients are of the kind `unit`. Seconds are those of the tests themselves
with their set-up and tear-down; a fixture of the whole session counts for the first test that asks for it. A run in
several processes leaves a file of figures for each, and `python -m tests.support.kinds FILE...` prints their sum.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

KINDS: Final = ("unit", "spec", "property", "contract", "architecture", "integration", "e2e", "chaos")
_COUNTED: Final = ("passed", "failed", "skipped")
_WIDTH: Final = 80


@dataclass(slots=True)
class Figures:
    """What one kind of test came to."""

    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


class Counting:
    """Adds up the reports by kind."""

    def __init__(self) -> None:
        self.by_kind: dict[str, Figures] = {}
        self.failed: list[str] = []
        self.began = time.time()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test by its call, or by the step that kept it from being called; add the time of every step."""
        figures = self.by_kind.setdefault(kind_of(report.nodeid), Figures())
        figures.seconds += report.duration
        if report.when == "call" or report.outcome != "passed":
            figures.outcomes[report.outcome] += 1
        if report.outcome == "failed":
            self.failed.append(report.nodeid)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table."""
        if self.by_kind:
            terminalreporter.section("tests by kind")
            for line in table(self.by_kind):
                terminalreporter.write_line(line)
        if file := os.environ.get("ONWARD_TEST_FIGURES"):
            Path(file).write_text(json.dumps(self.as_json()), encoding="utf-8")

    def as_json(self) -> dict[str, Any]:
        """Return what `summary` adds up."""
        kinds = {
            kind: {"outcomes": dict(figures.outcomes), "seconds": figures.seconds}
            for kind, figures in self.by_kind.items()
        }
        return {"began": self.began, "ended": time.time(), "failed": self.failed, "kinds": kinds}


def pytest_configure(config: pytest.Config) -> None:
    """Count only where somebody reads the summary: in the process that prints."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Counting(), "tests by kind")


def kind_of(nodeid: str) -> str:
    """Return the kind of a test by its id, `tests/<kind>/...`."""
    folders = nodeid.split("::", maxsplit=1)[0].split("/")
    if folders[0] == "clients":
        return "unit"
    return folders[1] if len(folders) > 2 and folders[0] == "tests" else "other"


def table(by_kind: dict[str, Figures]) -> list[str]:
    """Return the lines of the table: each kind, in the order of the kinds, and the sum."""
    total = Figures()
    for figures in by_kind.values():
        total.outcomes += figures.outcomes
        total.seconds += figures.seconds
    kinds = [kind for kind in KINDS if kind in by_kind] + sorted(set(by_kind) - set(KINDS))
    rows = [_line(kind, by_kind[kind]) for kind in kinds]
    head = f"{'kind':<14}" + "".join(f"{name:>9}" for name in (*_COUNTED, "seconds"))
    return [head, *rows, _line("all", total)]


def _line(kind: str, figures: Figures) -> str:
    counts = "".join(f"{figures.outcomes[name]:>9}" for name in _COUNTED)
    return f"{kind:<14}{counts}{figures.seconds:>9.1f}"


def summary(parts: Sequence[dict[str, Any]]) -> list[str]:
    """Return the lines that sum up several processes: the table, each test that failed, and a line like pytest's."""
    by_kind: dict[str, Figures] = {}
    for kind, found in (entry for part in parts for entry in part["kinds"].items()):
        figures = by_kind.setdefault(kind, Figures())
        figures.outcomes += Counter(found["outcomes"])
        figures.seconds += found["seconds"]
    outcomes = sum((figures.outcomes for figures in by_kind.values()), Counter[str]())
    counts = ", ".join(f"{outcomes[name]} {name}" for name in ("failed", "passed", "skipped") if outcomes[name])
    seconds = max((part["ended"] for part in parts), default=0) - min((part["began"] for part in parts), default=0)
    failed = [f"FAILED {nodeid}" for nodeid in dict.fromkeys(nodeid for part in parts for nodeid in part["failed"])]
    return [*table(by_kind), *failed, f" {counts or 'no tests ran'} in {seconds:.2f}s ".center(_WIDTH, "=")]


def main(files: Sequence[str]) -> None:
    """Print the sum of the files, and name each that its process did not come to write."""
    written = [Path(file) for file in files if Path(file).exists()]
    print(" all kinds ".center(_WIDTH, "="))
    print(*summary([json.loads(file.read_text(encoding="utf-8")) for file in written]), sep="\n")
    for missing in (Path(file) for file in files if Path(file) not in written):
        print(f"The part `{missing.stem}` came to grief before it could count its tests.")


if __name__ == "__main__":
    main(sys.argv[1:])
