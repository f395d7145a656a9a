"""One cell must not hold up everybody's returns: what a spreadsheet cell can hold is judged in no time."""

import time

import pytest

from services.validation.domain.parsing import cells
from services.validation.domain.parsing.cells import length_limit, reader_for
from services.validation.domain.parsing.parsed import Parsed
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.phones import read_phone

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


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_the_longest_cell_costs_every_column_together_little(unit: str) -> None:
    text = filled(unit, LONGEST_CELL)
    began = time.process_time()
    for collection, column in EVERY_COLUMN:
        assert reader_for(column, collection).read_all([text])[1], column
    assert time.process_time() - began < 2


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_a_cell_just_short_enough_to_be_looked_at_costs_little_too(unit: str) -> None:
    began = time.process_time()
    for collection, column in EVERY_COLUMN:
        reader_for(column, collection).read_all([filled(unit, length_limit(column))])
    assert time.process_time() - began < 2


@pytest.mark.parametrize(("collection", "column"), EVERY_COLUMN)
def test_no_parser_sees_a_cell_beyond_the_limit(collection: str, column: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def parser(text: str) -> Parsed:
        seen.append(len(text))
        return None, ()

    monkeypatch.setitem(cells.PARSERS, column, parser)
    monkeypatch.setattr(cells, "_IN_COLLECTION", {})
    monkeypatch.setattr(cells, "AS_THEY_STAND", {})
    monkeypatch.setattr(cells, "READ", {})
    reader = reader_for(column, collection)
    reader.read_all(["x" * (length_limit(column) + 1), " " * LONGEST_CELL + "x"])
    assert seen == [1]


def test_a_telephone_cell_is_read_up_to_64_characters_not_counting_blanks() -> None:
    assert read_phone("07700 900123 " + "x" * 51).value == "+447700900123"
    assert read_phone("07700 900123 " + "x" * 52).defect == "unreadable"
    assert read_phone(" " * 500 + "07700 900123").value == "+447700900123"


def test_an_objection_holds_and_a_leaver_has_left_in_however_many_words() -> None:
    assert reader_for("C12", "S_ENR").read("no " * 500) == ("Y", ("objection_unreadable",))
    assert reader_for("V1", "S_ENR").read("moved away " * 50)[0] is not None
