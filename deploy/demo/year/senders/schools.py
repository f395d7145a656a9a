"""What schools send on each due date: enrolment once, joiners and leavers by the month."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from deploy.demo.population.enrolments import Row
from deploy.demo.population.schools import School
from deploy.demo.year.calendar import Stop
from deploy.demo.year.ledger import Statement
from deploy.demo.year.lives import Life, Spell
from deploy.demo.year.senders.files import Draft, Outbox, Sent
from deploy.demo.year.senders.rows import (
    CODE_OF,
    contact_columns,
    joining,
    leaving,
    leaving_statements,
    person_columns,
    school_columns,
    school_course,
)
from deploy.demo.year.senders.silence import keeps_silent

MovesIn = Literal["two files", "one sheet", "two sheets"]
_HABITS: tuple[MovesIn, ...] = ("two files", "two files", "one sheet", "two sheets")
_KNOWS_WHERE_TO = 0.8


@dataclass(frozen=True, slots=True)
class SchoolSenders:
    """All schools of the county."""

    chance: random.Random
    schools: Sequence[School]
    lives: Sequence[Life]
    outbox: Outbox

    def enrolment(self, stop: Stop) -> Iterator[Sent]:
        """Send everybody who is in a sixth form on the day (S_ENR)."""
        for school in self.schools:
            drafts = [
                Draft(
                    life.person,
                    {**self._columns(life, school), **school_course(self.chance, spell)},
                    (Statement(spell.began_on, "210", spell.ends_on, by_the_place=True),),
                )
                for life, spell in self._learners(school, stop)
            ]
            pages = [("Enrolment", "S_ENR", drafts)]
            yield from self.outbox.send("S_ENR", school.dfe_number, pages, stop.on, school.habits.format)

    def moves(self, stop: Stop) -> Iterator[Sent]:
        """Send the month's joiners and leavers: as two files, as one with a movement column, or as two sheets."""
        for index, school in enumerate(self.schools):
            joiners, leavers = self._joiners(school, stop), self._leavers(school, stop)
            if keeps_silent(school.dfe_number, stop.month):
                leavers = []
            for draft, letter in [(draft, "J") for draft in joiners] + [(draft, "L") for draft in leavers]:
                draft.row["X1"] = letter
            habit, number = _HABITS[index % len(_HABITS)], school.dfe_number
            if habit == "two files":
                yield from self.outbox.send("S_JOIN", number, [("Joiners", "S_JOIN", joiners)], stop.on)
                yield from self.outbox.send("S_LEAVE", number, [("Leavers", "S_LEAVE", leavers)], stop.on)
            elif habit == "one sheet" and (joiners or leavers):
                yield from self.outbox.send("S_JL", number, [("Moves", "S_JL", joiners + leavers)], stop.on)
            elif joiners and leavers:
                pages = [("Joiners", "S_JOIN", joiners), ("Leavers", "S_LEAVE", leavers)]
                yield from self.outbox.send("S_JL", number, pages, stop.on)
            else:
                for page in (("Joiners", "S_JOIN", joiners), ("Leavers", "S_LEAVE", leavers)):
                    yield from self.outbox.send(page[1], number, [page], stop.on)

    def _learners(self, school: School, stop: Stop) -> Iterator[tuple[Life, Spell]]:
        for life in self.lives:
            spell = life.at(stop.on)
            if spell and spell.activity == "sixth form" and spell.place == school.dfe_number and tracked(life):
                yield life, spell

    def _joiners(self, school: School, stop: Stop) -> list[Draft]:
        drafts = []
        for life, place in moved(self.lives, school.dfe_number, stop, began=True):
            spell = life.spells[place]
            row = {**self._columns(life, school), **joining(spell, school_course(self.chance, spell))}
            stated = Statement(spell.began_on, CODE_OF[spell.activity], spell.ends_on, by_the_place=True)
            drafts.append(Draft(life.person, row, (stated,)))
        return drafts

    def _leavers(self, school: School, stop: Stop) -> list[Draft]:
        drafts = []
        for life, place in moved(self.lives, school.dfe_number, stop, began=False):
            known = self.chance.random() < _KNOWS_WHERE_TO
            row = {**self._columns(life, school), **leaving(life, place, known=known, college=False)}
            drafts.append(Draft(life.person, row, leaving_statements(life, place, known=known)))
        return drafts

    def _columns(self, life: Life, school: School) -> Row:
        return {**school_columns(school), **person_columns(life.person), **contact_columns(life.person)}


def tracked(life: Life) -> bool:
    """Return whether the authority tracks them: nobody sends rows of those who left its care before September."""
    return life.person.left_on is None


def moved(lives: Sequence[Life], place: str, stop: Stop, *, began: bool) -> Iterator[tuple[Life, int]]:
    """Yield whose spell at the place began, or ended, in the stop's month, and the spell's index."""
    month = stop.month
    for life in lives:
        for index, spell in enumerate(life.spells):
            day = spell.began_on if began else life.left_on.get(index)
            if spell.place != place or day is None or month is None or not tracked(life):
                continue
            newcomer = index > 0 or not life.person.on_roll
            if (day.year, day.month) == (month.year, month.month) and (newcomer or not began):
                yield life, index
