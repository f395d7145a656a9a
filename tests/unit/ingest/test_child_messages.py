"""What a child says is taken on trust in nothing: shapes, limits, and that it adds up."""

import json
from typing import Any

import pytest

from services.ingest.adapters.reading.child_messages import ConversationCheck, read_message
from services.ingest.adapters.reading.child_protocol import NOTES_MAX, PART_BYTES_MAX, FrameKind, holds_null
from services.ingest.domain.file_findings import FileRefusal, NoteKind
from services.ingest.usecases.ports import EndOfFile, NoRows, ReaderOutput, TemplateFound
from shared.contracts.ingest import SheetRows
from shared.vocabulary.templates.versions import NamedVersion
from tests.support.ingest import rows

A_PART: dict[str, Any] = {
    "sheet": "Enrolment",
    "columns": [{"id": "E1", "letter": "A"}, {"id": "P5", "letter": "C"}],
    "ordinals": [0, 2],
    "lines": [2, 4],
    "cells": [["886/0001", None], ["Kempton", "Zoë"]],
}


def part(**changes: object) -> bytes:
    return json.dumps(A_PART | changes, ensure_ascii=False).encode()


def test_a_part_is_read_as_columns() -> None:
    said = read_message(FrameKind.PART, part())
    assert isinstance(said, SheetRows)
    assert (said.ordinals, said.lines) == ((0, 2), (2, 4))
    assert said.cells == (("886/0001", None), ("Kempton", "Zoë"))


def test_a_mark_on_cells_is_said_by_its_permanent_code() -> None:
    marks = [
        {"code": "formula_error", "column": "P5", "rows": [1]},
        {"code": "formula_not_computed", "column": None, "rows": [0]},
    ]
    said = read_message(FrameKind.PART, part(marks=marks))
    assert isinstance(said, SheetRows)
    assert [(mark.code, mark.column, mark.rows) for mark in said.marks] == [("V112", "P5", (1,)), ("V116", None, (0,))]


