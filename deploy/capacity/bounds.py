"""How many replicas may run: the partitions that they share and the connections of the database bound them."""

from collections.abc import Mapping
from typing import Final

from shared.contracts.topics import TOPICS

REPLICAS_MAX: Final = max(topic.partitions for topic in TOPICS)
"""Of one service: one more would have no partition to read."""
CONNECTIONS_KEPT: Final = 8
"""Connections that no replica may take: the administrator's, a migration's, and those that PostgreSQL keeps itself."""


def refusal(replicas: Mapping[str, int], *, pool_size: int, connections_max: int) -> str | None:
    """Return why so many replicas of the services may not run together; None when they may.

    `pool_size`: connections of one replica. `connections_max`: PostgreSQL's `max_connections`.
    """
    for service, count in replicas.items():
        if not 0 < count <= REPLICAS_MAX:
            return f"{service} runs in 1 to {REPLICAS_MAX} replicas: a topic has {REPLICAS_MAX} partitions."
    wanted = sum(replicas.values()) * pool_size
    left = connections_max - CONNECTIONS_KEPT
    if wanted > left:
        return (
            f"{sum(replicas.values())} replicas of all services with up to {pool_size} connections each want {wanted};"
            f" PostgreSQL takes {connections_max} and keeps {CONNECTIONS_KEPT} back. Run fewer, or set a smaller"
            " ONWARD_POOL_SIZE."
        )
    return None
