"""`MemorySavedSearches`: searches in a dictionary, for tests of pages. One suite judges it and the real."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from services.reporting.queries.saved_searches import LIFE, OF_ONE_SESSION_MAX


class MemorySavedSearches:
    """The port `services.reporting.queries.saved_searches.SavedSearches` without a database."""

    def __init__(self, *, wall: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._wall = wall
        self._kept: dict[str, tuple[str, str, datetime]] = {}

    async def keep(self, secret: str, words: str) -> str:
        search_id = secrets.token_urlsafe(16)
        self._kept[search_id] = (secret, words, self._wall() + LIFE)
        theirs = [key for key, (owner, _, _) in self._kept.items() if owner == secret]
        for key in theirs[:-OF_ONE_SESSION_MAX]:
            del self._kept[key]
        return search_id

    async def find(self, secret: str, search_id: str) -> str | None:
        owner, words, ends_at = self._kept.get(search_id, ("", "", self._wall()))
        if owner != secret or ends_at <= self._wall():
            return None
        self._kept[search_id] = (owner, words, self._wall() + LIFE)
        return words

    async def purge(self) -> None:
        self._kept = {key: kept for key, kept in self._kept.items() if kept[2] > self._wall()}
