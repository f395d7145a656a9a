"""Subject access: each service gives its part of all that is held on somebody, sealed under the key of the day."""

import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from pydantic_core import to_json

from shared.concurrency.one_by_one import until_none_is_left
from shared.crypto.keyring import KeyRing
from shared.erasure.holdings import HeldTable
from shared.persistence.pool import Pool, connection_of

EVERY_S: Final = 2.0
_OPEN: Final = """
SELECT access_id, person_id FROM shared.subject_accesses a
WHERE NOT EXISTS (SELECT FROM shared.subject_access_parts p WHERE p.access_id = a.access_id AND p.service = $1)
  AND ($2::text IS NULL
       OR EXISTS (SELECT FROM shared.subject_access_parts p WHERE p.access_id = a.access_id AND p.service = $2))
ORDER BY asked_at LIMIT 1
"""
_KEEP: Final = """
INSERT INTO shared.subject_access_parts (access_id, service, key_id, content)
SELECT access_id, $2, $3, $4 FROM shared.subject_accesses WHERE access_id = $1 ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that holds somebody: where the vault opens it, with their rows."""

    submission_id: UUID
    file_name: str
    opened: bool
    """False: it was erased, or nobody can read it."""
    rows: Sequence[Mapping[str, Any]]
    """Sheet, line, whether the row is surely about them, and the cells by the headings of the dictionary."""


@dataclass(frozen=True, slots=True)
class HeldPart:
    """What one service keeps about somebody."""

    tables: Sequence[HeldTable]
    files: Sequence[HeldFile] = ()


Collect = Callable[[UUID, UUID], Awaitable[HeldPart]]
"""Puts a service's part together, of an access and of a person."""


async def nothing_held(access_id: UUID, person_id: UUID) -> HeldPart:
    """Return the part of a service that keeps nothing about anybody."""
    return HeldPart(())


class SubjectAccessJob:
    """Gives a service's part of whatever is asked for, beside its other work."""

    def __init__(
        self, pool: Pool, keyring: KeyRing, service: str, collect: Collect, *, after: str | None = None
    ) -> None:
        """`after`: the service that must have given its part before."""
        self._pool = pool
        self._keyring = keyring
        self._service = service
        self._collect = collect
        self._after = after

    async def __call__(self) -> int:
        """Return how many parts were given. Raises Transient."""
        return await until_none_is_left(self._next)

    async def _next(self) -> bool:
        async with connection_of(self._pool) as connection:
            row = await connection.fetchrow(_OPEN, self._service, self._after)
        if row is None:
            return False
        access_id: UUID = row["access_id"]
        part = await self._collect(access_id, row["person_id"])
        content = {"tables": [one._asdict() for one in part.tables], "files": part.files}
        packed = zlib.compress(to_json(content, bytes_mode="hex", fallback=str))
        key_id, sealed = await self._keyring.seal(packed, context_of(access_id, self._service))
        async with connection_of(self._pool) as connection:
            await connection.execute(_KEEP, access_id, self._service, key_id, sealed)
        return True


def context_of(access_id: UUID, service: str) -> bytes:
    """Return what a part is sealed with: whose part of which access it is."""
    return f"subject access {access_id} {service}".encode()
