"""The board's CSV opens in LibreOffice with the right columns, and nothing in it runs."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from services.reporting.entrypoints.web.board.downloads import COLUMNS
from shared.vocabulary.establishments import Register
from tests.support.identities import REVIEWER
from tests.support.reporting_pages import Desktop
from tests.support.submission_views import OWN, REGISTER

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
FORMULA = "=1+1"
AS_UTF_8 = "CSV:44,34,76,1"
"""Commas, double quotes, UTF-8, from the first line: what its dialog offers for a file with the mark of UTF-8."""


def opened(csv: Path) -> list[list[str]]:
    """The cells as LibreOffice has them once it has opened the file and saved it as a workbook."""
    profile = csv.parent / "profile"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [*command, f"--infilter={AS_UTF_8}", "--outdir", str(csv.parent), str(csv)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    sheet = CalamineWorkbook.from_path(csv.with_suffix(".xlsx")).get_sheet_by_index(0)
    return [[_text(cell) for cell in row] for row in sheet.to_python()]


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


async def test_libreoffice_has_each_line_in_its_columns_and_runs_no_name(tmp_path: Path) -> None:
    first, *others = REGISTER.establishments
    desktop = Desktop(register=Register([replace(first, name=FORMULA), *others]))
    client = TestClient(desktop.app())
    client.cookies.set("onward_session", await desktop.identities.open_session(REVIEWER), domain="testserver.local")
    answer = client.get("/returns.csv")
    file = tmp_path / "returns.csv"
    file.write_bytes(answer.content)
    heading, *rows = opened(file)
    assert tuple(heading) == COLUMNS
    assert len(rows) == len(answer.text.strip().splitlines()) - 1
    assert {len(row) for row in rows} == {len(COLUMNS)}
    of_ours = [row for row in rows if row[0] == OWN]
    assert {row[1] for row in of_ours} == {f"'{FORMULA}"}
    (enrolment,) = [row for row in of_ours if row[2] == "School post-16 enrolment"]
    assert enrolment[3:9] == ["2026-27", "2026-09-18", "2026-09-18", "Accepted in part", "yes", "2026-10-01"]
    assert next(row[1] for row in rows if row[0] == "8860002") == "Saint Ronan’s Sixth Form Centre"
