"""What the national return costs: `.venv/bin/python -m tests.bench.national_return_cost`, without a database.

Records are made of lines of a snapshot some hundred at a time, written as XML and held against the list of errors, as
the service does it; the time of reading the lines from the database is not in it.
"""

import resource
import sys
import time
import tracemalloc
from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from services.reporting.adapters.national_return.national_return import header_of
from services.reporting.adapters.national_return.xml_file import XmlFile
from services.reporting.domain.national_return.editions import edition_of
from services.reporting.domain.national_return.preflight import Preflight
from services.reporting.domain.national_return.record import YoungPersonsRecord, record_of
from services.reporting.domain.national_return.rules import Period
from tests.spec.reporting.national_return import PERIOD_END, line, place_of

COUNTIES: Final = (60_000, 240_000)
_BATCH: Final = 500
_SENT_ON: Final = date(2026, 11, 9)


def batches(people: int) -> Iterator[list[YoungPersonsRecord]]:
    """Yield the records of a county, some hundred at a time."""
    made = line()
    for start in range(0, people, _BATCH):
        yield [
            record_of(
                made._replace(person_id=UUID(int=number), uln=str(1_000_000_000 + number), forename=f"Robin{number}"),
                *(number, PERIOD_END, "P", place_of),
            )
            for number in range(start, start + _BATCH)
        ]


def write(people: int) -> int:
    """Return how many bytes the file of so many people has; none of them are kept."""
    file = XmlFile(header_of(PERIOD_END, _SENT_ON), edition_of(PERIOD_END))
    return len(file.beginning()) + sum(len(file.add(records)) for records in batches(people)) + len(file.ending())


def check(people: int) -> int:
    """Return how many records a pre-flight of so many people has looked at."""
    preflight = Preflight(Period.of(PERIOD_END))
    for records in batches(people):
        preflight.add(records)
    return preflight.findings().records


def main() -> None:
    """Print processor seconds and peak memory of each."""
    for people in COUNTIES:
        for name, work in (("file", write), ("pre-flight", check)):
            began = time.process_time()
            work(people)
            spent = time.process_time() - began
            tracemalloc.start()
            work(people // 10)
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            sys.stdout.write(
                f"{people:>9,} people: {name} {spent:.2f} s of processor time, {spent / people * 1e6:.0f} µs each;"
                f" {peak / 1e6:.1f} MB at most for a tenth of them\n"
            )
    whole = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"the whole process: {whole:.0f} MB at most\n")


if __name__ == "__main__":
    main()
