"""One cell must not hold up everybody's returns: what a spreadsheet cell can hold is judged in no time."""

import time

import pytest

from services.validation.domain.collections import COLLECTION_RULES
from services.validation.domain.columns.reader import Reader, length_limit, reader_for
from services.validation.domain.columns.readings import ColumnReading
from services.validation.domain.parsing.parsed import Parsed
from services.validation.domain.values.phones import read_phones
from shared.vocabulary.collections import COLLECTIONS

LONGEST_CELL = 32_767
UNITS = {
    "words": "word ",
    "digits": "0",
    "digits and spaces": "1 ",
    "letters": "a",
    "letters with accents": "é",
    "separators": " ;",
    "dates": "01/09/2026 ",
}
EVERY_COLUMN = [(code, column) for code, collection in COLLECTIONS.items() for column in collection.column_ids]


def filled(unit: str, length: int) -> str:
    return (unit * length)[:length]


def reader_of(collection: str, column: str) -> Reader:
    return reader_for(column, COLLECTION_RULES[collection].readings.get(column))


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_the_longest_cell_costs_every_column_together_little(unit: str) -> None:
    text = filled(unit, LONGEST_CELL)
    began = time.process_time()
    for collection, column in EVERY_COLUMN:
        assert reader_of(collection, column).read_all([text])[1], column
    assert time.process_time() - began < 2


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_a_cell_just_short_enough_to_be_looked_at_costs_little_too(unit: str) -> None:
    began = time.process_time()
    for collection, column in EVERY_COLUMN:
        reader_of(collection, column).read_all([filled(unit, length_limit(column))])
    assert time.process_time() - began < 2


@pytest.mark.parametrize("column", sorted({column for _, column in EVERY_COLUMN}))
def test_no_parser_sees_a_cell_beyond_the_limit(column: str) -> None:
    seen: list[int] = []

    def parser(text: str) -> Parsed:
        seen.append(len(text))
        return None, ()

    reader = reader_for(column, ColumnReading(parser))
    reader.read_all(["x" * (length_limit(column) + 1), " " * LONGEST_CELL + "x"])
    assert seen == [1]


def test_a_telephone_cell_is_read_up_to_64_characters_not_counting_blanks() -> None:
    assert read_phones("07700 900123 " + "x" * 51)[0].value == "+447700900123"
    assert read_phones("07700 900123 " + "x" * 52)[0].defect == "unreadable"
    assert read_phones(" " * 500 + "07700 900123")[0].value == "+447700900123"


def test_an_objection_holds_and_a_leaver_has_left_in_however_many_words() -> None:
    assert reader_of("S_ENR", "C12").read("no " * 500) == ("Y", ("objection_unreadable",))
    assert reader_of("S_ENR", "V1").read("moved away " * 50)[0] is not None
