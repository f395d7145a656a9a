"""Which partition a key belongs to: the same murmur2 as Kafka's own clients, so that all producers agree.

Pure Python needs 7-15 µs a key, a tenth of what a row may cost. Keys of one length (ids are) are therefore hashed
together: one large integer holds one 32-bit word of every key in 64-bit lanes, so one multiplication serves them all.
"""

from array import array
from collections.abc import Sequence
from typing import Final

_SEED: Final = 0x9747B28C
_M: Final = 0x5BD1E995
_WORD: Final = 4
_LANE: Final = 8


def partitions_of(keys: Sequence[bytes], partitions: int) -> list[int]:
    """Return the partition (0 …) of each key on a topic with that many partitions."""
    if not keys:
        return []
    length = len(keys[0])
    if any(len(key) != length for key in keys):
        return [partitions_of([key], partitions)[0] for key in keys]
    return [(h & 0x7FFFFFFF) % partitions for h in _murmur2(keys, length)]


def murmur2(key: bytes) -> int:
    """Return Kafka's 32-bit murmur2 of one key."""
    return _murmur2([key], len(key))[0]


def _murmur2(keys: Sequence[bytes], length: int) -> Sequence[int]:
    lanes = len(keys)
    ones = int.from_bytes(b"\x01\0\0\0\0\0\0\0" * lanes, "little")
    low = ones * 0xFFFFFFFF
    whole = length // _WORD
    padded = b"".join(keys) if length % _WORD == 0 else b"".join(key.ljust((whole + 1) * _WORD, b"\0") for key in keys)
    words = _columns(padded, lanes)
    h = ones * (_SEED ^ length)
    for k in words[:whole]:
        k = k * _M & low  # noqa: PLW2901
        k = (k ^ (k >> 24 & low)) * _M & low  # noqa: PLW2901
        h = (h * _M & low) ^ k
    for rest in words[whole:]:
        h = (h ^ rest) * _M & low
    h = (h ^ (h >> 13 & low)) * _M & low
    h = h ^ (h >> 15 & low)
    return array("Q", h.to_bytes(lanes * _LANE, "little"))


def _columns(padded: bytes, lanes: int) -> list[int]:
    """Return, for each word position, an integer whose 64-bit lanes hold that word of every key."""
    words = array("I", padded)
    width = len(words) // lanes
    return [int.from_bytes(array("Q", words[column::width]).tobytes(), "little") for column in range(width)]
