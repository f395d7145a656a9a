"""Returns as reporting hears them: one function call makes all events of a submission, in parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from shared.contracts.events import Event, derived_id
from shared.contracts.ingest import SubmissionExtracted, SubmissionReceived
from shared.contracts.matching import AwaitingClaim, ClaimsMatched, SubmissionMatched
from shared.contracts.records import Records
from shared.contracts.validation import Issue, JudgedRow, RowsJudged, SetAsideRow, SubmissionJudged
from shared.vocabulary.london import london_day
from tests.support.rows import Enrolment, PersonDetails, Record, RollEntry, records_of

_PEOPLE = UUID("00000000-0000-4000-8000-000000000000")
MAIDSTONE = "E07000110"


def person_id(number: int) -> UUID:
    """Return the id of the numbered invented person."""
    return uuid5(_PEOPLE, str(number))


def keys_of(number: int) -> tuple[int, ...]:
    """Return blind keys of the numbered person."""
    return (number * 10 + 1, -(number * 10 + 2))


def at(text: str) -> datetime:
    """Read `2026-10-05 09:30` as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    """One row: who, and how it fared."""

    number: int
    fate: str = "matched"
    """matched, new, refused, awaiting or set_aside: then the first other line of that person counts, else `instead`."""
    instead: int = 0
    """Ordinal of the line that is to count, for one that is set aside for somebody else's."""
    born_on: date = date(2009, 10, 14)
    attendance: str = "FT"
    started_on: date = date(2026, 9, 7)
    ends_on: date = date(2027, 7, 9)
    status: str | None = None
    level: str = "3"
    qualification_type: str = "ALEVEL"
    title: str | None = None
    district: str | None = MAIDSTONE
    school: str | None = "8860001"
    ehcp_until: date | None = None
    left_on: date | None = None
    destination: str = "D31"
    moved_in_on: date | None = None
    sen: str | None = None
    postcode: str = "ME14 1AA"
    surname: str | None = None
    """None: named after the number."""
    forename: str = "Robin"
    objects: bool | None = None
    """Whether the row states an objection."""
    facts: Mapping[str, object] | None = None
    """What the row says by name, for collections without fields of their own here."""


def _with_objections(records: Records, lines: Sequence[Line]) -> Records:
    objections = tuple(line.objects for line in lines)
    silent = all(one is None for one in objections)
    return records if silent else records.model_copy(update={"objections": objections})


