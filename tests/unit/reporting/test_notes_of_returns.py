"""Warnings that only the whole return shows stand among the issues of their rows."""

from services.reporting.adapters.generations import _note_rows
from shared.contracts.validation import RowNote, SubmissionJudged
from tests.support.builders import RECEIVED_AT, an_id


def test_a_row_with_two_notes_has_a_place_for_each() -> None:
    notes = tuple(
        RowNote(ordinal=ordinal, sheet="Sheet1", line=ordinal + 2, code=code, column=column, other=9)
        for code, column in (("R007", "P1"), ("R008", "P3"))
        for ordinal in (3, 4, 5)
    )
    event = SubmissionJudged(
        submission_id=an_id("submission"),
        collection="S_ENR",
        establishment="8860001",
        period="2026-27",
        received_at=RECEIVED_AT,
        parts=1,
        rows=9,
        accepted=9,
        refused=0,
        notes=(*notes, RowNote(ordinal=1, sheet="Sheet1", line=3, code="R007", column="P1", other=3)),
    )
    rows = list(_note_rows(1, event))
    assert len({row[:3] for row in rows}) == len(rows) == 7
    assert {row[5:8] for row in rows} == {("R007", "warning", "P1"), ("R008", "warning", "P3")}
