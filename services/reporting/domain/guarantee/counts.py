"""Counts of the September Guarantee: each node's cohort by published bucket, those added since told apart."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from services.reporting.domain.guarantee.rounds import NODES, Node, Round
from services.reporting.domain.guarantee.words import BUCKETS, CODES, Bucket


class CountedPeople(NamedTuple):
    """How many people have the same node, code and membership."""

    node: Node
    code: str
    member: bool
    """They belong to the cohort as it was fixed or, before that day, as it stands."""
    people: int


@dataclass(frozen=True, slots=True)
class NodeCounts:
    """One line: a node."""

    node: Node
    by_code: dict[str, int] = field(default_factory=dict)
    """People of the cohort by code."""
    added: dict[str, int] = field(default_factory=dict)
    """People who belong to the node and came after the cohort was fixed, by code."""

    @property
    def cohort(self) -> int:
        """People in the cohort."""
        return sum(self.by_code.values())

    def of(self, bucket: Bucket) -> int:
        """Return how many people of the cohort are in a published bucket."""
        return sum(people for code, people in self.by_code.items() if CODES[code] == bucket)

    def percent(self, bucket: Bucket) -> float | None:
        """Return a bucket as a share of the cohort, from unrounded counts; None for an empty cohort."""
        return 100.0 * self.of(bucket) / self.cohort if self.cohort else None

    @property
    def buckets(self) -> dict[Bucket, int]:
        """People of the cohort by published bucket: they sum to the cohort."""
        return {bucket: self.of(bucket) for bucket in BUCKETS}

    @property
    def recorded(self) -> int:
        """Return how many have an offer recorded, of the cohort or come since."""
        return self.of("offer made") + sum(people for code, people in self.added.items() if CODES[code] == "offer made")

    @property
    def over_the_cohort(self) -> int:
        """By how many more than the cohort have an offer recorded; 0: by none.

        A return of such figures stands above 100 % (features 122: Thurrock's was suppressed).
        """
        return max(0, self.recorded - self.cohort)

    @property
    def added_since(self) -> int:
        """People who came after the cohort was fixed."""
        return sum(self.added.values())


@dataclass(frozen=True, slots=True)
class GuaranteeFigures:
    """The figures of one round."""

    round: Round
    fixed: bool
    """The cohort is fixed: it is no longer counted as it stands."""
    lines: tuple[NodeCounts, ...] = ()


def count_guarantees(of: Round, people: Iterable[CountedPeople], *, fixed: bool) -> GuaranteeFigures:
    """Return the figures of a round; each node has a line, whether or not anybody is in it."""
    lines = {node: NodeCounts(node) for node in NODES}
    for counted in people:
        line = lines[counted.node]
        into = line.by_code if counted.member else line.added
        into[counted.code] = into.get(counted.code, 0) + counted.people
    return GuaranteeFigures(of, fixed, tuple(lines.values()))
