"""Which facts a row and a person share, or speak against them: each comparison returns what it finds as evidence."""

from datetime import date
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA, JaroWinkler

from services.matching.domain.facts import (
    BORN_ON_DAY_MONTH_SWAPPED,
    BORN_ON_FIRST_OF_JANUARY,
    BORN_ON_ONE_DIGIT_WRONG,
    DIFFERENT_AUTHORITY_REF,
    DIFFERENT_BORN_ON,
    DIFFERENT_FORENAME,
    DIFFERENT_POSTCODE,
    DIFFERENT_SEX,
    DIFFERENT_SURNAME,
    DIFFERENT_ULN,
    DIFFERENT_UPN,
    NICKNAME_OF_FORENAME,
    SAME_AUTHORITY_REF,
    SAME_BORN_ON,
    SAME_FORENAME,
    SAME_FORMER_UPN,
    SAME_POSTCODE,
    SAME_SEX,
    SAME_SURNAME,
    SAME_TEMPORARY_UPN,
    SAME_ULN,
    SAME_UPN,
    SHARED_PART_OF_FORENAME,
    SHARED_PART_OF_SURNAME,
    SIMILAR_FORENAME,
    SIMILAR_SURNAME,
    SWAPPED_NAMES,
    Evidence,
)
from services.matching.domain.nicknames import same_by_nickname
from services.matching.domain.normalise import Name, comparable_name
from services.matching.domain.people import Description, Person

_NUMBER: Final = SAME_UPN | SAME_FORMER_UPN | SAME_ULN | SAME_AUTHORITY_REF
_JARO_WINKLER_MIN: Final = 0.92
"""At this similarity a typing slip is likelier than another name (source: SPLINK)."""
_ONE_EDIT_LETTERS_MIN: Final = 4
"""In shorter names one edit makes another name: Mia, Mya; Lee, Leo."""

_PAIRS_KEPT: Final = 50_000
"""Who shares a birth date and a surname, or a postcode, is compared again and again, and few names are frequent."""

_SHORT_FORM_LETTERS_MIN: Final = 3
"""The fewest letters of a beginning that is taken for a short form: Dan of Daniel, Temi of Temitope."""


def compare(row: Description, person: Person) -> Evidence:
    """Return every fact about a row and a person. What either of them does not say is no fact.

    What other rows and other people say (`POSTCODE_OF_MANY`, `ON_ANOTHER_LINE`, `FOUNDED_BY_ANOTHER_LINE`) is added by
    who knows them.
    """
    evidence = _identifiers(row, person)
    evidence |= _names(row, person, in_part=bool(evidence & _NUMBER))
    if row.born_on is not None and person.birth_dates:
        evidence |= _birth_dates(row.born_on, person.birth_dates)
    if row.postcode is not None and person.postcodes:
        evidence |= SAME_POSTCODE if row.postcode in person.postcodes else DIFFERENT_POSTCODE
    if row.sex is not None and person.sex is not None:
        evidence |= SAME_SEX if row.sex == person.sex else DIFFERENT_SEX
    return evidence


def _identifiers(row: Description, person: Person) -> Evidence:
    evidence = 0
    if row.uln is not None and person.ulns:
        evidence = SAME_ULN if row.uln in person.ulns else DIFFERENT_ULN
    if row.authority_ref and person.authority_refs:
        evidence |= SAME_AUTHORITY_REF if row.authority_ref in person.authority_refs else DIFFERENT_AUTHORITY_REF
    if row.temporary_upns and not set(row.temporary_upns).isdisjoint(person.temporary_upns):
        evidence |= SAME_TEMPORARY_UPN
    if row.former_upn and row.former_upn in person.upns:
        # The row says itself that the number changed: a new one then contradicts nothing.
        return evidence | SAME_FORMER_UPN | (SAME_UPN if row.upn in person.upns else 0)
    if row.upn is not None and person.upns:
        evidence |= SAME_UPN if row.upn in person.upns else DIFFERENT_UPN
    return evidence


