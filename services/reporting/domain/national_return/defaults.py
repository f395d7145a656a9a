"""What the return demands and nobody collects: what is sent instead, as dated settings of the authority.

Every value is one of the return's own list. Each is to be confirmed by the authority before the first file is sent.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from services.reporting.domain.currency import Certainty

Named = Literal[
    "database id",
    "level of need",
    "intended destination",
    "educated where nobody knows",
    "supplier name",
    "supplier version",
]


@dataclass(frozen=True, slots=True)
class Default:
    """One value that is sent for want of a better one, from a day on."""

    named: Named
    value: str
    source: str
    certainty: Certainty = "proposed"
    effective_from: date = date.min


DEFAULTS: Final[tuple[Default, ...]] = (
    Default("database id", "886", "three digits of the database; taken to be the authority's number: to be confirmed"),
    Default("level of need", "3", "minimum intervention: no collection asks for a level of need; to be confirmed"),
    Default("intended destination", "611", "not obtained: no collection asks Year 11 for it; to be confirmed"),
    Default(
        "educated where nobody knows",
        "004",
        "not known: of whoever learns nowhere, or at a place of no authority that is known; to be confirmed",
    ),
    Default("supplier name", "Onward", "the software that writes the file"),
    Default("supplier version", "1", "of the way in which it writes it"),
)
"""In the order of the days from which they apply."""


class Sent(NamedTuple):
    """The values in force."""

    database_id: str
    level_of_need: str
    intended_destination: str
    educated_where_nobody_knows: str
    supplier_name: str
    supplier_version: str


@lru_cache(maxsize=64)
def defaults_of(period_end: date) -> Sent:
    """Return what is sent for a period that ends on that day."""
    found = {row.named: row.value for row in DEFAULTS if row.effective_from <= period_end}
    return Sent(
        found["database id"],
        found["level of need"],
        found["intended destination"],
        found["educated where nobody knows"],
        found["supplier name"],
        found["supplier version"],
    )
