"""Rows apart from all others are created together: all comes out as when every row is decided in its turn."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from hypothesis import event, given, settings
from hypothesis import strategies as st

from services.matching.domain.blocking import BlockingKeys, blocking_keys, keys_of_person
from services.matching.domain.decide_rows import RowsApart, settle_crowd, settle_rest
from services.matching.domain.decision import Decision, Link, Review
from services.matching.domain.lines import LineKeys, Lines
from services.matching.domain.people import Person
from services.matching.domain.people_in_batch import PeopleInBatch
from tests.support.builders import a_upn
from tests.support.matching_rows import a_row, somebody

DAYS = (date(2010, 2, 3), date(2010, 3, 2), date(2010, 2, 14), date(2009, 11, 30))
UPNS = tuple(map(a_upn, range(4)))
OF_A_PERSON = {
    "surname": st.sampled_from(["Kempton", "Ashgrove", "Kempton-Ashgrove", "Zara", "Varley", "Winslade"]),
    "forename": st.sampled_from(["Zara", "Kempton", "Imogen", "Rupert"]),
    "born_on": st.sampled_from([*DAYS, None]),
    "postcode": st.sampled_from(["ME14 1XX", "CT1 1AA", "TN1 1AA", None]),
    "upn": st.sampled_from([*UPNS, None]),
}
rows_given = st.lists(st.fixed_dictionaries(OF_A_PERSON), max_size=8)
known_given = st.lists(
    st.fixed_dictionaries(OF_A_PERSON | {"upn": st.sampled_from(UPNS), "also_born_on": st.sampled_from(DAYS)}),
    max_size=3,
    unique_by=lambda one: one["upn"],
)

Given = list[dict[str, Any]]


@given(known=known_given, people=rows_given)
@settings(max_examples=300)
def test_rows_apart_found_their_people_as_if_each_were_decided_in_its_turn(known: Given, people: Given) -> None:
    in_turn, at_once, left_out = both_ways(known, people)
    event(f"{left_out} rows apart")
    assert at_once == in_turn


def test_a_row_that_is_like_somebody_only_since_another_row_is_decided_in_its_turn() -> None:
    zara = {"forename": "Zara", "postcode": None, "surname": "Varley", "born_on": DAYS[2], "upn": UPNS[0]}
    known = [zara | {"also_born_on": DAYS[3]}]
    renamed = zara | {"surname": "Kempton"}  # from now on they are found as Kempton, born on either day
    alike = renamed | {"born_on": DAYS[3], "upn": None}
    in_turn, at_once, left_out = both_ways(known, [renamed, alike])
    assert left_out == 0
    assert at_once == in_turn
    assert [decision[0] for decision in at_once[0]] == [Link, Review]


def test_rows_that_nobody_is_like_are_left_out() -> None:
    people = [{"surname": name, "forename": "Zara", "born_on": DAYS[2], "upn": None} for name in ("Varley", "Winslade")]
    people = [one | {"postcode": None} for one in people]
    assert both_ways([], people)[2] == 2
    assert both_ways([], [*people, people[0]])[2] == 1


def both_ways(known: Given, people: Given) -> tuple[Any, Any, int]:
    """Return what becomes of the rows in the plain way and with rows apart, and how many of these were left out."""
    rows = {position: blocking_keys(_row(one)) for position, one in enumerate(people)}
    plain, batch = _found(known, rows), _found(known, rows)
    in_turn = settle_rest(rows, plain, _lines(rows), _ids())
    apart = RowsApart(rows, batch)
    others = settle_crowd(rows, apart, batch, _lines(rows), ids := _ids())
    decisions = others | apart.create(others, batch, ids)
    return _described(in_turn, plain), _described(decisions, batch), len(rows) - len(others)


def _row(given: dict[str, Any]) -> Any:
    return a_row(**given, uln=None, upn_kind="permanent" if given["upn"] else None)


def _found(known: Given, rows: Mapping[int, BlockingKeys]) -> PeopleInBatch:
    """Return the people as the index gives them: under the numbers and keys of the rows."""
    batch = PeopleInBatch()
    numbers = {number for one in rows.values() for number in one.row.identifiers}
    looked_for = {key for one in rows.values() for key in one.lookup_keys}
    for number, one in enumerate(known):
        person = _person(number, **one)
        holders = {identifier: person.id for identifier in person.identifiers if identifier in numbers}
        keys = keys_of_person(person) & looked_for
        if holders or keys:
            batch.add([person], holders)
            batch.add([], {}, [(key, person.id) for key in keys])
    return batch


def _person(number: int, *, also_born_on: date, **given: Any) -> Person:
    person = somebody(number, **given, uln=None, upn_kind="permanent")
    return person._replace(birth_dates=tuple(dict.fromkeys((*person.birth_dates, also_born_on))))


def _lines(rows: Mapping[int, BlockingKeys]) -> Lines:
    return Lines([0] * len(rows), _line_keys)


def _line_keys(position: int) -> LineKeys:
    return None, None, f"line {position}"


def _ids() -> Iterator[UUID]:
    return (UUID(int=number) for number in count(1))  # in the order of time, as in the service


def _described(decisions: Mapping[int, Decision], batch: PeopleInBatch) -> Any:
    """Return decisions and changes, a newcomer by the position of the row that founded them."""

    def named(person: UUID | None) -> str:
        founder = None if person is None else batch.founder(person)
        return str(person if founder is None else founder)

    def plain(decision: Decision) -> Any:
        if isinstance(decision, Review):
            return Review, decision.rule, sorted((named(one.person_id), one.evidence) for one in decision.candidates)
        return type(decision), decision.rule, decision.evidence, named(decision.person_id)

    changes = batch.changes()
    people = [*changes.created, *changes.changed]
    return (
        [plain(decisions[position]) for position in sorted(decisions)],
        sorted((named(person.id), str(person[1:])) for person in people),
        sorted((str(key), named(person)) for key, person in (*changes.identifiers, *changes.keys)),
    )
