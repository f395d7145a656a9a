"""Small JSON files, written whole or not at all, read so that what a crash left behind does no harm."""

import fcntl
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.jobs.whole_files import write_whole
from deploy.local.errors import StackError

LOCK_WAIT_S = 300.0


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write `content` as JSON, atomically and readable by its owner only."""
    write_whole(path, json.dumps(content, indent=2, sort_keys=True) + "\n")


def read_json(path: Path) -> dict[str, Any]:
    """Return the object in `path`; an absent, truncated or foreign file reads as empty."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


@contextmanager
def locked(path: Path, *, wait_s: float = LOCK_WAIT_S) -> Iterator[None]:
    """Hold the stack's lock, so that two starts at once become one after the other.

    The lock belongs to the process: one that dies gives it back.
    """
    deadline = time.monotonic() + wait_s
    with path.open("a+") as handle:
        waiting = False
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StackError(f"Another start or stop has held {path} for {wait_s:.0f} s.") from None
                if not waiting:
                    print("Another start or stop is at work; waiting for it.", flush=True)
                    waiting = True
                time.sleep(0.2)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
