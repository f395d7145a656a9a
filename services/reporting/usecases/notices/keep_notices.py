"""Keep a notice for each file, and each list that was sent out, of which an establishment is to be told."""

from datetime import timedelta
from typing import Final

from services.reporting.domain.notices.file_states import notice_kind
from services.reporting.usecases.notices.ports import NewNotice, NoticeTables
from services.reporting.usecases.reminders.ports import DatabaseTime
from shared.outbox.unit_of_work import Begin

FILES_MAX: Final = 5_000
LOOKS_BACK: Final = timedelta(days=30)
"""A file that waited longer for a decision gives no notice any more: whoever decides tells its sender."""


class KeepNotices:
    """Notes what became of files and which lists are out; it runs beside their way and adds nothing to it."""

    def __init__(self, begin: Begin[NoticeTables], at: DatabaseTime) -> None:
        self._begin = begin
        self._time = at

    async def __call__(self) -> None:
        """Note all that there is to be told of. Raises Transient."""
        now = await self._time.now()
        async with self._begin(self) as work:
            notices = work.tables.notices
            found = await notices.untold(now - LOOKS_BACK, FILES_MAX)
            new = [NewNotice(kind, one) for one in found if (kind := notice_kind(one)) is not None]
            if new:
                await notices.keep(new, now)
            await notices.keep_of_lists(now - LOOKS_BACK, now)
