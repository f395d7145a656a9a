"""The Python client of status changes as a process that keeps a table."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.support.stack import CHECKOUT

CLIENT = CHECKOUT / "clients" / "python"


class Keeper:
    """`python -m onward_status_changes` as a process."""

    def __init__(self, properties: Path, topic: str, table: Path) -> None:
        self.table = table
        self._properties = properties
        self._topic = topic
        self.process: subprocess.Popen[str] | None = None

    def start(self, *options: str) -> "subprocess.Popen[str]":
        """Start it. Nothing of the product is in its reach."""
        words = [str(self._properties), str(self.table), "--topic", self._topic, *options]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "onward_status_changes", *words],
            cwd=self.table.parent,
            env={**os.environ, "PYTHONPATH": str(CLIENT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return self.process

    def once(self, *options: str) -> str:
        """Run it until the table is up to date; return what it printed."""
        printed, _ = self.start("--once", *options).communicate(timeout=60)
        assert self.process is not None
        assert self.process.returncode == 0, printed
        return printed

    def versions(self) -> dict[str, int]:
        """Return the version of everybody in the table."""
        if not self.table.exists():
            return {}
        with sqlite3.connect(self.table, timeout=10) as database:
            try:
                return dict(database.execute("SELECT person_id, version FROM statuses"))
            except sqlite3.OperationalError:
                return {}  # it has only just been started
