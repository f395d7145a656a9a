"""What colleges send on each due date: everybody at the end of September and of October, then who came and who left."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deploy.demo.population.colleges import College
from deploy.demo.population.enrolments import Row
from deploy.demo.year.calendar import Stop
from deploy.demo.year.ledger import Statement
from deploy.demo.year.lives import Life
from deploy.demo.year.senders.files import Draft, Outbox, Sent
from deploy.demo.year.senders.rows import (
    college_columns,
    college_course,
    contact_columns,
    joining,
    leaving,
    leaving_statements,
    person_columns,
)
from deploy.demo.year.senders.schools import moved, tracked

_KNOWS_WHERE_TO = 0.7


@dataclass(frozen=True, slots=True)
class CollegeSenders:
    """All colleges of the county."""

    chance: random.Random
    colleges: Sequence[College]
    lives: Sequence[Life]
    outbox: Outbox

    def enrolment(self, stop: Stop) -> Iterator[Sent]:
        """Send everybody who is enrolled on the day (C_ENR)."""
        for college in self.colleges:
            drafts = []
            for life in filter(tracked, self.lives):
                spell = life.at(stop.on)
                if spell and spell.activity == "college" and spell.place == college.ukprn:
                    row = {**self._columns(life, college), **college_course(self.chance, spell)}
                    stated = Statement(spell.began_on, "230", spell.ends_on, by_the_place=True)
                    drafts.append(Draft(life.person, row, (stated,)))
            yield from self.outbox.send("C_ENR", college.ukprn, [("Enrolment", "C_ENR", drafts)], stop.on)

    def moves(self, stop: Stop) -> Iterator[Sent]:
        """Send the month's joiners and leavers as the college does: one sheet, two sheets, or two files.

        Where there are none of the one kind it sends one sheet: only of both together it can state that there are none.
        """
        for college in self.colleges:
            joiners, leavers = self._joiners(college, stop), self._leavers(college, stop)
            for draft, letter in [(draft, "J") for draft in joiners] + [(draft, "L") for draft in leavers]:
                draft.row["X1"] = letter
            number = college.ukprn
            if college.moves_in == "one sheet" or not (joiners and leavers):
                yield from self.outbox.send("C_JL", number, [("Moves", "C_JL", joiners + leavers)], stop.on)
            elif college.moves_in == "two sheets":
                pages = [("Joiners", "C_JOIN", joiners), ("Leavers", "C_LEAVE", leavers)]
                yield from self.outbox.send("C_JL", number, pages, stop.on)
            else:
                yield from self.outbox.send("C_JOIN", number, [("Joiners", "C_JOIN", joiners)], stop.on)
                yield from self.outbox.send("C_LEAVE", number, [("Leavers", "C_LEAVE", leavers)], stop.on)

    def _joiners(self, college: College, stop: Stop) -> list[Draft]:
        drafts = []
        for life, index in moved(self.lives, college.ukprn, stop, began=True):
            spell = life.spells[index]
            row = {**self._columns(life, college), **joining(spell, college_course(self.chance, spell))}
            stated = Statement(spell.began_on, "230", spell.ends_on, by_the_place=True)
            drafts.append(Draft(life.person, row, (stated,)))
        return drafts

    def _leavers(self, college: College, stop: Stop) -> list[Draft]:
        drafts = []
        for life, index in moved(self.lives, college.ukprn, stop, began=False):
            known = self.chance.random() < _KNOWS_WHERE_TO
            course = college_course(self.chance, life.spells[index])
            row = {**self._columns(life, college), **course, **leaving(life, index, known=known, college=True)}
            drafts.append(Draft(life.person, row, leaving_statements(life, index, known=known)))
        return drafts

    def _columns(self, life: Life, college: College) -> Row:
        person = life.person
        return {**person_columns(person), **contact_columns(person), **college_columns(college, person)}