def _birth_dates(stated: date, known: tuple[date, ...]) -> Evidence:
    if stated in known:
        # Who does not know a birth date often writes this one.
        return SAME_BORN_ON | (BORN_ON_FIRST_OF_JANUARY if stated.month == stated.day == 1 else 0)
    if day_and_month_swapped(stated) in known:
        return BORN_ON_DAY_MONTH_SWAPPED
    if any(_one_digit_apart(stated, other) for other in known):
        return BORN_ON_ONE_DIGIT_WRONG
    return DIFFERENT_BORN_ON


def day_and_month_swapped(day: date) -> date | None:
    """Return the date as a reader of the other convention would take it; None where that is no other date."""
    return date(day.year, day.day, day.month) if day.day <= 12 and day.day != day.month else None


def _one_digit_apart(one: date, other: date) -> bool:
    return sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True)) == 1


def _names(row: Description, person: Person, *, in_part: bool) -> Evidence:
    """`in_part`: a part of a double surname may stand in the forename's place, which is no fact without a number."""
    ours, theirs = row.surnames, person.surnames
    first, known_first = row.forenames, person.forenames
    surname = SAME_SURNAME if ours and theirs and ours[0] is theirs[0] else _surnames(ours, theirs)
    forename = SAME_FORENAME if first and known_first and first[0] is known_first[0] else _forenames(first, known_first)
    if surname & (DIFFERENT_SURNAME | SIMILAR_SURNAME) and _swapped(row, person, in_part=in_part):
        return SWAPPED_NAMES
    return surname | forename


def _swapped(row: Description, person: Person, *, in_part: bool) -> bool:
    if not (row.forenames and person.forenames and _any_same(row.surnames, person.forenames)):
        return False
    if in_part:
        return bool(_surnames(row.forenames, person.surnames) & (SAME_SURNAME | SHARED_PART_OF_SURNAME))
    return _any_same(row.forenames, person.surnames)


# Facts about names stand in the order of their strength: of all pairs of names the smallest fact counts.


def _surnames(ours: tuple[Name, ...], theirs: tuple[Name, ...]) -> Evidence:
    if not ours or not theirs:
        return 0
    return min([_surname(one.text, other.text) for one in ours for other in theirs])


def _forenames(ours: tuple[Name, ...], theirs: tuple[Name, ...]) -> Evidence:
    if not ours or not theirs:
        return 0
    return min([_forename(one.text, other.text) for one in ours for other in theirs])


@lru_cache(maxsize=_PAIRS_KEPT)
def _surname(ours: str, theirs: str) -> Evidence:
    one, other = comparable_name(ours), comparable_name(theirs)
    if one.whole == other.whole:
        return SAME_SURNAME
    if not set(one.parts).isdisjoint(other.parts):
        return SHARED_PART_OF_SURNAME
    return SIMILAR_SURNAME if _similar(one, other) else DIFFERENT_SURNAME


@lru_cache(maxsize=_PAIRS_KEPT)
def _forename(ours: str, theirs: str) -> Evidence:
    one, other = comparable_name(ours), comparable_name(theirs)
    if one.whole == other.whole:
        return SAME_FORENAME
    if _short_for(one.first, other.first):
        return NICKNAME_OF_FORENAME
    if _one_within_the_other(one, other):
        return SHARED_PART_OF_FORENAME
    return SIMILAR_FORENAME if _similar(one, other) else DIFFERENT_FORENAME


def _short_for(one: str, other: str) -> bool:
    if one == other:
        return False
    short, long = sorted((one, other), key=len)
    return same_by_nickname(one, other) or (len(short) >= _SHORT_FORM_LETTERS_MIN and long.startswith(short))


def _any_same(ours: tuple[Name, ...], theirs: tuple[Name, ...]) -> bool:
    return any(one.whole == other.whole for one in ours for other in theirs)


def _one_within_the_other(one: Name, other: Name) -> bool:
    # Mary within Mary Anne; but Muhammad Ali and Muhammad Hassan, who may be brothers, are two names.
    ours, theirs = set(one.text.split()), set(other.text.split())
    return ours <= theirs or theirs <= ours


def _similar(one: Name, other: Name) -> bool:
    if JaroWinkler.similarity(one.whole, other.whole) >= _JARO_WINKLER_MIN:
        return True
    short = min(len(one.whole), len(other.whole))
    return short >= _ONE_EDIT_LETTERS_MIN and OSA.distance(one.whole, other.whole, score_cutoff=1) <= 1
