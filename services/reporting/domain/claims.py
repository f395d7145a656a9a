"""Claims: what one effective row of a return says about a person. They are facts; a status is computed from them.

A claim is bitemporal: it is true from `started_on` to `ends_on`, and it is known while its generation is effective.
Claims are tuples, because they come from the database by the hundred thousand.
"""

from datetime import date, datetime
from functools import lru_cache
from typing import Final, Literal, NamedTuple
from uuid import UUID

from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.london import london_day

ClaimKind = Literal["school enrolment", "county roll"]
KINDS: Final[tuple[ClaimKind, ...]] = ("school enrolment", "county roll")

Weight = tuple[datetime, int, date, UUID, int]
"""Orders two claims of one kind: received, level, start, submission, row. No two claims weigh the same."""
Content = tuple[str, date, date | None, str | None, str, str | None, str | None, str | None]
"""What a school says that somebody does: a claim with the same content is the same claim made again."""

_LEVELS: Final = {"X": 0, "E": 1, "1": 2, "2": 3, "3": 4, "4": 5, "5": 6, "6": 7, "7": 8}


class Evidence(NamedTuple):
    """Where a claim comes from, down to the row of the file."""

    generation_id: int
    submission_id: UUID
    received_at: datetime
    ordinal: int
    line: int

    @property
    def verified_on(self) -> date:
        """The day on which the sender confirmed it: the London date on which its return was received."""
        return london_day(self.received_at)


class SchoolEnrolment(NamedTuple):
    """A school says that the person studies there (collection S_ENR)."""

    evidence: Evidence
    establishment: str
    started_on: date
    ends_on: date | None
    """None: the return does not tell it, or not readably."""
    attendance: str | None
    qualification_type: str
    level: str | None = "X"
    study_programme: str | None = None
    enrolment_status: str | None = None
    sen: str | None = None
    born_on: date | None = None
    year_group: int | None = None
    carried: bool = False
    """True: its line in the newest generation is not settled, so the earlier claim still counts."""
    period: str = ""
    """The academic year that its return is for, as in 2026-27."""
    made_at: datetime | None = None
    """When the school first said the same; None: when this return was received."""

    @property
    def kind(self) -> Literal["school enrolment"]:
        """The kind of claim, as precedence knows it."""
        return "school enrolment"

    @property
    def weight(self) -> Weight:
        """Which of two like claims is the later: received later, then the higher level, then the later start."""
        evidence = self.evidence
        level = _LEVELS.get(self.level or "", 0)
        return (evidence.received_at, level, self.started_on, evidence.submission_id, evidence.ordinal)

    @property
    def first_made_at(self) -> datetime:
        """When the school first said the same: repeated unchanged, a claim counts as received then."""
        return self.made_at or self.evidence.received_at

    @property
    def content(self) -> Content:
        """What it says that the person does, apart from who it is and which return says so."""
        return (
            *(self.establishment, self.started_on, self.ends_on, self.attendance),
            *(self.qualification_type, self.level, self.study_programme, self.enrolment_status),
        )


class RollEntry(NamedTuple):
    """The authority's roll says that it tracks the person (collection ROLL): scope, residence, school, until when."""

    evidence: Evidence
    sen: str | None = None
    born_on: date | None = None
    year_group: int | None = None
    school: str | None = None
    district: str | None = None
    ehcp_until: date | None = None
    moved_in_on: date | None = None
    left_on: date | None = None
    left_status: str | None = None
    carried: bool = False

    @property
    def kind(self) -> Literal["county roll"]:
        """The kind of claim, as precedence knows it."""
        return "county roll"

    @property
    def weight(self) -> Weight:
        """Which of two roll entries is the later."""
        evidence = self.evidence
        return (evidence.received_at, 0, date.min, evidence.submission_id, evidence.ordinal)


Claim = SchoolEnrolment | RollEntry


@lru_cache(maxsize=256)
def last_day_of_period(period: str) -> date | None:
    """Return the last day of the academic year that a return is for; None where its period is no academic year."""
    year = AcademicYear.parse(period)
    return None if year is None else year.last_day
