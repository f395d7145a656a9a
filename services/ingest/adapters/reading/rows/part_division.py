"""Which rows of a sheet stand together in a part: of a long one, those of one birth date."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

PART_ROWS: Final = 500
_TYPED_DATE: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def divide_into_parts(rows: int, births: Sequence[str | None] | None) -> Iterator[Sequence[int]]:
    """Yield the places of the rows of each part. `births`: their birth dates, where the sheet has them.

    Lines that are alike are then decided side by side, and who comes first means nothing.
    """
    if rows <= PART_ROWS or births is None:
        yield from (range(start, min(start + PART_ROWS, rows)) for start in range(0, rows, PART_ROWS))
        return
    day_of = {text: _day(text) for text in set(births)}
    days = [day_of[text] for text in births]
    order = sorted(range(rows), key=days.__getitem__)
    start = 0
    while start < rows:
        end = _end(order, start, days)
        yield order[start:end]
        start = end


def _end(order: Sequence[int], start: int, days: Sequence[str]) -> int:
    """Return where the part that starts there ends: before the last rows where their birth date goes on beyond it."""
    longest = start + PART_ROWS
    if longest >= len(order):
        return len(order)
    end = bisect_left(order, days[order[longest]], start, longest, key=days.__getitem__)
    return end if end - start > PART_ROWS // 2 else longest


def _day(text: str | None) -> str:
    """Return a date so that days are in order where it is plain which day is meant; other text as it is."""
    typed = _TYPED_DATE.fullmatch(text) if text else None
    return "{2}-{1:0>2}-{0:0>2}".format(*typed.groups()) if typed else text or ""
