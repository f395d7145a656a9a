"""A page of a list, and views made of records by name."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
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


def view_of(kind: type[T], record: Any, **others: Any) -> T:
    """Return a view (a data class) whose fields are the record's columns of the same names; `others` are not there."""
    names = (field.name for field in fields(kind) if field.name not in others)  # type: ignore[arg-type]
    return kind(**{name: record[name] for name in names}, **others)
