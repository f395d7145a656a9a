"""From a cell's value to text."""

from datetime import date, datetime, time, timedelta

import pytest

from services.ingest.domain.sheet.cells import CellValue, cell_text, serial_text

CELLS: list[tuple[CellValue, str | None]] = [
    (None, None),
    ("", None),
    ("   ", None),
    ("\u00a0", None),
    (" Zoë ", "Zoë"),
    ("004512", "004512"),
    (4512.0, "4512"),
    (9276308686.0, "9276308686"),
    (7700900123.0, "7700900123"),
    (1.5, "1.5"),
    (0.0, "0"),
    (-3.0, "-3"),
    (12, "12"),
    (True, "TRUE"),
    (False, "FALSE"),
    (date(2010, 2, 14), "2010-02-14"),
    (datetime(2010, 2, 14), "2010-02-14"),  # noqa: DTZ001 (a cell knows no time zone)
    (datetime(2010, 2, 14, 0, 0, 1), "2010-02-14T00:00:01"),  # noqa: DTZ001
    (datetime(2010, 2, 14, 9, 30), "2010-02-14T09:30:00"),  # noqa: DTZ001
    (time(9, 0), "09:00:00"),
    (timedelta(hours=30), "1 day, 6:00:00"),
    ("14/02/2010", "14/02/2010"),
    ("9.27631E+09", "9.27631E+09"),
]


@pytest.mark.parametrize(("value", "text"), CELLS)
def test_a_value_becomes_text(value: CellValue, text: str | None) -> None:
    assert cell_text(value) == text


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("40241", "41703"),
        ("14/02/2010", "14/02/2010"),
        ("402410", "402410"),
        (None, None),
        ("４０２４１", "４０２４１"),
    ],
)
def test_a_bare_serial_of_1904_becomes_the_one_of_1900(text: str | None, becomes: str | None) -> None:
    assert serial_text(text) == becomes
