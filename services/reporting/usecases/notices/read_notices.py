"""What an establishment does about its notices: it reads them, and says which of them it wants by e-mail."""

from collections.abc import Collection

from services.reporting.domain.notices.policies import NOTICE_KINDS, NoticeKind
from services.reporting.usecases.notices.ports import NoticeChoice, NoticeTables
from services.reporting.usecases.reminders.ports import DatabaseTime
from shared.outbox.unit_of_work import Begin


class MarkRead:
    """Keep that an account has read notices."""

    def __init__(self, begin: Begin[NoticeTables], at: DatabaseTime) -> None:
        self._begin = begin
        self._time = at

    async def __call__(self, establishment: str, until: int, account: str) -> None:
        """Mark an establishment's notices up to this one as read by the account. Raises Transient."""
        at = await self._time.now()
        async with self._begin(self) as work:
            await work.tables.notices.mark_read(establishment, until, account, at)


class ChooseNotices:
    """Keep which notices an establishment wants by e-mail."""

    def __init__(self, begin: Begin[NoticeTables], at: DatabaseTime) -> None:
        self._begin = begin
        self._time = at

    async def __call__(self, establishment: str, wanted: Collection[NoticeKind], account: str) -> None:
        """Keep the kinds that are wanted; the others are turned off. Raises Transient."""
        at = await self._time.now()
        async with self._begin(self) as work:
            choices = [NoticeChoice(establishment, kind, kind in wanted) for kind in NOTICE_KINDS]
            await work.tables.notices.choose(choices, account, at)
