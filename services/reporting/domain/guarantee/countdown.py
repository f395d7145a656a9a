"""How many of each district and school have an offer, and how many have none, while the guarantee can be kept."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.reporting.domain.guarantee.rounds import Round
from services.reporting.domain.guarantee.words import Bucket


@dataclass(frozen=True, slots=True)
class CountdownLine:
    """People of the cohort of one district, at one school or at all."""

    district: str | None
    """ONS code of where they live; None: it is not known."""
    school: str | None = None
    """DfE number; None: at a college, at no school that is known, or at all of them."""
    people: Mapping[Bucket, int] = field(default_factory=dict)

    @property
    def cohort(self) -> int:
        """All of them."""
        return sum(self.people.values())

    @property
    def to_keep(self) -> int:
        """To whom the guarantee is not kept: no offer, or none recorded."""
        return self.people.get("no offer", 0) + self.people.get("not recorded", 0)


@dataclass(frozen=True, slots=True)
class Countdown:
    """The cohort of a round on one day."""

    round: Round
    on: date
    schools: Sequence[CountdownLine]
    """By district and school."""

    @property
    def days_left(self) -> int:
        """Days after this one on which the guarantee can be kept."""
        return self.round.days_left(self.on)

    def within(self, district: str | None) -> "Countdown":
        """Return the countdown of one district alone."""
        return Countdown(self.round, self.on, [one for one in self.schools if one.district == district])

    @property
    def districts(self) -> Sequence[CountdownLine]:
        """The same by district alone."""
        found = {one.district for one in self.schools}
        return [_added_up(district, self.within(district).schools) for district in found]

    @property
    def total(self) -> CountdownLine:
        """Everybody."""
        return _added_up(None, self.schools)


def _added_up(district: str | None, lines: Iterable[CountdownLine]) -> CountdownLine:
    """Return lines as one."""
    people: Counter[Bucket] = Counter()
    for one in lines:
        people.update(one.people)
    return CountdownLine(district, None, dict(people))
