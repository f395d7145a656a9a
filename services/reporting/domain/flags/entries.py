"""Entries about somebody's flags, and which of them hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services.reporting.domain.flags.outputs import Flag

AUTHORITY: Final = ""
"""The source of what the authority enters itself."""


@dataclass(frozen=True, slots=True)
class FlagLine:
    """An entry about a flag of somebody."""

    flag: Flag
    in_force: bool
    since: date
    reason: str
    account: str
    """Who entered it; empty: a return said so."""
    entered_at: datetime
    source: str = AUTHORITY
    """Number of the establishment whose return said so."""


def holding(entries: Iterable[FlagLine]) -> tuple[FlagLine, ...]:
    """Return the entries that hold, of all about somebody, the newest first.

    Of each source the newest entry counts; what the authority lifts is lifted of every source that had said so before.
    The view `flagged` says the same of everybody (`tests/integration/reporting/test_flags.py`).
    """
    seen: set[tuple[Flag, str]] = set()
    lifted: set[Flag] = set()
    found = []
    for entry in entries:
        if entry.flag in lifted or (entry.flag, entry.source) in seen:
            continue
        seen.add((entry.flag, entry.source))
        if entry.in_force:
            found.append(entry)
        elif entry.source == AUTHORITY:
            lifted.add(entry.flag)
    return tuple(found)
