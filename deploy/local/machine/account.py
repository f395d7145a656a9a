"""The unprivileged account that PostgreSQL runs under when we are root, and whether it can reach a place."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.local.errors import StackError

NAMES = ("nobody", "daemon")


@dataclass(frozen=True, slots=True)
class Account:
    """An account by its numbers."""

    uid: int
    gid: int

    def run(
        self, command: Sequence[str], *, folder: Path, timeout_s: float = 60, typed: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as this account, in `folder`, with `typed` as its input, and return its output."""
        return subprocess.run(
            list(command),
            input=typed,
            capture_output=True,
            text=True,
            cwd=folder,
            env=environment(),
            timeout=timeout_s,
            check=False,
            **self.drop(),
        )

    def drop(self) -> dict[str, Any]:
        """Return the arguments with which subprocess drops to this account; none when we are it already."""
        if os.geteuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_run(self, program: Path) -> bool:
        """Return whether this account can execute the program at its path."""
        try:
            return self.run([str(program), "--version"], folder=Path("/")).returncode == 0
        except (OSError, subprocess.SubprocessError):
            return False

    def can_use(self, folder: Path) -> bool:
        """Return whether this account can enter and write the folder, its parents included."""
        test = shutil.which("test", path="/usr/bin:/bin") or "/usr/bin/test"
        try:
            return self.run([test, "-w", str(folder), "-a", "-x", str(folder)], folder=Path("/")).returncode == 0
        except (OSError, subprocess.SubprocessError):
            return False

    def own(self, folder: Path) -> None:
        """Make the folder, closed to others, and give it to this account."""
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        if os.geteuid() == 0:
            os.chown(folder, self.uid, self.gid)


def unprivileged() -> Account:
    """Return our own account, or when we are root one without privileges: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in NAMES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise StackError(f"PostgreSQL cannot run as root, and none of the accounts {', '.join(NAMES)} exists.")


def environment() -> dict[str, str]:
    """Return the environment for PostgreSQL's programs: ours, without PG* settings and with a plain locale."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
