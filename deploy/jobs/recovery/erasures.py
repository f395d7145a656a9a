"""What was erased after a backup was made is erased again when it is restored, before any service runs."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Final
from uuid import UUID

from deploy.jobs.privacy.orders import order_again
from shared.erasures import ErasedKind, Erasure, append_erasures, read_erasures
from shared.persistence.pool import Connection

Eraser = Callable[[Connection, Sequence[UUID]], Awaitable[object]]
"""Erases these from a restored database, within one transaction; what is erased already is left alone."""
_DESTROY_KEYS: Final = "UPDATE ingest.submissions SET sealed_key = NULL WHERE file_id = ANY ($1)"


async def destroy_keys(connection: Connection, file_ids: Sequence[UUID]) -> None:
    """Destroy the keys of originals: the sealed files cannot be opened any more, wherever copies of them lie."""
    await connection.execute(_DESTROY_KEYS, file_ids)


ERASERS: Final[Mapping[ErasedKind, Eraser]] = {"file": destroy_keys, "person": order_again}
"""How each kind of thing is erased from a restored database; people by the services, as soon as they run."""


def known_erasures(*lists: Path) -> tuple[Erasure, ...]:
    """Return what stands on any of these lists, each thing once. Raises ErasuresDamaged."""
    found = {(one.kind, one.id): one for path in lists for one in read_erasures(path)}
    return tuple(found.values())


async def erase_again(connection: Connection, erasures: Sequence[Erasure]) -> int:
    """Erase all of it from the database in one transaction; return how much that was."""
    async with connection.transaction():
        for kind, erase in ERASERS.items():
            await erase(connection, [one.id for one in erasures if one.kind == kind])
    return len(erasures)


def complete_list(path: Path, erasures: Sequence[Erasure]) -> None:
    """Add to the deployment's list what it did not have. Raises OSError."""
    had = {(one.kind, one.id) for one in read_erasures(path)}
    append_erasures(path, [one for one in erasures if (one.kind, one.id) not in had])
