"""The fixed mix of files: a roll of 60,000, 130 schools of about 230 learners, 3 colleges of 5,000, leavers, offers."""

from dataclasses import dataclass
from typing import Final

from deploy.demo.county import County
from deploy.demo.plan import Plan
from deploy.demo.population.people import Ages

PEOPLE: Final = 60_000
SCHOOLS: Final = 130
SCHOOL_LEARNERS: Final = 230
COLLEGE_LEARNERS: Final = (5_000, 5_000, 5_000)
LEAVERS_SHARE: Final = 0.03
_AGES: Final = Ages(year_11=0.05, year_12=0.40, year_13=0.38, year_14=0.09)


def bench_plan(share: float = 1.0, seed: int = 60, *, enrolments_only: bool = False) -> Plan:
    """Return the plan of the mix; a share below one gives the same mix with fewer people and schools.

    `enrolments_only`: no leavers and no offers, as the bench sent before there were any, to compare older builds.
    """
    learners = SCHOOLS * SCHOOL_LEARNERS
    return Plan(
        people=round(PEOPLE * share),
        seed=seed,
        ages=_AGES,
        school_learners=SCHOOL_LEARNERS,
        sixth_form_share=learners / (PEOPLE * (_AGES.year_12 + _AGES.year_13)),
        leavers_share=0.0 if enrolments_only else LEAVERS_SHARE,
        offers=not enrolments_only,
        colleges=tuple(round(size * share) for size in COLLEGE_LEARNERS),
    )


@dataclass(frozen=True, slots=True)
class Mix:
    """What is in the files."""

    roll_rows: int
    returns: int
    return_rows: int
    megabytes: float

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
    )
