"""What one large enrolment of a college costs: `python -m tests.bench.college_cost [ROWS]`.

Read and judged, a step at a time (`ingest_cost`, `validation_cost`), and how much memory the child takes that reads it.
The bar: 14,000 rows a second on one core, and 300 MB.
"""

import asyncio
import hashlib
import os
import random
import sys
import tempfile
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from deploy.demo.county import Upload
from deploy.demo.population.enrolments import Row
from deploy.demo.population.people import Population, YoungPerson
from deploy.demo.workbooks.damage import Surroundings, damage
from deploy.demo.workbooks.spreadsheets import Sheet, xlsx
from services.ingest.adapters.reading.child.read_file import read_file
from services.ingest.adapters.reading.child.server import warm_up
from services.ingest.adapters.reading.forked_reader import ForkedReader
from shared.vocabulary.collections import C_ENR
from shared.vocabulary.columns import get_column
from tests.bench import ingest_cost, validation_cost
from tests.bench.mix import bench_plan

ROWS: Final = 20_000
_UKPRN: Final = "19990001"
_FILE_NAME: Final = f"{_UKPRN} enrolment 2026-27.xlsx"
_COURSES: Final = ("Brickwork", "Hairdressing", "Computing", "Animal care", "Catering", "Motor vehicles", "Health")
_PROGRAMMES: Final = ("STUDYPROG", "STUDYPROG", "STUDYPROG", "TLEVEL", "APPRENT", "31 - T Level")
_CAMPUSES: Final = ("Riverside", "Hilltop", "Old Brewery", "Marsh Lane")


def college_file(rows: int) -> bytes:
    """Return the workbook of a college with so many learners, damaged as files of a good sender are."""
    chance = random.Random(61)
    population = Population(chance, bench_plan().ages)
    people = population.people(rows)
    around = Surroundings(chance, population.numbers, people)
    lines = []
    for person in people:
        row = _row(chance, person)
        damage(row, 1.0, around)
        lines.append([row.get(use.id) for use in C_ENR.columns])
    return xlsx([Sheet("Enrolment", [[get_column(use.id).header for use in C_ENR.columns], *lines])])


def _row(chance: random.Random, person: YoungPerson) -> Row:
    """Return what a college knows of a learner; the year group is for the kinds of damage alone."""
    level, course = chance.choice("123E"), chance.choice(_COURSES)
    who: Row = {
        "E3": _UKPRN,
        "E4": "Three Rivers College",
        "E5": chance.choice(_CAMPUSES),
        "P3": person.uln,
        "P4": f"{chance.randrange(10**8):08d}",
        "P5": person.surname,
        "P6": person.forename,
        "P1": person.upn if chance.random() < 0.4 else None,
        "P7": person.middle_names,
        "P10": person.born_on,
        "P11": person.sex,
        "P12": str(chance.randrange(31, 48)),
        "P14": person.sen,
        "P15": str(person.year_group),
        "C1": person.address.line,
        "C3": person.address.town,
        "C5": person.address.postcode,
        "C6": person.home_phone,
        "C7": person.mobile,
        "C8": person.email,
        "C10": person.carer_phone,
    }
    return who | {
        "L5": chance.choice(_PROGRAMMES),
        "L6": f"L{level} Diploma in {course}",
        "L4": f"6{chance.randrange(10**6):06d}0",
        "L1": level,
        "L7": "FT",
        "L8": 580,
        "L9": date(2026, 9, chance.randrange(1, 15)),
        "L10": date(2027, 7, 9),
        "L11": "25",
    }


def megabytes_of_child(path: Path) -> float:
    """Return the most memory that a child takes that reads the file, in MB."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_read_in_child, (path,))


def _read_in_child(path: Path) -> float:
    content = path.read_bytes()
    warm_up()
    child = os.fork()
    if not child:
        read_file(content, _FILE_NAME, lambda _kind, _payload: None)
        os._exit(0)
    _, status, used = os.wait4(child, 0)
    assert status == 0
    return used.ru_maxrss / 1024


async def _costs(upload: Upload, folder: Path) -> tuple[ingest_cost.Cost, validation_cost.Cost]:
    warm_up()
    reader = ForkedReader()
    await reader.start()
    try:
        return (
            await ingest_cost.cost_of("college enrolment", [upload], reader, folder),
            validation_cost.cost_of("C_ENR", await validation_cost.parts_of(reader, upload)),
        )
    finally:
        await reader.stop()


def main(rows: int = ROWS) -> None:
    """Print the costs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _FILE_NAME
        path.write_bytes(college_file(rows))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        upload = Upload(_FILE_NAME, path, _UKPRN, "C_ENR", rows, digest)
        print(f"child: {megabytes_of_child(path):.0f} MB for {path.stat().st_size / 2**20:.1f} MB")
        read, judged = asyncio.run(_costs(upload, Path(folder)))
    by_row = read.total / read.rows * 1e6 + judged.total
    ingest_cost.show(read)
    validation_cost.show(judged)
    print(f"read and judged: {by_row:.1f} µs a row, {1e6 / by_row:,.0f} rows/s a core")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
