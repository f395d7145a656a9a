"""`MemoryPeopleRows`: what the pages about young people read, in plain lists, and a small county to fill them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from services.reporting.domain.claims import Claim, ClaimHead, Evidence
from services.reporting.domain.flags.entries import FlagLine
from services.reporting.domain.guarantee.membership import Place
from services.reporting.domain.guarantee.rounds import Round
from services.reporting.domain.history.known_claims import KnownClaim
from services.reporting.domain.measures import Cell
from services.reporting.domain.person_status import Details, PersonStatus, Who
from services.reporting.domain.returns.changes import changes_between
from services.reporting.domain.roles.roll import RollEntry
from services.reporting.domain.roles.stay import StayClaim
from services.reporting.domain.status import Answer, StatusGroup
from services.reporting.queries.differences import DifferenceLine
from services.reporting.queries.guarantee import GuaranteeCell
from services.reporting.queries.people import PeopleFilter, PersonLine
from services.reporting.queries.person import ClaimView, VersionView
from services.reporting.queries.snapshots.counted_as import CountedDay
from services.reporting.queries.submission.submissions import Submission
from services.reporting.usecases.ports import PersonClaims
from shared.persistence.listing import Listing
from shared.vocabulary.districts import DISTRICTS
from tests.support.submission_views import EFFECTIVE, OWN, RECEIVED_AT, ROLL, UNDONE, named, page_of


def _stored(name: str, surname: str, forename: str, group: StatusGroup, code: str | None, rule: str) -> PersonStatus:
    return PersonStatus(
        person_id=named(name),
        version=3,
        known_at=RECEIVED_AT,
        answer=Answer(group, code, False, date(2026, 9, 3), date(2027, 8, 31), date(2027, 9, 1), rule),
        establishment=OWN if group == "education" else None,
        issues=None,
        who=Who(on_roll=True, district="E07000110", school=OWN, birth_cohort=2009, born_on=date(2009, 11, 14)),
        details=Details(surname, forename, postcode="ME14 1XX", upn="A000000000000", authority_ref="K0004512"),
    )


PERSON: Final = _stored("person one", "Fernhollow", "Imogen", "education", "210", "school_sixth_form")
LOST: Final = _stored("person two", "Quillfeather", "Bartholomew", "not known", "810", "no_current_claim")

_ENROLMENT: Final = StayClaim(
    *ClaimHead(Evidence(1, EFFECTIVE.submission_id, RECEIVED_AT, 7, 14), OWN, "2026-27", None, None, None)._replace(
        born_on=date(2009, 11, 14)
    ),
    date(2026, 9, 3), date(2027, 7, 16), "FT", "AS_A_L", "3", title="Biology, Chemistry and Mathematics",
)  # fmt: skip
_ROLL_ENTRY: Final = RollEntry(
    *ClaimHead(Evidence(6, ROLL.submission_id, RECEIVED_AT, 4_511, 4_513), "886", "standing", None, None, None),
    school=OWN,
    district="E07000110",
)._replace(born_on=date(2009, 11, 14))
_PAST: Final = StayClaim(
    *ClaimHead(Evidence(3, UNDONE.submission_id, RECEIVED_AT, 2, 5), OWN, "2026-27", None, None, None),
    date(2026, 9, 3), date(2027, 7, 16), "PT", "OTHER", "2", title="Biology, Chemistry and Mathematics",
)  # fmt: skip


def _view(claim: Claim, of: Submission, sheet: str, *, effective: bool = True, founded: bool = False) -> ClaimView:
    until = None if effective else RECEIVED_AT
    return ClaimView(
        known=KnownClaim(claim, ((RECEIVED_AT, until),)),
        effective=effective,
        file_name=of.file_name,
        sheet=sheet,
        match_rule="same_upn",
        founded_person=founded,
        collection=of.collection or "",
        establishment=of.establishment or "",
        period=of.period or "",
    )


_CHANGES: Final = changes_between(
    [{"level": "3", "ends_on": "2027-07-16", "attendance": "FT"}, {"level": "1", "started_on": "2026-09-03"}],
    [{"level": "2", "ends_on": "2027-07-16", "study_programme": "OTHER"}],
)


@dataclass(slots=True)
class MemoryPeopleRows:
    """The ports `FigureRows`, `PeopleRows`, `PersonRows`, `DifferenceRows` and `ReadAudit`, kept in `noted`."""

    people_kept: Sequence[PersonStatus] = (PERSON, LOST)
    counted: Sequence[Cell] | None = None
    noted: list[tuple[str, UUID | None, str]] = field(default_factory=list)
    waiting: int = 0
    flags_kept: Sequence[FlagLine] = ()
    """Of the first person."""

    async def cells(self, today: date, *, confidential: bool) -> Sequence[Cell]:
        return _county() if self.counted is None else self.counted

    async def confidential(self) -> frozenset[UUID]:
        return frozenset()

    async def guarantee_cells(self, of: Round) -> Sequence[GuaranteeCell]:
        return [] if self.counted is not None else _guarantee_cells(of)

    async def is_fixed(self, of: Round) -> bool:
        return True

    async def is_in_cohort(self, of: Round, person_id: UUID) -> bool | None:
        return True

    async def claims_known(self, at: datetime) -> AsyncIterator[Mapping[UUID, PersonClaims]]:
        for one in self.people_kept if at >= RECEIVED_AT else ():
            yield {one.person_id: PersonClaims(await self.effective_claims(one.person_id), Details())}

    async def people_waiting(self) -> int:
        return self.waiting

    async def to_look_at(self) -> Mapping[str, int]:
        return {"P001": 1}

    async def people(self, wanted: PeopleFilter, *, today: date, page: int, page_size: int) -> Listing[PersonLine]:
        name = (wanted.name or "").lower()
        found = [
            _line(one)
            for one in self.people_kept
            if (one.details.surname or "").lower().startswith(name) and wanted.group in (None, one.answer.group)
        ]
        return page_of(found, page, page_size)

    async def find_stored(self, person_id: UUID) -> PersonStatus | None:
        return next((one for one in self.people_kept if one.person_id == person_id), None)

    async def effective_claims(self, person_id: UUID) -> tuple[Claim, ...]:
        return (_ENROLMENT, _ROLL_ENTRY) if person_id == PERSON.person_id else (_ROLL_ENTRY,)

    async def claims(self, person_id: UUID) -> Sequence[ClaimView]:
        roll = _view(_ROLL_ENTRY, ROLL, "Roll", founded=True)
        if person_id != PERSON.person_id:
            return [roll]
        enrolment = _view(_ENROLMENT, EFFECTIVE, "Post-16 enrolments")
        return [enrolment, roll, _view(_PAST, UNDONE, "Sheet1", effective=False)]

    async def versions(self, person_id: UUID) -> Sequence[VersionView]:
        first = VersionView(
            1, "compulsory", "110", False, date(2025, 9, 1), RECEIVED_AT, "on_a_school_roll", ROLL.submission_id,
            ROLL.file_name, "Roll", 4_513,
        )  # fmt: skip
        second = replace(
            first, version=2, group="not known", code="810", effective_on=date(2026, 9, 1), rule="no_current_claim",
            submission_id=None,
        )  # fmt: skip
        third = replace(
            first, version=3, group="education", code="210", effective_on=date(2026, 9, 3), rule="school_sixth_form",
            submission_id=EFFECTIVE.submission_id, file_name=EFFECTIVE.file_name, sheet="Post-16 enrolments", line=14,
        )  # fmt: skip
        return [third, second, first]

    async def snapshots(self, person_id: UUID) -> Sequence[CountedDay]:
        of = {"of_month": True, "line": "headline", "group": "not known", "code": "810", "lapsed": False}
        return [CountedDay(date(2026, 10, 31), RECEIVED_AT, **of)]  # type: ignore[arg-type]

    async def difference(
        self, generation_id: int, change: str, *, page: int, page_size: int
    ) -> Listing[DifferenceLine]:
        lines = [
            DifferenceLine(
                one.person_id,
                one.details.surname or "",
                one.details.forename or "",
                one.who.born_on,
                "Post-16 enrolments",
                14,
                _CHANGES if change == "changed" else (),
            )
            for one in self.people_kept
            if change in ("removed", "changed")
        ]
        return page_of(lines, page, page_size)

    async def changed(self, generation_id: int) -> int:
        return len(self.people_kept)

    async def flags(self, person_id: UUID) -> Sequence[FlagLine]:
        return self.flags_kept if person_id == PERSON.person_id else ()

    async def note_read(self, account: str, person_id: UUID | None, what: str, about: str | None = None) -> None:
        self.noted.append((account, person_id, what))


def _line(one: PersonStatus) -> PersonLine:
    who, details, answer = one.who, one.details, one.answer
    return PersonLine(
        one.person_id, details.surname, details.forename, who.born_on, 12, who.district, who.on_roll, answer.group,
        answer.code, answer.lapsed, answer.effective_on, one.establishment,
    )  # fmt: skip


def _guarantee_cells(of: Round) -> list[GuaranteeCell]:
    """A cohort of each node: offers made, a reason why there is none, nothing recorded, and one added since."""
    offer, answer = '{"offer_type":"CONDITIONAL"}', '{"answers":"Y","offer_type":"NONE","reason":"122"}'
    here = Place(tracked=True, on_roll=True, school=OWN)
    year_11, year_12 = sorted(of.birth_cohorts, reverse=True)
    return [
        GuaranteeCell(16_800, year_11, here, None, None, (offer,), listed=True),
        GuaranteeCell(90, year_11, here, None, None, (answer,), listed=True),
        GuaranteeCell(610, year_11, here, None, None, (), listed=True),
        GuaranteeCell(12, year_11, here, None, None, (offer,), listed=False),
        GuaranteeCell(15_100, year_12, here, "210", OWN, (), listed=True),
        GuaranteeCell(1_400, year_12, here, None, None, (), listed=True),
    ]


def _county() -> list[Cell]:
    cells = []
    for place, district in enumerate([*DISTRICTS, None], 1):
        for year in (12, 13):
            size = 60 + 31 * place if district else 9
            cells += [
                Cell(size * 17, "education", year, district, True),
                Cell(size, "training", year, district, True),
                Cell(size * (1 + place % 3), "not known", year, district, True),
                Cell(size // 3 * (1 + place % 2), "neet", year, district, True),
                Cell(size // 20, "other", year, district, True),
            ]
    return [
        *cells,
        Cell(412, "education", 14, "E07000110", True, has_plan=True),
        Cell(15_020, "compulsory", 11, None, True),
    ]
