"""What `./onward check` prints: a summary, what is said about the file and where, complaints by cell."""

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rich.console import Console

from cli.checking import FileVerdict, Found, check_file, report
from deploy.demo.workbooks.spreadsheets import Cell
from services.ingest.domain.sheet.column_letters import column_letter
from services.validation.domain.rows import Complaint
from shared.contracts.ingest import FileNote
from shared.vocabulary.collections import S_JOIN, S_LEAVE
from shared.vocabulary.issues import get_issue
from tests.support.workbooks import A_LEARNER, enrolment, heading, workbook

TODAY = date(2026, 10, 5)


def printed(verdict: FileVerdict) -> str:
    console = Console(width=300, record=True, file=io.StringIO())
    console.print(report(verdict))
    return console.export_text()


def test_a_note_names_its_sheet_and_its_column() -> None:
    notes = (
        FileNote(code="F030", sheet="Guidance"),
        FileNote(code="F030", sheet="Enrolment", column="F", count=3),
        FileNote(code="F030"),
        FileNote(code="F026", sheet="Enrolment", heading="P6"),
    )
    sentence = get_issue("F030").sentence
    lines = printed(FileVerdict(collection="S_ENR", establishment="8860001", notes=notes)).splitlines()
    assert lines[1].startswith(f"F030 sheet “Guidance”: {sentence}")
    assert lines[2].startswith(f"F030 sheet “Enrolment”, column F: {sentence} (3 times)")
    assert lines[3].startswith(f"F030 {sentence}")
    assert lines[4].startswith("F026 sheet “Enrolment”, heading “Legal Forename”: ")


def test_a_file_that_cannot_be_read_keeps_what_is_said_about_it() -> None:
    verdict = FileVerdict(unreadable="F010", notes=(FileNote(code="F030", sheet="Guidance"),))
    text = printed(verdict)
    assert get_issue("F010").sentence in text
    assert "sheet “Guidance”" in text


def test_a_complaint_without_a_column_stands_at_its_whole_row() -> None:
    found = [Found("Enrolment", 7, None, Complaint("V092", "error", None))]
    assert "whole row 7" in printed(FileVerdict("S_ENR", "8860001", found=found))


def test_a_workbook_is_checked_without_sending_it(tmp_path: Path) -> None:
    file = tmp_path / "Post-16 Enrolment.xlsx"
    file.write_bytes(enrolment([A_LEARNER, {**A_LEARNER, "P1": "U886000026002", "P6": None}]))
    verdict = check_file(file, TODAY)
    assert (verdict.rows, verdict.accepted, verdict.refused) == (2, 1, 1)
    assert "2 rows, 1 can be used, 1 would be refused." in printed(verdict)


def test_last_years_file_is_told_before_it_is_sent(tmp_path: Path) -> None:
    file = tmp_path / "Enrolment.xlsx"
    file.write_bytes(enrolment([{**A_LEARNER, "P15": "11"}] * 5))
    assert get_issue("F090").sentence in printed(check_file(file, TODAY))
    named = file.rename(tmp_path / "Leavers 2026-27.xlsx")
    verdict = check_file(named, TODAY)
    assert ([note.code for note in verdict.notes], verdict.rows) == (["F067", "F091"], 5)


def test_a_workbook_with_a_sheet_of_joiners_and_one_of_leavers_is_checked_as_one_return(tmp_path: Path) -> None:
    """A cell of the leavers' sheet is named as it stands there; that one has left is no column of it."""
    joined, left = {**A_LEARNER, "J1": date(2026, 9, 14)}, {**A_LEARNER, "V3": "R02", "V5": "D31"}
    sheets: dict[str, list[Sequence[Cell]]] = {
        "Joiners": [heading(S_JOIN), [joined.get(use.id) for use in S_JOIN.columns]],
        "Leavers": [heading(S_LEAVE), [left.get(use.id) for use in S_LEAVE.columns]],
    }
    file = tmp_path / "8860001 joiners and leavers September 2026.xlsx"
    file.write_bytes(workbook(sheets))
    verdict = check_file(file, TODAY)
    assert (verdict.collection, verdict.period, verdict.rows, verdict.refused) == ("S_JL", "2026-09", 2, 1)
    [missing] = [one for one in verdict.found if one.complaint.severity == "error"]
    letter = column_letter([use.id for use in S_LEAVE.columns].index("V1"))
    assert (missing.sheet, missing.cell) == ("Leavers", f"{letter}2")


def test_one_row_is_one_row() -> None:
    assert "S_ENR from 8860001: 1 row, 1 can be used" in printed(FileVerdict("S_ENR", "8860001", rows=1, accepted=1))
