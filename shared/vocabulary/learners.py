"""When two lines of one return are about one learner: the one rule for validation, which counts lines, and matching.

A line is known by three keys (UPN, ULN, name with birth date), as they are or blind. Two lines are about one learner
when more of their keys agree than differ: a shared name and birth date with two UPNs stay two people.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, TypeVar

from shared.vocabulary.name_letters import letters_of_name

K = TypeVar("K", int, str)

LINES_COMPARED_MAX: Final = 5
"""Bound for files in which one number stands in thousands of rows."""


def name_with_birth_date(surname: str | None, forename: str | None, born_on: date | None) -> str | None:
    """Return the third key of a line: both names by their letters, and the birth date; None where any is lacking."""
    if not (surname and forename and born_on):
        return None
    last, first = letters_of_name(surname), letters_of_name(forename)
    return f"{last}|{first}|{born_on.isoformat()}" if last and first else None


def names_with_birth_dates(
    surnames: Sequence[str | None], forenames: Sequence[str | None], births: Sequence[date | None]
) -> list[str | None]:
    """Return the third key of many lines: as `name_with_birth_date` does, at the price of what differs in them."""
    letters: dict[str | None, str] = {name: letters_of_name(name) for name in {*surnames, *forenames} if name}
    days: dict[date | None, str] = {born_on: born_on.isoformat() for born_on in set(births) if born_on}
    known = zip(map(letters.get, surnames), map(letters.get, forenames), map(days.get, births), strict=True)
    return [f"{last}|{first}|{born_on}" if last and first and born_on else None for last, first, born_on in known]


def compared(one: Sequence[K | None], two: Sequence[K | None]) -> tuple[int, int]:
    """Return how many keys agree and how many differ; a key that either lacks does neither."""
    agree = differ = 0
    for mine, theirs in zip(one, two, strict=True):
        if mine is not None and theirs is not None:
            agree += mine == theirs
            differ += mine != theirs
    return agree, differ


def one_learner(group: Sequence[Sequence[K | None]], other: Sequence[Sequence[K | None]]) -> bool:
    """Return whether some pair agrees more than it differs and no pair differs at least as much as it agrees."""
    alike = False
    for one in group[:LINES_COMPARED_MAX]:
        for two in other[:LINES_COMPARED_MAX]:
            agree, differ = compared(one, two)
            if differ and agree <= differ:
                return False
            alike = alike or agree > differ
    return alike
