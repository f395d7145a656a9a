"""Changes of severities, and what they outdate, in memory: held to the same suite as PostgreSQL."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from services.validation.domain.severities import Severities, severities_after
from services.validation.usecases.ports import Judgement, NewSeverityChange, ValidationTables
from tests.support.memory_judgements import MemoryJudgements


class MemorySeverityChanges:
    """The changes as a list."""

    def __init__(self) -> None:
        self.planned: list[NewSeverityChange] = []
        self.begun: list[NewSeverityChange] = []
        self.locked_elsewhere = False

    async def lock(self) -> None: ...

    async def try_lock(self) -> bool:
        return not self.locked_elsewhere

    async def keep(self, change: NewSeverityChange) -> None:
        self.planned.append(change)

    async def begin_due(self, today: date) -> int:
        due = sorted((one for one in self.planned if one.from_on <= today), key=lambda one: one.from_on)
        self.planned = [one for one in self.planned if one.from_on > today]
        self.begun += due
        return len(due)

    async def in_force(self) -> Severities:
        return severities_after(one.change for one in self.begun)

    async def planned_for(self, on: date) -> Severities:
        due = sorted((one for one in self.planned if one.from_on <= on), key=lambda one: one.from_on)
        return severities_after(one.change for one in [*self.begun, *due])


@dataclass
class _Outdated:
    judgement: Judgement
    state: str = "waiting"
    asked: int = 0
    asked_at: float = 0.0


@dataclass
class MemoryOutdatedJudgements:
    """What is outdated, by version, submission and judgement. `seconds` is the clock by which waiting is measured."""

    judgements: MemoryJudgements
    rows: dict[tuple[int, Judgement], _Outdated] = field(default_factory=dict)
    seconds: float = 0.0

    async def note(self, severities: Severities, academic_year: int) -> None:
        found = set(self._found(severities, academic_year))
        for row in self._open("waiting", "asked", "given up"):
            newest = self.judgements.verdicts[row.judgement.submission_id].judgement
            if newest.number > row.judgement.number:
                row.state = "done"
        for key in found:
            self.rows.setdefault(key, _Outdated(key[1]))
        for key, row in self.rows.items():
            if row.state == "waiting" and key not in found:
                row.state = "not needed"

    def _found(self, severities: Severities, academic_year: int) -> Iterator[tuple[int, Judgement]]:
        for verdict in self.judgements.verdicts.values():
            for code, lowered in verdict.complaints:
                now = severities.decided.get((verdict.collection, code))
                if now is not None and now.lowered != lowered and verdict.academic_year == academic_year:
                    yield now.version, verdict.judgement

    async def take(self, *, in_flight_max: int, asked_max: int, retry_after_s: float) -> Sequence[Judgement]:
        late = [row for row in self._open("asked") if row.asked_at < self.seconds - retry_after_s]
        for row in late:
            if row.asked >= asked_max:
                row.state = "given up"
        flying = {row.judgement.submission_id for row in self._open("asked") if row not in late}
        again = {row.judgement for row in late if row.state == "asked"}
        wanted = again | {row.judgement for row in self._open("waiting")}
        taken = sorted(wanted, key=self._received, reverse=True)[: max(in_flight_max - len(flying), 0)]
        for row in self._open("waiting", "asked"):
            if row.judgement in taken:
                row.state, row.asked, row.asked_at = "asked", row.asked + 1, self.seconds
        return taken

    def _received(self, judgement: Judgement) -> datetime:
        return self.judgements.verdicts[judgement.submission_id].received_at

    def _open(self, *states: str) -> list[_Outdated]:
        return [row for row in self.rows.values() if row.state in states]


def memory_validation() -> tuple[ValidationTables, MemoryJudgements, MemorySeverityChanges, MemoryOutdatedJudgements]:
    """Return validation's tables in memory, whole and one by one."""
    judgements, severities = MemoryJudgements(), MemorySeverityChanges()
    outdated = MemoryOutdatedJudgements(judgements)
    return ValidationTables(judgements, severities, outdated), judgements, severities, outdated


async def as_catalogued() -> Severities:
    """Say that nothing was ever changed."""
    return Severities()
