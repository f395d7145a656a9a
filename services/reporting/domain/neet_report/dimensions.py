"""What the report is broken down by, as a table: each by an SQL expression over a snapshot and by its pure twin."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from services.reporting.domain.snapshots.line import SnapshotLine
from shared.vocabulary.code_lists.characteristics import CHARACTERISTICS
from shared.vocabulary.districts import DISTRICTS

UNKNOWN: Final = "unknown"
"""The value of people of whom it is not known, or not to be told."""
VULNERABLE: Final = tuple(sorted(code for code, one in CHARACTERISTICS.items() if one.vulnerable))


@dataclass(frozen=True, slots=True)
class Dimension:
    """One breakdown. Its values are short texts without blanks; several for one person where it is `many_valued`."""

    key: str
    """In addresses and files."""
    title: str
    sql: str
    """Over `p`, a row of `snapshot_people`, and `hidden`, whether nobody may learn where that person is. What holds for
    several values at once has them parted by blanks."""
    twin: Callable[[SnapshotLine, bool], str]
    """The same of a line, and whether that person's place is hidden."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What each value is called, in the order of the table; of others the number itself, or its establishment."""
    many_valued: bool = False
    """One person may stand in several rows or in none: the rows add up to nothing."""
    published: bool = True


def _of_place(column: str) -> str:
    return f"CASE WHEN hidden THEN '{UNKNOWN}' ELSE coalesce({column}, '{UNKNOWN}') END"


def _district(line: SnapshotLine, hidden: bool) -> str:
    return UNKNOWN if hidden else line.district or UNKNOWN


def _establishment(line: SnapshotLine, hidden: bool) -> str:
    return UNKNOWN if hidden else line.establishment or line.school or UNKNOWN


def _year(line: SnapshotLine, hidden: bool) -> str:
    return UNKNOWN if line.year_group is None else str(line.year_group)


def _sex(line: SnapshotLine, hidden: bool) -> str:
    return line.sex or "U"


def _send(line: SnapshotLine, hidden: bool) -> str:
    return "plan" if line.has_plan else "support" if line.sen == "K" else "none"


def characteristics_of(line: SnapshotLine) -> Sequence[str]:
    """Return the codes of somebody's characteristics."""
    return (line.characteristics or "").split(" ") if line.characteristics else []


def _vulnerable(line: SnapshotLine, hidden: bool) -> str:
    return "yes" if set(VULNERABLE) & set(characteristics_of(line)) else "no"


def _characteristics(line: SnapshotLine, hidden: bool) -> str:
    return line.characteristics or ""


_ETHNIC_GROUPS: Final = {"W": "white", "M": "mixed", "A": "asian", "C": "asian", "B": "black", "O": "other"}
"""By the first letter of the code, which all codes of a group share; the national list has CHNE among the Asian ones.
REFU, NOBT and the digits of colleges stand for none."""


def _ethnicity(line: SnapshotLine, hidden: bool) -> str:
    return _ETHNIC_GROUPS.get((line.ethnicity or " ")[0], UNKNOWN)


_ETHNICITY_SQL: Final = (
    "CASE left(p.ethnicity, 1) "
    + " ".join(f"WHEN '{letter}' THEN '{group}'" for letter, group in _ETHNIC_GROUPS.items())
    + f" ELSE '{UNKNOWN}' END"
)
_VULNERABLE_SQL: Final = (
    "CASE WHEN string_to_array(p.characteristics, ' ') && ARRAY["
    + ", ".join(f"'{code}'" for code in VULNERABLE)
    + "] THEN 'yes' ELSE 'no' END"
)

DIMENSIONS: Final = (
    Dimension("district", "District", _of_place("p.district"), _district, {**DISTRICTS, UNKNOWN: "District not known"}),
    Dimension(
        "establishment",
        "Establishment",
        _of_place("coalesce(p.establishment, p.school)"),
        _establishment,
        {UNKNOWN: "No establishment known"},
    ),
    Dimension(
        "year",
        "Year group",
        f"coalesce(p.year_group::text, '{UNKNOWN}')",
        _year,
        {"12": "Year 12", "13": "Year 13"},
    ),
    Dimension(
        "sex",
        "Sex",
        "coalesce(p.sex, 'U')",
        _sex,
        {"F": "Female", "M": "Male", "U": "Not known", "W": "Withheld"},
    ),
    Dimension(
        "send",
        "Special educational needs",
        "CASE WHEN p.has_plan THEN 'plan' WHEN p.sen = 'K' THEN 'support' ELSE 'none' END",
        _send,
        {"none": "None recorded", "support": "SEN support", "plan": "EHC plan"},
    ),
    Dimension(
        "vulnerable",
        "Vulnerable group",
        _VULNERABLE_SQL,
        _vulnerable,
        {"yes": "In the vulnerable group", "no": "Not in it"},
    ),
    Dimension(
        "characteristic",
        "Characteristic",
        "coalesce(p.characteristics, '')",
        _characteristics,
        {code: one.label for code, one in CHARACTERISTICS.items()},
        many_valued=True,
        published=False,
    ),
    Dimension(
        "ethnicity",
        "Ethnic group",
        _ETHNICITY_SQL,
        _ethnicity,
        {
            "white": "White",
            "mixed": "Mixed",
            "asian": "Asian or Chinese",
            "black": "Black",
            "other": "Any other group",
            UNKNOWN: "Refused or not known",
        },
    ),
)
"""Establishment: where they are by the claim that decided, else the school where the roll has them. Special educational
needs: a plan in force counts before support. The national figures break down by these (source: SCORECARD) but for
establishment, ethnic group and the single characteristics, which are local; the single ones are not published."""
BY_KEY: Final = {dimension.key: dimension for dimension in DIMENSIONS}


def values_of(dimension: Dimension, value: str) -> Sequence[str]:
    """Return the rows in which somebody with what the expression gives is counted."""
    return value.split() if dimension.many_valued else (value,)
