"""What takes long to work out and is asked for by many, worked out once for all of them for a while."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """The last result, in this process alone: for whoever asks by the same key before it is too old."""

    def __init__(self, work: Callable[[Key], Awaitable[Value]], seconds: float) -> None:
        self._work = work
        self._seconds = seconds
        self._lock = asyncio.Lock()
        self._last: tuple[Key, float, Value] | None = None

    async def get(self, key: Key) -> Value:
        """Return what `work` returns of the key, at most `seconds` old; whoever asks meanwhile waits for the same.

        Raises whatever `work` raises, and keeps nothing of it.
        """
        async with self._lock:
            if self._last is not None and self._last[0] == key and time.monotonic() < self._last[1]:
                return self._last[2]
            value = await self._work(key)
            self._last = (key, time.monotonic() + self._seconds, value)
            return value
