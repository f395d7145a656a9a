"""Receive a submission: acknowledged only when the original is in the vault and its receipt is committed."""

from dataclasses import dataclass
from functools import partial
from typing import Literal
from uuid import UUID, uuid4

from services.ingest.domain.file_kinds import OtherKind, kind_of
from services.ingest.domain.file_limits import FILE_BYTES_MAX
from services.ingest.domain.submissions import Delivery
from services.ingest.usecases.ports import IngestTables, NotRecordable, SubmissionLookup, Vault
from services.ingest.usecases.translate import submission_received
from shared.clock import Clock
from shared.contracts.events import derived_id
from shared.contracts.ingest import SubmissionReceived
from shared.observability import tracing
from shared.observability.logs import get_logger
from shared.outbox.unit_of_work import Begin

log = get_logger("door")

RejectionReason = Literal["file_too_large", "empty", "wrong_kind_of_file", "not_recordable"]


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The file is kept. The same delivery again gets the same answer."""

    submission_id: UUID


@dataclass(frozen=True, slots=True)
class Conflicting:
    """The delivery id was used before, for something else."""

    submission_id: UUID


@dataclass(frozen=True, slots=True)
class Rejected:
    """The file is not taken; nothing was kept."""

    reason: RejectionReason
    kind: str = ""
    """For the wrong kind: what it is, to complete the sentence "This file is …"."""
    remedy: str = ""
    """What the sender can do, a sentence without its full stop; nothing for most reasons."""


class ReceiveSubmission:
    """Take in a delivery, once."""

    def __init__(self, begin: Begin[IngestTables], lookup: SubmissionLookup, vault: Vault, clock: Clock) -> None:
        self._begin = begin
        self._lookup = lookup
        self._vault = vault
        self._clock = clock

    async def __call__(self, delivery: Delivery) -> Acknowledged | Conflicting | Rejected:
        """Keep the delivery and publish SubmissionReceived. Raises Transient when it could not be kept."""
        submission_id = derived_id("submission", delivery.channel, delivery.sender, delivery.delivery_id)
        rejected = rejection_of(delivery.content) if delivery.nil is None else None
        if rejected is not None:
            return await self._answer_again(submission_id, delivery) or rejected
        try:
            with tracing.current().span("receive submission", submission_id, channel=delivery.channel):
                fresh = await self._keep(submission_id, delivery)
        except NotRecordable:
            return Rejected("not_recordable")
        if fresh:
            return Acknowledged(submission_id)
        again = await self._answer_again(submission_id, delivery)
        assert again is not None  # its receipt stood in the way of ours
        return again

    async def _answer_again(self, submission_id: UUID, delivery: Delivery) -> Acknowledged | Conflicting | None:
        kept = await self._lookup.find(submission_id)
        if kept is None:
            return None
        same = kept.fingerprint == delivery.fingerprint
        return Acknowledged(submission_id) if same else Conflicting(submission_id)

    async def _keep(self, submission_id: UUID, delivery: Delivery) -> bool:
        """Keep file, receipt and event; False when another request was faster with the same delivery."""
        # Every attempt keeps a file of its own: two attempts at once must not overwrite each other's bytes or key.
        file_id = uuid4()
        sealed_key = await self._vault.put(file_id, delivery.content)
        try:
            fresh = await self._record(submission_id, delivery, file_id, sealed_key)
        except NotRecordable:
            await self._vault.erase(file_id)
            raise
        if not fresh:
            await self._vault.erase(file_id)
        return fresh

    async def _record(self, submission_id: UUID, delivery: Delivery, file_id: UUID, sealed_key: bytes) -> bool:
        async with self._begin(self) as work:
            await work.tables.submissions.begin_receipt()
            emailed_at = delivery.nil.emailed_at if delivery.nil else None
            received = submission_received(submission_id, delivery, emailed_at or self._clock.now())
            fresh = await work.tables.submissions.receive(received, delivery, file_id, sealed_key)
            if fresh:
                work.publish(received)
                work.when_committed(partial(_report, received))
        return fresh


def _report(received: SubmissionReceived) -> None:
    """Log a receipt: by which way, and how large the file is."""
    log.info(
        "submission received",
        submission_id=received.submission_id,
        channel=received.channel,
        outcome="received" if received.nil is None else "nil",
        bytes=received.size_bytes if received.nil is None else 0,
    )


def rejection_of(content: bytes) -> Rejected | None:
    """Judge a file by size and first bytes alone; None when it is to be taken."""
    if len(content) > FILE_BYTES_MAX:
        return Rejected("file_too_large")
    if not content:
        return Rejected("empty")
    kind = kind_of(content)
    return Rejected("wrong_kind_of_file", kind.name, kind.remedy) if isinstance(kind, OtherKind) else None
