"""What the pages of notices read and command, in lists."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from services.reporting.domain.notices.digests import Notice, NoticePlan, NoticeSituation, mails_at
from services.reporting.domain.notices.file_states import FileState
from services.reporting.domain.notices.list_states import ListState
from services.reporting.domain.notices.policies import NOTICE_KINDS, NoticeKind
from services.reporting.entrypoints.web.notices.pages import NoticeDependencies
from services.reporting.queries.notices.inbox import NoticeInbox, NoticeLine
from services.reporting.queries.notices.mails import NoticeMailQueries, SentMail
from services.reporting.queries.reminders.history import HistoryQueries, MailState
from services.reporting.usecases.reminders.ports import DatabaseTime
from shared.persistence.listing import Listing
from shared.vocabulary.establishments import Register
from tests.support.submission_views import EFFECTIVE, OWN, RECEIVED_AT, UNREADABLE, named

SITE: Final = "https://onward.example"
_GOOD: Final = FileState(
    submission_id=EFFECTIVE.submission_id,
    establishment=OWN,
    collection="S_ENR",
    period="2026-27",
    received_at=RECEIVED_AT,
    nil=False,
    outcome_code=None,
    unusable=False,
    generation_id=1,
    complete=True,
    undone=False,
    effective=True,
    rows_accepted=215,
    rows_refused=11,
    overtaken=False,
)
_NOT_READ: Final = replace(
    _GOOD, submission_id=UNREADABLE.submission_id, collection=None, period=None, unusable=True, outcome_code="F010"
)
_MOVES: Final = replace(
    _GOOD, submission_id=named("moves"), collection="S_JL", period="2026-09", rows_refused=0, rows_accepted=3
)
_LIST: Final = ListState(1, OWN, "TEP_DEST", "2026-27", RECEIVED_AT, True, 12, 5, date(2026, 10, 31))
NOTICES: Final = (
    Notice(1, "to mend", RECEIVED_AT, _GOOD),
    Notice(2, "not used", RECEIVED_AT + timedelta(hours=1), _NOT_READ),
    Notice(3, "accepted", RECEIVED_AT + timedelta(hours=2), _MOVES),
    Notice(4, "accepted", RECEIVED_AT + timedelta(hours=3), replace(_MOVES, effective=False)),
    Notice(5, "list out", RECEIVED_AT + timedelta(hours=4), _LIST),
    Notice(6, "list out", RECEIVED_AT + timedelta(hours=5), replace(_LIST, issue_id=2, out=False, listed=0)),
)
SENT_MAIL: Final = SentMail(OWN, "data contact", 3, "refused", "550", RECEIVED_AT)


@dataclass(slots=True)
class MemoryNotices:
    """Every port of the pages of notices."""

    kept: Sequence[Notice] = NOTICES
    read_until: int = 1
    turned_off: set[NoticeKind] = field(default_factory=set)
    mailed: Sequence[SentMail] = (SENT_MAIL,)
    commands: list[tuple[object, ...]] = field(default_factory=list)

    def forget(self) -> None:
        """Be as new."""
        fresh = MemoryNotices()
        for name in self.__slots__:
            setattr(self, name, getattr(fresh, name))

    def needs(
        self, register: Register, history: HistoryQueries, time: DatabaseTime, mail: MailState
    ) -> NoticeDependencies:
        """Return what the pages need, over these lists."""
        name_of = {one.number: one.name for one in register.establishments}
        return NoticeDependencies(
            inbox=self,
            mails=NoticeMailQueries(self, SITE, lambda number: name_of.get(number, number)),
            mark_read=self.mark_read,
            choose=self.choose,
            history=history,
            time=time,
            mail=mail,
        )

    async def inbox(self, establishment: str, account: str, *, page: int, page_size: int) -> NoticeInbox:
        mine = [one for one in reversed(self.kept) if one.about.establishment == establishment]
        part = mine[(page - 1) * page_size : page * page_size]
        lines = [NoticeLine(one, one.notice_id <= self.read_until) for one in part]
        newest = mine[0].notice_id if mine else 0
        return NoticeInbox(
            Listing(lines, len(mine), page, page_size), await self.count_unread(establishment, account), newest
        )

    async def count_unread(self, establishment: str, account: str) -> int:
        return sum(one.about.establishment == establishment and one.notice_id > self.read_until for one in self.kept)

    async def by_mail(self, establishment: str) -> Collection[NoticeKind]:
        return [kind for kind in NOTICE_KINDS if kind not in self.turned_off]

    async def plan(self, now: datetime) -> NoticePlan:
        off = {(OWN, kind) for kind in self.turned_off}
        return mails_at(now, self.kept, NoticeSituation({(OWN, "data contact")}, off, (), (), {}))

    async def sent(self, limit: int) -> Sequence[SentMail]:
        return self.mailed[:limit]

    async def mark_read(self, establishment: str, until: int, account: str) -> None:
        self.commands.append((establishment, until, account))
        self.read_until = until

    async def choose(self, establishment: str, wanted: Collection[NoticeKind], account: str) -> None:
        self.commands.append((establishment, *wanted, account))
        self.turned_off = set(NOTICE_KINDS) - set(wanted)
