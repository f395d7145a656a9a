"""The known answers: what a perfect reader of all that was sent must say of somebody on a day.

Written from the facts of the trade alone, and apart from reporting's own rules: the latest of what was reported
counts, for as long as the code stays current.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from deploy.demo.population.people import YoungPerson

_GROUPS: Final[Mapping[str, str]] = {
    "110": "compulsory", "120": "compulsory", "150": "compulsory",
    "210": "education", "230": "education", "290": "education", "310": "employment", "330": "employment",
    "610": "neet", "619": "neet", "640": "neet", "810": "not known", "820": "not known",
}  # fmt: skip
_MONTHS_CURRENT: Final[Mapping[str, int]] = {"310": 12, "330": 6}
_YEAR_ENDS: Final = date(2027, 8, 31)
_TO_THE_YEAR_END: Final = frozenset({"110", "120", "150", "210", "230", "290"})
_NOT_KNOWN: Final = "810"
_PLAN_ENDS_AT: Final = 25


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that somebody reported: since when a code holds, and until when it is current."""

    reported_on: date
    since: date
    code: str
    until: date | None
    source: str = ""
    """Collection and sender of the list that it stands in."""
    by_the_place: bool = False
    """True: the school or college where it happens says so, which is better than hearsay of the same day."""
    leaves: bool = False
    """True: a school or college says what follows a stay with it, which is hearsay beside a stay elsewhere."""

    @property
    def place(self) -> str:
        """Number of the sender."""
        return self.source.rpartition(" ")[2]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a row states: the code from a day on; see `Fact`."""

    since: date
    code: str
    ends_on: date | None = None
    confirmed_on: date | None = None
    by_the_place: bool = False
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class RollFact:
    """What a roll says of somebody's scope."""

    reported_on: date
    left_on: date | None
    moved_in_on: date | None
    plan_until: date | None


@dataclass(frozen=True, slots=True)
class Known:
    """The answer about somebody on a day."""

    group: str
    code: str | None
    year: int
    on_roll: bool
    """False: only returns speak of them, so that the figures count them apart."""
    by_the_place: bool = False
    """True: the school or college where it happens says so."""


@dataclass(slots=True)
class Ledger:
    """All that was reported so far, by person."""

    facts: dict[str, list[Fact]] = field(default_factory=dict)
    rolls: dict[str, list[RollFact]] = field(default_factory=dict)
    withdrawn: dict[tuple[str, str], date] = field(default_factory=dict)
    """When a sender's newer full list left somebody out, by source and person."""
    offers: dict[str, dict[str, str]] = field(default_factory=dict)
    """Codes of the September Guarantee that rows say, by person; each row that replaces another under its name."""
    offers_of: str = "2026-27"
    """Academic year in which these offers are made."""

    def record(self, person: YoungPerson, fact: Fact) -> None:
        """Keep a fact; what a newer list says again is withdrawn no longer."""
        self.facts.setdefault(person.id, []).append(fact)
        self.keep(person, fact.source)

    def replace(self, source: str, on: date) -> None:
        """Withdraw all that the sender's list before said: a full list takes its place, which may say it again."""
        for person, facts in self.facts.items():
            if any(fact.source == source for fact in facts):
                self.withdrawn[source, person] = on

    def keep(self, person: YoungPerson, source: str) -> None:
        """Withdraw nothing of a person whom the newer list names, though the row could not be used."""
        self.withdrawn.pop((source, person.id), None)

    def offer(self, person: YoungPerson, row: str, code: str) -> None:
        """Keep what a row says of the September Guarantee."""
        self.offers.setdefault(person.id, {})[row] = code

    def roll(self, person: YoungPerson, fact: RollFact) -> None:
        """Keep what a roll says."""
        self.rolls.setdefault(person.id, []).append(fact)

    def answer(self, person: YoungPerson, on: date) -> Known | None:
        """Return the right status on that day, not before the last file was sent; None: nobody has reported them."""
        facts = [fact for fact in self.facts.get(person.id, ()) if (fact.source, person.id) not in self.withdrawn]
        rolls = self.rolls.get(person.id, ())
        if not facts and not rolls:
            return None
        year = academic_year(on) - academic_year(person.born_on) - 5
        if not _in_scope(person, rolls[-1] if rolls else None, year, on):
            return Known("out of scope", None, year, bool(rolls))
        begun = [fact for fact in facts if fact.since <= on]
        if not begun:
            group, code = ("not known", _NOT_KNOWN) if year > 11 else ("compulsory", "110")
            return Known(group, code, year, bool(rolls))
        fact = _deciding(begun, on)
        lapsed = fact.until is not None and fact.until < on
        group = "not known" if lapsed else _GROUPS[fact.code]
        return Known(group, fact.code, year, bool(rolls), fact.by_the_place)


