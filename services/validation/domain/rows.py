"""A row while it is judged: typed values under the ids of the dictionary, and what has been said about it."""

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Values: TypeAlias = dict[str, Any]
"""Typed values by column id. A column that the sheet does not have is absent; a blank cell is None."""

Severity = Literal["error", "field_error", "warning", "repaired"]


@dataclass(frozen=True, slots=True)
class Complaint:
    """One defect of a row: a code of the catalogue, how grave it is, and the column it is about."""

    code: str
    severity: Severity
    column: str | None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A row that can be used, with what was said about it."""

    values: Values
    complaints: tuple[Complaint, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be used. Its readable values remain: they tell whom it may be about."""

    values: Values
    complaints: tuple[Complaint, ...]


Verdict: TypeAlias = Accepted | Refused
