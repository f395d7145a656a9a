"""The letter as a Word document, read back: its dates are the calendar's, and assistive technology finds its way."""

import re
from datetime import date, datetime
from io import BytesIO

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml.ns import qn

from services.reporting.adapters.calendar.letter_document import write_letter
from services.reporting.domain.calendar.asking import Asked
from services.reporting.domain.calendar.calendar import ALL_ROWS, CODES_CALENDAR, Calendar
from services.reporting.domain.calendar.letter import EARLIER, letter_for
from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.collections import COLLECTIONS
from tests.support.calendar_views import TO_OCTOBER, a_change

YEAR = AcademicYear(2026)
WRITTEN = date(2026, 7, 6)
MOVED = Calendar(
    [
        a_change(1),
        a_change(2, Asked("sent out", "TEP_DEST", "2026-10", date(2026, 10, 14)), date(2026, 7, 6)),
        a_change(3, Asked("reading", "day-of-movements", value="last-day"), date(2027, 1, 1)),
        a_change(4, Asked("ways", "S_ENR", value="Kent Choices, Secure e-mail"), date(2026, 7, 6)),
    ]
)
CALENDARS = {"as the code has it": CODES_CALENDAR, "changed": MOVED}


def read(calendar: Calendar) -> DocumentObject:
    return Document(BytesIO(write_letter(letter_for(calendar, YEAR, WRITTEN))))


def table(document: DocumentObject, caption: str) -> list[list[str]]:
    for each in document.tables:
        named = each._tbl.tblPr.find(qn("w:tblCaption"))
        if named is not None and named.get(qn("w:val")) == caption:
            return [[cell.text for cell in row.cells] for row in each.rows]
    raise AssertionError(f"no table {caption}")


def days(text: str) -> list[date]:
    return [
        datetime.strptime(found, "%d %B %Y").date()  # noqa: DTZ007 (a day has no time)
        for found in re.findall(r"\d{1,2} [A-Z][a-z]+ \d{4}", text)
    ]


@pytest.mark.parametrize("name", CALENDARS)
def test_every_date_of_the_calendar_stands_in_the_document_and_no_other(name: str) -> None:
    calendar = CALENDARS[name]
    expected: set[tuple[date, str, date | None]] = set()
    for row in ALL_ROWS:
        for one in calendar.dates_of(row.collections[0]):
            expected.add((one.now.due_on, row.title, one.now.last_day))
            if one.now.issued_on is not None:
                expected.add((one.now.issued_on, row.title, None))
    found = {
        (days(day)[0], title, days(last)[0] if last else None)
        for day, title, _, last in table(read(calendar), "Every date of 2026-27")[1:]
    }
    assert found == expected


@pytest.mark.parametrize("name", CALENDARS)
def test_each_row_of_a_sender_has_its_own_dates_and_ways(name: str) -> None:
    calendar, document = CALENDARS[name], read(CALENDARS[name])
    for caption, sender in (("What schools send", "school"), ("What colleges send", "college")):
        rows = {title: (due, how) for title, _, due, how in table(document, caption)[1:]}
        wanted = [row for row in ALL_ROWS if COLLECTIONS[row.collections[0]].sender == sender]
        assert set(rows) == {row.title for row in wanted}
        for row in wanted:
            dates = calendar.dates_of(row.collections[0])
            expected = [each for one in dates for each in dict.fromkeys((one.now.due_on, one.now.last_day))]
            assert days(rows[row.title][0]) == expected
            assert rows[row.title][1].startswith(" or ".join(calendar.ways_of(row.collections[0], WRITTEN)))


def test_what_is_different_names_the_dates_that_are_known_and_no_others() -> None:
    document = read(CODES_CALENDAR)
    rows = {title: (before, now) for title, before, now in table(document, "Dates before and now")[1:]}
    titles = {row.title: row.collections[0] for row in ALL_ROWS}
    assert {titles[title] for title in rows} == set(EARLIER)
    for title, (before, now) in rows.items():
        known = EARLIER[titles[title]]
        assert days(before) == list(known.dates)
        assert known.rule in before
        assert days(now)
    words = " ".join(paragraph.text for paragraph in document.paragraphs)
    assert "The dates of 2025-26 stand in no document that we have" in words
    assert "No earlier date is known of: Leaver destinations, September Guarantee of schools, part 2" in words
    assert days(rows["School enrolment"][0]) == [date(2024, 9, 13)]
    assert days(rows["September Guarantee of schools, part 1"][0]) == [date(2024, 4, 26)]


def test_dates_that_were_moved_are_listed() -> None:
    rows = table(read(MOVED), "Dates that were moved")[1:]
    assert [row[0] for row in rows] == ["School enrolment", "Leaver destinations"]
    assert days(rows[0][1]) == [date(2026, 9, 18)]
    assert days(rows[0][2]) == [TO_OCTOBER.due_on, TO_OCTOBER.last_day]
    assert not any(each.text == "Dates that were moved" for each in read(CODES_CALENDAR).paragraphs)


def test_headings_tables_and_language_are_what_assistive_technology_needs() -> None:
    document = read(CODES_CALENDAR)
    styles = [each.style.name for each in document.paragraphs if each.style is not None]
    assert styles.count("Heading 1") == 1
    assert styles.count("Heading 2") == len(letter_for(CODES_CALENDAR, YEAR, WRITTEN).sections)
    assert {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    assert (document.core_properties.language, document.core_properties.comments) == ("en-GB", "")
    assert document.core_properties.title.startswith("Tracking what young people do, 2026-27")
    for each in document.tables:
        first, *others = each._tbl.tr_lst
        assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(other.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None for other in others)
        assert all(run.bold for cell in each.rows[0].cells for run in cell.paragraphs[0].runs)
        look = each._tbl.tblPr.find(qn("w:tblLook"))
        assert look is not None
        assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")


def test_the_letter_names_nobody_and_copies_no_letter() -> None:
    words = " ".join(paragraph.text for paragraph in read(CODES_CALENDAR).paragraphs)
    for of_another in ("Wendy", "Bartholomew", "imperative", "I would like to thank", "Dear Colleagues"):
        assert of_another not in words
