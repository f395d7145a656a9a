"""Who was found to be at risk of being NEET: why, by whom, and what came of it. No score: reasons, and humans decide.

Source: features 10 and N2 (DfE, Identifying and supporting young people at risk of NEET, updated 2 July 2026).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple

RiskAct = Literal["found", "accepted", "contacted", "answered", "closed"]
"""found: a list or somebody at the authority says so, with reasons. answered: the school said something."""
RiskSource = Literal["dfe", "school", "authority"]
SOURCES: Final[dict[RiskSource, str]] = {
    "dfe": "List of the Department for Education",
    "school": "A school",
    "authority": "The authority",
}
REASON_FAMILIES: Final[dict[str, str]] = {
    "attendance": "Attendance",
    "behaviour": "Behaviour",
    "progress": "Progress",
    "vulnerability": "Wider vulnerability",
}
"""Families of reasons (features, N2), by the word that a list may write for one."""
FOLLOWS: Final[dict[RiskAct | None, tuple[RiskAct, ...]]] = {
    None: ("found",),
    "found": ("found", "accepted", "answered", "closed"),
    "accepted": ("found", "contacted", "answered", "closed"),
    "contacted": ("found", "contacted", "answered", "closed"),
    "answered": ("found", "accepted", "contacted", "answered", "closed"),
    "closed": ("found",),
}
"""What may be said after what; None: nothing was said yet."""
LINES_MAX: Final = 400
_PARTED: Final = re.compile(r"[\t,;|]+")
_KEY: Final = re.compile(r"[A-Z0-9/-]{4,20}")


class RiskLine(NamedTuple):
    """A line of a list."""

    place: int
    """From 1."""
    key: str
    """UPN, ULN or the authority's number."""
    reasons: tuple[str, ...]
    """Families of reasons, in the order of the table."""
    words: str
    """Whatever else the line says of why, as it stands."""


@dataclass(frozen=True, slots=True)
class RiskEntry:
    """A word about somebody at risk."""

    entry_id: int
    act: RiskAct
    source: RiskSource | None
    edition: str | None
    reasons: tuple[str, ...]
    note: str | None
    account: str
    written_on: date


def read_lines(text: str) -> tuple[Sequence[RiskLine], Sequence[int]]:
    """Return the lines of a list such as `A123456789012, attendance, excluded twice`, and which cannot be read."""
    found, wrong = [], []
    for place, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in _PARTED.split(line) if cell.strip()]
        if not cells:
            continue
        key = cells[0].upper().replace(" ", "")
        if not _KEY.fullmatch(key):
            wrong.append(place)
            continue
        named = {word for cell in cells[1:] for word in REASON_FAMILIES if cell.casefold().startswith(word)}
        others = [cell for cell in cells[1:] if not any(cell.casefold().startswith(word) for word in named)]
        reasons = tuple(word for word in REASON_FAMILIES if word in named)
        found.append(RiskLine(place, key, reasons, "; ".join(others)))
    return found, wrong
