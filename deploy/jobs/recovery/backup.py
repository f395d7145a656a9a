"""Back this deployment up into a folder, while it runs: `python -m deploy.jobs.recovery.backup DIR`.

First one snapshot of the database is dumped, then the originals that it names are copied. An original is in the vault
before the database names it, so none is missing. With --verify an earlier backup is checked, file by file.
"""

import argparse
import asyncio
import os
import shutil
import sys
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import asyncpg

from deploy.jobs.recovery import database, keys, originals
from deploy.jobs.recovery.manifest import (
    DUMP,
    ERASURES,
    REGISTER,
    Manifest,
    RecoveryRefused,
    sum_of,
    write_sums,
)
from deploy.jobs.recovery.programs import Programs
from deploy.jobs.recovery.settings import RecoverySettings
from deploy.jobs.recovery.verify import verify
from shared.erasures import read_erasures
from shared.errors import OnwardError
from shared.observability.terminal import say

KEEP_DAYS: Final = 30
INCOMPLETE: Final = 3
"""Exit code of a backup that was made, but lacks originals."""


async def back_up(settings: RecoverySettings, folder: Path, *, keep_days: int = KEEP_DAYS) -> Manifest:
    """Make a backup in a folder that is new or empty, and return its manifest.

    Raises RecoveryRefused, MasterKeyError, OSError, or asyncpg's errors; what was begun has no manifest then.
    """
    _make(folder)
    master_key = keys.fingerprint_of(settings.master_key_file)
    programs = Programs(settings.postgres_programs, settings.database_url)
    async with database.open_snapshot(settings.database_url) as snapshot:
        await database.dump(programs, snapshot, folder)
    copied = await asyncio.to_thread(originals.back_up, settings.vault_dir, folder, snapshot.originals)
    missing = await database.still_named(settings.database_url, copied.missing) if copied.missing else []
    sums = copied.sums | await asyncio.to_thread(_others, settings, folder)
    os.sync()
    manifest = Manifest(
        release=release(),
        taken_at=snapshot.taken_at,
        finished_at=datetime.now(UTC),
        keep_until=snapshot.taken_at + timedelta(days=keep_days),
        postgres=snapshot.postgres,
        topic_prefix=settings.topic_prefix,
        business_date=str(settings.business_date) if settings.business_date else None,
        master_key=master_key,
        migrations=snapshot.migrations,
        rows=snapshot.rows,
        originals=len(copied.sums),
        originals_bytes=copied.size,
        missing_originals=tuple(missing),
        erasures=len(read_erasures(folder / ERASURES)),
        sums=write_sums(folder, sums),
    )
    manifest.write(folder)
    return manifest


def release() -> str:
    """Return the release of this code."""
    try:
        return version("onward")
    except PackageNotFoundError:
        return "unknown"


def _make(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise RecoveryRefused(f"{folder} is not empty: name a folder that is new")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def _others(settings: RecoverySettings, folder: Path) -> dict[str, str]:
    """Copy the register and the list of erasures, and return the sums of everything but the originals."""
    for source, name in ((settings.establishments_file, REGISTER), (settings.erasures_file, ERASURES)):
        if source is not None and source.exists():
            shutil.copyfile(source, folder / name)
    names = [name for name in (DUMP, REGISTER, ERASURES) if (folder / name).exists()]
    for name in names:
        (folder / name).chmod(0o600)
    return {name: sum_of(folder / name) for name in names}


def main() -> None:
    """Make a backup, or verify one; exit 3 where originals are missing."""
    options = _parse()
    settings = RecoverySettings()
    try:
        if options.verify:
            manifest = verify(options.folder, settings)
        else:
            manifest = asyncio.run(back_up(settings, options.folder, keep_days=options.keep_days))
            if options.keys:
                keys.copy_keys(settings, options.keys, options.folder)
    except (OnwardError, OSError, asyncpg.PostgresError) as failure:
        sys.exit(f"{'not verified' if options.verify else 'no backup was made'}: {_reason(failure)}")
    say(report(options.folder, manifest, options.keys))
    if manifest.missing_originals:
        sys.exit(INCOMPLETE)


def report(folder: Path, manifest: Manifest, kept_keys: Path | None) -> list[str]:
    """Return what is said of a backup, as lines."""
    seconds = (manifest.finished_at - manifest.taken_at).total_seconds()
    lines = [
        f"{folder}: as of {manifest.taken_at:%Y-%m-%d %H:%M:%S %Z}, made in {seconds:.1f} s",
        f"{sum(manifest.rows.values()):,} rows of {len(manifest.rows)} tables; {manifest.originals:,} originals,"
        f" {manifest.originals_bytes / 1e6:,.1f} MB",
        f"To be deleted by {manifest.keep_until:%Y-%m-%d}: until then it holds what is erased meanwhile.",
        f"Keys are in {kept_keys}."
        if kept_keys
        else f"The master key (fingerprint {manifest.master_key}) is not in it: without it no original can be opened.",
    ]
    if manifest.missing_originals:
        lines.append(
            f"{len(manifest.missing_originals)} originals were missing: {', '.join(manifest.missing_originals)}"
        )
    return lines


def _reason(failure: BaseException) -> str:
    if isinstance(failure, asyncpg.PostgresError):
        return f"{type(failure).__name__} {failure.sqlstate}"
    return str(failure) if isinstance(failure, OnwardError | OSError) else type(failure).__name__


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.jobs.recovery.backup", description=__doc__)
    parser.add_argument("folder", type=Path, help="new, or empty; on another disk than the deployment's")
    parser.add_argument("--verify", action="store_true", help="only check a backup that is there")
    parser.add_argument("--keys", type=Path, metavar="DIR", help="copy the keys too, into this folder elsewhere")
    parser.add_argument("--keep-days", type=int, default=KEEP_DAYS, help="in how many days it is to be deleted")
    options = parser.parse_args()
    if not 1 <= options.keep_days <= 3650:
        parser.error("--keep-days is 1 to 3650")
    return options


if __name__ == "__main__":
    main()
