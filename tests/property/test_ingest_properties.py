"""Laws of ingest's domain, for any input: nothing raises, nothing is read twice, what was written is found again."""

import io
import json
import zipfile
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.demo.workbooks.spreadsheets import Sheet, csv_file, ods, xlsx
from services.ingest.adapters.reading.child.read_file import read_file
from services.ingest.adapters.reading.child_messages import read_message
from services.ingest.adapters.reading.child_protocol import FrameKind
from services.ingest.adapters.reading.package.unpacking import Unpacked
from services.ingest.domain.file_findings import FileRefusal
from services.ingest.domain.file_kinds import FileKind, OtherKind, kind_of
from services.ingest.domain.file_names import read_file_name
from services.ingest.domain.sheet.cells import CellValue, cell_text, column_texts
from services.ingest.domain.sheet.headers import ALIASES, find_column
from services.ingest.domain.sheet.templates import find_heading
from services.ingest.domain.submissions import Return, decide_return, whose_file
from shared.vocabulary.cell_text import are_tidy, is_tidy, tidied, tidy
from shared.vocabulary.collections import ROLL, S_ENR
from tests.support.establishments import an_establishment, registered, whoever
from tests.support.workbooks import Row, heading

PRINTABLE = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co"))
TEXTS = st.text(PRINTABLE, max_size=40)
IDS = [use.id for use in S_ENR.columns]

VALUES = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@given(VALUES)
def test_any_value_becomes_text_without_space_around_it_or_nothing(value: CellValue) -> None:
    text = cell_text(value)
    assert text is None or (text == text.strip() and text)


@given(
    st.lists(VALUES | st.sampled_from([0, False, 0.0, -0.0, 1, True, 1.0, "1", " ", "1.0", "D&amp;T", "'1", '="1"']))
)
def test_a_columns_texts_are_those_of_its_cells(values: list[CellValue]) -> None:
    texts, repaired = column_texts(values)
    assert texts == [cell_text(value) for value in values]
    assert [*repaired] == [place for place, value in enumerate(values) if isinstance(value, str) and tidied(value)[1]]


@given(st.lists(st.none() | st.floats()) | st.lists(st.none() | st.dates()))
def test_a_column_of_numbers_or_days_alone_is_read_as_each_of_its_cells_is(values: list[CellValue]) -> None:
    assert column_texts(values) == ([cell_text(value) for value in values], ())


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=3), st.binary(max_size=400) | st.just(b"row" * 500_000)),
    st.sampled_from((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)),
)
def test_entries_are_unpacked_as_the_standard_library_does(entries: dict[str, bytes], method: int) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    with zipfile.ZipFile(file) as archive:
        unpacked = Unpacked(file.getvalue(), archive)
        for name in entries:
            assert unpacked.all_of(name) == b"".join(unpacked.pieces(name)) == archive.read(name)


@given(st.integers(-(2**53), 2**53))
def test_a_whole_number_is_written_alike_however_the_file_types_it(number: int) -> None:
    assert cell_text(number) == cell_text(float(number)) == str(number)


@given(st.binary(max_size=300) | st.builds(lambda rest: b"PK\x03\x04" + rest, st.binary(max_size=300)))
def test_any_bytes_have_a_kind_and_a_reading(content: bytes) -> None:
    assert isinstance(kind_of(content), FileKind | OtherKind)
    said: list[FrameKind] = []
    read_file(content, "a.xlsx", lambda kind, _: said.append(kind))
    assert said[-1] in {FrameKind.REFUSAL, FrameKind.END}


@given(TEXTS)
def test_any_file_name_can_be_read(file_name: str) -> None:
    evidence = read_file_name(file_name)
    assert evidence.establishment is None or len(evidence.establishment) == 7


@given(
    st.integers(1, 9999), st.sampled_from(["", " ", "-", "_", "/"]), st.sampled_from(["", "Copy of ", "v2 FINAL "]),
    st.integers(2020, 2060),
)  # fmt: skip
def test_number_and_year_are_found_through_noise(number: int, separator: str, noise: str, year: int) -> None:
    evidence = read_file_name(f"{noise}886{separator}{number:04d} enrolment {year}-{(year + 1) % 100:02d} (1).xlsx")
    assert evidence.establishment == f"886{number:04d}"
    assert evidence.academic_year == f"{year}-{(year + 1) % 100:02d}"


ALIASES_OF_ENROLMENT = {
    column_id: [alias for alias in aliases.split(", ") if find_column(alias, IDS) == column_id]
    for column_id, aliases in ALIASES.items()
    if column_id in IDS
}


@given(st.data(), st.permutations(range(len(IDS))), st.integers(0, 20))
def test_an_enrolment_is_recognised_under_any_aliases_in_any_order_below_any_title(
    data: st.DataObject, order: list[int], titles: int
) -> None:
    official = dict(zip(IDS, heading(), strict=True))
    headers = [data.draw(st.sampled_from([official[i], *ALIASES_OF_ENROLMENT.get(i, [])])) for i in IDS]
    found = find_heading([["Some title"]] * titles + [[headers[place] for place in order]])
    assert found is not None
    assert (found.collection, found.first_row) == ("S_ENR", titles + 1)
    assert {column.id: order[column.index] for column in found.columns} == {c: n for n, c in enumerate(IDS)}


