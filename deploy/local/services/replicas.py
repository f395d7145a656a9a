"""Whether so many replicas may run on the servers that are there."""

import asyncio
from collections.abc import Mapping

import asyncpg

from deploy.capacity.bounds import refusal
from deploy.local.errors import StackError
from deploy.local.paths import StackPaths
from deploy.local.state import addresses
from deploy.local.state.files import read_json
from shared.settings import ServiceSettings


def check_replicas(paths: StackPaths, wanted: Mapping[str, int]) -> None:
    """Raise StackError with the sum when partitions or PostgreSQL's connections do not suffice for so many."""
    content = addresses.read(paths)
    given = read_json(paths.desired).get("environment", {}).get("ONWARD_POOL_SIZE")
    pool_size = int(given or ServiceSettings.model_fields["pool_size"].default)
    try:
        connections_max = asyncio.run(_connections_max(content["postgres"]["admin_url"]))
    except (asyncpg.PostgresError, OSError) as failure:
        raise StackError(f"PostgreSQL does not answer: {type(failure).__name__}. make up starts it.") from failure
    if reason := refusal(wanted, pool_size=pool_size, connections_max=connections_max):
        raise StackError(reason)


async def _connections_max(admin_url: str) -> int:
    connection = await asyncpg.connect(admin_url, timeout=10)
    try:
        return int(await connection.fetchval("SHOW max_connections"))
    finally:
        await connection.close()
