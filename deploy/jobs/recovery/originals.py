"""The originals of a backup: the files of the vault that the database names, copied as they are, sealed."""

import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deploy.jobs.recovery.manifest import VAULT

_CHUNK: Final = 1 << 20


@dataclass(slots=True)
class Copied:
    """What was copied."""

    sums: dict[str, str] = field(default_factory=dict)
    """SHA-256 by path within the backup."""
    size: int = 0
    missing: list[str] = field(default_factory=list)
    """Ids that the vault has not."""


def place_of(file_id: str) -> str:
    """Return where the vault keeps an original, within its folder."""
    return f"{file_id[:2]}/{file_id}"


def back_up(vault: Path, folder: Path, file_ids: Iterable[str]) -> Copied:
    """Copy these originals into the backup. Raises OSError."""
    done = Copied()
    for file_id in file_ids:
        place = place_of(file_id)
        target = folder / VAULT / place
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            digest, size = _copy(vault / place, target)
        except FileNotFoundError:
            done.missing.append(file_id)
            continue
        done.sums[f"{VAULT}/{place}"] = digest
        done.size += size
    return done


def put_back(folder: Path, vault: Path, names: Iterable[str], *, erased: frozenset[str]) -> int:
    """Copy the originals of a backup into the vault, less those that were erased since; return how many."""
    count = 0
    for name in names:
        if not name.startswith(f"{VAULT}/") or name.rpartition("/")[2] in erased:
            continue
        target = vault / name.removeprefix(f"{VAULT}/")
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        shutil.copyfile(folder / name, part)
        part.chmod(0o600)
        part.replace(target)
        count += 1
    return count


def remove_others(vault: Path, names: Iterable[str], *, erased: frozenset[str]) -> int:
    """Remove from the vault what the backup does not hold, and what was erased; return how many."""
    kept = {name.rpartition("/")[2] for name in names} - erased
    others = [path for path in files_of(vault) if path.name not in kept]
    for path in others:
        path.unlink()
    return len(others)


def files_of(vault: Path) -> list[Path]:
    """Return the originals in a vault."""
    return [path for path in vault.glob("*/*") if path.is_file()]


def _copy(source: Path, target: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with (
        source.open("rb") as given,
        os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out,
    ):
        while chunk := given.read(_CHUNK):
            digest.update(chunk)
            out.write(chunk)
            size += len(chunk)
    return digest.hexdigest(), size
