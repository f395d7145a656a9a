"""Claims on their way into PostgreSQL: from the columns in which records travel to the rows that COPY takes."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any, Final

from services.reporting.usecases.ports import EventsByGeneration
from shared.contracts.matching import ClaimsMatched

Row = tuple[Any, ...]

_HEAD: Final = ("generation_id", "sheet", "ordinal", "line", "keys", "person_id", "created", "match_rule")
_KEPT: Final[dict[str, tuple[str, ...]]] = {
    "person": (
        *("surname", "forename", "middle_names", "preferred_surname", "preferred_forename", "born_on", "sex"),
        *("upn", "uln", "local_ref", "authority_ref", "year_group", "sen", "postcode"),
    ),
    "enrolment": (
        *("establishment", "enrolment_status", "level", "qualification_type", "title", "study_programme"),
        *("attendance", "planned_hours", "started_on", "ends_on"),
    ),
    "roll": ("school", "district", "ehcp_until", "characteristics", "moved_in_on", "left_on", "left_status"),
}
"""What is kept of each piece of the records, under its name in the contract."""


def claim_rows(parts: EventsByGeneration[ClaimsMatched]) -> tuple[tuple[str, ...], list[Row]]:
    """Return the claims of parts as names of columns and rows; a column that none of the parts fills is left out."""
    said = [(generation_id, event, _said(event)) for generation_id, event in parts]
    filled = [column for columns in _KEPT.values() for column in columns if any(column in each for _, _, each in said)]
    rows: list[Row] = []
    for generation_id, event, values in said:
        columns = [values.get(column, repeat(None)) for column in filled]
        rows += zip(*_head(generation_id, event), *columns, strict=False)
    return (*_HEAD, *filled), rows


def packed(keys: Sequence[int]) -> bytes:
    """Return blind keys as they are stored, eight bytes each; an array would cost the driver many times as much."""
    return struct.pack(f">{len(keys)}q", *keys)


def _head(generation_id: int, event: ClaimsMatched) -> Iterator[Iterable[Any]]:
    records = event.records
    yield from (repeat(generation_id), repeat(event.sheet), records.ordinals, records.lines, map(packed, records.keys))
    yield from (event.person_ids, event.created, event.rules)


def _said(event: ClaimsMatched) -> dict[str, Sequence[Any]]:
    """Return the columns in which some row says something, of those that are kept."""
    pieces = event.records.pieces().items()
    return {
        name: values for piece, columns in pieces for name, values in columns.said() if name in _KEPT.get(piece, ())
    }
