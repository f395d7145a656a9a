"""What is known of a person, as JSON in one column: read and written whole, so one column is cheaper than nine.

A list in the order of `Person`, after id and version; new kinds of knowledge are added at its end.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from pydantic_core import from_json, to_json

from services.matching.domain.normalise import Name, comparable_name
from services.matching.domain.people import Person


def json_of_person(person: Person) -> str:
    """Return the JSON of what is known of a person."""
    _, _, surnames, forenames, *others = person
    return to_json((_texts(surnames), _texts(forenames), *others)).decode()


def person_from(person_id: UUID, version: int, seen: str) -> Person:
    """Return the person whose JSON this is."""
    surnames, forenames, birth_dates, sex, *others = from_json(seen)
    return Person(
        person_id,
        version,
        tuple(map(comparable_name, surnames)),
        tuple(map(comparable_name, forenames)),
        tuple(map(date.fromisoformat, birth_dates)),
        sex,
        *map(tuple, others),
    )


def _texts(names: Iterable[Name]) -> list[str]:
    return [name.text for name in names]
