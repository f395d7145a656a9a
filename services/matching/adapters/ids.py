"""Ids of people, and of blocks of links: UUIDv7, minted and never derived, so that nothing can be read from them."""

import os
import time
from uuid import UUID

from asyncpg.pgproto import pgproto

_TOGETHER = 256
"""Asking the system for chance costs more than all the rest of an id."""
_CHANCE_BYTES = 10
_CHANCE = ~(0xF << 76 | 0x3 << 62) & (1 << 80) - 1
_VERSION_AND_VARIANT = 0x7 << 76 | 0x2 << 62


class NewIds:
    """An endless supply of new ids, in the order of time."""

    def __init__(self) -> None:
        self._chances: list[int] = []

    def __iter__(self) -> "NewIds":
        return self

    def __next__(self) -> UUID:
        if not self._chances:
            self._chances = _chances()
        bits = time.time_ns() // 1_000_000 << 80 | self._chances.pop()
        # The driver's own class of UUID: a subclass that hashes and compares without running Python.
        return pgproto.UUID(bits.to_bytes(16, "big"))


def _chances() -> list[int]:
    block = os.urandom(_TOGETHER * _CHANCE_BYTES)
    chances = [int.from_bytes(block[at : at + _CHANCE_BYTES], "big") for at in range(0, len(block), _CHANCE_BYTES)]
    return [chance & _CHANCE | _VERSION_AND_VARIANT for chance in chances]
