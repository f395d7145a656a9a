"""No claims decide over each other in a circle: proved over the half matrix as a graph, not by chance.

Of two claims exactly one decides over the other, so what decides over what is a tournament. A tournament that has a
circle has one of three. So it is enough to look at three claims:

* of one role, in each of the three rounds of `decisive` (docs/decisions/0024): the lines of one return, the returns of
  one establishment, the establishments. Every three that differ in what their cells compare are tried.
* of three roles, in the last round. Which roles are left side by side once claims have put an end to each other, is
  shown by trying every order of their days, and every way in which their establishments may agree. Among the cells of
  the roles that are left there is no circle through three.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import combinations, permutations, product
from typing import Any, Final

import pytest

from services.reporting.domain.claims import Claim, Role
from services.reporting.domain.cohort import person_of
from services.reporting.domain.precedence.deciding import decisive
from services.reporting.domain.precedence.half_matrix import HALF_MATRIX, ROLES, beats
from services.reporting.domain.precedence.settling import settled
from services.reporting.domain.roles.correction import CorrectionClaim
from tests.support.claims import answer, contact, correction, enrolment, leaver, offer, on_roll, school

FIRST: Final = date(2026, 9, 10)
SCHOOLS: Final = ("8860001", "8860002", "8860003")
WORDS: Final[frozenset[Role]] = frozenset({"contact", "answer", "leaving"})
"""Roles of which one alone is left: of what was last heard."""
MAKE: Final[Mapping[Role, Any]] = {
    "learning": enrolment,
    "leaving": leaver,
    "answer": answer,
    "contact": contact,
    "correction": correction,
    "roll": on_roll,
    "offer": offer,
}


# The cells as a graph: an edge from the role that wins; both ways where it depends on the claims.

Graph = Mapping[Role, frozenset[Role]]


def graph_of(roles: Iterable[Role]) -> Graph:
    """Return the cells between these roles as a graph."""
    edges: dict[Role, set[Role]] = {role: set() for role in roles}
    for (row, column), cell in HALF_MATRIX.items():
        if row != column and row in edges and column in edges:
            if cell.winner != "the column":
                edges[row].add(column)
            if cell.winner != "the row":
                edges[column].add(row)
    return {role: frozenset(others) for role, others in edges.items()}


def circles(graph: Graph) -> set[frozenset[Role]]:
    """Return the roles that three or more may form a circle of."""
    return {
        frozenset(three)
        for three in permutations(graph, 3)
        if all(three[(place + 1) % 3] in graph[three[place]] for place in range(3))
    }


def test_a_role_over_which_another_always_wins_is_in_no_circle() -> None:
    assert {role for circle in circles(graph_of(ROLES)) for role in circle} == {
        "correction",
        "learning",
        "contact",
        "answer",
        "leaving",
    }


@pytest.mark.parametrize("word", sorted(WORDS))
def test_among_the_roles_that_are_left_side_by_side_a_circle_would_need_a_correction(word: Role) -> None:
    """What the other tests show to be left: one role of words, beside stays, the roll, offers and a correction."""
    left: set[Role] = {"correction", "learning", word, "roll", "offer"}
    assert circles(graph_of(left)) == {frozenset({"correction", "learning", word})}
    assert circles(graph_of(left - {"correction"})) == set()


# One role: the three rounds.


@dataclass(frozen=True)
class Round:
    """Between which claims of one role a round decides."""

    name: str
    generations: tuple[int, int, int]
    schools: tuple[str, str, str]


ROUNDS: Final = (
    Round("the lines of one return", (1, 1, 1), (SCHOOLS[0],) * 3),
    Round("the returns of one establishment", (1, 2, 3), (SCHOOLS[0],) * 3),
    Round("the establishments", (1, 2, 3), SCHOOLS),
)
DAYS: Final = tuple(FIRST + timedelta(days=10 * n) for n in range(3))
VARIED: Final[Mapping[Role, Mapping[str, Sequence[Any]]]] = {
    "learning": {"started_on": DAYS, "level": ("3", "2"), "period": ("2026-27", "2025-26")},
    "leaving": {"left_on": DAYS},
    "answer": {"destination": ("D24", "D31"), "stays": (False, True)},
    "contact": {"contacted_on": DAYS, "activity": ("619", None)},
    "correction": {"corrected_on": DAYS, "until": (None, DAYS[2])},
    "roll": {},
    "offer": {},
}
"""What the cell between two claims of a role compares, beside when each was first made."""


def claims_of(role: Role, generation: int, establishment: str, ordinal: int) -> Sequence[Claim]:
    """Return every claim of a role in one place of three, first made on each of the days."""
    values = VARIED[role]
    found = []
    for made_on, *others in product(DAYS, *values.values()):
        said = dict(zip(values, others, strict=True)) | {"establishment": establishment}
        claim = MAKE[role](DAYS[2], number=generation, ordinal=ordinal, **said)
        found.append(claim._replace(made_at=datetime.combine(made_on, time(9), UTC)))
    return found


@pytest.mark.parametrize("each", ROUNDS, ids=lambda each: each.name)
@pytest.mark.parametrize("role", ROLES)
def test_claims_of_one_role_form_no_circle_in_any_round(role: Role, each: Round) -> None:
    one, two, three = (claims_of(role, each.generations[place], each.schools[place], place) for place in range(3))
    first, second, third = (
        [[beats(a, b) for b in of] for a in those] for those, of in ((one, two), (two, three), (three, one))
    )
    for a, b, c in product(*map(range, map(len, (one, two, three)))):
        over = first[a][b], second[b][c], third[c][a]
        assert not all(over), (one[a], two[b], three[c])
        assert any(over), (one[a], two[b], three[c])


# Several roles: who is left, whatever the order of their days.


@dataclass(frozen=True)
class Kind:
    """A kind of claim: which of its days are compared with those of others, and what else bears on what is left."""

    role: Role
    days: tuple[str, ...]
    facts: Mapping[str, Any]
    has_school: bool = True

    def claim(self, number: int, days: Sequence[date], establishment: str) -> Claim:
        """Return the numbered claim of this kind, with its days in the order of `days`."""
        said: dict[str, Any] = dict(zip(self.days, days, strict=True))
        received_on = said.pop("received_on", None) or days[0]
        if self.has_school:
            said["establishment"] = establishment
        return MAKE[self.role](received_on, number=number, **self.facts, **said)  # type: ignore[no-any-return]


KINDS: Final = (
    Kind("learning", ("started_on", "received_on"), {}),
    Kind("leaving", ("left_on", "received_on"), {"destination": "D24"}),
    Kind("leaving", ("left_on", "received_on"), {"destination": "D08"}),
    Kind("answer", ("received_on",), {"destination": "D24"}),
    Kind("answer", ("received_on",), {"destination": "D31"}),
    Kind("answer", ("received_on",), {"stays": True}),
    Kind("contact", ("contacted_on",), {"activity": "619"}, has_school=False),
    Kind("contact", ("contacted_on",), {"activity": "210"}, has_school=False),
    Kind("correction", ("corrected_on",), {"activity": "330"}, has_school=False),
    Kind("correction", ("corrected_on", "until"), {"activity": "330"}, has_school=False),
)


@cache
def weak_orders(length: int) -> Sequence[tuple[int, ...]]:
    """Return every way in which so many days may follow or equal each other, as ranks from 0 without a gap."""
    return [ranks for ranks in product(range(length), repeat=length) if set(ranks) == set(range(max(ranks) + 1))]


def agreements(kinds: Sequence[Kind]) -> Iterator[tuple[str, ...]]:
    """Yield every way in which the establishments of claims may be the same or others."""
    for ranks in weak_orders(len(kinds)):
        if list(dict.fromkeys(ranks)) == sorted(set(ranks)):  # those that differ in names alone stand once
            yield tuple(SCHOOLS[rank] for rank in ranks)


def worlds(kinds: Sequence[Kind], apart: timedelta) -> Iterator[Sequence[Claim]]:
    """Yield claims of these kinds in every order of their days, so far apart, and every agreement of their schools."""
    counts = [len(kind.days) for kind in kinds]
    schools = list(agreements(kinds))
    for ranks in weak_orders(sum(counts)):
        days, at = [FIRST + rank * apart for rank in ranks], 0
        of_each = []
        for count in counts:
            of_each.append(days[at : at + count])
            at += count
        for named in schools:
            yield [kind.claim(n, of_each[n], named[n]) for n, kind in enumerate(kinds)]


SPANS: Final = (timedelta(days=4), timedelta(days=160))
"""Days of one autumn, where nothing lapses; and of years, where what was said first has lapsed since."""
CHECKED: Final = [
    kinds
    for kinds in combinations(KINDS, 3)
    if len({kind.role for kind in kinds}) == 3 and sum(len(kind.days) for kind in kinds) <= 5
]
"""Three with six days have a correction with a last day among them, which decides over the others whatever they say."""


@pytest.mark.parametrize("kinds", CHECKED, ids=lambda kinds: " ".join(kind.role for kind in kinds))
def test_of_three_roles_those_that_are_left_form_no_circle(kinds: Sequence[Kind]) -> None:
    for span in SPANS:
        for claims in worlds(kinds, span):
            check_what_is_left(claims, FIRST + 5 * span + timedelta(days=1))


def check_what_is_left(claims: Sequence[Claim], as_at: date) -> None:
    """Check which roles are left side by side, and that whichever decides is beaten by none of them."""
    cohort = person_of(claims).birth_cohort
    states = settled(claims, [claim.state_on(cohort, as_at, school) for claim in claims])
    for state in ("current", "lapsed"):
        left = [claim for claim, stands in zip(claims, states, strict=True) if stands.state == state]
        roles = {claim.role for claim in left}
        assert len(roles & WORDS) <= 1, claims
        if any(isinstance(claim, CorrectionClaim) and claim.until is None for claim in left):
            assert roles == {"correction"}, claims
        best = decisive(left)
        assert not any(beats(claim, best) for claim in left if best is not None and claim != best), claims
