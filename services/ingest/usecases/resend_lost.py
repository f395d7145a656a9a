"""Resend submissions of which something was lost on its way: from the original, as their next judgement.

Every stage takes the next judgement for something new, so nothing that one of them has absorbed keeps another from
hearing it; what still comes of the judgement before changes nothing (docs/decisions/0020).
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from services.ingest.usecases.ports import Ledger, LostSubmissions
from shared.contracts.reporting import SubmissionCompleted
from shared.observability.logs import get_logger

CONSUMER: Final = "ingest.resend_lost"
AT_ONCE: Final = 50
"""So many submissions are begun anew in one transaction."""
JUDGEMENTS_MAX: Final = 10
"""What has been said so often by itself and still has no verdict is left to an operator."""
QUIET_S: Final = 5.0
"""The partitions of a topic are found out one after the other: what was noticed together is mended together."""

log = get_logger("ingest")


class ResendLost:
    """Publish anew what has no verdict: all that a gap may have swallowed, or what an operator names."""

    def __init__(self, ledger: Ledger, *, quiet_s: float = QUIET_S) -> None:
        self._ledger = ledger
        self._quiet_s = quiet_s

    async def after_gaps(self) -> int:
        """Mend the gaps that any consumer noticed; return how many submissions were resent. Raises Transient."""
        async with self._ledger.begin(CONSUMER) as unit:
            noticed_at = await unit.submissions.find_noticed_gap(self._quiet_s)
        if noticed_at is None:
            return 0
        said = await self._say(LostSubmissions(begun_until=noticed_at, judgement_max=JUDGEMENTS_MAX))
        async with self._ledger.begin(CONSUMER) as unit:
            await unit.submissions.record_mended(noticed_at)
        log.warning("what may have been lost is resent", count=said)
        return said

    async def __call__(self, submission_ids: Collection[UUID] | None = None) -> int:
        """Resend those of the submissions (None: all) that have no verdict; return how many. Raises Transient."""
        return await self._say(LostSubmissions(submission_ids=submission_ids))

    async def _say(self, lost: LostSubmissions) -> int:
        said: set[UUID] = set()
        while True:
            async with self._ledger.begin(CONSUMER) as unit:
                again = await unit.submissions.take_incomplete(lost, said, AT_ONCE)
                unit.announce(*again)
            if not again:
                return len(said)
            said.update(event.submission_id for event in again)


class RecordCompleted:
    """Note what reporting says of pages that end in a verdict. Noted again, it changes nothing."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def __call__(self, *events: SubmissionCompleted) -> None:
        """Note it. Raises Transient."""
        async with self._ledger.begin(CONSUMER) as unit:
            await unit.submissions.complete({event.submission_id for event in events})
