"""Extract the rows of a submission: read the original, decide which return it makes, say its parts and its end."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from datetime import date, datetime
from typing import Final
from uuid import UUID

from services.ingest.domain.file_names import read_file_name
from services.ingest.domain.submissions import Receipt, Return, decide_return
from services.ingest.domain.verdicts import Verdict
from services.ingest.usecases.ports import (
    AllRead,
    FileReader,
    Finished,
    Heading,
    Kept,
    Ledger,
    NoRows,
    Parts,
    RowsRead,
    Statement,
)
from services.ingest.usecases.translate import (
    rows_extracted,
    submission_extracted,
    submission_repeats,
    submission_unreadable,
)
from shared.clock import LONDON
from shared.contracts.ingest import RowsExtracted, SubmissionReceived
from shared.errors import Poison
from shared.vault.port import NotInVault, Vault, VaultDamaged

CONSUMER: Final = "ingest.extractor"
PARTS_AT_ONCE: Final = 4
"""Parts that travel to Kafka together; meanwhile the child reads on."""


class ExtractRows:
    """Handle SubmissionReceived."""

    def __init__(
        self, ledger: Ledger, vault: Vault, reader: FileReader, parts: Parts, is_registered: Callable[[str], bool]
    ) -> None:
        self._ledger = ledger
        self._vault = vault
        self._reader = reader
        self._parts = parts
        self._is_registered = is_registered

    async def __call__(self, event: SubmissionReceived) -> Finished | None:
        """Read the submission, say what is in it and return that; None when it was read before.

        Raises Transient; read again, it says the same things under the same ids.
        """
        kept = await self._ledger.find(event.submission_id)
        if kept is None:
            raise Poison("unknown_submission")
        if kept.finished:
            return None
        finished = await self._read(kept)
        async with self._ledger.begin(CONSUMER, event.event_id) as unit:
            if unit.repeated:
                return None
            await unit.submissions.finish(finished)
            unit.announce(finished.event)
        return finished

    async def _read(self, kept: Kept) -> Finished:
        content = await self._original(kept)
        statements = self._reader.read(content, kept.receipt.file_name)
        async with aclosing(statements):
            first = await anext(statements)
            if not isinstance(first, Heading):
                assert isinstance(first, NoRows)  # a reader begins with a heading or a verdict
                return _unreadable(kept.receipt, first)
            wanted = self._decide(kept.receipt, first)
            if isinstance(wanted, Verdict):
                return _unreadable(kept.receipt, NoRows(wanted))
            repeats = await self._find_repeated(kept.receipt, wanted)
            if repeats is not None:
                return Finished(submission_repeats(kept.receipt, wanted, repeats), wanted)
            return await self._say_parts(kept.receipt, wanted, statements)

    async def _original(self, kept: Kept) -> bytes:
        if kept.sealed_key is None:
            raise Poison("original_erased")
        try:
            return await self._vault.get(kept.file_id, kept.sealed_key)
        except NotInVault:
            raise Poison("original_missing") from None
        except VaultDamaged:
            raise Poison("original_damaged") from None

    def _decide(self, receipt: Receipt, heading: Heading) -> Return | Verdict:
        return decide_return(
            collection_code=heading.collection,
            numbers=heading.numbers,
            name=read_file_name(receipt.file_name),
            sender_establishment=receipt.sender_establishment,
            received_on=_london_date(receipt.received_at),
            is_registered=self._is_registered,
            may_send_roll=receipt.may_send_roll,
        )

    async def _find_repeated(self, receipt: Receipt, wanted: Return) -> UUID | None:
        """Return the latest earlier submission for the return if it has the same bytes; None also when in doubt."""
        latest = await self._ledger.find_latest(wanted, receipt.received_at)
        if latest is None or latest.sha256 != receipt.sha256:
            return None
        # The bytes agree: look again with every earlier receipt committed, and only if all of them are decided.
        async with self._ledger.begin(CONSUMER) as unit:
            await unit.submissions.await_receipts()
            latest = await unit.submissions.find_latest(wanted, receipt.received_at)
            undecided = latest is None or await unit.submissions.any_undecided(latest.received_at, receipt.received_at)
        return None if latest is None or undecided or latest.sha256 != receipt.sha256 else latest.submission_id

    async def _say_parts(self, receipt: Receipt, wanted: Return, statements: AsyncIterator[Statement]) -> Finished:
        waiting: list[RowsExtracted] = []
        parts = 0
        async for statement in statements:
            match statement:
                case RowsRead():
                    waiting.append(rows_extracted(receipt, wanted, parts, statement))
                    parts += 1
                    if len(waiting) == PARTS_AT_ONCE:
                        await self._parts.publish(*waiting)
                        waiting = []
                case AllRead():
                    await self._parts.publish(*waiting)
                    return Finished(submission_extracted(receipt, wanted, parts, statement), wanted)
                case NoRows():
                    return _unreadable(receipt, statement)
                case Heading():
                    break
        return _unreadable(receipt, NoRows(Verdict.READER_FAILED))


def _unreadable(receipt: Receipt, why: NoRows) -> Finished:
    return Finished(submission_unreadable(receipt, why.verdict, why.notes))


def _london_date(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()
