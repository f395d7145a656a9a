"""A file made from an earlier template is read, and its sender is told what has changed since."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from deploy.demo.workbooks.spreadsheets import csv_file
from services.ingest.adapters.reading.rows import sheet_selection
from services.ingest.domain.data_age import AGE_POLICIES, notes_on_age, policy_on
from services.ingest.domain.file_findings import NoteKind
from services.ingest.usecases import translate
from shared.vocabulary.collections import COLLECTIONS, S_LEAVE, Collection
from shared.vocabulary.issues import CATALOGUE
from shared.vocabulary.templates.changes import headers_at
from shared.vocabulary.templates.versions import TemplateVersion, version_cell
from tests.support.arrivals import Arrived, arrive
from tests.support.good_files import day_of, rows_of, sender_of

RECEIVED_ON = day_of("S_LEAVE")
OLDEST = TemplateVersion("2024-25.1", date(2024, 9, 2), "Invented for this test.")
OLDER = TemplateVersion("2025-26.1", date(2025, 9, 1), "Invented for this test.", added=("C8",), recoded=("V5",))
NEWEST = TemplateVersion(
    "2026-27.1",
    RECEIVED_ON,
    "Invented for this test.",
    added=("V9",),
    removed=("P2",),
    renamed={"V3": "Leaving Reason", "P5": "Surname"},
    required=("C5",),
)
LEAVERS = replace(S_LEAVE, template_versions=(OLDEST, OLDER, NEWEST))
SINCE_OLDER = {
    "template_outdated": 1,
    "template_asks_for_more": 2,
    "template_column_renamed": 2,
    "template_column_removed": 1,
}
SINCE_OLDEST = {**SINCE_OLDER, "template_asks_for_more": 3, "template_codes_changed": 1}


@pytest.fixture(autouse=True)
def _history(monkeypatch: pytest.MonkeyPatch) -> None:
    collections: Mapping[str, Collection] = {**COLLECTIONS, "S_LEAVE": LEAVERS}
    monkeypatch.setattr(sheet_selection, "COLLECTIONS", collections)
    monkeypatch.setattr(translate, "COLLECTIONS", collections)


def made_from(version: TemplateVersion, *, cell: bool = True) -> Workbook:
    """Return a file of leavers under the headings of that version, with its version cell or without."""
    headers = headers_at(LEAVERS, version.id)
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    if cell:
        sheet.append(["School leavers"])
        sheet.append([version_cell("S_LEAVE", "School leavers", version)])
    sheet.append([*headers.values()])
    for row in rows_of("S_LEAVE"):
        sheet.append([row.get(column) for column in headers])
    return book


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def read(file: Workbook | bytes, name: str = "Book1.xlsx", on: date = RECEIVED_ON) -> Arrived:
    content = saved(file) if isinstance(file, Workbook) else file
    found = await arrive(content, name, sender_of("S_LEAVE"), on)
    assert (found.why_not, found.collection, found.refused, found.complaints) == (None, "S_LEAVE", 0, {})
    return found


@pytest.mark.parametrize("cell", [True, False], ids=["by its version cell", "by its headings"])
@pytest.mark.parametrize(
    ("version", "notes"), [(OLDEST, SINCE_OLDEST), (OLDER, SINCE_OLDER), (NEWEST, {})], ids=lambda one: str(one)[:30]
)
async def test_an_earlier_template_is_read_and_what_changed_is_told(
    version: TemplateVersion, notes: Mapping[str, int], *, cell: bool
) -> None:
    found = await read(made_from(version, cell=cell))
    assert found.notes == notes


async def test_the_day_of_receipt_decides_which_version_is_in_force() -> None:
    found = await read(made_from(OLDER), on=RECEIVED_ON - timedelta(days=1))
    assert found.notes == {}


async def test_headings_of_the_senders_own_are_no_template() -> None:
    book = made_from(OLDEST, cell=False)
    assert isinstance(book.active, Worksheet)
    book.active.cell(1, 60, "House")
    assert (await read(book)).notes == {}


async def test_a_version_that_nobody_published_or_of_another_return_says_nothing() -> None:
    for strange in (
        version_cell("S_LEAVE", "School leavers", replace(OLDEST, id="2019-20.7")),
        version_cell("S_ENR", "School post-16 enrolment", OLDEST),
    ):
        book = made_from(NEWEST)
        assert isinstance(book.active, Worksheet)
        book.active.cell(2, 1, strange)
        assert (await read(book)).notes == {}


async def test_the_version_survives_as_csv() -> None:
    sheet = made_from(OLDER).active
    assert isinstance(sheet, Worksheet)
    content = csv_file([[*row] for row in sheet.values], "utf-8-sig")  # type: ignore[list-item]
    assert (await read(content, "leavers.csv")).notes == SINCE_OLDER


async def test_a_sheet_of_instructions_tells_the_version_where_the_rows_sheet_does_not() -> None:
    book = made_from(OLDEST, cell=False)
    assert isinstance(book.active, Worksheet)
    book.active.cell(1, 60, "House")
    about = book.create_sheet("Instructions")
    about["A2"] = version_cell("S_LEAVE", "School leavers", OLDER, helps=True)
    assert (await read(book)).notes == SINCE_OLDER


async def test_a_template_that_cannot_be_read_any_more_is_told_of_too(monkeypatch: pytest.MonkeyPatch) -> None:
    book = made_from(OLDER)
    assert isinstance(book.active, Worksheet)
    for cell in book.active[3]:
        if cell.value in {"UPN", "Date of Birth", "Sex", "NC Year Group", "Date Left"}:
            cell.value = "House"
    found = await arrive(saved(book), "Book1.xlsx", sender_of("S_LEAVE"), RECEIVED_ON)
    assert found.why_not == "no_template_recognised"
    assert SINCE_OLDER.items() <= found.notes.items()


def test_each_change_names_its_column() -> None:
    notes = translate.template_notes(LEAVERS, OLDEST.id, RECEIVED_ON)
    assert [(CATALOGUE[note.code].name, note.heading) for note in notes] == [
        ("template_outdated", None),
        ("template_asks_for_more", "C8"),
        ("template_codes_changed", "V5"),
        ("template_asks_for_more", "V9"),
        ("template_column_removed", "P2"),
        ("template_asks_for_more", "C5"),
        ("template_column_renamed", "V3"),
        ("template_column_renamed", "P5"),
    ]
    assert translate.template_notes(LEAVERS, None, RECEIVED_ON) == ()


@pytest.mark.parametrize(
    ("days", "kinds"),
    [
        (None, ()),
        (0, ()),
        (14, ()),
        (15, (NoteKind.DATA_TAKEN_LONG_AGO,)),
        (4000, (NoteKind.DATA_TAKEN_LONG_AGO,)),
        (-1, (NoteKind.DATA_TAKEN_AFTER_RECEIPT,)),
    ],
)
def test_old_data_are_warned_of(days: int | None, kinds: tuple[NoteKind, ...]) -> None:
    taken_on = None if days is None else RECEIVED_ON - timedelta(days=days)
    assert notes_on_age(taken_on, RECEIVED_ON) == kinds


def test_how_old_data_may_be_is_dated_and_marked_as_proposed() -> None:
    assert policy_on(date(2020, 1, 1)) is AGE_POLICIES[0]
    assert policy_on(date(2030, 1, 1)) is AGE_POLICIES[-1]
    assert [one.since for one in AGE_POLICIES] == sorted(one.since for one in AGE_POLICIES)
    assert all(one.source.startswith("proposed") for one in AGE_POLICIES)
    assert CATALOGUE["F098"].severity == "warning"
