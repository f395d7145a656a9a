"""Invented schools across the twelve districts, each with its habits: layout, spelling, and how carefully it works."""

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from deploy.demo.population.colleges import College
from deploy.demo.population.geography import DISTRICTS, District
from deploy.demo.population.names import words

Format = Literal["xlsx", "csv", "csv-utf8", "ods"]
DateStyle = Literal["typed", "text", "iso", "dotted"]

_FIRST: Final = words(
    "Oakhurst Larkfield Saxonbury Hopgarden Greensand Falconwood Beaconsfold Chalkdown Millbrook Orchardleigh Weirside"
    " Thornbridge Marlpit Cobnut Swanmere Priorsgate Harbourside Windmill Bramblewood Medlar Quarryfield Hawkswell"
)
_LAST: Final = (
    "Academy",
    "School",
    "High School",
    "Grammar School",
    "School for Girls",
    "Community College",
    "College",
)


@dataclass(frozen=True, slots=True)
class Habits:
    """How one school fills in its workbook."""

    format: Format
    header_line: int
    """The line of the header row: 1, 3 or 5."""
    spelling: Literal["official", "aliases", "starred"]
    dates: DateStyle
    labels: bool
    """Drop-down text such as `Year 12` or `F - Female` in place of the bare code."""
    numeric_cells: bool
    """Learner numbers and phones typed as numbers: a spreadsheet then drops the leading zero."""
    capitals: bool
    guidance_sheet: bool
    sheet_per_year: bool
    totals_line: bool
    optional_columns: bool
    carelessness: float
    """Multiplies every damage rate: 1 for a good sender, 3 for a bad one."""


@dataclass(frozen=True, slots=True)
class School:
    """One invented establishment with a sixth form."""

    dfe_number: str
    """Seven digits, 8860001 to 8860999: no real school."""
    name: str
    type: str
    district: District
    habits: Habits
    learners: int
    """About how many learners its enrolment return lists."""

    @property
    def shown_number(self) -> str:
        """The number as people write it: 886/0001."""
        return f"{self.dfe_number[:3]}/{self.dfe_number[3:]}"


def make_schools(chance: random.Random, sizes: list[int]) -> list[School]:
    """Return one school for each size given, spread evenly over the districts, with distinct names."""
    taken: set[str] = set()
    schools = []
    for index, learners in enumerate(sizes):
        name = _name(chance, taken)
        schools.append(
            School(
                dfe_number=f"886{index + 1:04d}",
                name=name,
                type="community school" if index % 3 else "academy converter",
                district=DISTRICTS[index % len(DISTRICTS)],
                habits=_habits(chance),
                learners=learners,
            )
        )
    return schools


def register_csv(schools: Sequence[School], colleges: Sequence[College] = ()) -> str:
    """Return the register as `shared.vocabulary.establishments` reads it: schools by DfE number, colleges by UKPRN."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["dfe_number", "name", "urn", "ukprn", "type", "district", "open_from", "open_to"])
    for school in schools:
        writer.writerow([school.dfe_number, school.name, "", "", school.type, school.district.code, "2010-09-01", ""])
    for college in colleges:
        kind = "further education"
        writer.writerow(["", college.name, "", college.ukprn, kind, college.district.code, "2010-09-01", ""])
    return out.getvalue()


def _name(chance: random.Random, taken: set[str]) -> str:
    while True:
        name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
        if name in taken:
            name = f"{chance.choice(DISTRICTS).towns[0]} {name}"
        if name not in taken:
            taken.add(name)
            return name


def _habits(chance: random.Random) -> Habits:
    file_format: Format = chance.choices(("xlsx", "csv", "csv-utf8", "ods"), (80, 9, 4, 7))[0]
    workbook = file_format in ("xlsx", "ods")
    dates: DateStyle = chance.choices(("typed", "text", "iso", "dotted"), (70, 20, 5, 5))[0]
    return Habits(
        format=file_format,
        header_line=chance.choices((1, 3, 5), (60, 20, 20))[0],
        spelling=chance.choices(("official", "aliases", "starred"), (50, 30, 20))[0],
        dates="text" if dates == "typed" and not workbook else dates,
        labels=chance.random() < 0.25,
        numeric_cells=chance.random() < 0.35,
        capitals=chance.random() < 0.15,
        guidance_sheet=workbook and chance.random() < 0.35,
        sheet_per_year=workbook and chance.random() < 0.1,
        totals_line=chance.random() < 0.25,
        optional_columns=chance.random() < 0.7,
        carelessness=chance.choices((1.0, 3.0), (85, 15))[0],
    )
