"""Rows and people of matching's domain, made up: a test names only what it is about."""

from datetime import date
from typing import Any
from uuid import UUID

from services.matching.domain.people import Description, Person, new_person_from
from services.matching.usecases.translate import descriptions_of
from tests.support.builders import a_person, a_record, an_id
from tests.support.rows import records_of


def a_row(**given: Any) -> Description:
    """Return what a row about Zara Kempton says, changed as told (names of PersonDetails)."""
    (row,) = descriptions_of(records_of([a_record(person=a_person(**given))]).person)
    return row


def somebody(name: object = "zara", **given: Any) -> Person:
    """Return the person whom such a row founded, under an id that the same name always gives."""
    return new_person_from(a_row(**given), person_id(name))


def person_id(name: object = "zara") -> UUID:
    """Return the id of the named person."""
    return an_id("person", name)


BORN_ON = date(2010, 2, 14)
