"""Two lines of one return that validation takes for two learners are never one person, in whatever order they come."""

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.matching.domain.people_in_batch import Changes
from tests.support.builders import a_person, a_record, a_uln, a_upn, accepted_records
from tests.support.matching import MatchingUnderTest, MemoryPeople, claims_of
from tests.support.rows import PersonDetails

NEW_YEAR = date(2009, 1, 1)
HOSTEL: dict[str, Any] = {"postcode": "CT20 1AA", "born_on": NEW_YEAR, "sex": "M"}
NO_NUMBERS: dict[str, Any] = {"upn": None, "upn_kind": None, "uln": None}


def unnumbered(forename: str, surname: str, **given: Any) -> PersonDetails:
    return replace(a_person(**HOSTEL), **NO_NUMBERS, forename=forename, surname=surname, **given)


PAIRS = {
    "other surnames": (unnumbered("Mohamed", "Ali"), unnumbered("Mohamed", "Hassan")),
    "swapped": (unnumbered("Mohamed", "Ahmed"), unnumbered("Ahmed", "Mohamed")),
    "twins with a name in common": (unnumbered("Muhammad", "Khan"), unnumbered("Muhammad Ali", "Khan")),
    "twins, one like a short form": (unnumbered("Dan", "Kempton"), unnumbered("Danyal", "Kempton")),
    "twins of nearly one name": (unnumbered("Jayden", "Kempton"), unnumbered("Hayden", "Kempton")),
    "surnames nearly one": (unnumbered("Mohamed", "Hasan"), unnumbered("Mohamed", "Hassan")),
    "surnames in part one": (unnumbered("Mohamed", "Ali Hassan"), unnumbered("Mohamed", "Hassan")),
    "twins at home": (
        unnumbered("Dan", "Kempton", born_on=date(2009, 5, 7), postcode="ME14 1XX"),
        unnumbered("Danyal", "Kempton", born_on=date(2009, 5, 7), postcode="ME14 1XX"),
    ),
    "one UPN on two lines": (
        replace(unnumbered("Zara", "Kempton"), upn=a_upn(1), upn_kind="permanent"),
        replace(unnumbered("Zarra", "Kempton"), upn=a_upn(1), upn_kind="permanent"),
    ),
    "numbers of their own": (
        replace(unnumbered("Mohamed", "Ali"), upn=a_upn(1), upn_kind="permanent"),
        replace(unnumbered("Mohamed", "Hassan"), upn=a_upn(2), upn_kind="permanent"),
    ),
}
"""Two lines of one return that validation takes for two learners."""

People = dict[int, UUID | None]


async def listed(
    people: Sequence[PersonDetails], parts: Sequence[Sequence[int]], matching: MatchingUnderTest | None = None
) -> People:
    """Send the people as the lines of one return, in these parts; return whom each line is about."""
    matching = matching or MatchingUnderTest.in_memory()
    for number, part in enumerate(parts):
        records = [a_record(ordinal, person=people[ordinal]) for ordinal in part]
        await matching.hear(accepted_records(records, name="return", part=number))
    submission = accepted_records([], name="return").submission_id
    found = matching.person_of()
    return {ordinal: found[submission, ordinal] for ordinal in range(len(people))}


WAYS = {
    "one part": ((0, 1),),
    "one part, turned round": ((1, 0),),
    "two parts": ((0,), (1,)),
    "two parts, turned round": ((1,), (0,)),
}


