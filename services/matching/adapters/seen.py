"""What is known of a person, as JSON in one column: read and written whole, so one column is cheaper than nine."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from pydantic_core import from_json, to_json

from services.matching.domain.normalise import Name, comparable_name
from services.matching.domain.people import Person


def seen_of(person: Person) -> str:
    """Return the JSON of what is known of a person; what is not known is left out."""
    known = {
        "surnames": _texts(person.surnames),
        "forenames": _texts(person.forenames),
        "birth_dates": person.birth_dates,
        "sex": person.sex,
        "postcodes": person.postcodes,
        "upns": person.upns,
        "temporary_upns": person.temporary_upns,
        "ulns": person.ulns,
        "authority_refs": person.authority_refs,
    }
    return to_json({name: value for name, value in known.items() if value}).decode()


def person_from(person_id: UUID, version: int, seen: str) -> Person:
    """Return the person whose JSON this is."""
    get = from_json(seen, cache_strings="keys").get
    return Person(
        person_id,
        version,
        tuple(map(comparable_name, get("surnames", ()))),
        tuple(map(comparable_name, get("forenames", ()))),
        tuple(map(date.fromisoformat, get("birth_dates", ()))),
        get("sex"),
        tuple(get("postcodes", ())),
        tuple(get("upns", ())),
        tuple(get("temporary_upns", ())),
        tuple(get("ulns", ())),
        tuple(get("authority_refs", ())),
    )


def _texts(names: Iterable[Name]) -> list[str]:
    return [name.text for name in names]
