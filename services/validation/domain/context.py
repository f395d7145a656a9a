"""What a row is judged against: whose return it is, for which period, on which day it came."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.identifiers.local_authorities import authorities_on

START_AHEAD_MAX = timedelta(days=31)
"""How far a course may start after the file, or after the first day of the return's year if that is later."""
COURSE_YEARS_MAX = 5
"""How many years a course may last, and how long ago it may have started without a word."""


@dataclass(frozen=True, slots=True)
class Context:
    """The day of receipt stands for today: a row is judged the same however late it is processed."""

    collection: str
    establishment: str
    """DfE number or UKPRN of the return; the authority's code for its own."""
    period: str
    received_on: date
    flag_test_numbers: bool = False
    """True in production: UPNs of establishments that cannot exist are then said."""
    academic_year: AcademicYear = field(init=False)
    sixth_form_born_after: date = field(init=False)
    """Born after this day: 18 or younger on the 31 August before the academic year."""
    born_from: date = field(init=False)
    born_to: date = field(init=False)
    """Birth dates between these make people of 13 to 25 on the day of receipt."""
    start_latest: date = field(init=False)
    start_earliest: date = field(init=False)
    authorities: frozenset[str] = field(init=False)
    year_of_receipt: str = field(init=False)
    """Last two digits, as UPNs have them."""

    def __post_init__(self) -> None:
        year = AcademicYear.of_period(self.period) or AcademicYear.containing(self.received_on)
        derived = {
            "academic_year": year,
            "sixth_form_born_after": date(year.start - 19, 8, 31),
            "born_from": years_later(self.received_on, -26) + timedelta(days=1),
            "born_to": years_later(self.received_on, -13),
            # A return sent early names starters of a year that has not begun.
            "start_latest": max(self.received_on, year.first_day) + START_AHEAD_MAX,
            "start_earliest": years_later(self.received_on, -COURSE_YEARS_MAX),
            "authorities": authorities_on(self.received_on),
            "year_of_receipt": f"{self.received_on.year % 100:02d}",
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)


def years_later(on: date, years: int) -> date:
    """Return the same day this many years later; 29 February becomes 28 February where there is none."""
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return on.replace(year=on.year + years, day=28)
