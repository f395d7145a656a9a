"""Where to look for a person without a number: keys under which the index keeps everybody, cheap to look up."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import Final, NamedTuple

from services.matching.domain.comparisons import day_and_month_swapped
from services.matching.domain.normalise import Name
from services.matching.domain.people import Description, Person

BUCKETS: Final = 256
"""Birth dates are shared out over so many locks (house.md, "No stage needs order")."""

_KEYS_KEPT: Final = 10_000
"""Families and years of birth share keys; the rest is soon forgotten."""

_BORN_AND_SURNAME: Final = "bs"
_BORN_AND_POSTCODE: Final = "bp"
_TEMPORARY_UPN: Final = "tu"


class Sought(NamedTuple):
    """A row that no number settles, and where its person may be."""

    row: Description
    keys: frozenset[int]
    """Under which the row's person would be kept, if the row founded them."""
    swapped: frozenset[int]
    """Under which they may be kept besides, if names or day and month were swapped in the row."""


def sought(row: Description) -> Sought:
    """Return the row with its keys, worked out once."""
    keys = [_key(_TEMPORARY_UPN, value, "") for value in row.temporary_upns]
    swapped: list[int] = []
    if row.born_on:
        day, words = row.born_on.isoformat(), _words(row.surnames)
        keys += _born_keys(day, words, (row.postcode,) if row.postcode else ())
        swapped += [_key(_BORN_AND_SURNAME, day, name.whole) for name in row.forenames[:1]]
        other = day_and_month_swapped(row.born_on)
        if other:
            swapped += _born_keys(other.isoformat(), words, ())
    return Sought(row, frozenset(keys), frozenset(swapped))


def keys_of_person(person: Person) -> set[int]:
    """Return the keys under which a person is found: each birth date with each surname (and its parts) and postcode."""
    keys = {_key(_TEMPORARY_UPN, value, "") for value in person.temporary_upns}
    words = _words(person.surnames)
    for born_on in person.birth_dates:
        keys.update(_born_keys(born_on.isoformat(), words, person.postcodes))
    return keys


def bucket_of(born_on: date | None) -> int:
    """Return the lock under which somebody born on that day is created, from 0 to `BUCKETS` - 1."""
    return born_on.toordinal() % BUCKETS if born_on else 0


def _born_keys(day: str, words: Iterable[str], postcodes: Iterable[str]) -> list[int]:
    return [_key(_BORN_AND_SURNAME, day, word) for word in words] + [
        _key(_BORN_AND_POSTCODE, day, postcode) for postcode in postcodes
    ]


def _words(names: tuple[Name, ...]) -> set[str]:
    words: set[str] = set()
    for name in names:
        words.add(name.whole)
        words.update(name.parts)
    return words


@lru_cache(maxsize=_KEYS_KEPT)
def _key(kind: str, one: str, other: str) -> int:
    digest = blake2b(f"{kind}|{one}|{other}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
