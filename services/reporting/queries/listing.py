"""A page of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """One page of a list."""

    items: Sequence[T]
    total: int
    page: int
    """From 1."""
    page_size: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.page_size))


def listing_of(rows: Sequence[Any], items: Sequence[T], *, page: int, page_size: int) -> Listing[T]:
    """Return a page of a list from records that each carry the list's `total`."""
    return Listing(items, total=rows[0]["total"] if rows else 0, page=page, page_size=page_size)