@pytest.mark.parametrize("parts", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
async def test_b1_two_learners_of_one_return_are_never_one_person(
    pair: tuple[PersonDetails, PersonDetails], parts: Sequence[Sequence[int]]
) -> None:
    found = await listed(pair, parts)
    assert found[0] is None or found[0] != found[1]
    assert set(found.values()) != {None}


class FasterOnce(MemoryPeople):
    """An index in which somebody else is faster each first time."""

    refused = False

    async def keep(self, changes: Changes) -> bool:
        self.refused = not self.refused
        return not self.refused and await super().keep(changes)


@pytest.mark.parametrize("parts", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
async def test_b1_two_learners_stay_two_when_their_part_is_decided_a_second_time(
    pair: tuple[PersonDetails, PersonDetails], parts: Sequence[Sequence[int]]
) -> None:
    matching = MatchingUnderTest.in_memory()
    assert matching.memory is not None
    matching.memory.people = FasterOnce()
    found = await listed(pair, parts, matching)
    assert found[0] is None or found[0] != found[1]
    assert set(found.values()) != {None}


UNLIKE = [
    "other surnames",
    "twins with a name in common",
    "twins, one like a short form",
    "twins of nearly one name",
    "surnames nearly one",
    "surnames in part one",
    "twins at home",
    "numbers of their own",
    "swapped",
]


@pytest.mark.parametrize("parts", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("pair", UNLIKE)
async def test_b1_a_return_that_lists_two_newcomers_founds_two_whoever_comes_first(
    pair: str, parts: Sequence[Sequence[int]]
) -> None:
    found = await listed(PAIRS[pair], parts)
    assert None not in found.values()
    assert found[0] != found[1]


@pytest.mark.parametrize("size", [7, 50, 200])
@pytest.mark.parametrize("numbered", [False, True])
async def test_b1_two_hundred_lines_of_one_forename_and_few_birth_dates_are_two_hundred_people(
    size: int, numbered: bool
) -> None:
    names = ["".join(chr(97 + number // 20**place % 20) for place in range(2)) for number in range(200)]
    people = [
        unnumbered("Mohamed", f"{name}orov{name}", born_on=NEW_YEAR + timedelta(days=number % 28))
        for number, name in enumerate(names)
    ]
    if numbered:
        people = [replace(person, upn=a_upn(n), upn_kind="permanent") for n, person in enumerate(people)]
    matching = MatchingUnderTest.in_memory()
    parts = [range(start, min(start + size, 200)) for start in range(0, 200, size)]
    found = await listed(people, parts, matching)
    assert len(set(found.values()) - {None}) == 200
    again = accepted_records([a_record(n, person=person) for n, person in enumerate(people)], name="the same again")
    await matching.hear(again)
    linked = matching.person_of()
    assert [linked[again.submission_id, n] for n in range(200)] == [found[n] for n in range(200)]


@pytest.mark.parametrize("parts", WAYS.values(), ids=WAYS)
async def test_b1_of_two_lines_like_somebody_known_the_one_that_is_theirs_is_linked(
    parts: Sequence[Sequence[int]],
) -> None:
    """The known twin's own line is theirs; the other twin's waits for a person, or at least is nobody's unasked."""
    matching = MatchingUnderTest.in_memory()
    await matching.match([a_record(person=replace(a_person(**HOSTEL), forename="Dan", surname="Kempton"))], name="roll")
    known = claims_of(matching.answers[0])[0].person_id
    found = await listed((unnumbered("Dan", "Kempton"), unnumbered("Danyal", "Kempton")), parts, matching)
    assert found == {0: known, 1: None}


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_b1_of_lines_of_one_part_the_surest_is_the_known_persons_in_whatever_order(order: Sequence[int]) -> None:
    matching = MatchingUnderTest.in_memory()
    home: dict[str, Any] = {"born_on": date(2009, 5, 7), "postcode": "ME14 1XX", "sex": "M"}
    roll = [a_record(person=a_person(forename="Daniel", surname="Kempton", **home))]
    await matching.match(roll, name="roll")
    known = claims_of(matching.answers[0])[0].person_id
    lines = [unnumbered(forename, "Kempton", **home) for forename in ("Danny", "Daniel", "Dan")]
    assert await listed(lines, [order], matching) == {0: None, 1: known, 2: None}


async def test_one_learner_on_two_lines_is_one_person_as_before() -> None:
    numbered = a_person()
    for one, two in (
        (numbered, replace(numbered, **NO_NUMBERS)),
        (replace(numbered, forename="Zoë"), replace(numbered, forename="Zoe", uln=None)),
        (numbered, replace(numbered, forename="Zarra")),
        (replace(numbered, uln=None), replace(numbered, uln=a_uln(1))),
    ):
        for parts in WAYS.values():
            found = await listed((one, two), parts)
            assert len(set(found.values())) == 1
            assert None not in found.values()


async def test_the_lines_of_other_returns_and_judgements_say_nothing() -> None:
    matching = MatchingUnderTest.in_memory()
    await matching.match([a_record(person=a_person(forename="Dan"))], name="one")
    await matching.match([a_record(person=unnumbered("Danny", "Kempton", born_on=a_person().born_on))], name="other")
    nickname = replace(a_person(forename="Danny"), uln=None)
    await matching.match([a_record(person=nickname)], name="one", judgement=2)
    await matching.match([a_record(person=nickname)], name="a third")
    assert (
        Counter(claim.rule for answer in matching.answers for claim in claims_of(answer))[
            "identifier_birth_date_and_forename"
        ]
        == 2
    )
