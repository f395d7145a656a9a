"""Carrying out orders beside the other work of a service that publishes nothing about it."""

from collections.abc import Awaitable, Callable
from typing import Final

from shared.erasure.orders import ErasureOrders
from shared.persistence.pool import Connection, Pool, transaction

EVERY_S: Final = 5.0

CarryOut = Callable[[Connection], Awaitable[bool]]
"""Carries out one order within a transaction; False: none is open."""


class ErasureJob:
    """Carries out every order that is open, each in one transaction."""

    def __init__(self, pool: Pool, carry_out: CarryOut) -> None:
        self._pool = pool
        self._carry_out = carry_out

    async def __call__(self) -> int:
        """Return how many were carried out. Raises Transient."""
        count, more = 0, True
        while more:
            async with transaction(self._pool) as connection:
                more = await self._carry_out(connection)
            count += more
        return count


def with_nothing_kept(service: str) -> CarryOut:
    """Return what answers for a service that keeps nothing about a person: it has nothing to remove."""

    async def carry_out(connection: Connection) -> bool:
        orders = ErasureOrders(connection, service)
        order = await orders.take()
        if order is not None:
            await orders.done(order, 0)
        return order is not None

    return carry_out
