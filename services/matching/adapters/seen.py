"""What is known of a person, as JSON in one column: read and written whole, so one column is cheaper than nine."""

from collections.abc import Iterable
from datetime import date
from json import JSONEncoder
from typing import Any
from uuid import UUID

from services.matching.domain.normalise import Name, names_of
from services.matching.domain.people import Person

_encode = JSONEncoder(ensure_ascii=False).encode


def seen_of(person: Person) -> str:
    """Return the JSON of what is known of a person; what is not known is left out."""
    known = {
        "surnames": _texts(person.surnames),
        "forenames": _texts(person.forenames),
        "birth_dates": [day.isoformat() for day in person.birth_dates],
        "sex": person.sex,
        "postcodes": person.postcodes,
        "upns": person.upns,
        "temporary_upns": person.temporary_upns,
        "ulns": person.ulns,
        "authority_refs": person.authority_refs,
    }
    return _encode({name: value for name, value in known.items() if value})


def person_from(person_id: UUID, version: int, seen: dict[str, Any]) -> Person:
    """Return the person whose JSON this is."""
    get = seen.get
    return Person(
        person_id,
        version,
        names_of(*get("surnames", ())),
        names_of(*get("forenames", ())),
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
