"""What was erased for good, kept outside the database: a backup from before would bring it back, a restore erases it.

One line of JSON for each, ids alone. Whatever erases appends here first, and only then erases; a restore reads the
newest list there is and erases again whatever stands on it (docs/decisions/0056).
"""

import fcntl
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, get_args
from uuid import UUID

from shared.errors import OnwardError

ErasedKind = Literal["file", "person"]
"""file: an original, by its id in the vault. person: a young person, by matching's id."""
_KINDS: Final[Mapping[str, ErasedKind]] = {kind: kind for kind in get_args(ErasedKind)}


class ErasuresDamaged(OnwardError):  # noqa: N818
    """The list holds a line that is none: what was erased cannot be told from it."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """Something that was erased, and when."""

    kind: ErasedKind
    id: UUID
    erased_at: datetime


def append_erasures(path: Path, erasures: Iterable[Erasure]) -> None:
    """Add to the list, and return only when it is on the disk. The same thing twice does no harm. Raises OSError."""
    lines = [
        json.dumps({"kind": one.kind, "id": str(one.id), "erased_at": one.erased_at.astimezone(UTC).isoformat()})
        for one in erasures
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        # A last line that a crash cut short was never acknowledged.
        file.seek(file.read().rfind(b"\n") + 1)
        file.truncate()
        file.write(b"".join(line.encode() + b"\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())


def read_erasures(path: Path) -> tuple[Erasure, ...]:
    """Return the list in its order; empty where there is none. Raises ErasuresDamaged."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    return tuple(_read(line) for line in text.rpartition("\n")[0].split("\n") if line)


def _read(line: str) -> Erasure:
    try:
        content = json.loads(line)
        kind = _KINDS[content["kind"]]
        return Erasure(kind, UUID(content["id"]), datetime.fromisoformat(content["erased_at"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ErasuresDamaged("a line of the list of erasures cannot be read") from None
