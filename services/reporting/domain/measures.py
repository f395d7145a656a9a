"""Measures: NEET, not known and in education, employment or training, counted and as shares of the cohort."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeVar

from services.reporting.domain.cohort import Group, PersonFacts, group_of
from services.reporting.domain.scopes import in_national_return
from services.reporting.domain.status import Status, StatusGroup
from shared.vocabulary.activities import find_activity

EET: Final[frozenset[StatusGroup]] = frozenset({"education", "employment", "training"})

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of people who are alike in everything the figures look at."""

    people: int
    group: StatusGroup
    year: int | None
    district: str | None
    """ONS code; None: not known, and counted so."""
    on_roll: bool
    has_plan: bool = False
    in_denominator: bool = True
    """False: young adult offenders in custody, who are left out of every share."""
    in_national_return: bool = False
    """Of the age of the national return, with a plan or without."""


@dataclass(frozen=True, slots=True)
class CohortCounts:
    """One row of the figures. cohort = eet + neet + not_known + elsewhere; custody stands outside it."""

    cohort: int = 0
    eet: int = 0
    neet: int = 0
    not_known: int = 0
    elsewhere: int = 0
    """Neither: re-engagement, other, compulsory codes."""
    custody: int = 0

    def __add__(self, other: "CohortCounts") -> "CohortCounts":
        return CohortCounts(
            self.cohort + other.cohort,
            self.eet + other.eet,
            self.neet + other.neet,
            self.not_known + other.not_known,
            self.elsewhere + other.elsewhere,
            self.custody + other.custody,
        )

    @property
    def neet_percent(self) -> float | None:
        """NEET as a share of the cohort, from unrounded counts; None for an empty cohort."""
        return self._percent(self.neet)

    @property
    def not_known_percent(self) -> float | None:
        """Not known as a share of the cohort."""
        return self._percent(self.not_known)

    @property
    def neet_or_not_known_percent(self) -> float | None:
        """The combined measure: from the counts, never the sum of two rounded shares."""
        return self._percent(self.neet + self.not_known)

    @property
    def eet_percent(self) -> float | None:
        """In education, employment or training as a share of the cohort."""
        return self._percent(self.eet)

    def _percent(self, part: int) -> float | None:
        return 100.0 * part / self.cohort if self.cohort else None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one day: rows hold the headline cohort, the rest is counted apart, everybody is somewhere."""

    rows: dict[tuple[str | None, int], CohortCounts] = field(default_factory=dict)
    """By district (None: not known) and year group: the headline cohort on the county roll."""
    total: CohortCounts = CohortCounts()
    older_with_plan: CohortCounts = CohortCounts()
    not_on_roll: CohortCounts = CohortCounts()
    """Headline year groups known from returns alone."""
    younger: int = 0
    older: int = 0
    """Past Year 13 and tracked all the same, without a plan."""
    age_not_known: int = 0
    """Neither a birth date nor a year group is known, so that no line above can count them."""
    out_of_scope: int = 0
    national_return: int = 0
    """Everybody on the county roll who belongs in the national return: a sum across the lines, not another line."""

    @property
    def by_district(self) -> dict[str | None, CohortCounts]:
        """The headline cohort by district, both year groups together."""
        return _sum((district, counts) for (district, _), counts in self.rows.items())

    @property
    def by_year(self) -> dict[int, CohortCounts]:
        """The headline cohort by year group, all districts together."""
        return _sum((year, counts) for (_, year), counts in self.rows.items())

    @property
    def people(self) -> int:
        """Everybody counted anywhere in these figures."""
        groups = (self.total, self.older_with_plan, self.not_on_roll)
        counted = sum(counts.cohort + counts.custody for counts in groups)
        return counted + self.younger + self.older + self.age_not_known + self.out_of_scope


def measure(cells: Iterable[Cell]) -> Figures:
    """Return the figures of the cells (sources: METHODOLOGY, SCORECARD): academic ages 16 and 17, by residence."""
    rows: dict[tuple[str | None, int], CohortCounts] = {}
    apart: dict[str, CohortCounts] = {}
    numbers: dict[Group | Literal["out of scope"], int] = {}
    national_return = 0
    for cell in cells:
        if cell.in_national_return and cell.on_roll and cell.group != "out of scope":
            national_return += cell.people
        group = group_of(cell.year, has_plan=cell.has_plan)
        counts = counts_of(cell)
        if cell.group == "out of scope":
            numbers["out of scope"] = numbers.get("out of scope", 0) + cell.people
        elif cell.year is None or group in ("younger", "older", "age not known"):
            numbers[group] = numbers.get(group, 0) + cell.people
        elif group == "older with plan":
            apart[group] = apart.get(group, CohortCounts()) + counts
        elif not cell.on_roll:
            apart["not on roll"] = apart.get("not on roll", CohortCounts()) + counts
        else:
            key = (cell.district, cell.year)
            rows[key] = rows.get(key, CohortCounts()) + counts
    return Figures(
        rows=rows,
        total=sum(rows.values(), CohortCounts()),
        older_with_plan=apart.get("older with plan", CohortCounts()),
        not_on_roll=apart.get("not on roll", CohortCounts()),
        younger=numbers.get("younger", 0),
        older=numbers.get("older", 0),
        age_not_known=numbers.get("age not known", 0),
        out_of_scope=numbers.get("out of scope", 0),
        national_return=national_return,
    )


def cell_of(person: PersonFacts, status: Status, on: date) -> Cell:
    """Return the cell of one person with that status on that day."""
    code = status.answer.code
    activity = find_activity(code) if code else None
    year, has_plan = person.year_on(on), person.plan_until is not None and on <= person.plan_until
    return Cell(
        people=1,
        group=status.answer.group,
        year=year,
        district=person.roll.district if person.roll is not None else None,
        on_roll=person.roll is not None,
        has_plan=has_plan,
        in_denominator=activity is None or activity.in_denominator,
        in_national_return=in_national_return(year, on, has_plan=has_plan),
    )


def counts_of(cell: Cell) -> CohortCounts:
    """Return what one cell adds to its row."""
    if not cell.in_denominator:
        return CohortCounts(custody=cell.people)
    eet, neet, not_known = cell.group in EET, cell.group == "neet", cell.group == "not known"
    return CohortCounts(
        cohort=cell.people,
        eet=cell.people * eet,
        neet=cell.people * neet,
        not_known=cell.people * not_known,
        elsewhere=cell.people * (not (eet or neet or not_known)),
    )


def _sum(pairs: Iterable[tuple[K, CohortCounts]]) -> dict[K, CohortCounts]:
    totals: dict[K, CohortCounts] = {}
    for key, counts in pairs:
        totals[key] = totals.get(key, CohortCounts()) + counts
    return totals
