"""Names that mean the same look the same; what tells people apart stays."""

import pytest

from services.matching.domain.comparisons import compare
from services.matching.domain.facts import (
    DIFFERENT_FORENAME,
    DIFFERENT_SURNAME,
    NICKNAME_OF_FORENAME,
    SAME_FORENAME,
    SAME_SURNAME,
    SHARED_PART_OF_FORENAME,
    SHARED_PART_OF_SURNAME,
    SIMILAR_FORENAME,
    SIMILAR_SURNAME,
)
from services.matching.domain.normalise import name_of, names_of
from tests.support.matching_rows import a_row, somebody
from tests.support.spellings import SPELLINGS


@pytest.mark.parametrize(("one", "other"), SPELLINGS)
def test_spellings_of_one_name_are_one_name(one: str, other: str) -> None:
    first, second = name_of(one), name_of(other)
    assert first is not None
    assert second is not None
    assert first.whole == second.whole


@pytest.mark.parametrize(("one", "other"), [("Smith", "Smyth"), ("Ann", "Anna"), ("Li", "Lim")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert name_of(one) != name_of(other)


@pytest.mark.parametrize("text", ["", "   ", "-", "123", "..."])
def test_what_holds_no_letter_is_no_name(text: str) -> None:
    assert name_of(text) is None


def test_a_name_said_twice_counts_once() -> None:
    assert len(names_of("Zoë", "ZOE")) == 1
    assert len(names_of("Zoë", "Zara")) == 2


@pytest.mark.parametrize(
    ("said", "known", "fact"),
    [
        ("Kempton", "KEMPTON", SAME_SURNAME),
        ("Kempton", "Kempton-Quirke", SHARED_PART_OF_SURNAME),
        ("Quirke Kempton", "Kempton-Quirke", SHARED_PART_OF_SURNAME),
        ("Kemtpon", "Kempton", SIMILAR_SURNAME),
        ("Quirke", "Kempton", DIFFERENT_SURNAME),
        ("Van Dijk", "Van Berg", DIFFERENT_SURNAME),
        ("Al Amin", "Al Hassan", DIFFERENT_SURNAME),
        ("Lee", "Leo", DIFFERENT_SURNAME),
    ],
)
def test_surnames_are_compared(said: str, known: str, fact: int) -> None:
    evidence = compare(a_row(surname=said), somebody(surname=known))
    assert evidence & (SAME_SURNAME | SHARED_PART_OF_SURNAME | SIMILAR_SURNAME | DIFFERENT_SURNAME) == fact


@pytest.mark.parametrize(
    ("said", "known", "fact"),
    [
        ("Zoe", "Zoë", SAME_FORENAME),
        ("Tom", "Thomas", NICKNAME_OF_FORENAME),
        ("Bob", "Robbie", NICKNAME_OF_FORENAME),
        ("Liam", "William", NICKNAME_OF_FORENAME),
        ("Temi", "Temitope", NICKNAME_OF_FORENAME),
        ("Mary", "Mary Anne", SHARED_PART_OF_FORENAME),
        ("Anne", "Mary Anne", SHARED_PART_OF_FORENAME),
        ("Muhammad Ali", "Muhammad Hassan", DIFFERENT_FORENAME),
        ("Oilver", "Oliver", SIMILAR_FORENAME),
        ("Jayden", "Kayden", SIMILAR_FORENAME),
        ("Mia", "Mya", DIFFERENT_FORENAME),
        ("Alexander", "Alexandra", SIMILAR_FORENAME),
        ("Emma", "Emily", DIFFERENT_FORENAME),
        ("Samuel", "Samantha", DIFFERENT_FORENAME),
    ],
)
def test_forenames_are_compared(said: str, known: str, fact: int) -> None:
    evidence = compare(a_row(forename=said), somebody(forename=known))
    every = SAME_FORENAME | NICKNAME_OF_FORENAME | SHARED_PART_OF_FORENAME | SIMILAR_FORENAME | DIFFERENT_FORENAME
    assert evidence & every == fact


def test_a_preferred_name_is_a_name_of_the_person() -> None:
    evidence = compare(a_row(surname="Smith", preferred_surname="Kempton"), somebody())
    assert evidence & SAME_SURNAME


def test_what_is_not_said_is_no_fact() -> None:
    row = a_row(upn=None, uln=None, born_on=None, sex=None, postcode=None)
    assert compare(row, somebody()) == SAME_SURNAME | SAME_FORENAME
