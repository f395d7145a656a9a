"""What erasing needs from reporting's tables."""

from typing import Protocol

from shared.erasure.orders import ErasureOrder


class Erasures(Protocol):
    """The orders to erase, and the tables that hold what is erased."""

    async def take(self) -> ErasureOrder | None:
        """Return an order that is not carried out, or of which something has come back; None: there is none."""
        ...

    async def erase(self, order: ErasureOrder) -> int:
        """Remove whatever is kept of the people and files of an order; return how many rows."""
        ...

    async def done(self, order: ErasureOrder, removed: int) -> None:
        """Note that an order is carried out."""
        ...
