"""`make templates` writes one workbook for each return, with no year in its name that could be taken for a return's."""

import io
import re
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from services.ingest.domain.file_names import read_file_name
from shared.vocabulary.collections import COLLECTIONS, Collection
from shared.vocabulary.templates.guidance import sections
from shared.workbooks.support_sheets import HEADING_ROW
from shared.workbooks.templates import template_workbook
from tools.templates import write_all


def test_every_return_has_a_file_whose_name_speaks_for_it_and_for_no_year(tmp_path: Path) -> None:
    written = write_all(tmp_path, date(2026, 11, 30))
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in written}
    assert len(written) == len(COLLECTIONS)
    for code, path in zip(COLLECTIONS, written, strict=True):
        evidence = read_file_name(path.name)
        assert (evidence.academic_year, evidence.establishment) == (None, None)
        assert not evidence.collections or code in evidence.collections
        assert load_workbook(path).properties.subject.startswith(f"Template {code},")


@pytest.mark.parametrize("collection", COLLECTIONS.values(), ids=lambda one: one.code)
def test_the_name_that_the_instructions_recommend_is_read_as_it_is_meant(collection: Collection) -> None:
    lines = [line for section in sections(collection, ()) for line in section.lines]
    (recommended,) = [found[1] for line in lines if (found := re.search(r"such as (\S+\.xlsx)\.$", line))]
    evidence = read_file_name(recommended)
    number = {"school": "8860001", "college": "10000001", "authority": None}[collection.sender]
    assert (evidence.establishment, evidence.academic_year) == (number, None)
    assert collection.code in evidence.collections


@pytest.mark.parametrize(
    ("surname", "written"),
    [
        ("=1+1", "=1+1"),
        ("#N/A", "#N/A"),
        ("O'N\x0beill\x1f", "O'Neill"),
        ("Fern\ufffehollow\uffff", "Fernhollow"),
        ("Żółć אבג 𝒜", "Żółć אבג 𝒜"),
    ],
)
def test_a_name_that_stands_in_a_list_is_text_and_breaks_no_file(surname: str, written: str) -> None:
    collection = COLLECTIONS["TEP_DEST"]
    content = template_workbook(collection, date(2026, 10, 9), rows=[{"P5": surname, "P10": date(2009, 10, 14)}])
    sheet = load_workbook(io.BytesIO(content))[collection.title]
    names = [cell for cell in sheet[HEADING_ROW + 1] if cell.value is not None and not cell.is_date]
    assert [(cell.value, cell.data_type) for cell in names] == [(written, "s")]
