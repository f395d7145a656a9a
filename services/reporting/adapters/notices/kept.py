"""Notices that are kept, who has read them, and which of them an establishment wants by e-mail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from services.reporting.adapters.notices.file_states import FILE_STATE, NEWEST_JUDGEMENT, file_state_of
from services.reporting.domain.notices.file_states import FileState
from services.reporting.usecases.notices.ports import NewNotice, NoticeChoice
from shared.persistence.pool import Connection
from shared.vocabulary.collections import COLLECTIONS

# What the authority sends, or enters on a page, is told of to nobody.
_UNTOLD: Final = f"""
SELECT {FILE_STATE}
FROM submissions s {NEWEST_JUDGEMENT}
WHERE s.received_at > $1 AND s.channel <> 'entry' AND coalesce(s.establishment, s.sender_establishment) IS NOT NULL
  AND NOT coalesce(s.collection = ANY($2::text[]), false)
  AND (s.outcome IS NOT NULL OR g.complete)
  AND NOT EXISTS (SELECT FROM notices n WHERE n.submission_id = s.submission_id
                  AND n.generation_id IS NOT DISTINCT FROM g.generation_id)
ORDER BY s.received_at DESC, s.submission_id LIMIT $3
"""  # noqa: S608 (our own names)
_KEEP: Final = """
INSERT INTO notices (establishment, kind, submission_id, generation_id, noted_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (submission_id, kind) DO UPDATE SET generation_id = excluded.generation_id
"""
_KEEP_OF_LISTS: Final = """
INSERT INTO notices (establishment, kind, issue_id, noted_at)
SELECT DISTINCT l.establishment, 'list out', i.issue_id, $2::timestamptz
FROM list_issues i JOIN listed_people l USING (issue_id)
WHERE i.taken_back_at IS NULL AND i.issued_at > $1
  AND NOT EXISTS (SELECT FROM notices n WHERE (n.issue_id, n.establishment) = (l.issue_id, l.establishment))
ORDER BY i.issue_id, l.establishment
ON CONFLICT (issue_id, establishment) DO NOTHING
"""
_READ: Final = """
INSERT INTO notice_reads (notice_id, account, read_at)
SELECT notice_id, $3::text, $4::timestamptz FROM notices WHERE establishment = $1 AND notice_id <= $2
ON CONFLICT DO NOTHING
"""
_CHOOSE: Final = """
INSERT INTO notice_choices (establishment, kind, by_mail, account, chosen_at)
SELECT $1::text, $2::text, $3::boolean, $4::text, $5::timestamptz
WHERE $3 IS DISTINCT FROM coalesce((
    SELECT by_mail FROM notice_choices WHERE establishment = $1 AND kind = $2 ORDER BY choice_id DESC LIMIT 1
), true)
"""
_OF_AUTHORITY: Final = [code for code, one in COLLECTIONS.items() if one.sender == "authority"]


class PostgresNotices:
    """The tables `notices`, `notice_reads` and `notice_choices`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def untold(self, since: datetime, limit: int) -> Sequence[FileState]:
        """Return how files stand whose newest judgement has no notice."""
        return [file_state_of(row) for row in await self._connection.fetch(_UNTOLD, since, _OF_AUTHORITY, limit)]

    async def keep(self, notices: Sequence[NewNotice], at: datetime) -> None:
        """Keep notices, the earliest file first, so that two who keep the same do not wait in a circle."""
        ordered = sorted(notices, key=lambda one: (one.file.received_at, one.file.submission_id, one.kind))
        rows = [(one.file.establishment, one.kind, one.file.submission_id, one.file.generation_id) for one in ordered]
        await self._connection.executemany(_KEEP, [(*row, at) for row in rows])

    async def keep_of_lists(self, since: datetime, at: datetime) -> None:
        """Keep a notice for each establishment with somebody on a list that is out; the one that is there stays."""
        await self._connection.execute(_KEEP_OF_LISTS, since, at)

    async def mark_read(self, establishment: str, until: int, account: str, at: datetime) -> None:
        """Keep that an account has read notices."""
        await self._connection.execute(_READ, establishment, until, account, at)

    async def choose(self, choices: Sequence[NoticeChoice], account: str, at: datetime) -> None:
        """Keep choices that differ from what holds."""
        await self._connection.executemany(_CHOOSE, [(*one, account, at) for one in choices])
