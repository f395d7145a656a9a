"""What becomes of the files of a watched folder: of one that was taken only the result stays; others stay a while.

The original of what was taken is in the vault, sealed; a second one in the clear would outlive it. What was not taken
is in no vault, so it stays for its sender to be repaired, readable by the account of the service alone.
"""

import hashlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

NAME_BYTES_MAX: Final = 200
"""A longer name has no room for what is put behind it; the file is refused, and put away under a name of its own."""
SIDE_CAR: Final = ".json"
RESULT: Final = ".result.json"
_DAY_S: Final = 86_400.0

Where = Literal["done", "refused"]


def put_away(folder: Path, name: str, where: Where, record: dict[str, str]) -> None:
    """Move side-car and file, the result beside them; of what is done, remove both. Raises FileNotFoundError.

    The side-car goes first: one that was left behind would be joined to the next file of the same name.
    """
    target = folder / where
    target.mkdir(mode=0o700, exist_ok=True)
    free = next(stem for stem in _stems(_short(name)) if not _is_taken(target, stem))
    car, file = target / f"{free}{SIDE_CAR}", target / free
    (folder / f"{name}{SIDE_CAR}").replace(car)
    (folder / name).replace(file)
    _write_private(target / f"{free}{RESULT}", json.dumps(record))
    for one in (car, file):
        if where == "done":
            one.unlink(missing_ok=True)  # old files may be removed at the same moment
        elif not one.is_symlink():
            one.chmod(0o600)


def purge(folder: Path, *, kept_days: float, now: float | None = None) -> int:
    """Remove results and refused files older than this many days, and taken files that a crash left behind.

    Returns how many files went.
    """
    moment, removed = time.time() if now is None else now, 0
    for where in ("done", "refused"):
        for path in (folder / where).glob("*"):
            kept_s = 0.0 if where == "done" and not path.name.endswith(RESULT) else kept_days * _DAY_S
            # When it was put here: the file's own time is that of its making.
            if path.lstat().st_ctime + kept_s < moment:
                path.unlink(missing_ok=True)
                removed += 1
    return removed


def _is_taken(target: Path, stem: str) -> bool:
    return (target / stem).exists() or (target / f"{stem}{RESULT}").exists()


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def _short(name: str) -> str:
    """Return the name, or where it is too long to put anything behind it, one made of it."""
    written = os.fsencode(name)
    return name if len(written) <= NAME_BYTES_MAX else f"long-name-{hashlib.sha256(written).hexdigest()[:32]}"


def _stems(name: str) -> Iterator[str]:
    yield name
    for number in range(2, 10_000):
        yield f"{number}-{name}"
