"""The notices of an establishment as one of its accounts sees them, and which of them it wants by e-mail."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from services.reporting.adapters.notices.notice_states import NOTICE_STATE, STATE_TABLES, notices_of
from services.reporting.domain.notices.digests import Notice
from services.reporting.domain.notices.list_states import ListState
from services.reporting.domain.notices.policies import NOTICE_KINDS, NoticeKind
from services.reporting.domain.notices.wording import notice_sentence, path_of, return_words
from shared.persistence.listing import Listing
from shared.persistence.own_rows import own_rows
from shared.persistence.pool import Pool


class NoticeLine(NamedTuple):
    """A notice, and whether the account has read it."""

    notice: Notice
    read: bool

    @property
    def named(self) -> str:
        """Which return it is about."""
        return return_words(self.notice.about)

    @property
    def sentence(self) -> str:
        """What is told, by how it stands now."""
        return notice_sentence(self.notice)

    @property
    def path(self) -> str:
        """Where it leads."""
        return path_of(self.notice)

    @property
    def at(self) -> datetime:
        """When the file was received, or the list sent out."""
        about = self.notice.about
        return about.issued_at if isinstance(about, ListState) else about.received_at

    @property
    def of_list(self) -> bool:
        """Whether it is about a list."""
        return isinstance(self.notice.about, ListState)


@dataclass(frozen=True, slots=True)
class NoticeInbox:
    """A page of notices, the newest first."""

    lines: Listing[NoticeLine]
    unread: int
    """How many the account has not read, on all pages."""
    newest: int
    """Id of the newest of all; 0: there is none."""


class NoticeQueries(Protocol):
    """The notices of an establishment."""

    async def inbox(self, establishment: str, account: str, *, page: int, page_size: int) -> NoticeInbox:
        """Return its notices for an account."""
        ...

    async def count_unread(self, establishment: str, account: str) -> int:
        """Return how many of them the account has not read."""
        ...

    async def by_mail(self, establishment: str) -> Collection[NoticeKind]:
        """Return which kinds it wants by e-mail."""
        ...


_INBOX: Final = f"""
WITH mine AS (
    SELECT n.*, r.account IS NOT NULL AS read,
           count(*) OVER () AS total, count(*) FILTER (WHERE r.account IS NULL) OVER () AS unread,
           max(n.notice_id) OVER () AS newest
    FROM notices n LEFT JOIN notice_reads r ON r.notice_id = n.notice_id AND r.account = $2
    WHERE n.establishment = $1 ORDER BY n.notice_id DESC LIMIT $3 OFFSET $4
)
SELECT n.read, n.total, n.unread, n.newest, {NOTICE_STATE}
FROM mine n {STATE_TABLES}
ORDER BY n.notice_id DESC
"""  # noqa: S608 (our own names)
_UNREAD: Final = """
SELECT count(*) FROM notices n
WHERE n.establishment = $1
  AND NOT EXISTS (SELECT FROM notice_reads r WHERE r.notice_id = n.notice_id AND r.account = $2)
"""
_OFF: Final = """
SELECT kind FROM (
    SELECT DISTINCT ON (kind) kind, by_mail FROM notice_choices WHERE establishment = $1 ORDER BY kind, choice_id DESC
) AS newest WHERE NOT by_mail
"""


class PostgresNoticeInbox:
    """`NoticeQueries` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def inbox(self, establishment: str, account: str, *, page: int, page_size: int) -> NoticeInbox:
        async with own_rows(self._pool) as connection:
            rows = await connection.fetch(_INBOX, establishment, account, page_size, (page - 1) * page_size)
            notices = await notices_of(connection, rows, establishment)
        lines = [NoticeLine(notice, row["read"]) for notice, row in zip(notices, rows, strict=True)]
        first = rows[0] if rows else {"total": 0, "unread": 0, "newest": 0}
        return NoticeInbox(Listing(lines, first["total"], page, page_size), first["unread"], first["newest"])

    async def count_unread(self, establishment: str, account: str) -> int:
        async with own_rows(self._pool) as connection:
            found: int = await connection.fetchval(_UNREAD, establishment, account)
        return found

    async def by_mail(self, establishment: str) -> Collection[NoticeKind]:
        async with own_rows(self._pool) as connection:
            off = {row["kind"] for row in await connection.fetch(_OFF, establishment)}
        return [kind for kind in NOTICE_KINDS if kind not in off]