@pytest.mark.parametrize(
    "payload",
    [
        part(marks=[{"code": "formula_error", "column": "P5", "rows": [2]}]),
        part(marks=[{"code": "formula_error", "column": "P5", "rows": [-1]}]),
        part(marks=[{"code": "formula_error", "column": "P6", "rows": [0]}]),
        part(marks=[{"code": "V112", "column": "P5", "rows": [0]}]),
        part(lines=[2]),
        part(lines=[]),
        part(lines=[0, 1]),
        part(lines=list(range(2, 503)), cells=[["x"] * 501] * 2),
        part(cells=[["886/0001", None]]),
        part(cells=[["886/0001", None], ["Kempton"]]),
        part(cells=[["886/0001", None], ["Kempton", 7]]),
        part(cells=[["886/0001", None], ["Kempton", "Z\0"]]),
        part(cells=[["x" * PART_BYTES_MAX, None], ["Kempton", "Zara"]]),
        part(ordinals=[0]),
        part(ordinals=[-1, 0]),
        part(ordinals=[0, 100_000]),
        part(more=1),
        part(sheet="Enrol\0ment"),
        part(sheet="x" * 101),
        part(columns=[], cells=[]),
        b"\xff",
    ],
)
def test_a_part_of_another_shape_says_nothing(payload: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (pydantic's own is one)
        read_message(FrameKind.PART, payload)


def note(sheet: str) -> dict[str, object]:
    return {"note": NoteKind.HIDDEN_SHEET, "sheet": sheet, "count": 1}


@pytest.mark.parametrize("notes", [[note("a\0b")], [note("x" * 101)], [note("Lists")] * (NOTES_MAX + 1)])
@pytest.mark.parametrize(
    ("kind", "said"),
    [(FrameKind.END, {"rows": 1, "rows_blank": 0}), (FrameKind.REFUSAL, {"refusal": FileRefusal.NO_ROWS})],
)
def test_notes_that_nobody_could_keep_or_carry_say_nothing(
    kind: FrameKind, said: dict[str, object], notes: list[dict[str, object]]
) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (pydantic's own is one)
        read_message(kind, json.dumps(said | {"notes": notes}).encode())


HEADING = TemplateFound("S_ENR", {})


@pytest.mark.parametrize(
    "statements",
    [
        [HEADING, rows(3), rows(2, first=3), EndOfFile(5, 0, ())],
        [HEADING, rows(3, first=2), rows(2), EndOfFile(5, 0, ())],
        [NoRows(FileRefusal.DAMAGED)],
        [HEADING, rows(3), NoRows(FileRefusal.TOO_MUCH_MEMORY)],
    ],
)
def test_an_honest_conversation_is_taken(statements: list[ReaderOutput]) -> None:
    check = ConversationCheck()
    for statement in statements:
        check.take(statement)


@pytest.mark.parametrize(
    "statements",
    [
        [rows(3)],
        [EndOfFile(0, 0, ())],
        [HEADING, HEADING],
        [HEADING, rows(3), rows(3)],
        [HEADING, rows(3), rows(3, first=4), EndOfFile(6, 0, ())],
        [HEADING, rows(2).model_copy(update={"ordinals": (1, 1)})],
        [HEADING, rows(3), EndOfFile(2, 0, ())],
    ],
)
def test_a_conversation_that_does_not_add_up_is_refused(statements: list[ReaderOutput]) -> None:
    check = ConversationCheck()
    for statement in statements[:-1]:
        check.take(statement)
    with pytest.raises(ValueError, match="out of turn"):
        check.take(statements[-1])


@pytest.mark.parametrize(
    ("payload", "null"), [(rb'["a\u0000b"]', True), (rb'["a\\u0000b"]', False), (rb'["\\\u0000"]', True)]
)
def test_a_null_is_not_its_code_typed_by_somebody(payload: bytes, null: bool) -> None:
    assert holds_null(payload) is null


def test_a_note_names_only_headings_of_our_own() -> None:
    def end(heading: str) -> bytes:
        return json.dumps(
            {"rows": 1, "rows_blank": 0, "notes": [{"note": "mandatory_column_absent", "heading": heading}]}
        ).encode()

    said = read_message(FrameKind.END, end("P6"))
    assert isinstance(said, EndOfFile)
    assert [(note.code, note.heading) for note in said.notes] == [("F026", "P6")]
    with pytest.raises(ValueError, match="none of ours"):
        read_message(FrameKind.END, end("Zara"))


@pytest.mark.parametrize("version", ["2026-27.1", "2099-00.999"])
def test_a_template_that_the_child_names_is_taken(version: str) -> None:
    heading = read_message(
        FrameKind.HEADING, json.dumps({"collection": "S_ENR", "numbers": {}, "template": version}).encode()
    )
    assert heading == TemplateFound("S_ENR", {}, template_version=version)
    named = {"collection": "S_ENR", "version": version}
    refusal = read_message(FrameKind.REFUSAL, json.dumps({"refusal": "corrupt", "template": named}).encode())
    assert refusal == NoRows(FileRefusal.DAMAGED, made_from=NamedVersion("S_ENR", version))


@pytest.mark.parametrize("version", ["", "2026-27", "2026-27.1000", "2026-27.1\n", "1926-27.1", "U886000026001", 20261])
def test_a_template_that_is_none_of_ours_is_not_taken(version: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (pydantic's own is one)
        read_message(
            FrameKind.HEADING, json.dumps({"collection": "S_ENR", "numbers": {}, "template": version}).encode()
        )
    named = {"collection": "S_ENR", "version": version}
    with pytest.raises(ValueError):  # noqa: PT011 (pydantic's own is one)
        read_message(FrameKind.REFUSAL, json.dumps({"refusal": "corrupt", "template": named}).encode())
