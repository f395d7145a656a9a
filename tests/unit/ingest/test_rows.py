"""Which lines below a header are rows."""

import pytest

from services.ingest.domain.rows import row_judge
from services.ingest.domain.templates import find_heading
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
    ],
)  # fmt: skip
def test_a_line_about_nobody_is_not(cells: dict[str, str]) -> None:
    assert judged(line(**cells), line(**LEARNER)) == [False, True]
