"""Weighted sums of digits, for check digits: of one number, and of many at a time."""

import struct
from collections.abc import Sequence
from operator import mul

_SUM_BYTES = 2
_VALUES = bytes(code - ord("0") if chr(code) in "0123456789" else 0 for code in range(256))


def weighted_sum(digits: str, weights: Sequence[int]) -> int:
    """Return the sum of the digits, each times the weight of its place."""
    return sum(map(mul, weights, map(int, digits)))


def weighted_sums(numbers: Sequence[str], weights: Sequence[int]) -> Sequence[int]:
    """Return `weighted_sum` of each number, with 0 for any character that is no digit.

    `tests/unit/validation/test_weighted_sums.py` holds the law that ties the two. The numbers are ASCII and as long
    as `weights`; no sum is above 65,535. The digits in one place of all numbers make one very long
    number, with room for a sum around each, so that all are multiplied and added at once: an eighth of the time.
    """
    count, length = len(numbers), len(weights)
    digits = "".join(numbers).encode("ascii").translate(_VALUES)
    total = 0
    for place, weight in enumerate(weights):
        spaced = bytearray(_SUM_BYTES * count)
        spaced[::_SUM_BYTES] = digits[place::length]
        total += weight * int.from_bytes(spaced, "little")
    return struct.unpack(f"<{count}H", total.to_bytes(_SUM_BYTES * count, "little"))
