"""What a row says about its person, and what is known of a person from all rows so far.

Named tuples, not dataclasses: five hundred of each are made for a part, and a frozen dataclass costs five times more.
"""

from datetime import date
from typing import Final, NamedTuple, TypeVar
from uuid import UUID

from services.matching.domain.normalise import Name

T = TypeVar("T")

_new: Final = tuple.__new__
"""What a named tuple's own constructor does, at two thirds of its price; values stand in the order of the fields."""

VARIANTS_MAX = 8
"""Names, birth dates or postcodes remembered of one person; the oldest but the first gives way."""


# Kinds of numbers that belong to one person only. They are stored, so never reused.
UPN: Final = "U"
"""Permanent unique pupil number; a person may have had several."""
ULN: Final = "L"
"""Unique learner number."""
AUTHORITY_REF: Final = "A"
"""The authority's own person number (county roll, column K1)."""


Identifier = str
"""One number: the letter of its kind and its value."""


class Description(NamedTuple):
    """Whom one row is about, as far as matching reads it. Made by `describe`."""

    surnames: tuple[Name, ...]
    """Legal, then preferred."""
    forenames: tuple[Name, ...]
    """Legal, preferred, and legal with middle names."""
    born_on: date | None
    sex: str | None
    """M or F; anything else says nothing about who it is."""
    postcode: str | None
    upn: str | None
    """Permanent UPN."""
    former_upn: str | None
    """Permanent as well, and another than `upn`: one number written twice is one number."""
    temporary_upns: tuple[str, ...]
    """Now or formerly. Weak: a school makes them up, and may use them again."""
    uln: str | None
    authority_ref: str | None
    identifiers: tuple[Identifier, ...]
    """All numbers that would each be enough to name the person."""


def describe(
    surnames: tuple[Name, ...],
    forenames: tuple[Name, ...],
    born_on: date | None = None,
    sex: str | None = None,
    postcode: str | None = None,
    upn: str | None = None,
    former_upn: str | None = None,
    temporary_upn: str | None = None,
    uln: str | None = None,
    authority_ref: str | None = None,
) -> Description:
    """Return the description with its numbers gathered: permanent and former UPN, ULN, the authority's own.

    A former UPN may be any: a temporary one is counted as temporary, the same one again is left out.
    """
    temporary: tuple[str, ...] = () if temporary_upn is None else (temporary_upn,)
    if former_upn and _is_temporary(former_upn):
        temporary, former_upn = _with(temporary, (former_upn,)), None
    if former_upn == upn:
        former_upn = None
    found: list[Identifier] = []
    if upn:
        found.append(UPN + upn)
    if former_upn:
        found.append(UPN + former_upn)
    if uln:
        found.append(ULN + uln)
    if authority_ref:
        found.append(AUTHORITY_REF + authority_ref)
    numbers = tuple(found)
    return _new(
        Description,
        (surnames, forenames, born_on, sex, postcode, upn, former_upn, temporary, uln, authority_ref, numbers),
    )


def _is_temporary(upn: str) -> bool:
    return upn[-1].isalpha()


class Person(NamedTuple):
    """A young person in the index: an id that never changes, and what its rows say."""

    id: UUID
    version: int
    """How often what is known was written; 0: not yet. Guards against two writers."""
    surnames: tuple[Name, ...]
    forenames: tuple[Name, ...]
    birth_dates: tuple[date, ...] = ()
    sex: str | None = None
    postcodes: tuple[str, ...] = ()
    upns: tuple[str, ...] = ()
    temporary_upns: tuple[str, ...] = ()
    ulns: tuple[str, ...] = ()
    authority_refs: tuple[str, ...] = ()

    @property
    def identifiers(self) -> tuple[Identifier, ...]:
        """All numbers that name this person."""
        return (
            *[UPN + value for value in self.upns],
            *[ULN + value for value in self.ulns],
            *[AUTHORITY_REF + value for value in self.authority_refs],
        )


def new_person_from(row: Description, person_id: UUID) -> Person:
    """Return the new person whom this row founds."""
    return _new(
        Person,
        (
            person_id,
            0,
            row.surnames,
            row.forenames,
            (row.born_on,) if row.born_on else (),
            row.sex,
            (row.postcode,) if row.postcode else (),
            (row.upn,) if row.upn and not row.former_upn else _upns(row),
            row.temporary_upns,
            (row.uln,) if row.uln else (),
            (row.authority_ref,) if row.authority_ref else (),
        ),
    )


def adds_to(row: Description, person: Person) -> bool:
    """Return whether the row says anything of its person that was not known."""
    # Nearly every row passes here, so without a call for what is nearly always None or known.
    return (
        (row.upn is not None and row.upn not in person.upns)
        or (row.uln is not None and row.uln not in person.ulns)
        or (row.born_on is not None and row.born_on not in person.birth_dates)
        or (row.postcode is not None and row.postcode not in person.postcodes)
        or (row.surnames != person.surnames and not _all_in(row.surnames, person.surnames))
        or (row.forenames != person.forenames and not _all_in(row.forenames, person.forenames))
        or (row.authority_ref is not None and row.authority_ref not in person.authority_refs)
        or (row.former_upn is not None and row.former_upn not in person.upns)
        or not _all_in(row.temporary_upns, person.temporary_upns)
        or (row.sex is not None and person.sex is None)
    )


def merged(person: Person, row: Description) -> Person:
    """Return the person with what this row adds; of what it adds nothing to, the very same tuples.

    Nothing known is forgotten before `VARIANTS_MAX` is reached.
    """
    return Person(
        person.id,
        person.version,
        _with(person.surnames, row.surnames),
        _with(person.forenames, row.forenames),
        _with_one(person.birth_dates, row.born_on),
        person.sex or row.sex,
        _with_one(person.postcodes, row.postcode),
        _with(person.upns, _upns(row)),
        _with(person.temporary_upns, row.temporary_upns),
        _with_one(person.ulns, row.uln),
        _with_one(person.authority_refs, row.authority_ref),
    )


def _upns(row: Description) -> tuple[str, ...]:
    return _one(row.upn) if row.former_upn is None else (*_one(row.upn), row.former_upn)


def _one(value: T | None) -> tuple[T, ...]:
    return () if value is None else (value,)


def _all_in(stated: tuple[T, ...], known: tuple[T, ...]) -> bool:
    return not [value for value in stated if value not in known]


def _with_one(known: tuple[T, ...], stated: T | None) -> tuple[T, ...]:
    return known if stated is None or stated in known else _with(known, (stated,))


def _with(known: tuple[T, ...], stated: tuple[T, ...]) -> tuple[T, ...]:
    new = [value for value in stated if value not in known]
    if not new:
        return known
    both = (*known, *new)
    return both if len(both) <= VARIANTS_MAX else (both[0], *both[1 - VARIANTS_MAX :])
