"""What establishments have been reminded of."""

from collections.abc import Collection
from typing import Final

from services.reporting.domain.returns.owed import Owed
from shared.persistence.pool import Connection

_REMINDED: Final = """
SELECT DISTINCT establishment, collection, period, due_on FROM reminders
WHERE state = 'sent' AND ($1::text[] IS NULL OR establishment = ANY($1))
"""


async def reminded_of(connection: Connection, establishments: Collection[str] | None = None) -> Collection[Owed]:
    """Return what these (None: all) have been reminded of: by a message that the mail server took."""
    of = None if establishments is None else list(establishments)
    return frozenset(Owed(**row) for row in await connection.fetch(_REMINDED, of))
