"""Finds out whether a running service was started with other code than the checkout has now."""

import hashlib
import subprocess
from pathlib import Path
from typing import Any, Final

from deploy.local.paths import CHECKOUT

_PARTS: Final = ("services", "shared")
_READ_AT_START: Final = (".py", ".html", ".css", ".js", ".csv", ".json")
CHANGED: Final = "The code has changed since these were started: {}. `make restart` runs the new code."


def fingerprint(root: Path = CHECKOUT) -> str:
    """Return a fingerprint of every file that the services read at their start."""
    digest = hashlib.sha256()
    files = sorted(path for part in _PARTS for path in (root / part).rglob("*") if path.suffix in _READ_AT_START)
    for path in (*files, root / "requirements.lock"):
        if path.is_file():
            digest.update(f"{path.relative_to(root)}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def commit(root: Path = CHECKOUT) -> str:
    """Return the commit of the checkout, with a plus where files differ from it; `unknown` where git cannot tell."""
    try:
        found = _git(root, "rev-parse", "--short=12", "HEAD")
        return found + ("+" if _git(root, "status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.SubprocessError):
        return "unknown"


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True, timeout=10)
    return done.stdout.strip()


def outdated(observed: dict[str, Any], now: str | None = None) -> list[str]:
    """Return the services of `running.json` that have a replica started with other code than the present one."""
    current = now or fingerprint()
    services: dict[str, list[dict[str, Any]]] = observed.get("services", {})
    return [
        service
        for service, entries in services.items()
        if any(entry.get("code", current) != current for entry in entries)
    ]
