"""Take in a statement that there is nothing to send: kept and published like a file, in its place among the files."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from services.ingest.domain.nil_returns import NilProblem, OfferedNil, checked, offered_to
from services.ingest.domain.submissions import Delivery, FindEstablishment, Nil
from services.ingest.usecases.receive_submission import Acknowledged, Conflicting, ReceiveSubmission, Rejected
from shared.clock import Clock

_FORM_ID_MAX: Final = 64


@dataclass(frozen=True, slots=True)
class NilSender:
    """Who states it, or records what somebody else stated."""

    account: str
    establishment: str | None
    """The establishment of the account; None: it works for the authority."""
    form_id: str
    """The id that the form was given: a double click is one submission."""


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
        channel="page",
        sender=sender.account,
        delivery_id=f"{sender.form_id[:_FORM_ID_MAX]}:{digest}",
        fingerprint=digest,
        sender_establishment=sender.establishment,
        sent_by=nil.stated_by or sender.account,
        file_name="Nil return",
        tag=None,
        comment=None,
        sha256=digest,
        uploaded_at=datetime.now(UTC),
        content=content,
        nil=nil,
    )
