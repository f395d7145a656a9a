"""Characteristics of young people as the national return codes them: an effective-dated list."""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Characteristic:
    """One code of the list and since when it may be used."""

    code: str
    label: str
    source: str
    vulnerable: bool = True
    """Whether whoever has it belongs to the vulnerable group of the published figures (source: SCORECARD)."""
    effective_from: date = date.min
    effective_until: date | None = None

    def holds_on(self, on: date) -> bool:
        """Return whether the code is in use on that day."""
        return self.effective_from <= on and (self.effective_until is None or on <= self.effective_until)


_SCHEMA: Final = "schema of 2015"

_LIST: Final = (
    Characteristic("110", "Looked after / in care", _SCHEMA),
    Characteristic("120", "Caring for own child", _SCHEMA, vulnerable=False),
    Characteristic("130", "Refugee / asylum seeker", _SCHEMA),
    Characteristic("140", "Carer, not own child", _SCHEMA),
    Characteristic("150", "Substance misuse, disclosed by the young person", _SCHEMA),
    Characteristic("160", "Care leaver", _SCHEMA),
    Characteristic("170", "Supervised by youth offending team", _SCHEMA),
    Characteristic("180", "Pregnancy", _SCHEMA, vulnerable=False),
    Characteristic("190", "Parent not caring for own child", _SCHEMA),
    Characteristic(
        "200", "Alternative provision", "validator of the 2019-20 requirement", effective_from=date(2019, 4, 1)
    ),
    Characteristic("210", "Mental health flag", "scorecard of 2025; added after 2019", effective_from=date(2020, 4, 1)),
)
"""An edition holds from 1 April. The first days of 200 and 210 follow from the editions that have and have not got
them; to be confirmed from the editions themselves."""

CHARACTERISTICS: Final = MappingProxyType({entry.code: entry for entry in _LIST})


def not_in_use(codes: tuple[str, ...], on: date) -> tuple[str, ...]:
    """Return those of the codes that the list in force on that day has not."""
    return tuple(code for code in codes if code not in CHARACTERISTICS or not CHARACTERISTICS[code].holds_on(on))
