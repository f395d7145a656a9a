"""Ids of people: UUIDv7, minted and never derived, so that nothing about a person can be read from theirs."""

import secrets
import time
from uuid import UUID

from asyncpg.pgproto import pgproto

_VERSION_7 = 0x7 << 76
_VARIANT = 0x2 << 62
_LOW = (1 << 62) - 1


class MintedIds:
    """An endless supply of new ids, in the order of time."""

    def __iter__(self) -> "MintedIds":
        return self

    def __next__(self) -> UUID:
        milliseconds = time.time_ns() // 1_000_000
        chance = secrets.randbits(74)
        bits = (milliseconds << 80) | _VERSION_7 | ((chance >> 62) << 64) | _VARIANT | (chance & _LOW)
        # The driver's own class of UUID: a subclass that hashes and compares without running Python.
        return pgproto.UUID(bits.to_bytes(16, "big"))
