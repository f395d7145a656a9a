"""Take in a statement that there is nothing to send: kept and published like a file, in its place among the files."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services.ingest.domain.nil_returns import NilProblem, OfferedNil, checked, offered_to
from services.ingest.domain.submissions import Channel, Delivery, FindEstablishment, Nil
from services.ingest.usecases.receive_submission import Acknowledged, Conflicting, ReceiveSubmission, Rejected
from shared.clock import Clock


@dataclass(frozen=True, slots=True)
class NilSender:
    """Who states it, or records what somebody else stated."""

    channel: Channel
    name: str
    """Of the account, or of the sender whose key signed."""
    establishment: str | None
    """For which the sender speaks; None: it works for the authority."""
    delivery_id: str
    """Of the form or of the delivery: a double click, or a second attempt, is one submission."""
    sent_by: str | None = None
    """Who did it, where the sender says so."""


class OfferNil:
    """Find the returns for which nothing may be stated to send."""

    def __init__(self, find: FindEstablishment, clock: Clock) -> None:
        self._find = find
        self._clock = clock

    def __call__(self, establishment: str) -> Sequence[OfferedNil]:
        """Return those of the establishment, the newest period first."""
        return offered_to(establishment, self._clock.today(), self._find)


class StateNil:
    """Take in a statement, once."""

    def __init__(self, receive: ReceiveSubmission, find: FindEstablishment, clock: Clock) -> None:
        self._receive = receive
        self._find = find
        self._clock = clock

    async def __call__(self, nil: Nil, sender: NilSender) -> Acknowledged | Conflicting | Rejected | NilProblem:
        """Keep it, or return what is wrong with it. Raises Transient."""
        found = checked(nil, self._clock.today(), self._clock.now(), self._find)
        return await self._receive(_delivery(found, sender)) if isinstance(found, Nil) else found


def _delivery(nil: Nil, sender: NilSender) -> Delivery:
    """Return the statement as it is kept: the same statement has the same bytes."""
    emailed_at = None if nil.emailed_at is None else nil.emailed_at.isoformat()
    statement = {"nil": [nil.of.collection, nil.of.establishment, nil.of.period], "by": nil.stated_by, "at": emailed_at}
    content = json.dumps(statement, ensure_ascii=False).encode()
    digest = hashlib.sha256(content).hexdigest()
    return Delivery(
        channel=sender.channel,
        sender=sender.name,
        # A form gone back to may state something else: that is another submission.
        delivery_id=f"{sender.delivery_id}:{digest}" if sender.channel == "page" else sender.delivery_id,
        fingerprint=digest,
        sender_establishment=sender.establishment,
        sent_by=nil.stated_by or sender.sent_by or sender.name,
        file_name="Nil return",
        tag=None,
        comment=None,
        sha256=digest,
        uploaded_at=datetime.now(UTC),
        content=content,
        nil=nil,
    )
