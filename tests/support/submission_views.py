"""`MemorySubmissionQueries`: what the pages about files and returns read, in plain lists, with a school's files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final, TypeVar
from uuid import UUID, uuid5

from services.reporting.domain.returns.hold import Comparison
from services.reporting.domain.returns.progress import Facts, RowCounts
from services.reporting.domain.returns.punctuality import ReturnTiming
from services.reporting.queries.submission.decisions import DecisionView, WaitingDecisionView
from services.reporting.queries.submission.issues import IssueGroup, IssueLine, UnlistedRow
from services.reporting.queries.submission.submissions import Built, FileNoteView, Submission, SubmissionFilter
from shared.contracts.events import NAMESPACE
from shared.persistence.listing import Listing
from shared.vocabulary.collections import S_ENR
from shared.vocabulary.establishments import Establishment, Register

T = TypeVar("T")

OWN: Final = "8860001"
OTHER: Final = "8860002"
RECEIVED_AT: Final = datetime(2026, 10, 1, 9, 30, tzinfo=UTC)
TODAY: Final = date(2026, 10, 5)


def named(text: str) -> UUID:
    """Return an id that the same text always gives."""
    return uuid5(NAMESPACE, text)


REGISTER: Final = Register(
    [
        Establishment(OWN, "Larkfield Bank School", "123456", None, "school", "E07000110", None, None),
        Establishment(OTHER, "Saint Ronan’s Sixth Form Centre", None, None, "school", "E07000105", None, None),
    ]
)


def submission(name: str, facts: Facts, counts: RowCounts | None = None, **changes: object) -> Submission:
    """Build a submission of our own school; `changes` are its other fields."""
    plain = Submission(
        submission_id=named(name),
        received_at=RECEIVED_AT,
        channel="hook",
        sender="perspective-lite",
        sender_establishment=None,
        file_name=name,
        tag="Tracking YP",
        comment=None,
        data_taken_on=None,
        sha256="0" * 64,
        size_bytes=48_213,
        uploaded_at=RECEIVED_AT,
        collection="S_ENR",
        establishment=OWN,
        period="2026-27",
        repeats=None,
        outcome_code=None,
        facts=facts,
        counts=counts or RowCounts(),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def built(generation_id: int, comparison: Comparison | None = None, **changes: object) -> Built:
    """Build a generation as the pages see it."""
    plain = Built(generation_id, 1, 1, 1, 1, 1, None, comparison, None)
    return replace(plain, **changes)  # type: ignore[arg-type]


COUNTS: Final = RowCounts(
    extracted=232, blank=3, accepted=221, refused=11, matched=180, created=37, awaiting=4, set_aside=2
)
EFFECTIVE: Final = submission(
    "Larkfield post-16 enrolment autumn 2026.xlsx",
    Facts(extracted=True, state="accepted", complete=True, effective=True),
    COUNTS,
    built=built(1, Comparison(before=0, listed=215, added=215, removed=0, shielded=0)),
    notes=(
        FileNoteView("F040", "Guidance", 1),
        FileNoteView("F037", "Post-16 enrolments", 2, "F"),
        FileNoteView("F026", "Post-16 enrolments", 1, heading="Legal Forename"),
        FileNoteView("F026", None, 1, heading="Legal Surname"),
        FileNoteView("F023", None, 1),
    ),
)
HELD: Final = submission(
    "Larkfield corrected.xlsx",
    Facts(extracted=True, state="held", complete=True),
    RowCounts(extracted=181, accepted=180, refused=1, matched=178, created=2),
    built=built(
        2,
        Comparison(before=221, listed=180, added=2, removed=41, shielded=3),
        hold="removes_many",
        effective_submission_id=EFFECTIVE.submission_id,
    ),
)
UNDONE: Final = submission(
    "Larkfield by mistake.xlsx",
    Facts(extracted=True, state="undone", complete=True),
    RowCounts(extracted=10, accepted=10, matched=10),
    built=built(
        3,
        Comparison(before=221, listed=10, added=0, removed=211, shielded=0),
        decisions=(DecisionView("undo", "reviewer@example.org", "Sent by mistake", RECEIVED_AT),),
    ),
)
CHECKING: Final = submission(
    "Larkfield on its way.xlsx",
    Facts(extracted=True, state="building"),
    RowCounts(extracted=1200, accepted=480, refused=20, matched=230, created=20),
    built=built(4, parts_to_judge=None, parts_to_match=None),
)
UNREADABLE: Final = submission(
    "with a password.xlsx",
    Facts(outcome="unreadable"),
    outcome_code="F001",
    collection=None,
    establishment=None,
    period=None,
    sender_establishment=OWN,
    channel="page",
    sender="uploader8860001@example.org",
)
SET_ASIDE: Final = submission(
    "Copy of list (2).xlsx", Facts(outcome="set_aside"), outcome_code="F009", collection=None, establishment=None
)
SET_ASIDE_SENT_BY_A_SCHOOL: Final = submission(
    "Larkfield and somebody.xlsx",
    Facts(outcome="set_aside"),
    outcome_code="F021",
    establishment=None,
    sender_establishment=OWN,
    channel="page",
    sender="uploader8860001@example.org",
)
OTHERS: Final = submission(
    "Saint Ronan's enrolment.ods",
    Facts(extracted=True, state="accepted", complete=True, effective=True),
    RowCounts(extracted=3, accepted=3, created=3),
    establishment=OTHER,
    built=built(5, Comparison(0, 3, 3, 0, 0)),
)
ROLL: Final = submission(
    "county roll.xlsx",
    Facts(extracted=True, state="accepted", complete=True, effective=True),
    RowCounts(extracted=60_000, accepted=59_120, refused=880, created=59_120),
    establishment="886",
    collection="ROLL",
    period="standing",
    channel="folder",
    built=built(6, Comparison(0, 59_120, 59_120, 0, 0)),
)
ASKED_BY: Final = "other-reviewer@example.org"
WAITING: Final = submission(
    "roll of September.xlsx",
    Facts(extracted=True, state="accepted", complete=True, effective=True),
    RowCounts(extracted=4_000, accepted=4_000, created=4_000),
    establishment="886",
    collection="ROLL",
    period="standing",
    built=built(
        7,
        Comparison(0, 4_000, 4_000, 0, 0),
        waiting=WaitingDecisionView(11, "undo", ASKED_BY, "The wrong file", RECEIVED_AT, 3_898, "take the roll out"),
        decisions=(
            DecisionView("undo", ASKED_BY, "The wrong file", RECEIVED_AT, people_removed=3_898, second_person=True),
        ),
    ),
)
DECIDING: Final = submission(
    "Larkfield in October.xlsx",
    Facts(extracted=True, state="held", decision="approve", decided_as_it_is=True, complete=True),
    RowCounts(extracted=181, accepted=181, matched=181),
    built=built(
        8,
        Comparison(before=221, listed=181, added=0, removed=40, shielded=0),
        hold="removes_many",
        decisions=(DecisionView("approve", ASKED_BY, "They have left", RECEIVED_AT),),
    ),
)
ALL: Final = (
    WAITING,
    DECIDING,
    CHECKING,
    HELD,
    UNDONE,
    EFFECTIVE,
    UNREADABLE,
    SET_ASIDE,
    SET_ASIDE_SENT_BY_A_SCHOOL,
    OTHERS,
    ROLL,
)

ISSUES: Final = (
    *(IssueLine("V003", "field_error", "Post-16 enrolments", 14 + n, f"C{14 + n}", "P1") for n in range(120)),
    *(IssueLine("V093", "error", "Post-16 enrolments", 140 + n, f"R{140 + n}", "L9") for n in range(9)),
    IssueLine("V020", "warning", "Post-16 enrolments", 12, "D12", "P3"),
    IssueLine("V011", "repaired", "Post-16 enrolments", 13, "C13", "P1"),
    IssueLine("R001", "left_out", "Post-16 enrolments", 20, None, None, 21),
)


@dataclass(slots=True)
class MemorySubmissionQueries:
    """The ports `SubmissionQueries` and `IssueQueries`."""

    kept: Sequence[Submission] = ALL
    complaints: Sequence[IssueLine] = ISSUES
    not_listed: Sequence[UnlistedRow] = ()

    async def submissions(self, wanted: SubmissionFilter, *, page: int, page_size: int) -> Listing[Submission]:
        found = [one for one in self.kept if _is_wanted(one, wanted)]
        return page_of(found, page, page_size)

    async def find_submission(self, submission_id: UUID) -> Submission | None:
        return next((one for one in self.kept if one.submission_id == submission_id), None)

    async def issue_groups(self, generation_id: int) -> Sequence[IssueGroup]:
        kinds = dict.fromkeys((one.code, one.severity) for one in self._complaints(generation_id))
        return [
            IssueGroup(code, severity, sum(one.code == code for one in self.complaints)) for code, severity in kinds
        ]

    async def issues(self, generation_id: int, *, code: str | None, page: int, page_size: int) -> Listing[IssueLine]:
        found = [one for one in self._complaints(generation_id) if code in (None, one.code)]
        return page_of(found, page, page_size)

    async def unlisted(self, generation_id: int) -> Sequence[UnlistedRow]:
        return self.not_listed

    def _complaints(self, generation_id: int) -> Sequence[IssueLine]:
        return self.complaints if generation_id == 1 else ()


LATE: Final = ReturnTiming(S_ENR.deadlines[0], "late", RECEIVED_AT)


def _is_wanted(one: Submission, wanted: SubmissionFilter) -> bool:
    return (
        (not wanted.establishments or one.whose in wanted.establishments)
        and wanted.collection in (None, one.collection)
        and wanted.stage in (None, one.stage)
        and wanted.sender_of in (None, one.establishment, one.sender_establishment)
        and (wanted.received_from is None or (one.received_at is not None and one.received_at >= wanted.received_from))
        and (not wanted.waiting or (one.built is not None and one.built.waiting is not None))
    )


def page_of(found: Sequence[T], page: int, page_size: int) -> Listing[T]:
    return Listing(found[(page - 1) * page_size : page * page_size], len(found), page, page_size)
