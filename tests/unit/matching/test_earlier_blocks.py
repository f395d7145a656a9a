"""Blocks of earlier parts by birth date: none that may hold a line about somebody is passed over."""

from datetime import date
from uuid import UUID

import pytest

from services.matching.domain.people import VARIANTS_MAX, Person
from services.matching.usecases.lines_before import EarlierBlock, EarlierBlocks

RETURN, ANOTHER_RETURN = 0, 1


def day(number: int) -> date:
    return date(2008, 9, number)


def block(number: int, born: tuple[date, date] | None, of: int = RETURN) -> EarlierBlock:
    return EarlierBlock(UUID(int=number), of, born)


def born(*birth_dates: date) -> Person:
    return Person(UUID(int=99), 1, (), (), birth_dates)


BLOCKS = EarlierBlocks(
    [
        block(1, (day(1), day(20))),
        block(2, (day(2), day(3))),
        block(3, (day(5), day(6))),
        block(4, None),
        block(5, (day(2), day(2)), ANOTHER_RETURN),
    ]
)


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (born(day(2)), {1, 2, 4}),
        (born(day(4)), {1, 4}),
        (born(day(6)), {1, 3, 4}),
        (born(day(21)), {4}),
        (born(day(21), day(3)), {1, 2, 4}),
        (born(), {4}),
    ],
)
def test_a_block_may_hold_a_line_about_whoever_has_a_birth_date_of_it(person: Person, expected: set[int]) -> None:
    assert {found.id.int for found in BLOCKS.about(RETURN, person)} == expected


def test_every_block_may_hold_a_line_about_somebody_of_whom_a_birth_date_may_be_forgotten() -> None:
    person = born(*map(day, range(22, 22 + VARIANTS_MAX)))
    assert {found.id.int for found in BLOCKS.about(RETURN, person)} == {1, 2, 3, 4}


def test_a_return_without_earlier_blocks_has_none() -> None:
    assert not BLOCKS.about(7, born(day(2)))
    assert not BLOCKS.of(7)
    assert [found.id.int for found in BLOCKS.of(ANOTHER_RETURN)] == [5]
