"""The quick reader says what the one for all workbooks says, cell by cell, or leaves the file to it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.ingest.adapters.reading import guard
from services.ingest.adapters.reading.columns import column_letter
from services.ingest.adapters.reading.plain_sheets import NotPlain
from services.ingest.adapters.reading.plain_workbooks import open_plain
from services.ingest.adapters.reading.sheets import OpenFile, Unreadable, open_file
from services.ingest.domain.file_kinds import FileKind
from tests.support import workbooks
from tests.support.plain_cells import XmlCell, number, package, sheet_xml, strings_xml, styles_xml

FORMATS: list[int | str] = [
    0, 1, 2, 9, 14, 15, 17, 20, 22, 46, 49,
    "General", "@", "0.00", "#,##0", "000000", "dd/mm/yyyy;@", "yyyy\\-mm\\-dd", "[$-809]dd mmmm yyyy", "mmm-yy",
    "d-m", "[h]:mm", '"d"0', "0.0 \\d", "General;@", "d/m/yy h:mm", "y", "0%", "0 %;[Red]0",
]  # fmt: skip
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8)
STRINGS = st.lists(
    TEXTS | st.sampled_from(["", " ", "a & b", "x < y", " Zoë ", "_x0041_", "two\nlines", "𝒳"]), max_size=5
)
WRITTEN = st.sampled_from(
    ["0", "5", "-3", "007", "1.50", "0.1", "-0", "1e5", "1E-7", "3.0E+2", "1E400", "nan", " 5", "5 ", "1_0", "+5", "５",
     "60", "61", "1", "40223", "40223.0", "40223.5", "2958465", "2958466", "123456789012345678", "9007199254740993"]
)  # fmt: skip
ERRORS = st.sampled_from(["#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#ODD!"])
STYLES = st.none() | st.integers(0, len(FORMATS))
CELLS = st.one_of(
    st.builds(number, st.integers(0, 6).map(str) | WRITTEN, STYLES, st.just(' t="s"')),
    st.builds(number, WRITTEN | st.integers(-10, 99_999).map(str), STYLES, st.sampled_from(["", ' t="n"'])),
    st.builds(number, WRITTEN | ERRORS | st.sampled_from(["a &amp; b", "&#233;", "true"]), STYLES,
              st.sampled_from([' t="b"', ' t="e"', ' t="str"', ' t="d"', ' t="x"', ' cm="1"'])),
    st.builds(XmlCell, st.sampled_from(["", ' s="1"', ' t="s"', ' t="n" s="0"'])),
    st.builds(XmlCell, st.just(""), st.sampled_from(["<f>1+1</f><v>2</v>", "<f>1</f>", "<v/>", "", "<v></v>",
                                                     '<f t="shared" si="0"/><v>3</v>', "<!-- x --><v>3</v>"])),
    st.builds(XmlCell, st.just(' t="inlineStr"'), st.sampled_from(["<is><t>A</t></is>", "<is><r><t>A</t></r></is>"])),
)  # fmt: skip
ROWS = st.dictionaries(st.integers(1, 9), st.dictionaries(st.integers(0, 5), CELLS, max_size=6), max_size=8)


def cells_of(file: OpenFile) -> dict[str, dict[tuple[int, int], str]]:
    """Return what is in each sheet, by line and column."""
    return {
        sheet.name: {
            (line, place): text
            for block in sheet.blocks(None)
            for place, column in enumerate(block.columns)
            for line, text in zip(block.lines, column, strict=True)
            if text is not None
        }
        for sheet in file.sheets
    }


def quickly(content: bytes) -> OpenFile:
    found = guard.look_at(content)
    assert found.verdict is None
    return open_plain(found.unpacked)


@settings(max_examples=400, deadline=None)
@given(ROWS, STRINGS, st.sampled_from([None, "A1", "A1:F9", "B2:C3", "A1:XFD9"]), st.sampled_from(["", ' spans="1:6"']))
def test_what_is_read_quickly_is_what_the_reader_for_all_workbooks_reads(
    rows: dict[int, dict[int, XmlCell]], strings: list[str], dimension: str | None, row_attributes: str
) -> None:
    sheet = sheet_xml(rows, dimension=dimension, row_attributes=row_attributes)
    content = package(sheet, strings_xml(strings), styles_xml(FORMATS))
    try:
        quick = cells_of(quickly(content))
    except NotPlain:
        return
    try:
        slow = cells_of(open_file(content, FileKind.XLSX))
    except Unreadable as unreadable:
        pytest.fail(f"only one reader can read it: {unreadable.verdict}")
    assert quick == slow


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.integers(1, 9),
        st.dictionaries(
            st.integers(0, 5),
            st.builds(number, st.integers(0, 2).map(str), st.none(), st.just(' t="s"'))
            | st.builds(number, st.integers(61, 99_999).map(str), st.sampled_from([0, 4, 16]))
            | st.builds(number, st.sampled_from(["1", "0"]), st.none(), st.just(' t="b"')),
        ),
        min_size=1,
    )
)
def test_a_workbook_as_excel_saves_it_is_read_quickly(rows: dict[int, dict[int, XmlCell]]) -> None:
    sheet = sheet_xml(rows, dimension=f"A1:{column_letter(5)}9")
    content = package(sheet, strings_xml(["Zoë", "a & b", " x"]), styles_xml(FORMATS))
    assert cells_of(quickly(content)) == cells_of(open_file(content, FileKind.XLSX))


@pytest.mark.parametrize("content", [workbooks.enrolment(title_lines=3), workbooks.roll()])
def test_the_demos_workbooks_are_read_quickly(content: bytes) -> None:
    assert cells_of(quickly(content)) == cells_of(open_file(content, FileKind.XLSX))
