"""Write everything held on a young person into a folder: `python -m deploy.jobs.privacy.subject_access PERSON DIR`.

Needed are the administrator's database (DATABASE_URL), the master key (ONWARD_MASTER_KEY_FILE), an account that may
take records (ONWARD_ACCOUNT and ONWARD_PASSWORD), and the four services, which each give their part.
"""

import argparse
import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from deploy.jobs.privacy.callers import caller_of_environment, sign_in
from deploy.jobs.whole_files import write_whole
from shared.audit.trail import AuditTrail
from shared.crypto.keyring import KeyRing
from shared.erasure.bundle import files_of
from shared.erasure.taking import SubjectAccesses
from shared.errors import OnwardError
from shared.observability import logs
from shared.observability.terminal import say
from shared.persistence.pool import close_pool, connection_of, open_pool
from shared.settings import ServiceSettings
from shared.web.accounts.permissions import Permission

WAIT_S: Final = 120.0
_LOOK_EVERY_S: Final = 0.5
_KNOWN: Final = """
SELECT EXISTS (SELECT FROM reporting.people WHERE person_id = $1) OR EXISTS (SELECT FROM matching.people WHERE id = $1)
"""
_CONFIDENTIAL: Final = "SELECT EXISTS (SELECT FROM reporting.flagged WHERE person_id = $1 AND flag = 'confidential')"


class NotTaken(OnwardError):  # noqa: N818
    """Nothing was written: why, in a sentence."""


async def take(settings: ServiceSettings, person_id: UUID, folder: Path) -> list[str]:
    """Write the files and return their names. Raises NotTaken, CallerRefused, MasterKeyError or OSError."""
    pool = await open_pool(settings.database_url, schema="shared", size_max=2, application="onward-subject-access")
    try:
        account = await sign_in(pool, caller_of_environment(), Permission.TAKE_RECORDS)
        async with connection_of(pool) as connection:
            if not await connection.fetchval(_KNOWN, person_id):
                raise NotTaken("there is nobody with this id")
            confidential = await connection.fetchval(_CONFIDENTIAL, person_id)
        if confidential:
            await sign_in(pool, caller_of_environment(), Permission.SEE_CONFIDENTIAL)
        accesses = SubjectAccesses(pool, KeyRing.from_file(settings.master_key_file, pool))
        access_id = await accesses.ask(person_id, account)
        async with asyncio.timeout(WAIT_S):
            parts = await _parts(accesses, access_id)
        await AuditTrail(pool, "jobs").note_read(account, "everything held", person_id=person_id, about=str(access_id))
        asked = next(one for one in await accesses.of_person(person_id) if one.access_id == access_id)
    except TimeoutError:
        raise NotTaken("not all services have given their part: do they run? (`./onward status`)") from None
    finally:
        await close_pool(pool)
    return await asyncio.to_thread(_write, folder, files_of(person_id, asked.asked_at, parts))


async def _parts(accesses: SubjectAccesses, access_id: UUID) -> Mapping[str, Any]:
    """Return the parts as soon as there are all."""
    while True:
        parts = await accesses.take(access_id)
        if parts is not None:
            return parts
        await asyncio.sleep(_LOOK_EVERY_S)


def _write(folder: Path, files: dict[str, bytes]) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, content)
    return sorted(files)


def main() -> None:
    """Write it, or say in a line why not."""
    parser = argparse.ArgumentParser(prog="python -m deploy.jobs.privacy.subject_access", description=__doc__)
    parser.add_argument("person", type=UUID, help="id of a young person")
    parser.add_argument("folder", type=Path, help="new or empty")
    options = parser.parse_args()
    if options.folder.exists() and any(options.folder.iterdir()):
        sys.exit("not done: the folder is not empty")
    logs.configure("subject-access", "CRITICAL", stream=sys.stderr)
    try:
        names = asyncio.run(take(ServiceSettings(), options.person, options.folder))
    except (OnwardError, OSError, asyncpg.PostgresError) as failure:
        sys.exit(f"not done: {failure if isinstance(failure, OnwardError) else type(failure).__name__}")
    say([f"{len(names)} files written; read summary.txt first, and look at whatever is to be checked"])


if __name__ == "__main__":
    main()