@dataclass
class Return:
    """One submission of a return; `events` are everything that reporting hears of it."""

    name: str
    lines: Sequence[Line]
    received_at: datetime
    collection: str = "S_ENR"
    establishment: str = "8860001"
    period: str = "2026-27"
    part_size: int = 3
    judgement: int = 1
    issues: int = 0
    """Warnings on every row."""
    events: list[Event] = field(init=False)

    def __post_init__(self) -> None:
        self.events = list(self._events())

    @property
    def submission_id(self) -> UUID:
        return derived_id("test return", self.name)

    def _events(self) -> list[Event]:
        rows = [(ordinal, line) for ordinal, line in enumerate(self.lines)]
        parts = [rows[start : start + self.part_size] for start in range(0, len(rows), self.part_size)]
        heading = {
            "submission_id": self.submission_id,
            "collection": self.collection,
            "establishment": self.establishment,
            "period": self.period,
            "received_at": self.received_at,
        }
        refused = sum(line.fate == "refused" for line in self.lines)
        awaiting = sum(line.fate == "awaiting" for line in self.lines)
        created = sum(line.fate == "new" for line in self.lines)
        accepted = len(rows) - refused
        return [
            SubmissionReceived(
                submission_id=self.submission_id,
                channel="hook",
                sender="portal",
                file_name=f"{self.name}.xlsx",
                sha256="0" * 64,
                size_bytes=1000,
                uploaded_at=self.received_at,
                data_taken_on=london_day(self.received_at),
                received_at=self.received_at,
            ),
            SubmissionExtracted(**heading, parts=len(parts), rows=len(rows)),
            *(self._judged(heading, number, part) for number, part in enumerate(parts)),
            SubmissionJudged(
                **heading,
                judgement=self.judgement,
                parts=len(parts),
                rows=len(rows),
                accepted=accepted,
                refused=refused,
                set_aside=tuple(
                    SetAsideRow(
                        ordinal=o, sheet="Sheet1", line=o + 2, code="learner_twice", counts_instead=self._instead(line)
                    )
                    for o, line in rows
                    if line.fate == "set_aside"
                ),
            ),
            *(self._matched(heading, number, part) for number, part in enumerate(parts)),
            SubmissionMatched(
                **heading,
                judgement=self.judgement,
                parts=len(parts),
                accepted=accepted,
                matched=accepted - created - awaiting,
                created=created,
                awaiting=awaiting,
            ),
        ]

    def _instead(self, line: Line) -> int:
        same = (o for o, other in enumerate(self.lines) if other.number == line.number and other is not line)
        return next(same, line.instead)

    def _judged(self, heading: dict[str, object], number: int, part: list[tuple[int, Line]]) -> RowsJudged:
        refused = [(ordinal, line) for ordinal, line in part if line.fate == "refused"]
        warned = [(o, line) for o, line in part if line.fate != "refused"] if self.issues else []
        return RowsJudged(
            **heading,
            judgement=self.judgement,
            part=number,
            sheet="Sheet1",
            rows=len(part),
            accepted=len(part) - len(refused),
            refused=len(refused),
            judged=(
                *(
                    JudgedRow(
                        ordinal=ordinal,
                        line=ordinal + 2,
                        refused=True,
                        issues=(
                            Issue(code="birth_date_missing", severity="error", column="P10", cell=f"F{ordinal + 2}"),
                        ),
                        keys=keys_of(line.number),
                    )
                    for ordinal, line in refused
                ),
                *(
                    JudgedRow(
                        ordinal=ordinal,
                        line=ordinal + 2,
                        refused=False,
                        issues=(Issue(code="phone_missing", severity="warning", column="C7", cell=f"J{ordinal + 2}"),)
                        * self.issues,
                    )
                    for ordinal, _ in warned
                ),
            ),
        )

    def _matched(self, heading: dict[str, object], number: int, part: list[tuple[int, Line]]) -> ClaimsMatched:
        settled = [(ordinal, line) for ordinal, line in part if line.fate in ("matched", "new", "set_aside")]
        return ClaimsMatched(
            **heading,
            judgement=self.judgement,
            part=number,
            sheet="Sheet1",
            records=_with_objections(
                records_of(self._record(o, line) for o, line in settled), [one for _, one in settled]
            ),
            person_ids=tuple(person_id(line.number) for _, line in settled),
            created=tuple(line.fate == "new" for _, line in settled),
            rules=("same_upn",) * len(settled),
            awaiting=tuple(
                AwaitingClaim(
                    rule="two_candidates",
                    candidates=(person_id(line.number),),
                    ordinal=ordinal,
                    line=ordinal + 2,
                    keys=keys_of(line.number),
                )
                for ordinal, line in part
                if line.fate == "awaiting"
            ),
        )

    def _record(self, ordinal: int, line: Line) -> Record:
        return Record(
            ordinal=ordinal,
            line=ordinal + 2,
            person=PersonDetails(
                surname=line.surname or f"Surname{line.number}",
                forename=line.forename,
                born_on=line.born_on,
                year_group=12,
                sen=line.sen,
                postcode=line.postcode,
            ),
            facts=self._facts(line),
            keys=keys_of(line.number),
        )

    def _facts(self, line: Line) -> object:
        if line.facts is not None:
            return line.facts
        if self.collection == "S_LEAVE":
            return {"left_on": str(line.left_on), "destination": line.destination, "reason": "R14"}
        return self._roll(line) if self.collection == "ROLL" else self._enrolment(line)

    def _enrolment(self, line: Line) -> Enrolment:
        return Enrolment(
            enrolment_status=line.status,
            level=line.level,
            qualification_type=line.qualification_type,
            title=line.title,
            attendance="PT" if line.attendance == "PT" else "FT",
            started_on=line.started_on,
            ends_on=line.ends_on,
        )

    @staticmethod
    def _roll(line: Line) -> RollEntry:
        return RollEntry(
            school=line.school,
            district=line.district,
            ehcp_until=line.ehcp_until,
            left_on=line.left_on,
            moved_in_on=line.moved_in_on,
        )


def roll(name: str, lines: Sequence[Line], received_at: datetime, *, part_size: int = 3) -> Return:
    """Return a county roll."""
    return Return(name, lines, received_at, "ROLL", "886", "standing", part_size)
