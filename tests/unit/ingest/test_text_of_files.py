"""What real programs leave in the cells of returns, read through the child: the right values, and what is said."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from deploy.demo.spreadsheets import Cell, Sheet, ods, xlsx
from services.ingest.adapters.reading.child import read_file
from services.ingest.adapters.reading.frames import FrameKind
from shared.vocabulary.collections import S_ENR
from shared.vocabulary.columns import get_column
from tests.support.workbooks import A_LEARNER, heading

COLUMNS = tuple(use.id for use in S_ENR.columns)
LEARNER: Mapping[str, Cell] = {**A_LEARNER, "P10": "14/02/2010", "L9": "07/09/2026", "L10": "09/07/2028"}


@dataclass
class Read:
    """What the child said of a file."""

    rows: list[dict[str, str | None]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    marks: list[tuple[str, int, str | None]] = field(default_factory=list)
    """Mark, line and column id."""
    notes: list[tuple[str, str | None]] = field(default_factory=list)
    """Note and the letter over its column."""
    numbers: dict[str, int] = field(default_factory=dict)
    blank: int = 0
    verdict: str | None = None


def read(content: bytes, file_name: str = "a.csv") -> Read:
    said = Read()

    def take(kind: FrameKind, payload: bytes) -> None:
        frame: dict[str, Any] = json.loads(payload)
        if kind is FrameKind.PART:
            ids = [column["id"] for column in frame["columns"]]
            said.rows += [dict(zip(ids, row, strict=True)) for row in zip(*frame["cells"], strict=True)]
            said.lines += frame["lines"]
            said.marks += [
                (mark["code"], frame["lines"][row], mark["column"])
                for mark in frame.get("marks", ())
                for row in mark["rows"]
            ]
        said.numbers |= frame.get("numbers", {})
        said.notes += [(note["note"], note["column"]) for note in frame.get("notes", ())]
        said.blank += frame.get("rows_blank", 0)
        said.verdict = frame.get("verdict", said.verdict)

    read_file(content, file_name, take)
    return said


def lines_of(*learners: Mapping[str, Cell], headings: Sequence[str] | None = None) -> list[list[str]]:
    """Return headings and rows; each learner is the ordinary one with changes."""
    rows = [[str({**LEARNER, **changes}.get(column) or "") for column in COLUMNS] for changes in learners]
    return [list(headings or heading()), *rows]


def csv_text(*learners: Mapping[str, Cell], headings: Sequence[str] | None = None) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(lines_of(*learners, headings=headings))
    return out.getvalue()


def in_every_kind(*learners: Mapping[str, Cell], headings: Sequence[str] | None = None) -> list[tuple[bytes, str]]:
    sheet = Sheet("Enrolment", lines_of(*learners, headings=headings))
    text = csv_text(*learners, headings=headings)
    return [(text.encode(), "a.csv"), (xlsx([sheet]), "a.xlsx"), (ods([sheet]), "a.ods")]


def headed(**changed: str) -> list[str]:
    """Return the official headings with changes."""
    return [changed.get(column, get_column(column).header) for column in COLUMNS]


def read_alike(*learners: Mapping[str, Cell], headings: Sequence[str] | None = None) -> Read:
    """Read the rows out of every kind of file; they must say the same."""
    first, *others = (read(*file) for file in in_every_kind(*learners, headings=headings))
    for other in others:
        assert (other.rows, other.marks, other.notes) == (first.rows, first.marks, first.notes)
    return first


def test_a14_whole_numbers_are_whole_in_every_kind_of_file() -> None:
    said = read_alike({"P15": "12.0", "L1": "3.0", "C7": "7700900200.0", "P4": "4512.0", "E1": "8860001.0"})
    [row] = said.rows
    assert [row[column] for column in ("P15", "L1", "C7", "P4")] == ["12", "3", "7700900200", "4512"]
    assert (said.numbers, said.marks) == ({"8860001": 1}, [])


@pytest.mark.parametrize("header", ["Date of_x000D_ Birth", "Date_x000D_\r\nof\r\nBirth", "\ufeffDate\u00a0of Birth"])
def test_a15_headings_are_tidied_as_cells_are(header: str) -> None:
    said = read_alike({}, headings=headed(P10=header, E1="'DfE Number", P5='="Legal Surname"'))
    assert [(row["P10"], row["P5"], row["E1"]) for row in said.rows] == [("14/02/2010", "Kempton", "886/0001")]
    assert said.notes == []


def test_b6_a_wrapped_value_is_taken_out_before_any_parser_sees_it() -> None:
    wrapped = {column: f'="{value}"' for column, value in LEARNER.items()} | {"P5": '="Bell"', "P4": '="0123"'}
    said = read_alike(wrapped)
    assert [(row["P1"], row["P3"], row["P4"], row["P5"], row["P10"], row["L9"]) for row in said.rows] == [
        ("U886000026001", "5161128622", "0123", "Bell", "14/02/2010", "07/09/2026")
    ]
    assert said.numbers == {"886/0001": 1}


def test_b7_an_apostrophe_before_a_number_is_no_part_of_it() -> None:
    said = read_alike({"E1": "'8860001", "P15": "'12", "L1": "'3", "P10": "'14/02/2010", "P5": "'t Hooft"})
    assert [tuple(row[column] for column in ("P15", "L1", "P10", "P5")) for row in said.rows] == [
        ("12", "3", "14/02/2010", "'t Hooft")
    ]
    assert said.numbers == {"8860001": 1}


def test_b8_b11_what_was_put_right_is_said_at_its_cell() -> None:
    learners = [{}, {"P5": "O&#39;Dowd", "L3": "D&amp;T"}, {"P6": "Pawe\u00c5\u201a"}, {"P6": "No\u00c3\u00a0"}]
    said = read_alike(*learners)
    assert [(row["P5"], row["P6"]) for row in said.rows[1:]] == [
        ("O'Dowd", "Zara"),
        ("Kempton", "Pawe\u0142"),
        ("Kempton", "No\u00e0"),
    ]
    assert said.rows[1]["L3"] == "D&T"
    assert sorted(said.marks) == [
        ("text_repaired", 3, "L3"),
        ("text_repaired", 3, "P5"),
        ("text_repaired", 4, "P6"),
        ("text_repaired", 5, "P6"),
    ]


def test_harmless_signs_go_without_a_word() -> None:
    said = read_alike({"P5": "\u00a0Bell\u200b", "P1": "U8860000\u200b26001", "C1": "12 Mill_x000D_\nLane"})
    assert [(row["P5"], row["P1"], row["C1"]) for row in said.rows] == [("Bell", "U886000026001", "12 Mill Lane")]
    assert said.marks == []


def test_a_heading_repeated_between_the_rows_is_known_in_whatever_dress() -> None:
    text = (
        csv_text({}, {}) + ",".join(f'"=""{cell}"""' for cell in heading()) + "\r\n" + csv_text({}).split("\r\n", 1)[1]
    )
    said = read(text.encode())
    assert (said.lines, said.blank) == ([2, 3, 5], 1)
