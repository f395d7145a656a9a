"""Resend submissions of which something was lost on its way: from the original, as their next judgement.

Every stage takes the next judgement for something new, so nothing that one of them has absorbed keeps another from
hearing it; what still comes of the judgement before changes nothing (docs/decisions/0020).
"""

from typing import Final
from uuid import UUID

from services.ingest.usecases.ports import IngestTables, LostSubmissions
from shared.observability.logs import get_logger
from shared.outbox.unit_of_work import Begin

AT_ONCE: Final = 50
"""Submissions that one transaction resends, at most."""
RESENDS_MAX: Final = 9
"""What has been resent so often by itself and still is not completed is left to an operator."""
QUIET_S: Final = 5.0
"""The partitions of a topic are found out one after the other: gaps noticed together are closed together."""

log = get_logger("ingest")


class ResendLost:
    """Resend what is not completed: what an operator names, or all that a gap may have swallowed."""

    def __init__(self, begin: Begin[IngestTables]) -> None:
        self._begin = begin

    async def __call__(self, lost: LostSubmissions) -> int:
        """Resend these submissions; return how many. Raises Transient."""
        resent: set[UUID] = set()
        while True:
            async with self._begin(self) as work:
                again = await work.tables.submissions.take_incomplete(lost, resent, AT_ONCE)
                work.publish(*again)
            if not again:
                return len(resent)
            resent.update(event.submission_id for event in again)


class ResendAfterGaps:
    """Close the gaps that any consumer noticed: resend everything that may have been lost in them."""

    def __init__(self, begin: Begin[IngestTables], *, quiet_s: float = QUIET_S) -> None:
        self._begin = begin
        self._resend_lost = ResendLost(begin)
        self._quiet_s = quiet_s

    async def __call__(self) -> int:
        """Return how many submissions were resent. Raises Transient."""
        async with self._begin(self) as work:
            noticed_at = await work.tables.submissions.find_noticed_gap(self._quiet_s)
        if noticed_at is None:
            return 0
        resent = await self._resend_lost(LostSubmissions(begun_until=noticed_at, resends_max=RESENDS_MAX))
        async with self._begin(self) as work:
            await work.tables.submissions.record_resent(noticed_at)
        log.warning("what may have been lost is resent", count=resent)
        return resent
