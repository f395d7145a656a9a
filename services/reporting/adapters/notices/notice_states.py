"""Notices with how what they are about stands, by what is committed when it is read."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.reporting.adapters.calendar.changes import read_calendar
from services.reporting.adapters.lists.answered import issued_lists
from services.reporting.adapters.notices.file_states import FILE_STATE, NEWEST_JUDGEMENT, file_state_of
from services.reporting.domain.notices.digests import Notice
from services.reporting.domain.notices.list_states import ListState
from services.reporting.domain.returns.issued import AskedReturn, NamesAnswered
from shared.persistence.pool import Connection

NOTICE_STATE: Final = f"""
n.notice_id, n.kind, n.noted_at, n.establishment AS told, i.issue_id, i.collection AS list_collection,
i.period AS list_period, i.issued_at, i.taken_back_at IS NULL AS out, {FILE_STATE}
"""
STATE_TABLES: Final = f"""
LEFT JOIN list_issues i ON i.issue_id = n.issue_id
LEFT JOIN submissions s ON s.submission_id = n.submission_id {NEWEST_JUDGEMENT}
"""
"""Beside `notices n`."""
_NOBODY: Final = NamesAnswered(0, 0)


async def notices_of(connection: Connection, rows: Sequence[Any], establishment: str | None) -> Sequence[Notice]:
    """Return notices by records with the columns `NOTICE_STATE`; None: they may be those of several establishments."""
    lists = await _lists_of(connection, [row for row in rows if row["issue_id"] is not None], establishment)
    return [
        Notice(row["notice_id"], row["kind"], row["noted_at"], lists.get(row["notice_id"]) or file_state_of(row))
        for row in rows
    ]


async def _lists_of(connection: Connection, rows: Sequence[Any], establishment: str | None) -> Mapping[int, ListState]:
    """Return how lists stand by the id of the notice; of one that was taken back nobody's names are counted."""
    if not rows:
        return {}
    issued = await issued_lists(connection, None if establishment is None else [establishment])
    calendar = await read_calendar(connection)
    found = {}
    for row in rows:
        of = AskedReturn(row["told"], row["list_collection"], row["list_period"])
        names = issued.names.get(of, _NOBODY) if row["out"] else _NOBODY
        due = [deadline.due_on for deadline in calendar.deadlines_of(of.collection, of.period)]
        found[row["notice_id"]] = ListState(
            row["issue_id"], *of, row["issued_at"], row["out"], *names, max(due, default=None)
        )
    return found
