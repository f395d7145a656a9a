"""Fakes and builders for ingest: submissions in memory, a reader that says what it is told, deliveries and receipts."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.ingest.domain.submissions import Channel, Delivery, Return
from services.ingest.usecases.ports import (
    EndOfFile,
    FinishedSubmission,
    IngestTables,
    LatestSubmission,
    LostSubmissions,
    ReaderOutput,
    StoredSubmission,
    TemplateFound,
)
from shared.contracts.events import Event
from shared.contracts.ingest import SheetColumn, SheetRows, SubmissionExtracted, SubmissionReceived
from shared.outbox.unit_of_work import UnitOfWork
from tests.support.memory_erasures import MemoryErasures
from tests.support.memory_unit_of_work import MemoryUnitsOfWork

RECEIVED_AT = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
A_CSV = b"DfE Number,UPN\n886/0001,U886000026001\n"


def delivery(
    content: bytes = A_CSV,
    *,
    delivery_id: str = "msg_1",
    sender: str = "perspective-lite",
    channel: Channel = "hook",
    establishment: str | None = None,
    file_name: str = "8860001 enrolment 2026-27.csv",
    body: bytes | None = None,
) -> Delivery:
    """Return a delivery in which nothing is wrong."""
    digest = hashlib.sha256(content).hexdigest()
    return Delivery(
        channel=channel,
        sender=sender,
        delivery_id=delivery_id,
        fingerprint=hashlib.sha256(body if body is not None else content).hexdigest(),
        sender_establishment=establishment,
        sent_by=None,
        file_name=file_name,
        tag="Tracking YP",
        comment=None,
        sha256=digest,
        uploaded_at=RECEIVED_AT,
        content=content,
    )


class MemorySubmissions:
    """The ports `Submissions` and `SubmissionLookup` without a database; a failed unit of work leaves no trace."""

    def __init__(self) -> None:
        self.kept: dict[UUID, StoredSubmission] = {}
        self.received: dict[UUID, SubmissionReceived] = {}
        self.deliveries: dict[UUID, Delivery] = {}
        self.finished: dict[UUID, FinishedSubmission] = {}
        self.completed: set[UUID] = set()
        self.recorded_at: dict[UUID, datetime] = {}
        self.resends: Counter[UUID] = Counter()
        self.gaps: list[datetime] = []
        """When those were noticed that are not repaired."""
        self.calls: list[str] = []
        self.handled: list[list[Event]] = []
        """The events that each unit of work handled."""
        self.erasures = MemoryErasures()
        self._units = MemoryUnitsOfWork(lambda: IngestTables(self, self.erasures))

    @property
    def published_events(self) -> list[Event]:
        """Every event that was published."""
        return self._units.published.events

    @asynccontextmanager
    async def begin(self, use_case: object, events: Sequence[Event] = ()) -> AsyncIterator[UnitOfWork[IngestTables]]:
        self.handled.append(list(events))
        before = dict(self.kept), dict(self.received), dict(self.deliveries), dict(self.finished)
        try:
            async with self._units.begin(use_case, events) as work:
                yield work
        except BaseException:
            self.kept, self.received, self.deliveries, self.finished = before
            raise

    async def find(self, submission_id: UUID) -> StoredSubmission | None:
        return (await self.find_all([submission_id])).get(submission_id)

    async def find_all(self, submission_ids: Sequence[UUID]) -> dict[UUID, StoredSubmission]:
        return {one: self._found(one) for one in submission_ids if one in self.kept}

    def _found(self, submission_id: UUID) -> StoredSubmission:
        one = self.received[submission_id]
        seen = any(
            other.sha256 == one.sha256 and other.received_at < one.received_at for other in self.received.values()
        )
        return replace(self.kept[submission_id], finished=submission_id in self.finished, seen_before=seen)

    async def find_latest(self, wanted: Return, before: datetime) -> LatestSubmission | None:
        counting = [
            self.received[submission_id]
            for submission_id, finished in self.finished.items()
            if finished.wanted == wanted
            and isinstance(finished.event, SubmissionExtracted)
            and finished.event.repeats is None
            and finished.event.received_at < before
        ]
        latest = max(counting, key=lambda one: one.received_at, default=None)
        if latest is None:
            return None
        recorded_at = self.recorded_at[latest.submission_id]
        certain = latest.submission_id in self.completed or not any(at >= recorded_at for at in self.gaps)
        return LatestSubmission(latest.submission_id, latest.sha256, latest.received_at, certain)

    async def begin_receipt(self) -> None:
        self.calls.append("begin_receipt")

    async def await_receipts(self) -> None:
        self.calls.append("await_receipts")

    async def receive(self, received: SubmissionReceived, delivery: Delivery, file_id: UUID, sealed_key: bytes) -> bool:
        self.calls.append("receive")
        submission_id = received.submission_id
        if submission_id in self.kept:
            return False
        self.kept[submission_id] = StoredSubmission(delivery.fingerprint, delivery.may_send, file_id, sealed_key)
        self.received[submission_id] = received
        self.deliveries[submission_id] = delivery
        self.recorded_at[submission_id] = datetime.now(UTC)
        return True

    async def any_undecided(self, after: datetime, before: datetime) -> bool:
        return any(
            after < one.received_at < before and submission_id not in self.finished
            for submission_id, one in self.received.items()
        )

    async def finish(self, *finished: FinishedSubmission) -> None:
        in_force = [one for one in finished if one.event.judgement == self.kept[one.event.submission_id].judgement]
        self.finished.update({one.event.submission_id: one for one in in_force})

    async def complete(self, judgements: Mapping[UUID, int]) -> None:
        self.completed |= {one for one, number in judgements.items() if self._completes(one, number)}

    def _completes(self, submission_id: UUID, judgement: int) -> bool:
        finished = self.finished.get(submission_id)
        without_rows = finished is not None and (
            not isinstance(finished.event, SubmissionExtracted) or finished.event.repeats is not None
        )
        return without_rows or submission_id not in self.kept or self.kept[submission_id].judgement <= judgement

    async def take_outdated(self, judgements: Collection[tuple[UUID, int]]) -> Sequence[SubmissionReceived]:
        wanted = [
            submission_id
            for submission_id, number in sorted(judgements)
            if submission_id in self.finished
            if isinstance(self.finished[submission_id].event, SubmissionExtracted)
            if self.kept[submission_id].judgement == number and self.kept[submission_id].sealed_key is not None
        ]
        self.completed -= set(wanted)
        for one in wanted:
            self.resends.pop(one, None)
        return [self._begin_next_judgement(one) for one in wanted]

    async def take_incomplete(
        self, lost: LostSubmissions, but: Collection[UUID], limit: int
    ) -> Sequence[SubmissionReceived]:
        wanted = [
            one
            for one, kept in sorted(self.kept.items(), key=lambda item: (self.received[item[0]].received_at, item[0]))
            if one not in self.completed and one not in but and kept.sealed_key is not None
            if lost.submission_ids is None or one in lost.submission_ids
            if lost.resends_max is None or self.resends[one] < lost.resends_max
            if lost.begun_until is None or self.recorded_at[one] <= lost.begun_until
        ]
        self.resends.update(wanted[:limit])
        return [self._begin_next_judgement(one) for one in wanted[:limit]]

    def _begin_next_judgement(self, submission_id: UUID) -> SubmissionReceived:
        judgement = self.kept[submission_id].judgement + 1
        self.kept[submission_id] = replace(self.kept[submission_id], judgement=judgement)
        self.received[submission_id] = self.received[submission_id].model_copy(update={"judgement": judgement})
        self.recorded_at[submission_id] = datetime.now(UTC)
        self.finished.pop(submission_id, None)
        return self.received[submission_id]

    async def find_noticed_gap(self, quiet_s: float) -> datetime | None:
        latest = max(self.gaps, default=None)
        return latest if latest and latest <= datetime.now(UTC) - timedelta(seconds=quiet_s) else None

    async def record_resent(self, noticed_until: datetime) -> None:
        self.gaps = [at for at in self.gaps if at > noticed_until]


def rows(count: int, *, first: int = 0) -> SheetRows:
    """Return so many rows with a number in one column."""
    return SheetRows(
        sheet="Enrolment",
        columns=(SheetColumn(id="E1", letter="A"),),
        ordinals=tuple(range(first, first + count)),
        lines=tuple(range(first + 2, first + count + 2)),
        cells=(("886/0001",) * count,),
    )


def school_return(number: str = "886/0001", *, count: int = 3) -> list[ReaderOutput]:
    """Return what a reader says of a small enrolment return."""
    return [TemplateFound("S_ENR", {number: count}), rows(count), EndOfFile(count, 0, ())]


class ScriptedReader:
    """The port `FileReader`: says what it was told to, whatever the file."""

    def __init__(self, statements: list[ReaderOutput]) -> None:
        self.statements = statements
        self.read_files: list[str] = []

    async def read(self, content: bytes, file_name: str) -> AsyncGenerator[ReaderOutput]:
        assert content
        self.read_files.append(file_name)
        for statement in self.statements:
            yield statement


class AllAtOnce(ScriptedReader):
    """Begins to say what it was told to when so many files are being read."""

    def __init__(self, files: int, statements: list[ReaderOutput]) -> None:
        super().__init__(statements)
        self._begun = asyncio.Barrier(files)

    async def read(self, content: bytes, file_name: str) -> AsyncGenerator[ReaderOutput]:
        async with asyncio.timeout(10):
            await self._begun.wait()
        async for statement in super().read(content, file_name):
            yield statement
