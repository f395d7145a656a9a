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
    return (
        _identifiers(row, person)
        | _birth_dates(row.born_on, person.birth_dates)
        | _names(row, person)
        | _plain(row.postcode, person.postcodes, SAME_POSTCODE, DIFFERENT_POSTCODE)
        | _sexes(row.sex, person.sex)
    )


def _identifiers(row: Description, person: Person) -> Evidence:
    evidence = _plain(row.uln, person.ulns, SAME_ULN, DIFFERENT_ULN)
    if row.authority_ref:
        evidence |= _plain(row.authority_ref, person.authority_refs, SAME_AUTHORITY_REF, DIFFERENT_AUTHORITY_REF)
    if row.temporary_upns and not set(row.temporary_upns).isdisjoint(person.temporary_upns):
        evidence |= SAME_TEMPORARY_UPN
    if row.former_upn and row.former_upn in person.upns:
        # The row says itself that the number changed: a new one then contradicts nothing.
        return evidence | SAME_FORMER_UPN | (SAME_UPN if row.upn in person.upns else 0)
    return evidence | _plain(row.upn, person.upns, SAME_UPN, DIFFERENT_UPN)


def _plain(stated: str | None, known: tuple[str, ...], same: Evidence, different: Evidence) -> Evidence:
    if stated is None or not known:
        return 0
    return same if stated in known else different


def _sexes(stated: str | None, known: str | None) -> Evidence:
    if stated is None or known is None:
        return 0
    return SAME_SEX if stated == known else DIFFERENT_SEX


def _birth_dates(stated: date | None, known: tuple[date, ...]) -> Evidence:
    if stated is None or not known:
        return 0
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


def _names(row: Description, person: Person) -> Evidence:
    surname = _surnames(row.surnames, person.surnames)
    forename = _forenames(row.forenames, person.forenames)
    if surname & (DIFFERENT_SURNAME | SIMILAR_SURNAME) and _swapped(row, person):
        return SWAPPED_NAMES
    return surname | forename


def _swapped(row: Description, person: Person) -> bool:
    if not (row.forenames and person.forenames):
        return False
    return _any_same(row.surnames, person.forenames) and _any_same(row.forenames, person.surnames)


# Facts about names stand in the order of their strength: of all pairs of names the smallest fact counts.


def _surnames(ours: tuple[Name, ...], theirs: tuple[Name, ...]) -> Evidence:
    if not ours or not theirs:
        return 0
    if ours[0] is theirs[0]:  # nearly always
        return SAME_SURNAME
    return min([_surname(one.text, other.text) for one in ours for other in theirs])


def _forenames(ours: tuple[Name, ...], theirs: tuple[Name, ...]) -> Evidence:
    if not ours or not theirs:
        return 0
    if ours[0] is theirs[0]:
        return SAME_FORENAME
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
