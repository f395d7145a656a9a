"""What schools answer to lists that they were sent: their pupils in October, and last year's leavers."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from deploy.demo.population.enrolments import Row
from deploy.demo.population.schools import School
from deploy.demo.year.calendar import Stop
from deploy.demo.year.ledger import Statement
from deploy.demo.year.lives import LEARNING, Life, Spell
from deploy.demo.year.senders.files import CLICKS, Draft, Outbox, Sent
from deploy.demo.year.senders.rows import (
    CODE_OF,
    DESTINATION_OF,
    NOT_KNOWN,
    contact_columns,
    not_known_code,
    person_columns,
    school_columns,
)

_KNOWS_LAST_YEARS: Final = 0.55
_ASKED: Final = 12
"""Pupils on the list that each school checks."""


@dataclass(frozen=True, slots=True)
class AnsweringSchools:
    """All schools of the county, as they answer."""

    chance: random.Random
    schools: Sequence[School]
    lives: Sequence[Life]
    outbox: Outbox

    def pupil_check(self, stop: Stop) -> Iterator[Sent]:
        """Send who of the pupils on the list is there still, and who has left (S_CHECK)."""
        for school in self.schools:
            if school.dfe_number == CLICKS:
                continue
            listed = [life for life in self.lives if self._listed_at(life, school, stop)]
            drafts = [self._checked(life, school, stop) for life in listed[:_ASKED] + self._left_among(listed[_ASKED:])]
            yield from self.outbox.send("S_CHECK", school.dfe_number, [("Pupils", "S_CHECK", drafts)], stop.on)

    def destinations(self, stop: Stop) -> Iterator[Sent]:
        """Send what schools know of their last year's leavers whom nobody has enrolled (TEP_DEST)."""
        for school in self.schools:
            drafts = [self._destination(life, spell) for life, spell in self._unlisted(school, stop)]
            yield from self.outbox.send("TEP_DEST", school.dfe_number, [("Leavers", "TEP_DEST", drafts)], stop.on)

    def _listed_at(self, life: Life, school: School, stop: Stop) -> bool:
        first = life.spells[0]
        known = self.outbox.ledger.answer(life.person, stop.on)
        listed = known is not None and known.group in ("education", "compulsory") and life.person.left_on is None
        facts = self.outbox.ledger.facts.get(life.person.id, ())
        if any(fact.leaves and fact.place == school.dfe_number for fact in facts):
            return False  # the school has said so already
        return listed and first.place == school.dfe_number and life.person.on_roll

    def _left_among(self, listed: Sequence[Life]) -> list[Life]:
        return [life for life in listed if 0 in life.left_on]

    def _checked(self, life: Life, school: School, stop: Stop) -> Draft:
        person, left_on = life.person, life.left_on.get(0)
        row: Row = {**school_columns(school), **person_columns(person), **contact_columns(person)}
        if left_on is None or left_on >= stop.on:
            first = life.spells[0]
            stays = Statement(first.began_on, CODE_OF[first.activity], first.ends_on, by_the_place=True)
            return Draft(person, {**row, "K7": "CORRECT"}, (stays,))
        stated = Statement(left_on + timedelta(days=1), not_known_code(person), leaves=True)
        return Draft(person, {**row, "K7": "LEFT", "V1": left_on, "V5": NOT_KNOWN}, (stated,))

    def _destination(self, life: Life, spell: Spell) -> Draft:
        row = {**person_columns(life.person), "C7": life.person.mobile, "V5": DESTINATION_OF[spell.activity]}
        place = "Wealden Joinery Ltd" if spell.activity == "apprenticeship" else None
        row |= {"V6": place, "V8": spell.began_on, "V9": "Y"}
        return Draft(life.person, row, (Statement(spell.began_on, CODE_OF[spell.activity]),))

    def _unlisted(self, school: School, stop: Stop) -> Iterator[tuple[Life, Spell]]:
        for life in self.lives:
            if life.school != school.dfe_number or life.person.year_group not in (12, 13) or not life.person.on_roll:
                continue
            spell, known = life.at(stop.on), self.outbox.ledger.answer(life.person, stop.on)
            unlisted = (
                known is not None and known.group == "not known" and life.person.id not in self.outbox.ledger.facts
            )
            still = spell is not None and spell.activity not in LEARNING and len(life.spells) == 1
            if spell and unlisted and still and self.chance.random() < _KNOWS_LAST_YEARS:
                yield life, spell
