"""Where to look for a person without a number: keys under which the index keeps everybody, cheap to look up.

A key is a day and a word: the day of birth in the upper bits, the word's checksum in the lower ones. So a word is
summed once, however many people bear it; two words of one sum only show somebody more, who is then judged. A temporary
UPN has no day.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple
from zlib import crc32

from services.matching.domain.comparisons import day_and_month_swapped
from services.matching.domain.normalise import Name, comparable_name
from services.matching.domain.people import Description, Person

BUCKETS: Final = 256
"""Weeks of birth are shared out over so many locks (docs/decisions/0016). Rows of a long file come sorted by birth
date: two batches of it then seldom need the same lock."""

LOOKALIKES_MAX: Final = 50
"""People looked at under one key. Birth date with surname, or with postcode, is shared by a handful in a county; under
hundreds the rows are nonsense, and comparing each with all would take minutes."""

WORD_BITS: Final = 32
"""The day stands above them."""

_WORDS_KEPT: Final = 50_000
"""Names and postcodes come again and again."""

Key = int


class BlockingKeys(NamedTuple):
    """A row that no number settles, and where its person may be."""

    row: Description
    keys: tuple[Key, ...]
    """Under which the row's person would be kept, if the row founded them."""
    lookup_keys: tuple[Key, ...]
    """Where to look: those, and where they are kept if names or day and month were swapped in the row."""


def blocking_keys(row: Description) -> BlockingKeys:
    """Return the row with its keys, worked out once."""
    keys = _temporary_keys(row.temporary_upns) if row.temporary_upns else ()
    born_on = row.born_on
    if not born_on:
        return BlockingKeys(row, keys, keys)
    names = row.surnames
    day, words = _upper(born_on), _sums(names[0].text) if len(names) == 1 else _words(names)
    keys += tuple([day | word for word in words])
    if row.postcode:
        keys += (day | _sum(row.postcode),)
    lookup_keys = keys
    if row.forenames:
        lookup_keys += (day | _sum(row.forenames[0].whole),)
    other = day_and_month_swapped(born_on)
    if other:
        day = _upper(other)
        lookup_keys += tuple([day | word for word in words])
    return BlockingKeys(row, keys, lookup_keys)


def keys_of_person(person: Person) -> set[Key]:
    """Return the keys under which a person is found: each birth date with each surname (and its parts) and postcode."""
    words = [*_words(person.surnames), *map(_sum, person.postcodes)]
    keys = {_upper(born_on) | word for born_on in person.birth_dates for word in words}
    keys.update(_temporary_keys(person.temporary_upns))
    return keys


def bucket_of(born_on: date | None) -> int:
    """Return the lock under which somebody born on that day is created, from 0 to `BUCKETS` - 1."""
    return born_on.toordinal() // 7 % BUCKETS if born_on else 0


def _upper(day: date) -> Key:
    return day.toordinal() << WORD_BITS


def _temporary_keys(upns: Iterable[str]) -> tuple[Key, ...]:
    return tuple(map(_sum, upns))


def _words(names: tuple[Name, ...]) -> Iterable[int]:
    return dict.fromkeys([word for name in names for word in _sums(name.text)])


@lru_cache(maxsize=_WORDS_KEPT)
def _sums(text: str) -> tuple[int, ...]:
    name = comparable_name(text)
    return tuple([_sum(word) for word in dict.fromkeys((name.whole, *name.parts))])


@lru_cache(maxsize=_WORDS_KEPT)
def _sum(word: str) -> int:
    return crc32(word.encode())
