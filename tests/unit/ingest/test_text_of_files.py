"""What real programs leave in the cells of returns, read through the child: the right values, and what is said."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from deploy.demo.workbooks.spreadsheets import Cell, Sheet, ods, xlsx
from services.ingest.adapters.reading.child.read_file import read_file
from services.ingest.adapters.reading.child_protocol import FrameKind
from services.ingest.adapters.reading.sheets.text_file import TextSheet
from services.ingest.domain.sheet.column_letters import column_letter
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
    headings: list[str] = field(default_factory=list)
    """Ids of columns that the notes miss."""
    numbers: dict[str, int] = field(default_factory=dict)
    blank: int = 0
    refusal: str | None = None


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
        said.headings += [note["heading"] for note in frame.get("notes", ()) if "heading" in note]
        said.blank += frame.get("rows_blank", 0)
        said.refusal = frame.get("refusal", said.refusal)

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


def lined(*rows: Mapping[str, Cell], change: Callable[[str], str] = str, end: str = "\r\n") -> bytes:
    """Return a text file whose last line was changed."""
    *above, last = csv_text(*rows).rstrip("\r\n").split("\r\n")
    return end.join([*above, change(last)]).encode()


def test_b2_a_line_with_a_cell_beyond_the_headings_is_at_fault_and_says_so() -> None:
    objecting = headed()
    objecting.append(objecting.pop(COLUMNS.index("C12")))
    rows = [
        [cell for column, cell in zip(COLUMNS, row, strict=True) if column != "C12"] for row in lines_of({}, {})[1:]
    ]
    text = [",".join(objecting), *(",".join([*map(quoted, row), "Y"]) for row in rows)]
    assert read("\n".join(text).encode()).marks == []
    text[2] = text[2].replace("12 Mill Lane", "12 Mill Lane, Bearsted")
    assert read("\n".join(text).encode()).marks == [("cells_beyond_heading", 3, None)]
    text[1] = text[1].replace("12 Mill Lane", "12 Mill Lane, Bearsted")
    assert [line for _, line, _ in read("\n".join(text).encode()).marks] == [2, 3]


def quoted(cell: str) -> str:
    return f'"{cell}"' if "," in cell else cell


def test_b2_a_line_longer_than_all_others_is_at_fault_though_nothing_is_filled_there() -> None:
    content = lined({}, {}, {}, change=lambda line: line.replace("12 Mill Lane", "12 Mill Lane, Bearsted"))
    assert read(content).marks == [("cells_beyond_heading", 4, None)]


def test_b2_lines_that_all_end_in_a_delimiter_and_remarks_beside_the_table_are_no_faults() -> None:
    first, *others = csv_text({}, {}, {}).rstrip().split("\r\n")
    ended = "\n".join([first, *(f"{line}," for line in others)])
    assert read(ended.encode()).marks == []
    padded = "\n".join([f"{first},", *(f"{line}," for line in others[:-1]), f"{others[-1]},left in May"])
    assert read(padded.encode()).marks == []
    sheet = Sheet(
        "Enrolment", [[*line, remark] for line, remark in zip(lines_of({}, {}), ("", "left in May", "x"), strict=True)]
    )
    for content, name in ((xlsx([sheet]), "a.xlsx"), (ods([sheet]), "a.ods")):
        assert (len(read(content, name).rows), read(content, name).marks) == (2, [])


def test_cells_under_no_heading_are_said_once_of_their_column() -> None:
    lines = lines_of({}, {}, {})
    for line, remark, number in zip(lines, ("", "left in May", "", "x"), ("", "1", "2", "3"), strict=True):
        line.append(remark)
        line.insert(0, number)
    for content, name in ((xlsx([Sheet("Enrolment", lines)]), "a.xlsx"), (ods([Sheet("Enrolment", lines)]), "a.ods")):
        said = read(content, name)
        assert said.notes == [("cells_without_heading", letter) for letter in ("A", column_letter(len(COLUMNS) + 1))]
        assert [row["P5"] for row in said.rows] == ["Kempton"] * 3


def test_where_no_column_says_who_objects_headings_that_were_not_read_are_named() -> None:
    said = read_alike({}, headings=headed(C12="Consents"))
    assert said.notes == [("column_not_read", column_letter(COLUMNS.index("C12")))]


def test_b9_lines_of_another_coding_are_read_by_it_and_named() -> None:
    lines = csv_text({"P6": "Zo\u00eb"}, {"P6": "Ren\u00e9"}, {"P6": "Pawe\u0142"}, {}).split("\r\n")
    content = b"\r\n".join(line.encode("cp1252" if "Ren" in line else "utf-8") for line in lines)
    said = read(content)
    assert [row["P6"] for row in said.rows] == ["Zo\u00eb", "Ren\u00e9", "Pawe\u0142", "Zara"]
    assert (said.marks, said.notes) == ([("line_coded_otherwise", 3, None)], [])


def test_b9_a_line_of_utf_8_among_windows_lines_is_named_and_below_excels_own_line_too() -> None:
    lines = csv_text({"P6": "Zo\u00eb"}, {"P6": "Ren\u00e9"}, {"P6": "Pawe\u0142"}).split("\r\n")
    content = b"\r\n".join(line.encode("utf-8" if "Pawe" in line else "cp1252") for line in lines)
    for before in (b"", b"sep=,\r\n"):
        said = read(before + content)
        assert [row["P6"] for row in said.rows] == ["Zo\u00eb", "Ren\u00e9", "Pawe\u0142"]
        assert (said.marks, said.notes) == ([("line_coded_otherwise", 4, None)], [("encoding_assumed", None)])


@pytest.mark.parametrize(
    ("end", "codec", "note"),
    [
        ("\r", "mac_roman", "macintosh_letters"),
        ("\n", "mac_roman", "macintosh_letters"),
        ("\r", "cp1252", "encoding_assumed"),
    ],
)
def test_a17_macintosh_letters_are_known_and_said(end: str, codec: str, note: str) -> None:
    names = ["Zo\u00eb", "Ren\u00e9", "Bj\u00f6rn", "Fran\u00e7ois", "M\u00fcller"]
    said = read(csv_text(*({"P6": name} for name in names)).replace("\r\n", end).encode(codec))
    assert [row["P6"] for row in said.rows] == names
    assert said.notes == [(note, None)]


def test_b12_control_signs_before_values_are_dropped_wherever_they_stand() -> None:
    said = read(
        lined(
            {},
            {"P3": "\x1f5161128622", "P5": "Kemp\x00ton"},
            {column: f"\x1f{value}" for column, value in LEARNER.items()},
        )
    )
    assert [(row["P3"], row["P5"]) for row in said.rows] == [("5161128622", "Kempton")] * 3
    assert said.marks == []


def dates(column: str, *texts: str) -> list[dict[str, Cell]]:
    return [{column: text} for text in texts]


def test_a5_a_column_with_a_date_possible_month_first_only_is_month_first_throughout() -> None:
    said = read_alike(*dates("P10", "02/14/2010", "03/04/2010", "2010-05-06", "12/1/2009 00:00"))
    assert [row["P10"] for row in said.rows] == ["2010-02-14", "2010-03-04", "2010-05-06", "2009-12-01 00:00"]
    assert [row["L9"] for row in said.rows] == ["2026-07-09"] * 4
    letters = {column: column_letter(COLUMNS.index(column)) for column in ("P10", "L9", "L10")}
    assert said.notes == [("dates_month_first", letters[column]) for column in ("P10", "L9", "L10")]


def test_a5_a_column_that_says_nothing_follows_the_others_and_one_that_says_day_first_does_not() -> None:
    said = read_alike(
        {"P10": "02/14/2010", "L9": "14/09/2026", "L10": "2028-07-09"}, {"P10": "3/4/10", "L9": "07/09/2026", "L10": ""}
    )
    assert [(row["P10"], row["L9"]) for row in said.rows] == [("2010-02-14", "14/09/2026"), ("4/3/10", "07/09/2026")]
    assert said.notes == [("dates_month_first", column_letter(COLUMNS.index("P10")))]


def test_a5_day_first_stays_and_nothing_is_said() -> None:
    said = read_alike(*dates("P10", "14/02/2010", "03/04/2010"))
    assert ([row["P10"] for row in said.rows], said.notes) == (["14/02/2010", "03/04/2010"], [])


@pytest.mark.parametrize(
    "rows",
    [
        dates("P10", "02/14/2010", "14/02/2010", "03/04/2010"),
        # The third column's dates can be read both ways, and the two others disagree.
        [{"P10": "02/14/2010", "L9": "14/09/2026", "L10": "07/09/2028"}],
    ],
)
def test_a5_who_writes_both_orders_is_asked(rows: list[Mapping[str, Cell]]) -> None:
    said = read_alike(*rows)
    assert said.refusal == "dates_in_both_orders"
    assert [note for note, _ in said.notes] == ["column_dates_in_both_orders"]


def test_a5_dates_that_a_spreadsheet_has_turned_beside_those_it_could_not_are_not_guessed_at() -> None:
    turned = ["2010-04-03", "2010-05-06", "2010-11-12", "2009-12-01"]
    assert read_alike(*dates("P10", "02/14/2010", *turned)).refusal == "dates_in_both_orders"
    said = read_alike(*dates("P10", "02/14/2010", *turned, "2010-04-30"))
    assert [row["P10"] for row in said.rows] == ["2010-02-14", *turned, "2010-04-30"]


def test_a5_all_sheets_of_a_file_are_looked_at_together() -> None:
    book = xlsx([Sheet("Year 12", lines_of({"P10": "02/14/2010"})), Sheet("Year 13", lines_of({"P10": "03/04/2009"}))])
    assert [row["P10"] for row in read(book, "a.xlsx").rows] == ["2010-02-14", "2009-03-04"]


def test_a5_a_signature_below_the_rows_is_no_date_of_the_column() -> None:
    below = ",".join("12/31/2026" if column == "L9" else "Signed" if column == "E1" else "" for column in COLUMNS)
    said = read((csv_text({"L9": "14/09/2026"}) + below).encode())
    assert ([row["L9"] for row in said.rows], said.refusal) == (["14/09/2026"], None)


def test_b5_headings_are_read_in_the_words_of_other_systems() -> None:
    headings = headed(
        P5="Student Surname",
        P6="Forename(s)",
        P10="Pupil DOB",
        P1="PupilUPN",
        P7="Middle Name(s)",
        C5="Learner's Post Code",
    )
    said = read_alike({}, headings=headings)
    assert [tuple(row[column] for column in ("P5", "P6", "P10", "P1", "C5")) for row in said.rows] == [
        ("Kempton", "Zara", "14/02/2010", "U886000026001", "ME14 1XX")
    ]
    assert said.notes == []


@pytest.mark.parametrize(
    "whose", ["Parent", "Carer", "Emergency Contact", "Contact 1", "Mother's", "Next of kin", "Guardian"]
)
def test_b5_a_parents_name_is_never_the_learners(whose: str) -> None:
    said = read_alike({}, headings=headed(P8=f"{whose} Surname", P6=f"{whose} Forename"))
    assert all("P6" not in row and "P8" not in row for row in said.rows)
    assert ("mandatory_column_absent", None) in said.notes
    assert ("column_not_read", column_letter(COLUMNS.index("P6"))) in said.notes


def test_b5_a_parents_name_below_a_heading_of_its_own_is_not_the_learners_either() -> None:
    upper = ["Parent" if column == "P6" else "Pupil" if column == "P7" else "" for column in COLUMNS]
    for content, name in in_every_kind({}):
        assert read(content, name).rows[0]["P6"] == "Zara"
    lines = [upper, headed(P6="Forename", P7="Surname", P5="Family name of the parent"), *lines_of({})[1:]]
    said = read(xlsx([Sheet("Enrolment", lines)]), "a.xlsx")
    assert "P6" not in said.rows[0]


def test_b5_headings_that_are_not_read_are_named_beside_what_is_missing() -> None:
    said = read_alike({}, headings=headed(P6="Vorname", L8="Std"))
    assert said.headings == ["P6"]
    assert said.notes == [
        ("mandatory_column_absent", None),
        ("column_not_read", column_letter(COLUMNS.index("P6"))),
        ("column_not_read", column_letter(COLUMNS.index("L8"))),
    ]
    assert read_alike({}, headings=headed(L8="Std")).notes == []  # nothing is missing: what else there is, is theirs


def test_b5_a_file_that_is_no_return_says_what_the_nearest_one_wants() -> None:
    said = read_alike({}, headings=headed(L1="Stufe", L9="Beginn", P6="Vorname"))
    assert said.refusal == "no_template_recognised"
    assert said.headings == ["P6", "L1", "L9"]
    assert ("column_not_read", column_letter(COLUMNS.index("L9"))) in said.notes
    assert read(b"Dear all,\nplease find our enrolment attached\n").notes == []


def numbered(count: int, *last: Mapping[str, Cell]) -> list[Mapping[str, Cell]]:
    learners: list[Mapping[str, Cell]] = [{"P4": f"{4511 + number}", "L8": "540"} for number in range(count)]
    return [*learners, *({**dict.fromkeys(COLUMNS), **cells} for cells in last)]


@pytest.mark.parametrize(
    "totals",
    [
        [{"P4": "20", "L8": "10800"}],
        [{"P5": "20", "L8": "10,800"}],
        [{"P4": "20", "P5": "20", "P15": "20", "L1": "19", "L8": "10800"}],
        [{"P4": "20", "L8": "10800"}, {"P4": "20", "L8": "540.5"}],
        [{"E1": "886/0001", "C12": "N", "P4": "20", "L8": "10800"}],
    ],
)
def test_a13_a_last_line_of_totals_without_a_word_is_no_row(totals: list[Mapping[str, Cell]]) -> None:
    said = read_alike(*numbered(20, *totals))
    assert (len(said.rows), said.blank, said.numbers) == (20, len(totals), {"886/0001": 20})


@pytest.mark.parametrize(
    "learner",
    [
        {"P4": "4531", "L8": "540"},  # an admission number, and no name: refused later, not lost
        {"P4": "12", "P15": "12", "L1": "3", "L8": "540"},
        {"P3": "5161128622", "L8": "540"},
        {"P4": "20", "P5": "Bell", "L8": "540"},
        {"P4": "20", "P10": "2010-02-14"},
    ],
)
def test_a13_a_last_line_about_a_learner_is_a_row(learner: Mapping[str, Cell]) -> None:
    assert len(read_alike(*numbered(20, learner)).rows) == 21


def test_a13_only_the_last_line_can_be_totals() -> None:
    assert len(read_alike(*numbered(20, {"P4": "20", "L8": "10800"}, {"P5": "Bell", "P6": "Ann"})).rows) == 22


def test_a_line_coded_otherwise_is_marked_with_its_own_lines_wherever_these_are_cut() -> None:
    sheet = TextSheet("CSV", "a,b\nc,d\ne,f\ng,h\n", ",", odd_lines=frozenset({1, 3}))
    blocks = list(sheet.blocks(None, lines_max=2))
    assert [[mark.line for mark in block.marks] for block in blocks] == [[1], [3]]
    assert [list(block.lines) for block in blocks] == [[1, 2], [3, 4]]