@given(st.lists(st.lists(st.none() | TEXTS | st.sampled_from([*heading(), *heading(ROLL)]), max_size=12), max_size=40))
def test_no_sheet_confuses_the_search_for_a_header(rows: list[list[str | None]]) -> None:
    found = find_heading(rows)
    assert found is None or found.first_row <= 32


LEARNERS = st.lists(st.tuples(st.integers(0, 10**12 - 1), TEXTS, TEXTS, st.dates(date(1990, 1, 1))), max_size=8)


def read_back(content: bytes, file_name: str) -> list[dict[str, str | None]]:
    rows: list[dict[str, str | None]] = []

    def take(kind: FrameKind, payload: bytes) -> None:
        read_message(kind, payload)
        if kind is FrameKind.PART:
            part: dict[str, Any] = json.loads(payload)
            ids = [column["id"] for column in part["columns"]]
            rows.extend(dict(zip(ids, row, strict=True)) for row in zip(*part["cells"], strict=True))

    read_file(content, file_name, take)
    return rows


@settings(max_examples=40)
@given(LEARNERS)
def test_what_is_written_into_any_kind_of_file_is_read_back(learners: list[tuple[int, str, str, date]]) -> None:
    named: list[Row] = [
        {"P1": f"U{number:012d}", "P5": f"S{surname}", "P6": f"F{forename}", "P10": born_on}
        for number, surname, forename, born_on in learners
    ]
    table = [[cells.get(column_id) for column_id in IDS] for cells in named]
    expected = [
        (f"U{number:012d}", cell_text(f"S{surname}"), cell_text(f"F{forename}"), born_on.isoformat())
        for number, surname, forename, born_on in learners
    ]
    sheet = Sheet("Enrolment", [heading(), *table])
    for content, file_name in ((xlsx([sheet]), "a.xlsx"), (ods([sheet]), "a.ods")):
        rows = read_back(content, file_name)
        assert [(row["P1"], row["P5"], row["P6"], row["P10"]) for row in rows] == expected
    rows = read_back(csv_file([heading(), *table], "utf-8-sig"), "a.csv")
    assert [(row["P1"], row["P5"], row["P6"]) for row in rows] == [one[:3] for one in expected]


@given(
    st.dictionaries(st.sampled_from(["886/0001", "886/0002", "", "x"]), st.integers(1, 500)),
    st.sampled_from([None, "8860001", "8860002"]),
    st.sampled_from([None, "8860001", "8860002"]),
)
def test_a_return_is_never_given_to_an_establishment_that_anybody_contradicts(
    numbers: dict[str, int], sender: str | None, in_name: str | None
) -> None:
    decided = decide_return(
        collection_code="S_ENR",
        numbers=numbers,
        name=read_file_name(f"{in_name or 'Book1'}.xlsx"),
        sender_establishment=sender,
        received_on=date(2026, 10, 5),
        find=whoever,
    )
    if isinstance(decided, Return):
        assert decided.establishment in {sender, in_name, "8860001", "8860002"}
        assert {sender, in_name} <= {None, decided.establishment}
        others = sum(rows for number, rows in numbers.items() if number[-1:] == "2") if numbers else 0
        if decided.establishment == "8860001" and numbers.get("886/0001"):
            assert others < numbers["886/0001"]
    else:
        assert isinstance(decided, FileRefusal)


@given(
    st.dictionaries(
        st.sampled_from(["19990001", "19990002.0", "", "886/0001", "x"]) | st.text(max_size=9), st.integers(1, 500)
    ),
    st.sampled_from([None, "19990001", "19990002", "8860001"]),
    st.sampled_from([None, "19990001", "19990002", "8860001"]),
)
def test_a_return_of_colleges_is_a_registered_colleges_that_nobody_contradicts(
    numbers: dict[str, int], sender: str | None, in_name: str | None
) -> None:
    find = registered(
        an_establishment("8860001"), an_establishment(None, "19990001"), an_establishment(None, "19990002")
    )
    whose = whose_file("college", numbers, in_name, sender, find)
    if isinstance(whose, FileRefusal):
        return
    assert whose in {"19990001", "19990002"}
    assert {sender, in_name} <= {None, whose}
    other = "19990002" if whose == "19990001" else "19990001"
    named = {
        number: sum(rows for text, rows in numbers.items() if text.strip().removesuffix(".0") == number)
        for number in (whose, other)
    }
    assert named[other] == 0 or named[whose] > named[other]


@given(st.lists(st.text(" _x=\"'&;.0|ab\u00a0`\t", max_size=8), max_size=5))
def test_one_look_at_many_texts_sees_what_a_look_at_each_sees(texts: list[str]) -> None:
    if are_tidy(f"|{'|'.join(texts)}|"):
        assert all(map(is_tidy, texts))
    for text in texts:
        assert tidy(text) == text if is_tidy(text) else tidy(tidy(text)) == tidy(text)
