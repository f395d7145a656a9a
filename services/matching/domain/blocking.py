"""Where to look for a person without a number: keys under which the index keeps everybody, cheap to look up.

A key is a day and a word: the day of birth in the upper bits, the word's checksum in the lower ones. So a word is
summed once, however many people bear it; two words of one sum only show somebody more, who is then judged.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple
from zlib import crc32

from services.matching.domain.comparisons import day_and_month_swapped
from services.matching.domain.normalise import Name
from services.matching.domain.people import Description, Person

BUCKETS: Final = 256
"""Birth dates are shared out over so many locks (house.md, "No stage needs order")."""

WORD_BITS: Final = 32
"""The day stands above them."""

_WORDS_KEPT: Final = 50_000
"""Surnames and postcodes come again and again."""

_SURNAME: Final = "s"
_POSTCODE: Final = "p"
_TEMPORARY_UPN: Final = "t"
_NO_DAY: Final = 0

Key = int


class Sought(NamedTuple):
    """A row that no number settles, and where its person may be."""

    row: Description
    keys: tuple[Key, ...]
    """Under which the row's person would be kept, if the row founded them."""
    swapped: tuple[Key, ...]
    """Under which they may be kept besides, if names or day and month were swapped in the row."""


def sought(row: Description) -> Sought:
    """Return the row with its keys, worked out once."""
    keys = _temporary_keys(row.temporary_upns) if row.temporary_upns else ()
    born_on = row.born_on
    if not born_on:
        return Sought(row, keys, ())
    day, words = _upper(born_on), _surname_words(row.surnames)
    keys += tuple([day | word for word in words])
    if row.postcode:
        keys += (day | _word(_POSTCODE, row.postcode),)
    swapped = [day | _word(_SURNAME, row.forenames[0].whole)] if row.forenames else []
    other = day_and_month_swapped(born_on)
    if other:
        day = _upper(other)
        swapped += [day | word for word in words]
    return Sought(row, keys, tuple(swapped))


def keys_of_person(person: Person) -> set[Key]:
    """Return the keys under which a person is found: each birth date with each surname (and its parts) and postcode."""
    words = [*_surname_words(person.surnames), *[_word(_POSTCODE, postcode) for postcode in person.postcodes]]
    keys = {_upper(born_on) | word for born_on in person.birth_dates for word in words}
    keys.update(_temporary_keys(person.temporary_upns))
    return keys


def bucket_of(born_on: date | None) -> int:
    """Return the lock under which somebody born on that day is created, from 0 to `BUCKETS` - 1."""
    return born_on.toordinal() % BUCKETS if born_on else 0


def _upper(day: date) -> Key:
    return day.toordinal() << WORD_BITS


def _temporary_keys(upns: Iterable[str]) -> tuple[Key, ...]:
    return tuple([_NO_DAY | _word(_TEMPORARY_UPN, upn) for upn in upns])


@lru_cache(maxsize=_WORDS_KEPT)
def _surname_words(names: tuple[Name, ...]) -> tuple[Key, ...]:
    words = {word for name in names for word in (name.whole, *name.parts)}
    return tuple([_word(_SURNAME, word) for word in sorted(words)])


@lru_cache(maxsize=_WORDS_KEPT)
def _word(kind: str, word: str) -> Key:
    return crc32(f"{kind}|{word}".encode())