def fact_of(reported_on: date, statement: Statement, code: str, source: str) -> Fact:
    """Return the fact that a row states. `code`: as it was read."""
    until = _current_until(code, statement.confirmed_on or reported_on, statement.ends_on)
    return Fact(reported_on, statement.since, code, until, source, statement.by_the_place, statement.leaves)


def _deciding(begun: Sequence[Fact], on: date) -> Fact:
    """Return the fact that decides: the latest, but for hearsay where somebody who has the person says otherwise."""
    there = [fact for fact in begun if fact.by_the_place and not _has_ended(fact, begun)]
    newest = _latest([fact for fact in begun if not any(_says_the_same(other, fact) for other in there)])
    elsewhere = [fact for fact in there if fact.place != newest.place and (fact.until is None or fact.until >= on)]
    return _latest(elsewhere) if newest.leaves and elsewhere else newest


def _latest(facts: Sequence[Fact]) -> Fact:
    return max(facts, key=lambda fact: (fact.since, fact.by_the_place, fact.reported_on))


def _has_ended(stay: Fact, begun: Sequence[Fact]) -> bool:
    """Tell whether the place has said that the person left it."""
    return any(other.leaves and other.place == stay.place and other.since > stay.since for other in begun)


def _says_the_same(stay: Fact, hearsay: Fact) -> bool:
    """Tell whether the place itself says what others only heard, and so since when, until when and where."""
    same = stay.code == hearsay.code and not hearsay.by_the_place
    return same and stay.since <= hearsay.since and (stay.until is None or stay.until >= hearsay.since)


def _in_scope(person: YoungPerson, roll: RollFact | None, year: int, on: date) -> bool:
    if roll is not None and roll.left_on is not None and roll.left_on <= on:
        return False
    if roll is not None and roll.moved_in_on is not None and on < roll.moved_in_on:
        return False
    if year <= 13:
        return True
    plan_until = roll.plan_until if roll is not None else None
    born = person.born_on
    birthday = (born.year + _PLAN_ENDS_AT, born.month, born.day)
    return plan_until is not None and plan_until >= on and (on.year, on.month, on.day) < birthday


def academic_year(on: date) -> int:
    """Return the calendar year in which the academic year of a day began."""
    return on.year if on.month >= 9 else on.year - 1


def _current_until(code: str, confirmed_on: date, ends_on: date | None) -> date | None:
    """Return the last day on which the code is current (nccis fact sheet 2.2); None: until another report."""
    if code in _MONTHS_CURRENT:
        months = confirmed_on.year * 12 + confirmed_on.month - 1 + _MONTHS_CURRENT[code]
        year, month = divmod(months, 12)
        return date(year, month + 1, min(confirmed_on.day, monthrange(year, month + 1)[1]))
    if code not in _TO_THE_YEAR_END:
        return None
    in_summer = ends_on is not None and ends_on.month in (6, 7, 8)
    return _YEAR_ENDS if ends_on is None or in_summer else min(ends_on, _YEAR_ENDS)
