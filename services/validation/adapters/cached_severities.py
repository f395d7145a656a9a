"""The severities in force, looked up once in a while and not for every part."""

import time
from collections.abc import Callable
from typing import Final

from services.validation.domain.severities import Severities
from services.validation.usecases.ports import KnownSeverities

KNOWN_FOR_S: Final = 1.0
"""How long a process may judge by severities that are no longer in force; what it judged then is judged again."""


class CachedSeverities:
    """`KnownSeverities` that asks another one at most once a second."""

    def __init__(
        self,
        lookup: KnownSeverities,
        *,
        known_for_s: float = KNOWN_FOR_S,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._lookup = lookup
        self._known_for_s = known_for_s
        self._elapsed = elapsed
        self._known: Severities | None = None
        self._until = 0.0

    async def __call__(self) -> Severities:
        """Return what is known, or look it up. Raises Transient."""
        if self._known is None or self._elapsed() >= self._until:
            asked_at = self._elapsed()
            self._known = await self._lookup()
            self._until = asked_at + self._known_for_s
        return self._known
