"""Restore a backup: `python -m deploy.jobs.recovery.restore DIR`. The services stand still meanwhile.

The backup is verified first. Nothing is overwritten unless --replace says so. Originals come before the database that
names them; what was erased since is erased again before any service can see it; Kafka's topics are made anew, since
what they hold is of another time. When the services start, what was on its way is resent from its original, and the
public topic is given back from the ledger.
"""

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg
from aiokafka.errors import KafkaError

from deploy.jobs.migrate import migrate, migration_folders, migrations_of, passwords_from
from deploy.jobs.recovery import database, keys, originals
from deploy.jobs.recovery.erasures import complete_list, erase_again, known_erasures
from deploy.jobs.recovery.manifest import ERASURES, REGISTER, Manifest, RecoveryRefused, read_sums
from deploy.jobs.recovery.programs import Programs
from deploy.jobs.recovery.settings import RecoverySettings
from deploy.jobs.recovery.target import make_topics_anew, refuse_while_services_run, what_is_there
from deploy.jobs.recovery.verify import verify
from deploy.jobs.roles import make_roles
from shared.contracts.topics import STATUS_CHANGED
from shared.errors import OnwardError
from shared.kafka.gaps.published import PUBLISHER
from shared.observability.terminal import say
from shared.persistence.pool import Connection

_END_SESSIONS: Final = "DELETE FROM shared.sessions"
_FORGET_ENDS: Final = "DELETE FROM shared.consumer_positions WHERE starts_with(consumer, $1)"
_RESEND: Final = """
INSERT INTO shared.gaps (consumer, topic, "partition", first_offset, next_offset) VALUES ('restore', $1, 0, 0, 0)
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a backup is to be restored."""

    folder: Path
    replace: bool = False
    """Overwrite what is there."""
    keys: Path | None = None
    """The folder that holds the keys, for a deployment that has none."""
    erasures: Path | None = None
    """A newer list of erasures than the deployment's own and the backup's."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done."""

    manifest: Manifest
    replaced: list[str]
    originals: int
    erased: int
    migrations: list[str]
    """Those applied afterwards: the backup was made by an older release."""
    seconds: float


async def restore(settings: RecoverySettings, wanted: Wanted, passwords: Mapping[str, str] | None = None) -> Restored:
    """Restore a backup. `passwords` of the services' roles, where they are to be made or changed.

    Raises RecoveryRefused before anything was touched; OnwardError, OSError, KafkaError or asyncpg's errors later: it
    can be done again then, with `replace`.
    """
    began = time.perf_counter()
    manifest = await asyncio.to_thread(verify, wanted.folder, settings)
    refuse_a_newer_release(manifest)
    names = read_sums(wanted.folder)
    erasures = known_erasures(
        settings.erasures_file, wanted.folder / ERASURES, *([wanted.erasures] if wanted.erasures else [])
    )
    erased = frozenset(str(one.id) for one in erasures if one.kind == "file")
    connection = await asyncpg.connect(settings.database_url, timeout=30)
    try:
        replaced = await _refuse_or_tell(connection, settings, wanted, [name.rpartition("/")[2] for name in names])
        keys.put_keys(settings, wanted.keys, manifest.master_key)
        complete_list(settings.erasures_file, erasures)
        put = await asyncio.to_thread(originals.put_back, wanted.folder, settings.vault_dir, names, erased=erased)
        await make_roles(connection, passwords)
        await asyncio.to_thread(_restore_database, settings, wanted.folder, manifest)
        count = await erase_again(connection, erasures)
        await _prepare_for_services(connection, settings)
        originals.remove_others(settings.vault_dir, names, erased=erased)
    finally:
        await connection.close(timeout=10)
    applied = await migrate(settings.database_url, passwords=passwords)
    await make_topics_anew(settings)
    _put_register(settings, wanted.folder)
    return Restored(manifest, replaced, put, count, applied, time.perf_counter() - began)


