"""What matching decides of a large mixed load, a line a row: `python -m tests.support.matching_run`.

Processes of one code, with compiled modules and without, must print the same. So people get the ids 1, 2, 3.
"""

import asyncio
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any, Final
from uuid import UUID

from services.matching.usecases.match_records import MatchRecords
from services.matching.usecases.ports import Linked, Waiting
from shared.compiled.finder import compiled_modules
from tests.support.builders import a_person, a_record, a_uln, a_upn, accepted_records
from tests.support.matching import MemoryMatching
from tests.support.matching_county import county_records
from tests.support.memory_unit_of_work import MemoryUnitsOfWork
from tests.support.rows import Record

SEED: Final = 47
PEOPLE: Final = 2_000
CROWDED_RETURNS: Final = 300

CROWDED: Final[dict[str, Sequence[Any]]] = {
    "surname": ("Kempton", "Ashgrove", "Kempton-Ashgrove", "Zara", "O\u2019Varley", "van der Winslade", "Kemptom"),
    "preferred_surname": (None, None, None, "Ashgrove"),
    "forename": ("Zara", "Kempton", "Imogen", "Rupert", "Zar", "Zoë", "Dan", "Daniel"),
    "middle_names": (None, None, "Mary Anne"),
    "born_on": (date(2010, 2, 3), date(2010, 3, 2), date(2010, 2, 14), date(2010, 2, 15), date(2009, 1, 1), None),
    "sex": ("F", "M", None),
    "postcode": ("ME14 1XX", "CT1 1AA", None),
    "upn": (*map(a_upn, range(4)), None, None),
    "former_upn": (None, None, None, a_upn(1), a_upn(9)),
    "uln": (None, None, a_uln(1), a_uln(2)),
    "authority_ref": (None, None, None, "K1", "K2"),
}
"""Few values of each, so that nearly every row is like others in some of them."""


def county_load() -> Iterator[list[list[Record]]]:
    """Yield a roll, then damaged returns of schools: a list of parts each."""
    county = county_records(PEOPLE, learners=PEOPLE, seed=SEED)
    roll = [row.record for row in county.roll]
    yield [roll[start : start + 500] for start in range(0, len(roll), 500)]
    for rows in county.returns:
        yield [[row.record for row in rows]]
    yield [roll[:500]]


def crowded_load() -> Iterator[list[list[Record]]]:
    """Yield small returns in one or two parts whose rows are like each other."""
    chance = random.Random(SEED)
    for _ in range(CROWDED_RETURNS):
        rows = [a_record(person=a_person(**_crowded(chance))) for _ in range(chance.randint(1, 12))]
        half = chance.randint(0, len(rows) - 1)
        yield [part for part in (rows[:half], rows[half:]) if part]


def _crowded(chance: random.Random) -> dict[str, Any]:
    given = {name: chance.choice(values) for name, values in CROWDED.items()}
    return given | {"upn_kind": chance.choice(("permanent", "permanent", "temporary")) if given["upn"] else None}


async def lines(load: Iterator[list[list[Record]]]) -> list[str]:
    """Return what becomes of every row, and what is known of everybody at the end."""
    memory = MemoryMatching()
    match = MatchRecords(MemoryUnitsOfWork(memory.tables).begin, (UUID(int=number) for number in count(1)))
    for name, parts in enumerate(load):
        ordinal = 0
        events = []
        for part, records in enumerate(parts):
            numbered = [replace(record, ordinal=ordinal + place) for place, record in enumerate(records)]
            events.append(accepted_records(numbered, name=name, part=part))
            ordinal += len(records)
        await match(events)
    found = [line for linked in memory.links.parts for line in _of_linked(linked)]
    found += map(_of_waiting, memory.reviews.rows)
    found += map(repr, memory.people.people.values())
    return [*found, repr(sorted(memory.people.holders.items()))]


def _of_linked(linked: Linked) -> Iterator[str]:
    columns = linked.records.ordinals, linked.person_ids, linked.created, linked.rules, linked.evidence
    for ordinal, person_id, *decision in zip(*columns, strict=True):
        yield repr((linked.part.part, ordinal, person_id.int, *decision))


def _of_waiting(waiting: Waiting) -> str:
    return repr((waiting.ordinal, waiting.review))


def main() -> None:
    """Print how many modules run compiled, then the lines of both loads."""
    print(compiled_modules("matching"))
    for load in (county_load(), crowded_load()):
        sys.stdout.writelines(f"{line}\n" for line in asyncio.run(lines(load)))


if __name__ == "__main__":
    main()
