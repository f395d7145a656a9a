"""Every new version of a status is queued for every webhook, in the transaction that makes the version."""

from collections.abc import Sequence
from typing import Final

from services.reporting.domain.person_status import PersonUpdate
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection

# Asked after the versions were written: who creates a webhook waits for everybody who has written some
# (`entered._WAIT`), and whoever writes afterwards sees it here.
_ANY: Final = "SELECT EXISTS (SELECT FROM webhooks)"
_QUEUE: Final = """
INSERT INTO webhook_changes (webhook_id, person_id, version)
SELECT webhook_id, changed.person_id, changed.version
FROM unnest($1::text::uuid[], $2::text::integer[]) AS changed (person_id, version) CROSS JOIN webhooks
ORDER BY webhook_id
ON CONFLICT DO NOTHING
"""

_HOLD: Final = "SELECT FROM people WHERE person_id = ANY($1::text::uuid[]) ORDER BY person_id FOR UPDATE"
# One after the last version that there was: nothing is kept of it, so it is sent as a tombstone.
_QUEUE_FORGETTING: Final = """
INSERT INTO webhook_changes (webhook_id, person_id, version)
SELECT webhook_id, person_id, people.version + 1 FROM people CROSS JOIN webhooks
WHERE person_id = ANY($1::text::uuid[]) ORDER BY webhook_id, person_id ON CONFLICT DO NOTHING
"""


async def queue_for_webhooks(connection: Connection, updates: Sequence[PersonUpdate]) -> None:
    """Queue versions that were written by this very transaction; without a webhook there is nothing to do."""
    if await connection.fetchval(_ANY):
        people = array_of(update.person.person_id for update in updates)
        await connection.execute(_QUEUE, people, array_of(update.person.version for update in updates))


async def queue_forgetting(connection: Connection, people: str) -> None:
    """Have every webhook told to forget people who are erased by this very transaction. `people`: an array of ids.

    Their rows are held first: nobody queues their status for a new webhook behind it.
    """
    await connection.execute(_HOLD, people)
    await connection.execute(_QUEUE_FORGETTING, people)
