"""Verify a backup: every file that its manifest vouches for is there, unchanged, and nothing else."""

from pathlib import Path

from deploy.jobs.recovery.keys import fingerprint_of
from deploy.jobs.recovery.manifest import (
    DUMP,
    FILE,
    SUMS,
    Manifest,
    RecoveryRefused,
    read_manifest,
    read_sums,
    sum_of,
)
from deploy.jobs.recovery.programs import Programs
from deploy.jobs.recovery.settings import RecoverySettings


def verify(folder: Path, settings: RecoverySettings) -> Manifest:
    """Return the manifest of a backup that can be restored. Raises RecoveryRefused with what is wrong."""
    manifest = read_manifest(folder)
    if not (folder / SUMS).exists() or sum_of(folder / SUMS) != manifest.sums:
        raise RecoveryRefused(f"{SUMS} is not the one that the manifest vouches for")
    sums = read_sums(folder)
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {FILE, SUMS}
    for problem, names in (("missing", sums.keys() - there), ("not of this backup", there - sums.keys())):
        if names:
            raise RecoveryRefused(f"{len(names)} files are {problem}, such as {min(names)}")
    for name, digest in sums.items():
        if sum_of(folder / name) != digest:
            raise RecoveryRefused(f"{name} was changed or damaged since the backup was made")
    Programs(settings.postgres_programs, settings.database_url).run("pg_restore", "--list", str(folder / DUMP))
    if settings.master_key_file.exists() and fingerprint_of(settings.master_key_file) != manifest.master_key:
        raise RecoveryRefused(f"it was made under another master key (fingerprint {manifest.master_key})")
    return manifest
