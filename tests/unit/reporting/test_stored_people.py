"""A person becomes a row and a row a person again: by one list of columns."""

from typing import Any
from uuid import UUID

from services.reporting.adapters.columns import NAMES, person_from, plain_row_of, row_of
from services.reporting.domain.person_status import Details, PersonStatus, Who
from services.reporting.domain.status import Answer


def marked(kind: Any, prefix: str = "") -> Any:
    """Return a value of a named tuple in which each field holds its own name."""
    return kind._make(prefix + field for field in kind._fields)


PERSON = marked(PersonStatus)._replace(
    person_id=UUID(int=1),
    answer=marked(Answer, "answer."),
    who=marked(Who, "who."),
    details=marked(Details, "details."),
)


def test_the_fast_row_is_the_plain_one() -> None:
    assert row_of(PERSON) == plain_row_of(PERSON)
    assert len(row_of(PERSON)) == len(NAMES)


def test_a_row_gives_the_person_back() -> None:
    assert person_from(row_of(PERSON)) == PERSON
