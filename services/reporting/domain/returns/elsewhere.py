"""Where else the people of a return may be listed: what is due once may come whole or in parts.

Who states that there is nothing of the joiners, while one file with joiners and leavers lists some that counts, has
made a mistake in one of the two: a person looks first (`hold`).
"""

from functools import lru_cache
from typing import NamedTuple

from services.reporting.domain.returns.punctuality import family_of
from shared.vocabulary.collections import COLLECTIONS


class ListedIn(NamedTuple):
    """A collection whose rows, or some of them, are of another collection too."""

    collection: str
    row_kind: str | None = None
    """Only its rows of this kind are; None: all of them."""


@lru_cache(maxsize=64)
def listed_in(collection: str) -> tuple[ListedIn, ...]:
    """Return where else people of a collection may be listed: its parts, or the whole that it is a part of."""
    return tuple(_listed_in(collection, other) for other in family_of(collection) if other != collection)


def _listed_in(collection: str, other: str) -> ListedIn:
    known = COLLECTIONS.get(other)
    kinds = known.row_kinds if known is not None else None
    return ListedIn(other, kinds.sheets.get(collection) if kinds is not None else None)
