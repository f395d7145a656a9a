"""Laws of matching: the order of rows and parts, and a second delivery, change nobody's person."""

import asyncio
from dataclasses import replace
from datetime import date
from itertools import combinations, count, islice
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from services.matching.domain.comparisons import compare
from services.matching.domain.decision import Create, Link, Review, decide
from services.matching.domain.facts import POSTCODE_OF_MANY
from services.matching.domain.people import Description, Person, new_person_from
from services.matching.domain.rules import RULES, rule_for
from shared.vocabulary.learners import compared, name_with_birth_date
from tests.support.builders import a_record, a_uln, a_upn, accepted_records
from tests.support.matching import MatchingUnderTest, partition_of
from tests.support.matching_rows import a_row, person_id
from tests.support.rows import PersonDetails, Record

FORENAMES = ("Zara", "Zarah", "Thomas", "Tom", "Mary Anne", "Mary", "Kempton", "Imogen")
SURNAMES = ("Kempton", "Kemton", "Kempton-Quirke", "Quirke", "Zara", "O'Brien")
DAYS = (date(2010, 2, 3), date(2010, 3, 2), date(2010, 2, 4), date(2009, 11, 30))
POSTCODES = ("ME14 1XX", "CT1 1AA")

details = st.fixed_dictionaries(
    {
        "surname": st.sampled_from(SURNAMES),
        "forename": st.sampled_from(FORENAMES),
        "born_on": st.sampled_from((None, *DAYS)),
        "sex": st.sampled_from((None, "F", "M")),
        "postcode": st.sampled_from((None, *POSTCODES)),
        "upn": st.sampled_from((None, a_upn(1), a_upn(2), a_upn(3))),
        "uln": st.sampled_from((None, a_uln(1), a_uln(2))),
        "former_upn": st.sampled_from((None, None, None, a_upn(1))),
        "authority_ref": st.sampled_from((None, None, "K1", "K2")),
    }
)
rows = details.map(lambda said: a_row(**said))
crowds = st.lists(rows, max_size=5).map(
    lambda known: [new_person_from(row, person_id(number)) for number, row in enumerate(known)]
)


@given(rows, crowds, st.randoms(use_true_random=False))
@settings(max_examples=300)
def test_a_row_is_decided_alike_whoever_is_looked_at_first(row: Description, crowd: list[Person], chance: Any) -> None:
    shuffled = list(crowd)
    chance.shuffle(shuffled)
    assert decide(row, crowd) == decide(row, shuffled)


@given(rows, crowds)
@settings(max_examples=300)
def test_the_evidence_accounts_for_the_decision(row: Description, crowd: list[Person]) -> None:
    decision = decide(row, crowd)
    by_id = {person.id: person for person in crowd}
    if isinstance(decision, Link):
        assert decision.evidence & ~POSTCODE_OF_MANY == compare(row, by_id[decision.person_id])
        assert RULES[rule_for(decision.evidence)].name == decision.rule
    elif isinstance(decision, Review):
        for candidate in decision.candidates:
            assert candidate.evidence & ~POSTCODE_OF_MANY == compare(row, by_id[candidate.person_id])
            assert RULES[rule_for(candidate.evidence)].name == candidate.rule
    elif decision.evidence:
        assert RULES[rule_for(decision.evidence)].name == decision.rule


@given(rows, crowds)
@settings(max_examples=300)
def test_somebody_who_shares_no_number_and_no_likeness_never_matters(row: Description, crowd: list[Person]) -> None:
    stranger = new_person_from(
        a_row(
            surname="Wolstenholme",
            forename="Peregrine",
            born_on=date(2008, 9, 9),
            upn=a_upn(900),
            uln=None,
            postcode="TN1 1AA",
        ),
        person_id("stranger"),
    )
    assert decide(row, [*crowd, stranger]) == decide(row, crowd)


# The guarantee: rows of one person (the same number, or the same name and birth date with nothing that contradicts)
# never make two; people who share name and birth date but differ in UPN stay two.


@st.composite
def guaranteed_rows(draw: st.DrawFn) -> list[tuple[str, PersonDetails]]:
    """Return rows of some people, each row bearing its person's UPN, or name and birth date that are theirs alone."""
    found: list[tuple[str, PersonDetails]] = []
    for number in range(draw(st.integers(1, 4))):
        namesakes = draw(st.booleans())
        base: dict[str, Any] = {
            "surname": "Wexcombe" if namesakes else ("Alder", "Birch", "Cedar", "Damson")[number],
            "forename": "Robin" if namesakes else ("Olive", "Percy", "Queenie", "Rupert")[number],
            "born_on": date(2010, 2, 3) if namesakes else date(2009, 10, 5 + number),
            "postcode": f"CT{number + 1} 1AA",
            "sex": None,
            "uln": None,
        }
        for _ in range(draw(st.integers(1, 4))):
            with_upn = namesakes or draw(st.booleans())
            found.append(
                (
                    str(number),
                    PersonDetails(
                        **base, upn=a_upn(number) if with_upn else None, upn_kind="permanent" if with_upn else None
                    ),
                )
            )
    return found


