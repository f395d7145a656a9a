"""The story of one file: what every service logged about a submission, in the order of time."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from rich.table import Table

_LOGS: Final = ("*.old.log", "*.log")
_SHOWN_APART: Final = frozenset({"event", "level", "timestamp", "service", "room", "submission_id"})

Line = Mapping[str, Any]


def log_files(folder: Path) -> list[Path]:
    """Return the logs in a folder, also those that were put aside when they had grown large."""
    return sorted({path for pattern in _LOGS for path in folder.glob(pattern)})


def lines_of_files(paths: Iterable[Path]) -> Iterator[str]:
    """Yield the lines of files."""
    for path in paths:
        with path.open(encoding="utf-8", errors="replace") as lines:
            yield from lines


def story(lines: Iterable[str], submission_id: UUID) -> list[Line]:
    """Return what was logged about the submission; lines that are no JSON of ours are passed over."""
    wanted = str(submission_id)
    found = [line for text in lines if wanted in text and (line := _read(text)) and line["submission_id"] == wanted]
    return sorted(found, key=lambda line: str(line.get("timestamp", "")))


def _read(text: str) -> Line | None:
    start = text.find("{")  # a container engine may have put its own words in front
    try:
        line = json.loads(text[start:]) if start >= 0 else None
    except ValueError:
        return None
    return line if isinstance(line, dict) and "submission_id" in line else None


def table(lines: Iterable[Line]) -> Table:
    """Return the lines as a table."""
    made = Table(box=None, pad_edge=False)
    for name in ("time", "service", "what"):
        made.add_column(name, no_wrap=True)
    made.add_column("", overflow="fold")
    for line in lines:
        more = "  ".join(f"{name}={value}" for name, value in line.items() if name not in _SHOWN_APART)
        time = str(line.get("timestamp", ""))[11:23]
        made.add_row(time, str(line.get("service", "")), str(line.get("event", "")), more)
    return made
