"""The columns of `people`: one list, from which SELECT, COPY and UPDATE are made."""

from collections.abc import Callable, Sequence
from operator import attrgetter, itemgetter
from typing import Any, Final, NamedTuple

from services.reporting.domain.person_status import Details, PersonStatus, Who
from services.reporting.domain.status import Answer


class FieldColumn(NamedTuple):
    """A field of `PersonStatus`, its column of `people`, and the column's type."""

    field: str
    name: str
    type: str


PERSON: Final = (
    FieldColumn("person_id", "person_id", "uuid"),
    FieldColumn("version", "version", "integer"),
    FieldColumn("known_at", "known_at", "timestamptz"),
    FieldColumn("answer.group", "status_group", "text"),
    FieldColumn("answer.code", "code", "text"),
    FieldColumn("answer.lapsed", "lapsed", "boolean"),
    FieldColumn("answer.effective_on", "effective_on", "date"),
    FieldColumn("answer.due_on", "due_on", "date"),
    FieldColumn("answer.next_change_on", "next_change_on", "date"),
    FieldColumn("answer.rule", "rule", "text"),
    FieldColumn("answer.neet_since", "neet_since", "date"),
    FieldColumn("answer.review_on", "review_on", "date"),
    FieldColumn("establishment", "establishment", "text"),
    FieldColumn("issues", "issues", "text"),
    FieldColumn("who.on_roll", "on_roll", "boolean"),
    FieldColumn("who.district", "district", "text"),
    FieldColumn("who.school", "school", "text"),
    FieldColumn("who.plan_until", "plan_until", "date"),
    FieldColumn("who.birth_cohort", "birth_cohort", "smallint"),
    FieldColumn("who.born_on", "born_on", "date"),
    FieldColumn("details.surname", "surname", "text"),
    FieldColumn("details.forename", "forename", "text"),
    FieldColumn("details.postcode", "postcode", "text"),
    FieldColumn("details.upn", "upn", "text"),
    FieldColumn("details.uln", "uln", "text"),
    FieldColumn("details.authority_ref", "authority_ref", "text"),
)
NAMES: Final = tuple(column.name for column in PERSON)

ANSWER: Final = tuple(
    column for column in PERSON if column.field.startswith("answer.") or column.field in ("establishment", "issues")
)
"""What changes with the status alone."""

Read = Callable[[Any], Sequence[Any]]

new_tuple: Final[Callable[..., Any]] = tuple.__new__
"""What `_make` of a named tuple does at half its price, for values that are read in the order of its fields."""


def _columns_of(prefix: str, fields: Sequence[str]) -> Read:
    """Return what reads the columns of these fields from a record, in the order of the fields.

    By place in `PERSON`, worked out here once: a name is looked up anew in each of many thousand records.
    """
    places = {column.field: place for place, column in enumerate(PERSON)}
    return itemgetter(*(places[prefix + field] for field in fields))


_own: Final = _columns_of("", ("person_id", "version", "known_at", "establishment", "issues"))
_answer: Final = _columns_of("answer.", Answer._fields)
_who: Final = _columns_of("who.", Who._fields)
_details: Final = _columns_of("details.", Details._fields)

plain_row_of: Final = attrgetter(*(column.field for column in PERSON))
"""Returns a person's values in the order of `NAMES`."""
answer_of: Final = attrgetter(*(column.field for column in ANSWER))
"""Returns a person's values in the order of `ANSWER`."""


def person_from(record: Any) -> PersonStatus:
    """Return the person that a record holds whose first columns are `NAMES`."""
    person_id, version, known_at, establishment, issues = _own(record)
    return PersonStatus(
        person_id,
        version,
        known_at,
        new_tuple(Answer, _answer(record)),
        establishment,
        issues,
        new_tuple(Who, _who(record)),
        new_tuple(Details, _details(record)),
    )


# The fast twin, for half the price: `PERSON` lists the fields in the order in which they stand in a person. Law: it is
# `plain_row_of` (tests/unit/reporting/test_stored_people.py).


def row_of(person: PersonStatus) -> tuple[Any, ...]:
    """Return the same values."""
    person_id, version, known_at, answer, establishment, issues, who, details = person
    return (person_id, version, known_at, *answer, establishment, issues, *who, *details)
