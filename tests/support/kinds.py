"""After a run: how many tests of each kind ran and how long they took, from pytest's own reports.

A kind is a folder below `tests`. Seconds are those of the tests themselves with their set-up and tear-down; a fixture
of the whole session counts for the first test that asks for it. Reports of other processes (pytest-xdist) arrive here
as those of this one do.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import pytest

KINDS: Final = ("unit", "spec", "property", "contract", "architecture", "integration", "e2e", "chaos")
_COUNTED: Final = ("passed", "failed", "skipped")


@dataclass(slots=True)
class Figures:
    """What one kind of test came to."""

    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


class Counting:
    """Adds up the reports by kind."""

    def __init__(self) -> None:
        self.by_kind: dict[str, Figures] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test by its call, or by the step that kept it from being called; add the time of every step."""
        figures = self.by_kind.setdefault(kind_of(report.nodeid), Figures())
        figures.seconds += report.duration
        if report.when == "call" or report.outcome != "passed":
            figures.outcomes[report.outcome] += 1

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table."""
        if self.by_kind:
            terminalreporter.section("tests by kind")
            for line in table(self.by_kind):
                terminalreporter.write_line(line)


def pytest_configure(config: pytest.Config) -> None:
    """Count only where somebody reads the summary: in the process that prints."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Counting(), "tests by kind")


def kind_of(nodeid: str) -> str:
    """Return the kind of a test by its id, `tests/<kind>/...`."""
    folders = nodeid.split("::", maxsplit=1)[0].split("/")
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
