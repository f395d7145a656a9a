"""Where to look for a person without a number: keys under which the index keeps everybody, cheap to look up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Final

from services.matching.domain.comparisons import day_and_month_swapped
from services.matching.domain.normalise import Name
from services.matching.domain.people import Description, Person

BUCKETS: Final = 256
"""Birth dates are shared out over so many locks (house.md, "No stage needs order")."""

_BORN_AND_SURNAME: Final = "bs"
_BORN_AND_POSTCODE: Final = "bp"
_TEMPORARY_UPN: Final = "tu"


@dataclass(frozen=True, slots=True)
class Sought:
    """A row that no number settles, and the keys under which its person may be found."""

    row: Description
    keys: frozenset[int]


def sought(row: Description) -> Sought:
    """Return the row with its keys, worked out once."""
    return Sought(row, frozenset(keys_to_look_up(row)))


def keys_of_person(person: Person) -> set[int]:
    """Return the keys under which a person is found: each birth date with each surname (and its parts) and postcode."""
    keys = {_key(_TEMPORARY_UPN, value) for value in person.temporary_upns}
    words = _words(person.surnames)
    for born_on in person.birth_dates:
        keys.update(_born_keys(born_on, words, person.postcodes))
    return keys


def keys_to_look_up(row: Description) -> set[int]:
    """Return the keys under which the row's person may be found, also when names or day and month were swapped."""
    keys = set()
    if row.temporary_upn:
        keys.add(_key(_TEMPORARY_UPN, row.temporary_upn))
    if row.born_on:
        postcodes = (row.postcode,) if row.postcode else ()
        words = _words(row.surnames)
        swapped = {name.whole for name in row.forenames[:1]}
        keys.update(_born_keys(row.born_on, words | swapped, postcodes))
        other = day_and_month_swapped(row.born_on)
        if other:
            keys.update(_born_keys(other, words, ()))
    return keys


def bucket_of(born_on: date | None) -> int:
    """Return the lock under which somebody born on that day is created, from 0 to `BUCKETS` - 1."""
    return born_on.toordinal() % BUCKETS if born_on else 0


def _born_keys(born_on: date, words: Iterable[str], postcodes: Iterable[str]) -> list[int]:
    day = born_on.isoformat()
    keys = [_key(_BORN_AND_SURNAME, day, word) for word in words]
    keys.extend(_key(_BORN_AND_POSTCODE, day, postcode) for postcode in postcodes)
    return keys


def _words(names: tuple[Name, ...]) -> set[str]:
    words: set[str] = set()
    for name in names:
        words.add(name.whole)
        words.update(name.parts)
    return words


def _key(*parts: str) -> int:
    digest = blake2b("|".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
