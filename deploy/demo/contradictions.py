"""Contradictions between the county's returns: leavers who cannot be, sent on purpose, and the known answers.

Written from the facts of the trade alone, and apart from reporting's own rules.
"""

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Final
from uuid import UUID

from deploy.demo.answers import STRAY, RowAnswer, has_no_status, is_current, may_leave
from deploy.demo.files import CountyFiles, Written
from deploy.demo.population.enrolments import Row
from deploy.demo.population.movements import stray_leaver_row
from deploy.demo.population.people import BUSINESS_DATE, YoungPerson
from deploy.demo.population.schools import School

Found = tuple[str, tuple[str, ...]]
"""Code of the rule, and the establishments concerned."""
TWO, LISTED_AND_LEFT, SILENT, NOT_ON_ROLL, LISTED_AGAIN = "P001", "P002", "P003", "P010", "P011"
_YEAR_BEGINS: Final = date(2026, 9, 1)


class Strays:
    """Draws leavers who cannot be, from learners beyond doubt: what they do stays as it is."""

    def __init__(
        self, chance: random.Random, files: CountyFiles, learners: Mapping[str, Sequence[YoungPerson]]
    ) -> None:
        self._chance = chance
        self._files = files
        self._learners = learners

    def leavers(self, schools: Sequence[School], count: int) -> dict[str, list[Written]]:
        """Return `count` leavers of each kind by the school that sends them: of another, and who left too early."""
        found: dict[str, list[Written]] = {}
        for index in range(count):
            school, other = schools[index % len(schools)], schools[(index + 1) % len(schools)]
            rows = found.setdefault(school.dfe_number, [])
            if stranger := self._draw(other, found):
                rows.append(Written(stranger, stray_leaver_row(self._chance, stranger, school), (STRAY,)))
            if early := self._draw(school, found):
                left_on = self._begins(early) - timedelta(days=1)
                rows.append(Written(early, stray_leaver_row(self._chance, early, school, left_on), (STRAY,)))
        return found

    def _draw(self, school: School, taken: Mapping[str, Sequence[Written]]) -> YoungPerson | None:
        """Return a learner of the school who began after the first day of the year."""
        gone = {entry.person.id for rows in taken.values() for entry in rows}
        sure = [
            one
            for one in self._learners[school.dfe_number]
            if one.id not in gone
            and may_leave(one, self._files.rows_of.get(one.id, ()))
            and self._begins(one) > _YEAR_BEGINS
        ]
        return self._chance.choice(sure) if sure else None

    def _begins(self, person: YoungPerson) -> date:
        ((_, row),) = self._files.rows_of[person.id]
        return _day(row, "L9")


def write_contradictions(
    path: Path, files: CountyFiles, people: Iterable[YoungPerson], school_of: Mapping[str, str]
) -> None:
    """Write what must be found about whom; about people of whom a row leaves doubt nothing is written at all."""
    known = {
        person.id: sorted(set(_found(person, rows, files.sender_of, school_of[person.id])))
        for person in people
        if _sure(rows := files.rows_of.get(person.id, ()))
    }
    path.write_text(json.dumps(known), encoding="utf-8")


def read_contradictions(path: Path) -> dict[str, frozenset[Found]]:
    """Return what must be found about everybody of whom no row leaves doubt, by person."""
    known = json.loads(path.read_text(encoding="utf-8"))
    return {person: frozenset((code, tuple(places)) for code, places in each) for person, each in known.items()}


@dataclass(slots=True)
class Recall:
    """What was found of what must be."""

    wanted: Counter[str] = field(default_factory=Counter)
    """Contradictions that must be found, by code."""
    found: Counter[str] = field(default_factory=Counter)
    """Those of them that were, once each."""
    invented: Counter[str] = field(default_factory=Counter)

    @property
    def complete(self) -> bool:
        """Whether all were found and none besides."""
        return self.wanted == self.found and not self.invented

    def line(self) -> str:
        """Return it in words."""
        codes = ", ".join(f"{code} {self.found[code]:,} of {count:,}" for code, count in sorted(self.wanted.items()))
        invented = ", ".join(f"{count:,} {code}" for code, count in sorted(self.invented.items()))
        return f"Contradictions between returns, found once each: {codes or 'none to find'}; invented: {invented or 0}."


def recall_of(
    known: Mapping[str, frozenset[Found]], people: Mapping[str, UUID], held: Mapping[UUID, Sequence[Found]]
) -> Recall:
    """Lay what holds beside what must be found, about people of whom no row leaves doubt."""
    recall = Recall()
    for person, wanted in known.items():
        found = Counter(held.get(people[person], ())) if person in people else Counter[Found]()
        recall.wanted.update(code for code, _ in wanted)
        recall.found.update(one[0] for one in wanted if found[one] == 1)
        recall.invented.update(code for code, _ in (found - Counter(wanted)).elements())
    return recall


def _sure(rows: Sequence[tuple[RowAnswer, Row]]) -> bool:
    """Return whether no row leaves a doubt about whose it is and what it says."""
    return all(
        answer.verdict == "accepted" and not answer.may_review and set(answer.damage) <= {STRAY} for answer, _ in rows
    )


def _found(
    person: YoungPerson, rows: Sequence[tuple[RowAnswer, Row]], sender_of: Mapping[str, str], school: str
) -> Iterator[Found]:
    if not has_no_status(person):
        return
    if not rows:
        yield SILENT, (school,)
    left = [(sender_of[answer.file], row) for answer, row in rows if row.get("V5")]
    listed = [(sender_of[answer.file], row) for answer, row in rows if row.get("L9") and not row.get("V5")]
    gone = {
        place for place, row in left if any(at == place and _day(row, "V1") >= _day(one, "L9") for at, one in listed)
    }
    places = {place for place, row in listed if is_current(row) and place not in gone}
    yield from ((TWO, pair) for pair in combinations(sorted(places), 2))
    for place, leaving in left:
        here = [row for at, row in listed if at == place]
        if not here and place != school:
            yield NOT_ON_ROLL, (place,)
        for row in here:
            if not row.get("J1"):
                yield from _of_leaver(place, _day(leaving, "V1"), row)


def _of_leaver(place: str, left_on: date, row: Row) -> Iterator[Found]:
    """Somebody is in an enrolment return of the day on which all are sent, and among the leavers."""
    if left_on >= BUSINESS_DATE or _day(row, "L9") > BUSINESS_DATE:
        return
    if _day(row, "L9") > left_on:
        yield LISTED_AGAIN, (place,)
    elif _day(row, "L10") > left_on:
        yield LISTED_AND_LEFT, (place,)


def _day(row: Row, column: str) -> date:
    day = row[column]
    assert isinstance(day, date)
    return day
