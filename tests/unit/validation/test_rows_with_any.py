"""How many rows have a value in any of some columns."""

import pytest

from services.validation.domain.rows import JudgedRows

EMAIL, CARERS = ("a@b.example", None, None, "c@d.example"), (None, None, "e@f.example", "g@h.example")


@pytest.mark.parametrize(
    ("columns", "rows"),
    [({}, 0), ({"C8": EMAIL}, 2), ({"C11": CARERS}, 2), ({"C8": EMAIL, "C11": CARERS}, 3), ({"C7": EMAIL}, 0)],
)
def test_a_row_counts_once_and_a_column_that_is_not_there_is_blank(
    columns: dict[str, tuple[str | None, ...]], rows: int
) -> None:
    assert JudgedRows(4, columns, {}).with_any("C8", "C11") == rows
