"""Notices at work on a real database."""

from datetime import datetime, timedelta
from typing import Final

import pytest

from services.reporting.adapters.notices.mails import PostgresNoticeMails
from services.reporting.adapters.notices.tables import notice_tables
from services.reporting.adapters.reminders.database_time import PostgresTime
from services.reporting.usecases.notices.keep_notices import KeepNotices
from services.reporting.usecases.notices.ports import NoticeTables
from services.reporting.usecases.notices.read_notices import ChooseNotices, MarkRead
from services.reporting.usecases.notices.send_notices import SendNotices
from services.reporting.usecases.reminders.send_reminders import Sending
from shared.observability.metrics import Metrics
from shared.persistence.pool import Pool
from tests.support.clock import FixedClock
from tests.support.mail_server import LocalMail
from tests.support.recorded_units_of_work import RecordedUnitsOfWork
from tests.support.reminders import HOURS, SIGN_IN, SkewedClock

SITE: Final = "https://onward.example"


class CrashError(Exception):
    """Stands for the death of the process."""


class NoticeReplica:
    """A process that notes files and sends notices, with a clock of its own."""

    def __init__(self, pool: Pool, mail: LocalMail, now: datetime, *, skew: timedelta = timedelta()) -> None:
        wall = FixedClock(datetime.now(now.tzinfo))
        self.true = FixedClock(now)
        time = PostgresTime(pool, SkewedClock(self.true, skew), SkewedClock(wall, skew))
        units: RecordedUnitsOfWork[NoticeTables] = RecordedUnitsOfWork(pool, notice_tables)
        self.records, self.metrics = PostgresNoticeMails(pool), Metrics()
        sending = Sending(
            mail.server(), HOURS, SIGN_IN, lambda number: f"Invented {number}", "authority.example", self.metrics
        )
        self.note = KeepNotices(units.begin, time)
        self.send = SendNotices(units.begin, self.records, time, sending, SITE)
        self.choose = ChooseNotices(units.begin, time)
        self.mark_read = MarkRead(units.begin, time)

    async def die_at(self, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Tell, and end at this step of the records as a process does that is killed."""

        async def dies(*_: object) -> bool:
            raise CrashError

        monkeypatch.setattr(self.records, step, dies)
        with pytest.raises(CrashError):
            await self.tell()

    async def tell(self) -> int:
        """Note what there is, wait until it may go, send; return how many e-mails were taken."""
        await self.note()
        self.true.advance(timedelta(minutes=11))
        return await self.send()
