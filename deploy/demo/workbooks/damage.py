"""What goes wrong in a return, by kind and rate (source: LINKAGE-ERRORS): each kind is one named change to a row."""

import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from deploy.demo.population import geography, names
from deploy.demo.population.enrolments import Row
from deploy.demo.population.identifiers import Numbers
from deploy.demo.population.people import BUSINESS_DATE, YoungPerson
from services.validation.domain.values.upn import ALPHABET
from shared.vocabulary.collections import S_ENR, Collection


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a change may draw on: chance, fresh numbers, and the other learners of the same school."""

    chance: random.Random
    numbers: Numbers
    others: Sequence[YoungPerson]
    collection: Collection = S_ENR
    """Whose columns the row has."""

    def another(self, row: Row) -> YoungPerson | None:
        """Return another learner of the school, if there is one."""
        other = self.chance.choice(self.others)
        return None if other.upn == row.get("P1") or other.born_on == row.get("P10") else other


Change = Callable[[Row, Surroundings], bool]
"""Changes the row in place; False where the row gives no occasion (no hyphen to drop)."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One kind of damage. `rate` is its chance in a row of a good sender."""

    kind: str
    rate: float
    change: Change
    refuses: bool = False
    """True where the row cannot be used: the rules must refuse it."""


def damage(row: Row, carelessness: float, around: Surroundings) -> tuple[str, ...]:
    """Damage the row in place and return the kinds that struck it."""
    chance = around.chance
    return tuple(
        entry.kind
        for entry in DAMAGES
        if chance.random() < min(entry.rate * carelessness, 1.0) and entry.change(row, around)
    )


def without_marks(text: str) -> str:
    """Return a name without accents and apostrophes, as a system that cannot hold them keeps it."""
    folded = text.replace("ł", "l").replace("Ł", "L").replace("'", "")
    return "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))


def _blank(*columns: str) -> Change:
    def change(row: Row, _: Surroundings) -> bool:
        present = any(row.get(column) is not None for column in columns)
        row.update(dict.fromkeys(columns))
        return present

    return change


def _put(column: str, make: Callable[[Surroundings], str]) -> Change:
    def change(row: Row, around: Surroundings) -> bool:
        row[column] = make(around)
        return True

    return change


def _upn_of_another(row: Row, around: Surroundings) -> bool:
    other = around.another(row)
    if other is not None:
        row["P1"] = other.upn
    return other is not None


def _uln_of_another(row: Row, around: Surroundings) -> bool:
    other = around.another(row)
    if other is not None:
        row["P3"] = other.uln
    return other is not None


def _upn_bad_letter(row: Row, around: Surroundings) -> bool:
    upn = row["P1"]
    if not isinstance(upn, str):
        return False
    wrong = around.chance.choice([letter for letter in ALPHABET if letter != upn[0]])
    row["P1"] = wrong + upn[1:] if around.chance.random() < 0.7 else upn[:-1]
    return True


def _uln_bad_digit(row: Row, around: Surroundings) -> bool:
    uln = row["P3"]
    if not isinstance(uln, str):
        return False
    row["P3"] = uln[:-1] + str((int(uln[-1]) + around.chance.randrange(2, 9)) % 10)
    return True


def _day_month_swapped(row: Row, _: Surroundings) -> bool:
    born_on = row["P10"]
    if not isinstance(born_on, date) or born_on.day > 12 or born_on.day == born_on.month:
        return False
    swapped = date(born_on.year, born_on.day, born_on.month)
    if (swapped.month >= 9) != (born_on.month >= 9):
        return False
    row["P10"] = swapped
    return True


def _born_digit_wrong(row: Row, around: Surroundings) -> bool:
    born_on = row["P10"]
    if not isinstance(born_on, date):
        return False
    row["P10"] = born_on.replace(
        day=born_on.day % 28 + 1 if around.chance.random() < 0.5 else (born_on.day + 9) % 28 + 1
    )
    return row["P10"] != born_on


def _year_off(row: Row, around: Surroundings) -> bool:
    year = int(str(row["P15"]))
    row["P15"] = str(year + 1 if year < 14 and around.chance.random() < 0.5 else max(year - 1, 12))
    return row["P15"] != str(year)


def _nickname(row: Row, _: Surroundings) -> bool:
    short = names.NICKNAMES.get(str(row["P6"]))
    if short is not None:
        row["P6"] = short
    return short is not None


def _typo(column: str) -> Change:
    def change(row: Row, around: Surroundings) -> bool:
        name = str(row[column])
        place = around.chance.randrange(1, len(name)) if len(name) > 3 else 0
        if not place or not name[place].isalpha():
            return False
        row[column] = _edited(name, place, around.chance)
        return row[column] != name

    return change


def _edited(name: str, place: int, chance: random.Random) -> str:
    lot = chance.randrange(3)
    if lot == 0:
        return name[:place] + name[place + 1 :]
    if lot == 1 and place + 1 < len(name) and name[place + 1].isalpha():
        return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    return name[:place] + chance.choice("aeiounrst") + name[place + 1 :]


