"""What somebody searched for, kept for their session alone, so that an address can lead back to it without a name."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from shared.persistence.pool import Pool, transaction
from shared.web.accounts.passwords import sha256_of

LIFE: Final = timedelta(hours=1)
"""How long a search is kept after it was last looked at."""
OF_ONE_SESSION_MAX: Final = 50
"""The oldest goes when a session keeps more."""
ID_LENGTH: Final = 22
_ID_BYTES: Final = 16

_KEEP: Final = """
    INSERT INTO shared.saved_searches (search_id, session_sha256, words, kept_at, expires_at)
    VALUES ($1, $2, $3, $4, $5)
"""
_FORGET_OLDEST: Final = """
    DELETE FROM shared.saved_searches WHERE search_id IN (
        SELECT search_id FROM shared.saved_searches WHERE session_sha256 = $1 ORDER BY kept_at DESC OFFSET $2
    )
"""
_FIND: Final = """
    UPDATE shared.saved_searches SET expires_at = $4
    WHERE search_id = $1 AND session_sha256 = $2 AND expires_at > $3 RETURNING words
"""


class SavedSearches(Protocol):
    """Searches by session. Whoever has only the address of one learns nothing."""

    async def keep(self, secret: str, words: str) -> str:
        """Keep the words for the session with this secret and return the id that an address holds instead of them."""

    async def find(self, secret: str, search_id: str) -> str | None:
        """Return the words; None when they are another session's or have been kept too long."""

    async def purge(self) -> None:
        """Delete what has been kept too long."""


class PostgresSavedSearches:
    """The port over a table of the schema `shared`: every replica finds what another has kept."""

    def __init__(self, pool: Pool, *, wall: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._pool = pool
        self._wall = wall

    async def keep(self, secret: str, words: str) -> str:
        search_id, session, now = secrets.token_urlsafe(_ID_BYTES), sha256_of(secret), self._wall()
        async with transaction(self._pool) as connection:
            await connection.execute(_KEEP, search_id, session, words, now, now + LIFE)
            await connection.execute(_FORGET_OLDEST, session, OF_ONE_SESSION_MAX)
        return search_id

    async def find(self, secret: str, search_id: str) -> str | None:
        """Looking at it keeps it for another while."""
        now = self._wall()
        async with transaction(self._pool) as connection:
            words: str | None = await connection.fetchval(_FIND, search_id, sha256_of(secret), now, now + LIFE)
        return words

    async def purge(self) -> None:
        async with transaction(self._pool) as connection:
            await connection.execute("DELETE FROM shared.saved_searches WHERE expires_at <= $1", self._wall())
