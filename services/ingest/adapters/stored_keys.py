"""Keys of senders that administrators keep on a page, beside those of the operator's file; and when each was used."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from services.ingest.adapters.hook_keys import FileHookKeys
from shared.crypto.sender_keys import SenderKeySeal, fingerprint_of
from shared.persistence.pool import Pool, transaction

_LIVING: Final = """
SELECT key_id, sender, sealed, may_send FROM shared.sender_keys WHERE ends_at IS NULL OR ends_at > $1
ORDER BY made_at DESC
"""
_USED: Final = """
INSERT INTO shared.sender_key_uses (fingerprint, sender, used_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[])
ON CONFLICT (fingerprint) DO UPDATE SET used_at = greatest(shared.sender_key_uses.used_at, excluded.used_at)
"""


class StoredHookKeys:
    """The port `HookKeys`: the file's keys and those of the table, which is read again every few seconds."""

    def __init__(
        self,
        pool: Pool,
        file: FileHookKeys,
        seal: SenderKeySeal,
        *,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._pool = pool
        self._file = file
        self._seal = seal
        self._wall = wall
        self._keys: tuple[tuple[str, bytes], ...] = ()
        self._may_send: Mapping[str, frozenset[str]] = {}
        self._used: dict[tuple[str, str], datetime] = {}

    def current(self) -> tuple[tuple[str, bytes], ...]:
        """Return every living key with its sender, the file's first. Raises HookKeysError for a file of no use."""
        return (*self._file.current(), *self._keys)

    def may_send(self, sender: str) -> frozenset[str]:
        """Return the collections that the sender is expressly entitled to send."""
        return self._file.may_send(sender) | self._may_send.get(sender, frozenset())

    def note_use(self, sender: str, key: bytes) -> None:
        """Remember that the key has signed something that was taken; it is written down with the next look."""
        self._used[fingerprint_of(key), sender] = self._wall()

    async def look(self) -> None:
        """Read the table again, and write down what was used. Call it every few seconds. Raises Transient."""
        used, self._used = self._used, {}
        async with transaction(self._pool) as connection:
            rows = await connection.fetch(_LIVING, self._wall())
            if used:
                columns = zip(*((*key, at) for key, at in used.items()), strict=True)
                await connection.execute(_USED, *map(list, columns))
        found = [(row, self._seal.unseal(row["key_id"], row["sealed"])) for row in rows]
        self._keys = tuple((row["sender"], key) for row, key in found if key is not None)
        self._may_send = {row["sender"]: frozenset(row["may_send"]) for row, _ in reversed(found)}