def _names_swapped(row: Row, _: Surroundings) -> bool:
    row["P5"], row["P6"] = row["P6"], row["P5"]
    return True


def _middle_in_forename(row: Row, _: Surroundings) -> bool:
    if not row["P7"]:
        return False
    row["P6"], row["P7"] = f"{row['P6']} {row['P7']}", None
    return True


def _surname_changed(row: Row, around: Surroundings) -> bool:
    before = row["P5"]
    row["P5"] = names.choose_surname(around.chance, names.CULTURES[0])
    return row["P5"] != before


def _hyphen_dropped(row: Row, around: Surroundings) -> bool:
    first, hyphen, second = str(row["P5"]).partition("-")
    if not hyphen:
        return False
    row["P5"] = around.chance.choice((first, second, f"{first} {second}", f"{second}-{first}"))
    return True


def _marks_lost(row: Row, _: Surroundings) -> bool:
    before = row["P5"], row["P6"]
    row["P5"], row["P6"] = without_marks(str(row["P5"])), without_marks(str(row["P6"]))
    return (row["P5"], row["P6"]) != before


def _moved(row: Row, around: Surroundings) -> bool:
    address = geography.choose_address(around.chance, geography.choose_district(around.chance))
    row |= {"C1": address.line, "C3": address.town, "C5": address.postcode}
    return True


def _postcode_typo(row: Row, around: Surroundings) -> bool:
    postcode = str(row["C5"])
    row["C5"] = postcode[:-1] + around.chance.choice([c for c in "ABDEFGHJ" if c != postcode[-1]])
    return True


def _sex_wrong(row: Row, _: Surroundings) -> bool:
    row["P11"] = "F" if row["P11"] == "M" else "M"
    return True


def _left(row: Row, around: Surroundings) -> bool:
    row["V1"] = BUSINESS_DATE - timedelta(days=around.chance.randrange(10, 32))
    return True


def _last_years_course(row: Row, around: Surroundings) -> bool:
    row["L9"], row["L10"] = date(2025, 9, around.chance.randrange(2, 9)), date(2026, 7, around.chance.randrange(6, 24))
    return True


def _shifted(row: Row, around: Surroundings) -> bool:
    """Move everything after the admission number one column to the right, as a stray cell does."""
    if around.collection is not S_ENR:
        return False
    columns = [use.id for use in S_ENR.columns]
    moving = columns[columns.index("P5") :]
    values = [row.get(column) for column in moving]
    row |= dict(zip(moving, [None, *values], strict=False))
    return True


DAMAGES: Final[tuple[Damage, ...]] = (
    Damage("upn_missing", 0.02, _blank("P1")),
    Damage("upn_of_another", 0.001, _upn_of_another),
    Damage("upn_bad_letter", 0.005, _upn_bad_letter),
    Damage("upn_temporary", 0.005, _put("P1", lambda around: around.numbers.temporary_upn(2022))),
    Damage("upn_changed", 0.005, _put("P1", lambda around: around.numbers.upn(2022))),
    Damage("uln_missing", 0.25, _blank("P3")),
    Damage("uln_bad_digit", 0.004, _uln_bad_digit),
    Damage("uln_of_another", 0.001, _uln_of_another),
    Damage("uln_temporary", 0.01, _put("P3", lambda _: "9999999999")),
    Damage("born_day_month_swapped", 0.003, _day_month_swapped),
    Damage("born_digit_wrong", 0.003, _born_digit_wrong),
    Damage("born_missing", 0.003, _blank("P10")),
    Damage("year_group_off", 0.005, _year_off),
    Damage("forename_nickname", 0.05, _nickname),
    Damage("forename_typo", 0.015, _typo("P6")),
    Damage("middle_in_forename", 0.04, _middle_in_forename),
    Damage("surname_typo", 0.01, _typo("P5")),
    Damage("surname_changed", 0.03, _surname_changed),
    Damage("hyphen_dropped", 0.6, _hyphen_dropped),
    Damage("marks_lost", 0.7, _marks_lost),
    Damage("names_swapped", 0.003, _names_swapped),
    Damage("moved", 0.08, _moved),
    Damage("postcode_typo", 0.01, _postcode_typo),
    Damage("postcode_missing", 0.005, _blank("C5")),
    Damage("sex_wrong", 0.001, _sex_wrong),
    Damage("phone_changed", 0.15, _put("C7", lambda around: geography.choose_mobile(around.chance))),
    Damage("phone_missing", 0.1, _blank("C6", "C7")),
    Damage("left_in", 0.005, _left, refuses=True),
    Damage("last_years_course", 0.003, _last_years_course),
    Damage("shifted", 0.001, _shifted, refuses=True),
)
"""In the order in which they strike. Rates are of a good sender; a bad one has three times as many."""

BY_KIND: Final = {entry.kind: entry for entry in DAMAGES}
