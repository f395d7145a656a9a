"""The fixed mix of files: the roll of a county, and what its schools and colleges send in their busiest weeks.

| files | rows of each, about | whence |
|---|---|---|
| the roll | 60,000 | everybody whom the authority tracks, and some years more |
| 130 enrolments of schools | 240 | "over 130 schools"; due in September |
| 3 enrolments of colleges | 5,000 | "3 college groups"; due at the end of September |
| 170 monthly moves of schools | 2 | due at the end of September: of 80 learners one leaves, a third as many join |
| 3 monthly moves of colleges | 120 | the same of colleges, which as many join as leave; one file each |
| 130 offer lists of schools | 34 | pupils of Year 11 on the roll, each in one list |
| 3 offer lists of colleges | 660 | the 45 % of them who apply to a college |

A file is counted for each sender and kind of return that the sender owes in these weeks. Half of the schools send
joiners and leavers apart, half in one file, as in the played year; a return with nobody in it is a nil return and no
file, which is why 170 files come of 195 possible ones. The roll has fewer pupils of Year 11 than a county (5 %), so
that lists of offers are shorter than real ones: the harder case, since a small file costs more a row.
Source: of the numbers of senders the authority's own account of its tracking, of kinds and days the letter to head
teachers of 6 July 2026. How many move in a month nobody publishes: those shares are the played year's.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from deploy.demo.county import County, Upload
from deploy.demo.plan import Plan
from deploy.demo.population.people import Ages

PEOPLE: Final = 60_000
SCHOOLS: Final = 130
SCHOOL_LEARNERS: Final = 230
COLLEGE_LEARNERS: Final = (5_000, 5_000, 5_000)
LEAVERS_SHARE: Final = 0.03
JOINERS_SHARE: Final = 0.012
LATER_FILES: Final = 30
"""Sent when all is quiet, to measure how long a status takes then."""
_AGES: Final = Ages(year_11=0.05, year_12=0.40, year_13=0.38, year_14=0.09)


def bench_plan(share: float = 1.0, seed: int = 60, *, enrolments_only: bool = False) -> Plan:
    """Return the plan of the mix; a share below one gives the same mix with fewer people and schools.

    `enrolments_only`: no moves and no offers, as the bench sent before there were any, to compare older builds.
    """
    learners = SCHOOLS * SCHOOL_LEARNERS
    return Plan(
        people=round(PEOPLE * share),
        seed=seed,
        ages=_AGES,
        school_learners=SCHOOL_LEARNERS,
        sixth_form_share=learners / (PEOPLE * (_AGES.year_12 + _AGES.year_13)),
        leavers_share=0.0 if enrolments_only else LEAVERS_SHARE,
        joiners_share=0.0 if enrolments_only else JOINERS_SHARE,
        offers=not enrolments_only,
        later_files=LATER_FILES,
        colleges=tuple(round(size * share) for size in COLLEGE_LEARNERS),
    )


@dataclass(frozen=True, slots=True)
class Mix:
    """What is in the files."""

    roll_rows: int
    returns: int
    return_rows: int
    megabytes: float
    by_collection: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Files and rows."""

    @property
    def rows(self) -> int:
        """All rows."""
        return self.roll_rows + self.return_rows

    def __str__(self) -> str:
        return (
            f"a roll of {self.roll_rows:,} rows and {self.returns} returns with {self.return_rows:,} rows:"
            f" {self.rows:,} rows, {self.megabytes:.1f} MB"
        )


def describe(county: County) -> Mix:
    """Return what is in the county's files."""
    return Mix(
        roll_rows=county.roll.rows,
        returns=len(county.returns),
        return_rows=sum(upload.rows for upload in county.returns),
        megabytes=sum(upload.path.stat().st_size for upload in county.uploads) / 1e6,
        by_collection=_by_collection(county.uploads),
    )


def _by_collection(uploads: Iterable[Upload]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for upload in uploads:
        files, rows = found.get(upload.collection, (0, 0))
        found[upload.collection] = files + 1, rows + upload.rows
    return found
