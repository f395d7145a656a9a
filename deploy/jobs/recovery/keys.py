"""The keys of a deployment: told by a fingerprint, and copied only to where somebody says, never beside the data."""

import shutil
from pathlib import Path
from typing import Final

from deploy.jobs.recovery.manifest import RecoveryRefused
from deploy.jobs.recovery.settings import RecoverySettings
from shared.crypto.master_key import derive, read_master_key

MASTER: Final = "master.key"
HOOK: Final = "hook_keys.json"
_SHOWN: Final = 16


def fingerprint_of(path: Path) -> str:
    """Return what tells one master key from another, and nothing else of it. Raises MasterKeyError."""
    return derive(read_master_key(path), "fingerprint").hex()[:_SHOWN]


def copy_keys(settings: RecoverySettings, target: Path, backup: Path) -> None:
    """Copy master key and signing keys into a folder, mode 0600. Raises RecoveryRefused inside the backup itself."""
    if target.resolve().is_relative_to(backup.resolve()) or backup.resolve().is_relative_to(target.resolve()):
        raise RecoveryRefused("keys beside the data open it to whoever finds it: name a folder elsewhere")
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for source, name in _files(settings):
        if source.exists():
            _copy(source, target / name)


def put_keys(settings: RecoverySettings, given: Path | None, wanted: str) -> None:
    """See that the deployment has the master key of a backup, from `given` where it has none. Raises RecoveryRefused.

    A key that is there is never overwritten.
    """
    there = settings.master_key_file.exists()
    if not there and (given is None or not (given / MASTER).exists()):
        raise RecoveryRefused(f"there is no master key: give the folder that holds it (fingerprint {wanted})")
    found = fingerprint_of(settings.master_key_file if there or given is None else given / MASTER)
    if found != wanted:
        raise RecoveryRefused(f"the master key is another one: it has the fingerprint {found}, the backup {wanted}")
    for target, name in _files(settings):
        if given is not None and not target.exists() and (given / name).exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            _copy(given / name, target)


def _files(settings: RecoverySettings) -> tuple[tuple[Path, str], ...]:
    return (settings.master_key_file, MASTER), (settings.hook_keys_file, HOOK)


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    target.chmod(0o600)
