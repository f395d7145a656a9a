"""Read the whole audit and say whether every entry is as it was written: `python -m deploy.jobs.privacy.audit`.

Needed are the administrator's database (DATABASE_URL) and the master key (ONWARD_MASTER_KEY_FILE).
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import asyncpg

from shared.audit.checking import AuditFault, find_faults
from shared.audit.entries import AuditAnchor, AuditEntry
from shared.crypto.keyring import AUDIT_KEY
from shared.crypto.master_key import derive, read_master_key
from shared.errors import OnwardError
from shared.observability.terminal import say
from shared.persistence.pool import Connection
from shared.settings import ServiceSettings

SHOWN_MAX: Final = 20
_STEP: Final = 5_000
_HEADS: Final = "SELECT chain, place, hash FROM shared.audit_heads WHERE place > 0"
_ANCHORS: Final = "SELECT number, at, chain, place, hash, seal FROM shared.audit_anchors ORDER BY number"
_NEXT: Final = """
SELECT chain, place, at, account, act, kind, person_id, about, hash FROM shared.audit_entries
WHERE (chain COLLATE "C", place) > ($1, $2) ORDER BY chain COLLATE "C", place LIMIT $3
"""


@dataclass(slots=True)
class AuditVerdict:
    """What was read, and what is not as it was written."""

    entries: int = 0
    anchors: int = 0
    newest: str | None = None
    """Number and seal of the newest anchor: noted elsewhere, it shows whether entries were taken back."""
    faults: list[AuditFault] = field(default_factory=list)


async def verify(settings: ServiceSettings, *, since: str | None = None) -> AuditVerdict:
    """Check every entry, chain and anchor. `since`: a newest anchor that was noted before, which must still stand.

    Raises MasterKeyError, or OSError or asyncpg.PostgresError where the database cannot be read.
    """
    connection = await asyncpg.connect(settings.database_url, server_settings={"search_path": "pg_catalog"})
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            return await read_audit(connection, settings.master_key_file, since=since)
    finally:
        await connection.close()


async def read_audit(connection: Connection, master_key_file: Path, *, since: str | None = None) -> AuditVerdict:
    """Check what this transaction sees. Raises MasterKeyError."""
    secret = derive(read_master_key(master_key_file), AUDIT_KEY)
    heads = {row["chain"]: (row["place"], row["hash"]) for row in await connection.fetch(_HEADS)}
    anchors = [AuditAnchor(**row) for row in await connection.fetch(_ANCHORS)]
    entries = await _all_entries(connection)
    named = [f"{one.number}:{one.seal.hex()}" for one in anchors]
    verdict = AuditVerdict(len(entries), len(anchors), named[-1] if named else None)
    verdict.faults += find_faults(entries, heads, anchors, secret)
    if since is not None and since not in named:
        verdict.faults.append(AuditFault("all", 0, "the anchor that was noted before is not there any more"))
    return verdict


async def _all_entries(connection: Connection) -> list[AuditEntry]:
    found: list[AuditEntry] = []
    chain, place = "", 0
    while rows := await connection.fetch(_NEXT, chain, place, _STEP):
        found += [AuditEntry(**row) for row in rows]
        chain, place = found[-1].chain, found[-1].place
    return found


def report(verdict: AuditVerdict) -> Iterator[str]:
    """Yield what was found, as lines."""
    yield f"{verdict.entries} entries and {verdict.anchors} anchors read"
    if verdict.newest:
        yield f"newest anchor: {verdict.newest}"
    for fault in verdict.faults[:SHOWN_MAX]:
        yield f"{fault.chain} {fault.place}: {fault.what}"
    if len(verdict.faults) > SHOWN_MAX:
        yield f"and {len(verdict.faults) - SHOWN_MAX} more"
    yield "every entry is as it was written" if not verdict.faults else "NOT every entry is as it was written"


def main() -> None:
    """Verify, print what was found, and leave with 1 where something is not as it was written."""
    parser = argparse.ArgumentParser(prog="python -m deploy.jobs.privacy.audit", description=__doc__)
    parser.add_argument("--since", help="a newest anchor that was noted before: it must still stand")
    options = parser.parse_args()
    try:
        verdict = asyncio.run(verify(ServiceSettings(), since=options.since))
    except (OnwardError, OSError, asyncpg.PostgresError) as failure:
        sys.exit(f"not verified: {type(failure).__name__}")
    say(report(verdict))
    if verdict.faults:
        sys.exit(1)


if __name__ == "__main__":
    main()
