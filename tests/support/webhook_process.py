"""A process that delivers webhooks until it is killed: `python -m` with the database's address, for tests."""

import asyncio
import sys
from datetime import timedelta

from shared.persistence.pool import open_pool
from tests.support.webhooks import WebhookReplica


async def main(database: str, held_s: str) -> None:
    """Deliver for ever; what a killed process holds is free again after `held_s` seconds."""
    pool = await open_pool(database, schema="reporting", size_max=6)
    await WebhookReplica(pool, held_for=timedelta(seconds=float(held_s))).work.run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
