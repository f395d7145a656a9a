"""Ids of people: UUIDv7, minted and never derived, so that nothing about a person can be read from theirs."""

import os
import time
from collections.abc import Iterator
from uuid import UUID

from asyncpg.pgproto import pgproto

_MINTED_TOGETHER = 256
"""Asking the system for chance costs more than all the rest of an id."""
_CHANCE_BYTES = 10
_VERSION_7 = 0x7 << 76
_VARIANT = 0x2 << 62
_LOW = (1 << 62) - 1
_HIGH = (1 << 12) - 1


class MintedIds:
    """An endless supply of new ids, in the order of time."""

    def __init__(self) -> None:
        self._chances: Iterator[bytes] = iter(())

    def __iter__(self) -> "MintedIds":
        return self

    def __next__(self) -> UUID:
        milliseconds = time.time_ns() // 1_000_000
        chance = int.from_bytes(self._chance(), "big")
        bits = (milliseconds << 80) | _VERSION_7 | ((chance >> 62 & _HIGH) << 64) | _VARIANT | (chance & _LOW)
        # The driver's own class of UUID: a subclass that hashes and compares without running Python.
        return pgproto.UUID(bits.to_bytes(16, "big"))

    def _chance(self) -> bytes:
        for chance in self._chances:
            return chance
        block = os.urandom(_MINTED_TOGETHER * _CHANCE_BYTES)
        self._chances = iter([block[at : at + _CHANCE_BYTES] for at in range(0, len(block), _CHANCE_BYTES)])
        return next(self._chances)
