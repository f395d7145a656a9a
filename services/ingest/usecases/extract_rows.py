"""Extract the rows of a submission: read the original, decide which return it makes, publish its parts and its end."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import aclosing
from typing import Any, Final
from uuid import UUID

from services.ingest.domain.file_findings import FileRefusal
from services.ingest.domain.file_names import read_file_name
from services.ingest.domain.submissions import FindEstablishment, Return, decide_return
from services.ingest.usecases.kept_rows import unpack
from services.ingest.usecases.ports import (
    EndOfFile,
    FileReader,
    FinishedSubmission,
    IngestTables,
    NoRows,
    NotInVault,
    ReaderOutput,
    StoredSubmission,
    SubmissionLookup,
    TemplateFound,
    Vault,
    VaultDamaged,
)
from services.ingest.usecases.report_outcome import report_outcome
from services.ingest.usecases.translate import (
    nil_extracted,
    notes_about,
    notes_on_template,
    rows_extracted,
    submission_extracted,
    submission_repeats,
    submission_unreadable,
)
from shared.contracts.ingest import FileNote, NilReturn, RowsExtracted, SheetRows, SubmissionReceived
from shared.errors import Poison
from shared.observability.measures import UNMEASURED, Measures
from shared.outbox.publisher import Publisher
from shared.outbox.unit_of_work import Begin
from shared.vocabulary.collections import find_collection
from shared.vocabulary.london import london_day

PARTS_AT_ONCE: Final = 4
"""Parts that travel to Kafka together."""

Unread = tuple[SubmissionReceived, StoredSubmission]


class ExtractRows:
    """Handle SubmissionReceived."""

    def __init__(
        self,
        begin: Begin[IngestTables],
        lookup: SubmissionLookup,
        vault: Vault,
        reader: FileReader,
        parts: Publisher,
        find_establishment: FindEstablishment,
        *,
        measures: Measures = UNMEASURED,
    ) -> None:
        self._begin = begin
        self._lookup = lookup
        self._vault = vault
        self._reader = reader
        self._parts = parts
        self._find_establishment = find_establishment
        self._measures = measures

    async def __call__(self, events: Sequence[SubmissionReceived]) -> None:
        """Read the submissions and publish what is in them; leave out those that were read before.

        Raises Transient or Poison; read again, the same is published under the same ids.
        """
        found = await self._lookup.find_all([event.submission_id for event in events])
        if len(found) < len(events):
            raise Poison("unknown_submission")
        unread = [
            (event, kept)
            for event in events
            if not (kept := found[event.submission_id]).finished and event.judgement == kept.judgement
        ]
        for together in _in_turns(unread):
            await self._extract(together)

    async def _extract(self, unread: Sequence[Unread]) -> None:
        """Read files at the same time, publish the last parts of all together and finish them in one transaction."""
        began = time.perf_counter()
        last: list[RowsExtracted] = []
        read = await _all_of([self._read(*one, last) for one in unread])
        await self._parts.publish_now(*last)
        async with self._begin(self, [event for event, _ in unread]) as work:
            new = [one for (event, _), one in zip(unread, read, strict=True) if work.is_new(event)]
            await work.tables.submissions.finish(*new)
            work.publish(*(one.event for one in new))
        for one in new:
            report_outcome(one.event, self._measures, time.perf_counter() - began)

    async def _read(
        self, received: SubmissionReceived, kept: StoredSubmission, last: list[RowsExtracted]
    ) -> FinishedSubmission:
        """Return the end of a submission; its last parts are put on the list, all before them are published."""
        if received.nil is not None:
            return await self._read_nil(received, kept, received.nil)
        content = await self._original(kept)
        statements = unpack(content) if kept.rows_only else self._reader.read(content, received.file_name)
        async with aclosing(statements):
            first = await anext(statements)
            if not isinstance(first, TemplateFound):
                assert isinstance(first, NoRows)  # a reader begins with a heading or a refusal
                return _unreadable(received, first)
            wanted = self._decide(received, kept, first)
            if isinstance(wanted, FileRefusal):
                return _unreadable(received, NoRows(wanted), first.collection)
            repeats = await self._find_repeated(received, kept, wanted)
            if repeats is not None:
                return FinishedSubmission(submission_repeats(received, wanted, repeats), wanted)
            notes = notes_about(received, wanted, first.timing, first.template_version)
            return await self._publish_parts(received, wanted, notes, statements, last)

    async def _read_nil(
        self, received: SubmissionReceived, kept: StoredSubmission, nil: NilReturn
    ) -> FinishedSubmission:
        """A statement that there is nothing to send is a return without rows, in its place among the files."""
        wanted = Return(nil.establishment, nil.collection, nil.period)
        repeats = await self._find_repeated(received, kept, wanted)
        event = nil_extracted(received, wanted) if repeats is None else submission_repeats(received, wanted, repeats)
        return FinishedSubmission(event, wanted)

    async def _original(self, kept: StoredSubmission) -> bytes:
        if kept.sealed_key is None:
            raise Poison("original_erased")
        try:
            return await self._vault.get(kept.file_id, kept.sealed_key)
        except NotInVault:
            raise Poison("original_missing") from None
        except VaultDamaged:
            raise Poison("original_damaged") from None

    def _decide(
        self, received: SubmissionReceived, kept: StoredSubmission, heading: TemplateFound
    ) -> Return | FileRefusal:
        return decide_return(
            collection_code=heading.collection,
            numbers=heading.numbers,
            timing=heading.timing,
            name=read_file_name(received.file_name),
            sender_establishment=received.sender_establishment,
            received_on=london_day(received.received_at),
            find=self._find_establishment,
            may_send=kept.may_send,
            sha256=received.sha256,
        )

    async def _find_repeated(self, received: SubmissionReceived, kept: StoredSubmission, wanted: Return) -> UUID | None:
        """Return the latest earlier submission for the return if it has the same bytes; None also when in doubt."""
        if not kept.seen_before:
            return None
        latest = await self._lookup.find_latest(wanted, received.received_at)
        if latest is None or latest.sha256 != received.sha256 or not latest.completes:
            return None
        # The bytes agree: look again with every earlier receipt committed, and only if all of them are decided.
        async with self._begin(self) as work:
            submissions = work.tables.submissions
            await submissions.await_receipts()
            latest = await submissions.find_latest(wanted, received.received_at)
            undecided = latest is None or await submissions.any_undecided(latest.received_at, received.received_at)
        doubtful = latest is None or undecided or latest.sha256 != received.sha256 or not latest.completes
        return None if latest is None or doubtful else latest.submission_id

    async def _publish_parts(
        self,
        received: SubmissionReceived,
        wanted: Return,
        notes: tuple[FileNote, ...],
        statements: AsyncIterator[ReaderOutput],
        last: list[RowsExtracted],
    ) -> FinishedSubmission:
        parts = 0
        waiting: list[RowsExtracted] = []
        async for statement in statements:
            match statement:
                case SheetRows():
                    waiting.append(rows_extracted(received, wanted, parts, statement))
                    parts += 1
                    if len(waiting) == PARTS_AT_ONCE:
                        await self._parts.publish_now(*waiting)
                        waiting = []
                case EndOfFile():
                    last += waiting
                    return FinishedSubmission(submission_extracted(received, wanted, parts, statement, notes), wanted)
                case NoRows():
                    return _unreadable(received, statement, wanted.collection)
                case TemplateFound():
                    break
        return _unreadable(received, NoRows(FileRefusal.READER_FAILED), wanted.collection)


def _in_turns(unread: Sequence[Unread]) -> Iterator[Sequence[Unread]]:
    """Part the submissions: new bytes first and together, then one by one those that may repeat what came before."""
    new = [one for one in unread if not one[1].seen_before]
    if new:
        yield new
    for one in sorted(unread, key=lambda one: one[0].received_at):
        if one[1].seen_before:
            yield [one]


async def _all_of(readings: Sequence[Coroutine[Any, Any, FinishedSubmission]]) -> list[FinishedSubmission]:
    """Wait for all of them; when one fails, none goes on."""
    tasks = [asyncio.ensure_future(reading) for reading in readings]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _unreadable(received: SubmissionReceived, why: NoRows, collection: str | None = None) -> FinishedSubmission:
    known = collection if find_collection(collection or "") else None
    notes = (*why.notes, *notes_on_template(why.made_from, london_day(received.received_at)))
    return FinishedSubmission(submission_unreadable(received, why.refusal, notes, known))
