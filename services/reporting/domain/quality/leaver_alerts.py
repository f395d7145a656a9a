"""Early smoke: silence where an establishment would normally have leavers, and unusually few or many of them.

What is missing inside a return that came. A return that did not come at all is no silence: the board has it.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from math import exp, lgamma, log
from typing import Final, Literal, NamedTuple

from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.collections.collection import Sender

AlertKind = Literal["silent", "few", "many"]

_NEGLIGIBLE: Final = 1e-12


class LeaversOfMonth(NamedTuple):
    """A monthly return of leavers that counts: how many it names; 0 where it names nobody, or states nil."""

    establishment: str
    month: str
    """2026-10."""
    leavers: int


class Profile(NamedTuple):
    """Whom an establishment is compared with: others of its kind and of similar size."""

    kind: Sender
    learners: int
    """Tracked people who learn there by what is known, lapsed or not, or whom the roll has there."""


@dataclass(frozen=True, slots=True)
class AlertPolicy:
    """When a count of leavers is an alert."""

    effective_from: date
    nil_run_min: int
    """So many returns without a leaver in a row, at least."""
    expected_min: float
    """So many leavers were to be expected in that time, at least."""
    size_ratio_max: float
    """Of similar size: at most so many times as large, or as small."""
    peers_min: int
    """With fewer peers that answered for a month there is no average of peers."""
    own_months_min: int
    """With fewer returns before there is no average of its own."""
    chance_max: float
    """Few or many: a count that comes by chance less often than this."""
    many_min: int
    """Fewer than so many leavers are never many."""
    source: str
    effective_until: date | None = None


ALERT_POLICIES: Final[tuple[AlertPolicy, ...]] = (
    AlertPolicy(
        effective_from=date.min,
        nil_run_min=3,
        expected_min=4.0,
        size_ratio_max=2.0,
        peers_min=3,
        own_months_min=3,
        chance_max=0.001,
        many_min=5,
        source="proposed: the example is six nil returns in a row where peers average four. Where four are expected,"
        " none comes by chance once in 55; to be agreed with Management Information",
    ),
)
"""The first row counts that is in force on the day."""


class AlertKey(NamedTuple):
    """Which alert, for good: what people decide about it is kept under these."""

    establishment: str
    kind: AlertKind
    since: str
    """The month that it is about; of a silence its first."""


@dataclass(frozen=True, slots=True)
class LeaverAlert:
    """One establishment whose leavers somebody should ask about, with the evidence."""

    establishment: str
    kind: AlertKind
    since: str
    until: str
    """The last month it is about."""
    returns: int
    """So many returns it is about."""
    leavers: int
    """So many leavers they name together."""
    expected: float
    """So many were to be expected: by peers where there are enough, else by its own returns before."""
    peers: int
    """How many peers it was compared with, at most; 0: with its own returns alone."""
    peers_average: float | None
    """Leavers that peers had on average, in all of these months together."""
    own_average: float | None
    """Leavers in a return of its own on average, before."""

    @property
    def key(self) -> AlertKey:
        """Which alert it is."""
        return AlertKey(self.establishment, self.kind, self.since)


class MonthBesidePeers(NamedTuple):
    """A monthly return of leavers beside those of the establishment's peers."""

    month: str
    leavers: int
    peers: int
    """How many of the peers answered; 0: too few to compare with."""
    peers_average: float | None


def alert_policy(on: date, policies: Sequence[AlertPolicy] = ALERT_POLICIES) -> AlertPolicy:
    """Return the policy in force on that day."""
    return next(
        policy
        for policy in policies
        if policy.effective_from <= on and (policy.effective_until is None or on <= policy.effective_until)
    )


def leaver_alerts(
    counts: Iterable[LeaversOfMonth], profiles: Mapping[str, Profile], on: date, policy: AlertPolicy | None = None
) -> list[LeaverAlert]:
    """Return the alerts of that day: silences that last still, and months of its academic year with few or many.

    An establishment without a profile is compared with itself alone. Silences come first, then the newest month.
    """
    policy, year = policy or alert_policy(on), AcademicYear.containing(on)
    found: list[LeaverAlert] = []
    for establishment, history in beside_peers(counts, profiles, policy).items():
        found += _alerts_of(establishment, history, year, policy)
    return sorted(found, key=lambda one: (one.kind == "silent", one.until, one.expected, one.key), reverse=True)


def beside_peers(
    counts: Iterable[LeaversOfMonth], profiles: Mapping[str, Profile], policy: AlertPolicy
) -> Mapping[str, Sequence[MonthBesidePeers]]:
    """Return the months of each establishment in order, each beside what its peers had.

    Peers are the others of the same kind that are at most so many times as large, or as small.
    """
    answered: dict[str, list[LeaversOfMonth]] = defaultdict(list)
    for one in counts:
        answered[one.month].append(one)
    histories: dict[str, list[MonthBesidePeers]] = defaultdict(list)
    for month in sorted(answered):
        by_size = _by_size(answered[month], profiles)
        for one in answered[month]:
            own = profiles.get(one.establishment)
            peers, together = (0, 0) if own is None else by_size[own.kind].peers_of(own, one.leavers, policy)
            average = together / peers if peers >= policy.peers_min else None
            beside = MonthBesidePeers(month, one.leavers, 0 if average is None else peers, average)
            histories[one.establishment].append(beside)
    return histories


