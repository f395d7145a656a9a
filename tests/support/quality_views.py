"""`MemoryQuality`: what the pages about the quality of data read, in plain lists, with a silent school among others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from services.reporting.domain.quality.leaver_alerts import AlertKey, LeaversOfMonth, Profile
from services.reporting.domain.quality.not_known import FOUND_CAUSES, FoundCause
from services.reporting.domain.quality.scorecards import FileCells
from services.reporting.queries.quality.leaver_alerts import AlertNoteView
from services.reporting.usecases.quality.answer_alert import AlertAnswer, AlertResult
from tests.support.identities import REVIEWER
from tests.support.submission_views import EFFECTIVE, OTHER, OWN, RECEIVED_AT, named

NotKnownCounts = Mapping[str | None, Mapping[FoundCause | None, int]]

_MONTHS: Final = ("2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10")
_PEERS: Final = tuple(f"8860{number:03d}" for number in range(3, 8))
SILENT: Final = AlertKey(OTHER, "silent", "2026-05")
ALERT: Final = f"/quality/leavers/{SILENT.kind}/{SILENT.establishment}/{SILENT.since}"
"""The address of that alert."""
PROFILES: Final = {number: Profile("school", 180) for number in (OWN, OTHER, *_PEERS)}


def _counts() -> list[LeaversOfMonth]:
    """Return half a year: one school is silent, one has many leavers in the last month."""
    named = {OWN: (1, 2, 1, 1, 2, 17), OTHER: (0,) * 6} | dict.fromkeys(_PEERS, (1, 1, 1, 0, 1, 1))
    return [
        LeaversOfMonth(number, month, leavers)
        for number, all_of_it in named.items()
        for month, leavers in zip(_MONTHS, all_of_it, strict=True)
    ]


def acknowledged(
    number: int = 1, reason: str = "The head says that nobody left.\nWe have asked twice."
) -> AlertNoteView:
    return AlertNoteView(number, "acknowledged", reason, REVIEWER.name, RECEIVED_AT + timedelta(hours=number))


def taken_back(number: int = 2) -> AlertNoteView:
    return AlertNoteView(number, "undone", None, REVIEWER.name, RECEIVED_AT + timedelta(hours=number))


FILE: Final = FileCells(
    establishment=OWN,
    collection="S_ENR",
    period="2026-27",
    submission_id=EFFECTIVE.submission_id,
    received_at=RECEIVED_AT,
    place=1,
    rows=200,
    matched=180,
    waiting=8,
    refused=12,
    unusable={"C5": 10, "C1": 6, "P11": 4, "C8": 3},
    blank={"C7": 20},
    e_mails=150,
    without_address=14,
)
BEFORE: Final = replace(FILE, place=2, matched=160, unusable={"C5": 40}, without_address=40, blank={"C7": 10})
UNKNOWN: Final[NotKnownCounts] = {
    OWN: {"lapsed": 3, "waiting": 2, "does not know": 1},
    OTHER: {"unlisted": 7},
    None: {None: 11},
}


def _files() -> list[FileCells]:
    """Return two files of our own school, and one each of the others."""
    theirs = [
        replace(FILE, establishment=number, matched=199, submission_id=named(number)) for number in (OTHER, *_PEERS)
    ]
    return [FILE, BEFORE, *theirs]


@dataclass(slots=True)
class MemoryQuality:
    """The ports `AlertRows` and `ScorecardRows`; and what was decided, in place of the use case."""

    counts: Sequence[LeaversOfMonth] = field(default_factory=_counts)
    sizes: Mapping[str, Profile] = field(default_factory=lambda: PROFILES)
    notes: dict[AlertKey, list[AlertNoteView]] = field(default_factory=dict)
    answers: list[AlertAnswer] = field(default_factory=list)
    result: AlertResult = "written"
    sent: Sequence[FileCells] = field(default_factory=_files)
    unknown: NotKnownCounts = field(default_factory=lambda: UNKNOWN)

    async def files(self, after: datetime) -> Sequence[FileCells]:
        return [one for one in self.sent if one.received_at > after]

    async def files_of(self, establishment: str, after: datetime) -> Sequence[FileCells]:
        return [one for one in await self.files(after) if one.establishment == establishment]

    async def not_known(self, on: date) -> NotKnownCounts:
        return self.unknown

    async def leavers(self, since: str) -> Sequence[LeaversOfMonth]:
        return [one for one in self.counts if one.month >= since]

    async def profiles(self) -> Mapping[str, Profile]:
        return self.sizes

    async def alert_notes(self) -> Mapping[AlertKey, Sequence[AlertNoteView]]:
        return self.notes

    async def answer(self, answer: AlertAnswer) -> AlertResult:
        """Stands for the use case."""
        if self.result == "written":
            self.answers.append(answer)
        return self.result


def huge_quality() -> MemoryQuality:
    """Return two years of four hundred schools, half of them silent, with a hundred long decisions about one."""
    months = [f"{year}-{month:02d}" for year in (2025, 2026) for month in range(1, 13)]
    many = [f"886{number:04d}" for number in range(1, 401)]
    counts = [
        LeaversOfMonth(number, month, 0 if place % 2 and month >= SILENT.since else 12_345)
        for place, number in enumerate(many)
        for month in months
    ]
    notes = [acknowledged(number, "W" * 400 + " and so on. " * 40) for number in range(100, 0, -1)]
    files = [
        replace(FILE, establishment=number, collection=code, rows=987_654, matched=900_000, submission_id=named(number))
        for number in many
        for code in ("S_ENR", "S_JOIN", "S_LEAVE", "S_SG")
    ]
    unknown: NotKnownCounts = {number: dict.fromkeys(FOUND_CAUSES, 12_345) for number in many}
    profiles = dict.fromkeys(many, Profile("school", 98_765))
    return MemoryQuality(counts, profiles, {SILENT: notes}, sent=files, unknown=unknown)
