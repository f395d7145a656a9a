"""What `./onward check` prints: a summary, what is said about the file and where, complaints by cell."""

import io
from datetime import date
from pathlib import Path

from rich.console import Console

from cli.checking import FileVerdict, Found, check_file, report
from services.validation.domain.rows import Complaint
from shared.contracts.ingest import FileNote
from shared.vocabulary.issues import get_issue
from tests.support.workbooks import A_LEARNER, enrolment

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


def test_one_row_is_one_row() -> None:
    assert "S_ENR from 8860001: 1 row, 1 can be used" in printed(FileVerdict("S_ENR", "8860001", rows=1, accepted=1))
