"""Who answers in a what-if, and what: drawn by a seed, the same for the same seed, whatever the order of the names."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

_WHOLE = 100


class ListedName(NamedTuple):
    """A name on a list that went out, and the school that is asked."""

    person_id: UUID
    establishment: str


def drawn(listed: Iterable[ListedName], percent: int, shares: Mapping[str, int], seed: int) -> Mapping[ListedName, str]:
    """Return what each of those answers who are drawn: so many of all, half up, and of them so many with each code.

    Whoever answers at a lower share answers at a higher one too.
    """
    ranked = sorted(set(listed), key=lambda one: _rank(one, seed))
    answering = ranked[: _part(len(ranked), percent)]
    found: dict[ListedName, str] = {}
    begins = share = 0
    for code in sorted(shares):
        share += shares[code]
        ends = _part(len(answering), share)
        found |= dict.fromkeys(answering[begins:ends], code)
        begins = ends
    return found


def _rank(one: ListedName, seed: int) -> bytes:
    return sha256(f"{seed} {one.person_id} {one.establishment}".encode()).digest()


def _part(of: int, percent: int) -> int:
    return (of * percent * 2 + _WHOLE) // (_WHOLE * 2)