class _BySize(NamedTuple):
    """The counts of one month and kind by size: the sizes, and the leavers of all before each."""

    sizes: Sequence[int]
    sums: Sequence[int]

    def peers_of(self, own: Profile, leavers: int, policy: AlertPolicy) -> tuple[int, int]:
        """Return how many others are of similar size, and how many leavers they have together."""
        start = bisect_left(self.sizes, own.learners / policy.size_ratio_max)
        end = bisect_right(self.sizes, own.learners * policy.size_ratio_max)
        return end - start - 1, self.sums[end] - self.sums[start] - leavers


def _by_size(answered: Iterable[LeaversOfMonth], profiles: Mapping[str, Profile]) -> Mapping[Sender, _BySize]:
    by_kind: dict[Sender, list[tuple[int, int]]] = defaultdict(list)
    for one in answered:
        if one.establishment in profiles:
            profile = profiles[one.establishment]
            by_kind[profile.kind].append((profile.learners, one.leavers))
    return {
        kind: _BySize([size for size, _ in found], [0, *accumulate(leavers for _, leavers in found)])
        for kind, found in ((kind, sorted(pairs)) for kind, pairs in by_kind.items())
    }


def _alerts_of(
    establishment: str, history: Sequence[MonthBesidePeers], year: AcademicYear, policy: AlertPolicy
) -> list[LeaverAlert]:
    """Return the alerts of one establishment; `history`: its months in order."""
    silence = _silence(establishment, history, policy)
    covered = silence.since if silence is not None else "~"
    unusual = (
        _unusual(establishment, history[:place], one, policy)
        for place, one in enumerate(history)
        if AcademicYear.of_period(one.month) == year and one.month < covered
    )
    return [one for one in (silence, *unusual) if one is not None]


def _silence(establishment: str, history: Sequence[MonthBesidePeers], policy: AlertPolicy) -> LeaverAlert | None:
    start = len(history)
    while start and not history[start - 1].leavers:
        start -= 1
    own = _average(history[:start], policy)
    by_peers = any(one.peers for one in history)
    # A month for which too few peers answered, such as the summer's, says nothing; it breaks nothing either.
    run = [one for one in history[start:] if one.peers or not by_peers]
    average = sum(one.peers_average or 0.0 for one in run) if by_peers else None
    expected = average if average is not None else (own or 0.0) * len(run)
    if len(run) < policy.nil_run_min or expected < policy.expected_min:
        return None
    peers = max(one.peers for one in run) if by_peers else 0
    since, until = history[start].month, run[-1].month
    return LeaverAlert(establishment, "silent", since, until, len(run), 0, expected, peers, average, own)


def _unusual(
    establishment: str, before: Sequence[MonthBesidePeers], one: MonthBesidePeers, policy: AlertPolicy
) -> LeaverAlert | None:
    """Return the alert of a month that is unusual by each average there is."""
    own = _average(before, policy)
    averages = [average for average in (one.peers_average, own) if average is not None]
    if not averages:
        return None
    kind: AlertKind | None = None
    most, least = max(averages), min(averages)
    if one.leavers >= max(policy.many_min, most) and chance_of_at_least(one.leavers, most) < policy.chance_max:
        kind, expected = "many", most
    elif one.leavers <= least and chance_of_at_most(one.leavers, least) < policy.chance_max:
        kind, expected = "few", least
    if kind is None:
        return None
    return LeaverAlert(
        *(establishment, kind, one.month, one.month, 1, one.leavers, expected, one.peers, one.peers_average, own)
    )


def _average(months: Sequence[MonthBesidePeers], policy: AlertPolicy) -> float | None:
    if len(months) < policy.own_months_min:
        return None
    return sum(one.leavers for one in months) / len(months)


def chance_of_at_most(count: int, average: float) -> float:
    """Return how likely so many or fewer are, where people leave independently of each other (Poisson)."""
    if count < 0:
        return 0.0
    if count > average:
        return 1.0 - chance_of_at_least(count + 1, average)
    return _sum_from(count, average, lambda number: number / average, step=-1)


def chance_of_at_least(count: int, average: float) -> float:
    """Return how likely so many or more are, where people leave independently of each other (Poisson)."""
    if count <= 0 or average <= 0:
        return float(count <= 0)
    if count <= average:
        return 1.0 - chance_of_at_most(count - 1, average)
    return _sum_from(count, average, lambda number: average / (number + 1), step=1)


def _sum_from(count: int, average: float, ratio: Callable[[int], float], *, step: Literal[-1, 1]) -> float:
    """Return the sum of the chances of `count` and of what lies beyond it, away from the average."""
    if average <= 0:
        return float(count == 0)
    term = total = exp(count * log(average) - average - lgamma(count + 1))
    while term > total * _NEGLIGIBLE:
        term *= ratio(count)
        count += step
        total += term
    return total
