"""Subject access: asking for all that is held on somebody, and taking it away. After a day nothing is left of it."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic_core import from_json

from shared.crypto.keyring import KeyRing
from shared.erasure.subject_access import context_of
from shared.persistence.pool import Pool, connection_of
from shared.service_names import SERVICES

_ASK: Final = """
INSERT INTO shared.subject_accesses (person_id, asked_by) VALUES ($1, $2) RETURNING access_id
"""
_OF_PERSON: Final = """
SELECT a.access_id, a.person_id, a.asked_by, a.asked_at,
       (SELECT count(*) FROM shared.subject_access_parts p WHERE p.access_id = a.access_id) AS parts
FROM shared.subject_accesses a WHERE a.person_id = $1 ORDER BY a.asked_at DESC
"""
_PARTS: Final = "SELECT service, key_id, content FROM shared.subject_access_parts WHERE access_id = $1"
_PURGE: Final = "DELETE FROM shared.subject_accesses WHERE asked_at < clock_timestamp() - interval '1 day'"


@dataclass(frozen=True, slots=True)
class SubjectAccess:
    """That somebody asked for everything held on a young person."""

    access_id: UUID
    person_id: UUID
    asked_by: str
    asked_at: datetime
    parts: int

    @property
    def ready(self) -> bool:
        """Whether every service has given its part."""
        return self.parts == len(SERVICES)


class SubjectAccesses:
    """Asking, looking how far it is, and taking the whole away."""

    def __init__(self, pool: Pool, keyring: KeyRing) -> None:
        self._pool = pool
        self._keyring = keyring

    async def ask(self, person_id: UUID, account: str) -> UUID:
        """Have everything held on somebody put together; return the id by which it is taken. Raises Transient."""
        async with connection_of(self._pool) as connection:
            access_id: UUID = await connection.fetchval(_ASK, person_id, account)
        return access_id

    async def of_person(self, person_id: UUID) -> Sequence[SubjectAccess]:
        """Return what was asked for within the last day, the newest first. Raises Transient."""
        async with connection_of(self._pool) as connection:
            return [SubjectAccess(**row) for row in await connection.fetch(_OF_PERSON, person_id)]

    async def take(self, access_id: UUID) -> Mapping[str, Any] | None:
        """Return each service's part, by service; None: one is still to come. Raises Transient or Poison."""
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_PARTS, access_id)
        if len(rows) < len(SERVICES):
            return None
        parts = {}
        for service, key_id, content in rows:
            packed = await self._keyring.unseal(key_id, content, context_of(access_id, service))
            parts[service] = from_json(zlib.decompress(packed))
        return parts

    async def purge(self) -> None:
        """Remove what is older than a day. Raises Transient."""
        async with connection_of(self._pool) as connection:
            await connection.execute(_PURGE)
