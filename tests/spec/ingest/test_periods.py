"""In which school year a course starts, from its date as people write it."""

import pytest

from services.ingest.domain.sheet.periods import period_in, periods_of

DATES = [
    ("2026-09-05", "2026-27"),
    ("2026-08-31", "2025-26"),
    ("2026-09-01T00:00:00+01:00", "2026-27"),
    ("05/09/2026", "2026-27"),
    ("5.9.26", "2026-27"),
    ("31/08/2026", "2025-26"),
    ("09/25/2026", "2026-27"),
    ("5-9-2026", "2026-27"),
    ("5 September 2026", "2026-27"),
    ("5th of Sept 2026", "2026-27"),
    ("05-Sep-26", "2026-27"),
    ("September 5, 2026", "2026-27"),
    ("Sep 2026", "2026-27"),
    ("Monday 7 September 2026", "2026-27"),
    ("Thursday 17 September 2026", "2026-27"),
    ("", None),
    ("tbc", None),
    ("2026", None),
    ("45905", "2025-26"),
    ("46272.0", "2026-27"),
    ("46265.99951", "2026-27"),
    ("46265.5", "2025-26"),
    ("45900000", None),
    ("12345", None),
    ("20260907", "2026-27"),
    ("07092026", "2026-27"),
    ("20261340", None),
    ("2026/09/07", "2026-27"),
    ("2026.08.31", "2025-26"),
    ("'07/09/2026", "2026-27"),
    ("2026-08-31T23:00:00.000Z", "2026-27"),
    ("31/08/2026 23:59:17", "2026-27"),
    ("31/08/2026 23:00", "2026-27"),
    ("31/08/2026 22:00", "2025-26"),
    ("99/99/2026", None),
    ("5 Smarch 2026", None),
]


@pytest.mark.parametrize(("written", "year"), DATES)
def test_c9_a_start_date_shows_its_school_year(written: str, year: str | None) -> None:
    assert period_in(written, "academic_year") == year


def test_c9_rows_are_counted_by_school_year_and_what_is_no_date_does_not_vote() -> None:
    starts = {"2026-09-05": 100, "07/09/2026": 3, "2025-09-04": 50, None: 9, "tbc": 4}
    assert periods_of(starts, "academic_year") == {"2026-27": 103, "2025-26": 50}


def test_of_a_monthly_return_the_months_are_counted() -> None:
    left: dict[str | None, int] = {"2026-10-16": 2, "30/09/2026": 1, "16 Oct 2026": 1, "46311": 1, "unknown": 4}
    assert periods_of(left, "month") == {"2026-10": 4, "2026-09": 1}