def parts(people: list[tuple[str, PersonDetails]], sizes: list[int]) -> list[list[Record]]:
    """Return the rows as records, shared out over parts of these sizes."""
    records = iter([a_record(ordinal, person=person) for ordinal, (_, person) in enumerate(people)])
    made = [list(islice(records, size)) for size in sizes]
    return [part for part in [*made, list(records)] if part]


async def matched(parts_in_order: list[list[Record]], numbers: list[int]) -> MatchingUnderTest:
    matching = MatchingUnderTest.in_memory()
    for number in numbers:
        await matching.hear(accepted_records(parts_in_order[number], part=number))
    return matching


@given(guaranteed_rows(), st.lists(st.integers(1, 4), max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_the_order_of_rows_and_parts_makes_no_difference_to_rows_of_one_person(
    people: list[tuple[str, PersonDetails]], sizes: list[int], chance: Any
) -> None:
    truth: dict[str, set[tuple[UUID, int]]] = {}
    submission = accepted_records([]).submission_id
    for ordinal, (name, _) in enumerate(people):
        truth.setdefault(name, set()).add((submission, ordinal))
    made = parts(people, sizes)
    chance.shuffle(made)
    for part in made:
        chance.shuffle(part)
    order = list(range(len(made)))
    chance.shuffle(order)
    matching = asyncio.run(matched(made, order))
    assert partition_of(matching.person_of()) == {frozenset(group) for group in truth.values()}


@given(st.lists(details, min_size=1, max_size=8), st.integers(1, 4))
@settings(max_examples=150)
def test_twice_equals_once_and_every_row_is_accounted_for(people: list[dict[str, Any]], size: int) -> None:
    records = [a_record(ordinal, person=replace(a_record().person, **said)) for ordinal, said in enumerate(people)]
    made = parts([("", record.person) for record in records], [size])

    async def run() -> None:
        matching = MatchingUnderTest.in_memory()
        numbers = count()
        events = [accepted_records(part, part=next(numbers)) for part in made]
        await matching.hear(*events)
        once = matching.person_of()
        await matching.hear(*reversed(events))
        assert matching.person_of() == once
        assert len(once) == len(records)

    asyncio.run(run())


@given(rows)
def test_nobody_is_created_without_number_or_birth_date(row: Description) -> None:
    decision = decide(row, [])
    assert isinstance(decision, Create) == bool(row.identifiers or row.born_on)


@given(
    st.lists(details, min_size=2, max_size=6),
    st.lists(details, max_size=2),
    st.integers(1, 6),
    st.randoms(use_true_random=False),
)
@settings(max_examples=300)
def test_b1_no_two_lines_of_one_return_that_are_two_learners_are_ever_one_person(
    people: list[dict[str, Any]], known: list[dict[str, Any]], size: int, chance: Any
) -> None:
    """Whatever the lines, whoever is known, however they are cut into parts and in whatever order these come."""
    records = [a_record(n, person=replace(a_record().person, **said)) for n, said in enumerate(people)]
    roll = [a_record(n, person=replace(a_record().person, **said)) for n, said in enumerate(known)]
    chance.shuffle(records)
    made = [records[start : start + size] for start in range(0, len(records), size)]

    async def run() -> dict[tuple[UUID, int], UUID | None]:
        matching = MatchingUnderTest.in_memory()
        await matching.match(roll, name="roll")
        await matching.hear(*(accepted_records(part, part=number) for number, part in enumerate(made)))
        return matching.person_of()

    submission = accepted_records([]).submission_id
    found = asyncio.run(run())
    keys = {record.ordinal: keys_of(record.person) for record in records}
    for one, two in combinations(keys, 2):
        if found[submission, one] is not None and found[submission, one] == found[submission, two]:
            agree, differ = compared(keys[one], keys[two])
            assert not differ or agree > differ


def keys_of(person: PersonDetails) -> tuple[str | None, str | None, str | None]:
    return person.upn, person.uln, name_with_birth_date(person.surname, person.forename, person.born_on)
