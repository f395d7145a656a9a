"""The register of establishments: who may send, looked up by DfE number, URN or UKPRN. Loaded from CSV text."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Final

from shared.vocabulary.identifiers.establishment_numbers import read_dfe_number, read_ukprn

FIELDS: Final = ("dfe_number", "name", "urn", "ukprn", "type", "district", "open_from", "open_to")
"""Columns of the CSV, in order."""
OLDEST: Final = "oldest_age"
"""A column that it may have beside them: the age up to which somebody is taught there."""
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Establishment:
    """A school or college as it stands in the register. Numbers that nobody has verified are None."""

    dfe_number: str | None
    """Seven digits."""
    name: str
    urn: str | None
    ukprn: str | None
    type: str
    district: str | None
    """ONS code."""
    open_from: date | None
    open_to: date | None
    """Last day on which it was open; None: still open."""
    oldest_age: int | None = None
    """Up to which age it teaches (the national register calls it StatutoryHighAge); None: nobody has said."""

    @property
    def number(self) -> str | None:
        """The number that its returns have: the DfE number, and the UKPRN where there is no other."""
        return self.dfe_number or self.ukprn

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every number that its returns may have: as a school, and as a college."""
        return tuple(number for number in (self.dfe_number, self.ukprn) if number is not None)


class RegisterError(ValueError):
    """The register's file cannot be used. The message names the line, never a value."""


class Register:
    """All establishments known, with their three keys. Names are for people and never a key."""

    def __init__(self, establishments: Iterable[Establishment]) -> None:
        self._all = tuple(establishments)
        self._by_dfe_number = _index(self._all, "dfe_number")
        self._by_urn = _index(self._all, "urn")
        self._by_ukprn = _index(self._all, "ukprn")

    @classmethod
    def from_csv(cls, text: str) -> "Register":
        """Load the register from CSV text headed by `FIELDS`; raises RegisterError on a row that cannot be read."""
        reader = csv.DictReader(io.StringIO(text))
        if reader.fieldnames is None or not set(FIELDS) <= set(reader.fieldnames):
            raise RegisterError("the first line must name the columns " + ", ".join(FIELDS))
        return cls(_row(row, line) for line, row in enumerate(reader, 2))

    @classmethod
    def load(cls, path: Path | None) -> "Register":
        """Load the operator's register; the bundled one where no path is given. Raises RegisterError or OSError."""
        return cls.from_csv(path.read_text(encoding="utf-8") if path else bundled_register_csv())

    @property
    def establishments(self) -> tuple[Establishment, ...]:
        """Every establishment, in the order of the file."""
        return self._all

    def by_dfe_number(self, number: str) -> Establishment | None:
        """Return the establishment with that DfE number in any spelling, or None."""
        value = read_dfe_number(number).value
        return None if value is None else self._by_dfe_number.get(value)

    def find(self, number: str) -> Establishment | None:
        """Return the establishment that sends under this number: a DfE number in any spelling, or a UKPRN; or None."""
        return self.by_dfe_number(number) or self._by_ukprn.get(number)

    def by_urn(self, urn: str) -> Establishment | None:
        """Return the establishment with that URN, or None."""
        return self._by_urn.get(urn.strip())

    def by_ukprn(self, ukprn: str) -> Establishment | None:
        """Return the establishment with that UKPRN, or None."""
        return self._by_ukprn.get(ukprn.strip())

    def named(self, words: str) -> tuple[Establishment, ...]:
        """Return the establishments whose names hold all of these words or their beginnings, in the file's order."""
        wanted = _words(words)
        return tuple(one for one in self._all if wanted and _holds(_words(one.name), wanted))


def _words(text: str) -> list[str]:
    """Return the words of a name as people look for them: without accents, `St` as `Saint`."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    return ["saint" if word == "st" else word for word in _WORD.findall(plain)]


def _holds(words: list[str], wanted: list[str]) -> bool:
    return all(any(word.startswith(beginning) for word in words) for beginning in wanted)


def bundled_register_csv() -> str:
    """Return the text of the register that comes with the product: verified real rows, DfE numbers blank if unknown."""
    return resources.files("shared.vocabulary").joinpath("data/establishments.csv").read_text(encoding="utf-8")


def _index(rows: Iterable[Establishment], key: str) -> Mapping[str, Establishment]:
    """Index by a key; of several rows with one number the last in the file is the one in force."""
    return {value: row for row in rows if (value := getattr(row, key)) is not None}


def _row(row: Mapping[str, str | None], line: int) -> Establishment:
    cells = {name: (row.get(name) or "").strip() for name in FIELDS}
    if not cells["name"]:
        raise RegisterError(f"line {line}: an establishment needs a name")
    number, ukprn = cells["dfe_number"], cells["ukprn"]
    dfe_number = read_dfe_number(number).value if number else None
    if number and dfe_number is None:
        raise RegisterError(f"line {line}: dfe_number is not three and four digits")
    if ukprn and read_ukprn(ukprn).value is None:
        raise RegisterError(f"line {line}: ukprn is not eight digits")
    return Establishment(
        dfe_number=dfe_number,
        name=cells["name"],
        urn=cells["urn"] or None,
        ukprn=read_ukprn(ukprn).value,
        type=cells["type"],
        district=cells["district"] or None,
        open_from=_day(cells["open_from"], line),
        open_to=_day(cells["open_to"], line),
        oldest_age=_age(row.get(OLDEST), line),
    )


def _day(text: str, line: int) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise RegisterError(f"line {line}: dates are written 2026-09-01") from None


def _age(text: str | None, line: int) -> int | None:
    written = (text or "").strip()
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) <= 2):
        raise RegisterError(f"line {line}: {OLDEST} is a number of years")
    return int(written)