def refuse_a_newer_release(manifest: Manifest) -> None:
    """Raise RecoveryRefused when the backup has migrations that this release does not know."""
    ours = {
        f"{one.folder.name}/{one.file}": one.checksum for folder in migration_folders() for one in migrations_of(folder)
    }
    strange = sorted(name for name, checksum in manifest.migrations.items() if ours.get(name) != checksum)
    if strange:
        raise RecoveryRefused(
            f"it was made by another release ({manifest.release}), with {strange[0]} as this one does not know it:"
            " restore it with that release, or a newer one"
        )


async def _refuse_or_tell(
    connection: Connection, settings: RecoverySettings, wanted: Wanted, file_ids: list[str]
) -> list[str]:
    await refuse_while_services_run(connection)
    found = await what_is_there(connection, settings, [one for one in file_ids if len(one) == 36])
    if found and not wanted.replace:
        raise RecoveryRefused(f"there is {' and '.join(found)} already. With --replace all of that is overwritten")
    return found


def _restore_database(settings: RecoverySettings, folder: Path, manifest: Manifest) -> None:
    programs = Programs(settings.postgres_programs, settings.database_url)
    with tempfile.TemporaryDirectory() as scratch:
        database.restore_dump(programs, folder, manifest, Path(scratch))


async def _prepare_for_services(connection: Connection, settings: RecoverySettings) -> None:
    """End the sessions of back then; ask for what was on its way to be resent, and for the public topic."""
    async with connection.transaction():
        await connection.execute(_FORGET_ENDS, PUBLISHER)
        await connection.execute(_END_SESSIONS)
        await connection.execute(_RESEND, STATUS_CHANGED.on(settings.topic_prefix))


def _put_register(settings: RecoverySettings, folder: Path) -> None:
    """Put the register of establishments where this deployment has none."""
    target = settings.establishments_file
    if target is not None and (folder / REGISTER).exists() and not target.exists():
        shutil.copyfile(folder / REGISTER, target)


def report(done: Restored) -> list[str]:
    """Return what was done, as lines."""
    manifest = done.manifest
    lines = [f"Overwritten: {' and '.join(done.replaced)}."] if done.replaced else []
    lines += [
        f"Restored as of {manifest.taken_at:%Y-%m-%d %H:%M:%S %Z} in {done.seconds:.1f} s:"
        f" {sum(manifest.rows.values()):,} rows, {done.originals:,} originals.",
        "What was acknowledged later is not in it: its senders send it again.",
        f"{done.erased:,} erasures were carried out again."
        if done.erased
        else "No erasure had to be carried out again.",
    ]
    if done.migrations:
        lines.append(f"Migrated to this release: {', '.join(done.migrations)}.")
    if manifest.business_date:
        lines.append(f"It ran on a simulated date: ONWARD_BUSINESS_DATE={manifest.business_date}")
    if manifest.missing_originals:
        lines.append(f"Originals that the backup has not: {', '.join(manifest.missing_originals)}.")
    return [*lines, "Start the services: they resend what was on its way and give the public topic back."]


def main() -> None:
    """Restore the backup that the options name, into the deployment that the environment names."""
    options = _parse()
    wanted = Wanted(options.folder, options.replace, options.keys, options.erasures)
    passwords = passwords_from(os.environ)
    try:
        done = asyncio.run(restore(RecoverySettings(), wanted, passwords))
    except RecoveryRefused as refusal:
        sys.exit(f"not restored: {refusal}")
    except (OnwardError, OSError, KafkaError, asyncpg.PostgresError) as failure:
        sys.exit(f"not restored, or not all of it: {type(failure).__name__}. Mend it and restore again, with --replace")
    say(report(done))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.jobs.recovery.restore", description=__doc__)
    add_options(parser)
    return parser.parse_args()


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what a restore may be told."""
    parser.add_argument("folder", type=Path, help="the backup")
    parser.add_argument("--replace", action="store_true", help="overwrite what is there")
    parser.add_argument("--keys", type=Path, metavar="DIR", help="the folder that holds the keys, where there are none")
    parser.add_argument("--erasures", type=Path, metavar="FILE", help="a newer list of erasures than the backup's")


if __name__ == "__main__":
    main()
