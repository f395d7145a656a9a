"""Invented colleges with their campuses. Their UKPRNs begin with 1999, which no real provider has been given."""

import random
from dataclasses import dataclass
from typing import Final, Literal

from deploy.demo.population.geography import DISTRICTS, District

MovesIn = Literal["one sheet", "two sheets", "two files"]
"""How a college sends joiners and leavers."""
_NAMES: Final = ("Garden Coast College", "Weald and Marsh College", "Three Rivers College", "Downland College")
_MOVES: Final[tuple[MovesIn, ...]] = ("one sheet", "two sheets", "two files")


@dataclass(frozen=True, slots=True)
class College:
    """One invented college group."""

    ukprn: str
    name: str
    campuses: tuple[str, ...]
    district: District
    moves_in: MovesIn
    learners: int


def make_colleges(chance: random.Random, sizes: list[int]) -> list[College]:
    """Return a college for each size given."""
    made = []
    for index, learners in enumerate(sizes):
        towns = [town for district in chance.sample(DISTRICTS, 4) for town in district.towns[:1]]
        made.append(
            College(
                ukprn=f"1999{index + 1:04d}",
                name=_NAMES[index % len(_NAMES)] + (f" {index + 1}" if index >= len(_NAMES) else ""),
                campuses=tuple(towns),
                district=DISTRICTS[(index * 4) % len(DISTRICTS)],
                moves_in=_MOVES[index % len(_MOVES)],
                learners=learners,
            )
        )
    return made
