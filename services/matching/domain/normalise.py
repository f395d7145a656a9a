"""Names made comparable: case, accents, apostrophes and hyphens stop mattering; the parts of a name stay visible."""

from functools import lru_cache
from typing import Final, NamedTuple

from shared.vocabulary.name_letters import words_of_name

_PART_LETTERS_MIN: Final = 3
"""Shorter parts of a compound name (de, al, O) say too little to stand alone."""

_PARTICLES: Final = frozenset(
    {"van", "von", "der", "den", "del", "dos", "das", "bin", "ibn", "ben", "abu", "bint", "san", "saint", "mac", "ter"}
)
"""Words that thousands of unrelated surnames share."""

_NAMES_KEPT: Final = 50_000
"""Names come again and again: looking one up costs a tenth of taking it apart."""


class Name(NamedTuple):
    """A name with everything taken off that senders write differently."""

    text: str
    """Lower-case words with single spaces: smith jones."""
    whole: str
    """The same without spaces: smithjones."""
    parts: tuple[str, ...]
    """Words that may stand for the whole name: smith, jones; without particles and fragments."""

    @property
    def first(self) -> str:
        """The first word."""
        return self.text.partition(" ")[0]


@lru_cache(maxsize=_NAMES_KEPT)
def name_of(written: str) -> Name | None:
    """Return the comparable form of a name as somebody wrote it; None when it holds no letter."""
    words = words_of_name(written)
    return comparable_name(words) if words else None


@lru_cache(maxsize=_NAMES_KEPT)
def comparable_name(text: str) -> Name:
    """Return the name whose `text` this is: what is comparable already need not be taken apart letter by letter."""
    parts = tuple([word for word in text.split(" ") if len(word) >= _PART_LETTERS_MIN and word not in _PARTICLES])
    return Name(text, text.replace(" ", ""), parts)


@lru_cache(maxsize=_NAMES_KEPT)
def names_of(written: str, preferred: str | None = None) -> tuple[Name, ...]:
    """Return the names of one kind that a row gives: as written, then the preferred one if it differs."""
    name, other = name_of(written), name_of(preferred) if preferred else None
    if name is None:
        return (other,) if other else ()
    return (name,) if other is None or other == name else (name, other)


@lru_cache(maxsize=_NAMES_KEPT)
def forenames_of(written: str, preferred: str | None = None, middle_names: str | None = None) -> tuple[Name, ...]:
    """Return the forenames that a row gives; the last is the forename with the middle names, if there are any."""
    names = names_of(written, preferred)
    middle = name_of(middle_names) if middle_names else None
    if middle is None or not names:
        return names
    in_full = comparable_name(f"{names[0].text} {middle.text}")
    return names if in_full in names else (*names, in_full)
