"""Which lines below a header are rows."""

import pytest

from services.ingest.domain.sheet.rows import row_judge
from services.ingest.domain.sheet.templates import find_heading
from shared.vocabulary.collections import S_ENR
from shared.vocabulary.columns import get_column
from tests.support.workbooks import A_LEARNER, heading

IDS = [use.id for use in S_ENR.columns]
FOUND = find_heading([heading()])
assert FOUND is not None
ARE_ROWS = row_judge(FOUND)


def line(**cells: str) -> list[str | None]:
    return [cells.get(column_id) for column_id in IDS]


def judged(*lines: list[str | None]) -> list[bool]:
    return ARE_ROWS(list(zip(*lines, strict=True)))


LEARNER = {column_id: str(cell) for column_id, cell in A_LEARNER.items()}
EXAMPLE = {column_id: get_column(column_id).example for column_id in IDS if get_column(column_id).example}


@pytest.mark.parametrize(
    "cells",
    [
        LEARNER,
        {"P1": "U886000026001", "P5": "Kempton"},
        {"P5": "Kempton", "P6": "Zara"},
        {"P1": "U886000026001", "L1": "3"},
        {"P5": "Total", "P6": "Zara", "P1": "U886000026001", "P10": "2010-02-14", "L1": "3"},
        {"E1": "886/0001", "L1": "3", "L2": "ALEVEL", "L9": "2026-09-07"},  # names forgotten: refused later, not lost
        {**EXAMPLE, "P5": "Kempton"},
        {"P5": "Total", "P6": "Zara"},
        {"P5": "Sum", "P10": "2010-02-14"},
        {"P5": "Page", "P6": "Zara", "P10": "2010-02-14"},
        {"P1": "U886000026001", "P5": "-", "P6": "-"},
        {"P1": "U886000026001", "C12": "Y"},  # an objection is never lost
        {"P5": "Kempton", "C12": "yes, by letter"},
    ],
)
def test_a_line_about_somebody_is_a_row(cells: dict[str, str]) -> None:
    assert judged(line(**cells)) == [True]


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"P5": "Kempton"},
        {"E1": "886/0001"},
        {"E1": "886/0001", "E2": "A School", "C12": "N"},
        {"E1": "Total", "L8": "45"},
        {"P5": "Total 45"},
        {"P5": "Total", "L8": "45"},
        {"E1": "Signed: the head teacher", "L9": "2026-09-07", "L10": "x", "L1": "3"},
        {"P5": "e.g. Smith", "L1": "3"},
        dict(zip(IDS, heading(), strict=True)),
        EXAMPLE,
        {**EXAMPLE, "P10": "2010-02-14"},
        {"P1": "U886000026001", "E1": "886/0001", "C12": "N"},
        {"P6": "Grand Total", "P10": "6"},
        {"P5": "Total pupils", "P6": "6"},
        {"P5": "Number on roll", "P6": "6", "L8": "3600"},
        {"P5": "No. of pupils:", "P6": "6"},
        {"P5": "Count", "P6": "6"},
        {"P1": "Sum", "P4": "6", "L8": "3600"},
        {"P1": "Totals:", "P4": "6", "L8": "3600"},
        {"P5": "Signed:", "P6": "A Head"},
        {"P5": "Checked by", "P6": "Mrs Jones", "P10": "2026-10-05"},
        {"P1": "Source: the school's system", "P4": "2026-10-05"},
        {"P5": "Run on", "P6": "05/10/2026", "P7": "by admin"},
        dict.fromkeys(IDS, "-----"),
        dict.fromkeys(IDS, "====="),
        dict.fromkeys(IDS, "(mandatory)"),
        {"P1": "13 characters", "P5": "text", "P6": "text", "P10": "dd/mm/yyyy", "P11": "M/F"},
        {column_id: str(number) for number, column_id in enumerate(IDS, 1)},
    ],
)  # fmt: skip
def test_a_line_about_nobody_is_not(cells: dict[str, str]) -> None:
    assert judged(line(**cells), line(**LEARNER)) == [False, True]
