"""The manifest of a backup: what is in it, of which versions, with hashes. It is written last: without it, none is."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from shared.errors import OnwardError

FILE: Final = "manifest.json"
FORMAT: Final = 1
DUMP: Final = "database.dump"
VAULT: Final = "vault"
SUMS: Final = "SHA256SUMS"
"""One line for each file of the backup but the manifest, as `sha256sum --check` reads it."""
REGISTER: Final = "establishments.csv"
ERASURES: Final = "erasures.jsonl"


class RecoveryRefused(OnwardError):  # noqa: N818
    """Nothing was done, or not all of it; the message gives the reason and the remedy."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one backup holds. Times are of the deployment's database and have an offset."""

    release: str
    """The release that made it."""
    taken_at: datetime
    """What was acknowledged until then is in it; what came later is not."""
    finished_at: datetime
    keep_until: datetime
    """It is to be deleted then at the latest: what is erased meanwhile lies in it until that day."""
    postgres: str
    """Version of the server."""
    topic_prefix: str
    business_date: str | None
    """The simulated date, where there is one."""
    master_key: str
    """Fingerprint of the master key, without which the originals cannot be opened. The key itself is not in it."""
    migrations: Mapping[str, str]
    """Checksum by `folder/file`."""
    rows: Mapping[str, int]
    """Rows by table."""
    originals: int
    originals_bytes: int
    missing_originals: tuple[str, ...]
    """Ids of originals that the database names and the vault had not."""
    erasures: int
    """How many erasures the list had when the backup was made."""
    sums: str
    """SHA-256 of the file of sums."""

    def write(self, folder: Path) -> None:
        """Write it, whole or not at all."""
        part = folder / f".{FILE}.part"
        content = {"format": FORMAT, **asdict(self)}
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2, sort_keys=True, default=datetime.isoformat)
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / FILE)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a backup. Raises RecoveryRefused when there is none, or not one that we can read."""
    try:
        content: dict[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if content.pop("format") != FORMAT:
            raise RecoveryRefused(f"{folder} is a backup of another release: restore it with the one that made it")
        for name in ("taken_at", "finished_at", "keep_until"):
            content[name] = datetime.fromisoformat(content[name])
        content["missing_originals"] = tuple(content["missing_originals"])
        return Manifest(**content)
    except FileNotFoundError:
        raise RecoveryRefused(f"{folder} holds no {FILE}: it is no backup, or one that was never finished") from None
    except (OSError, ValueError, TypeError, KeyError):
        raise RecoveryRefused(f"{folder / FILE} cannot be read") from None


def sum_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_sums(folder: Path, sums: Mapping[str, str]) -> str:
    """Write the file of sums, by path within the backup, and return its own."""
    path = folder / SUMS
    path.write_text("".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())), encoding="utf-8")
    return sum_of(path)


def read_sums(folder: Path) -> dict[str, str]:
    """Return SHA-256 by path within the backup."""
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
