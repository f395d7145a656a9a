"""What the authority itself brings in: its roll in September and January, and each month the trackers' contacts."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from deploy.demo.population.schools import School
from deploy.demo.year.calendar import Stop
from deploy.demo.year.ledger import RollFact, Statement
from deploy.demo.year.lives import Life
from deploy.demo.year.senders.files import Draft, Outbox, Sent
from deploy.demo.year.senders.rows import CODE_OF, person_columns, roll_columns

_CALLED: Final = {"not known": 0.5, "neet": 0.25}
"""Share of people whom the trackers try to reach in a month, by what is known of them."""
_REACHED: Final = 0.65
_NOT_ASKED: Final = frozenset({"custody", "moved away"})


@dataclass(frozen=True, slots=True)
class AuthoritySenders:
    """The authority's own extracts."""

    chance: random.Random
    schools: Sequence[School]
    lives: Sequence[Life]
    outbox: Outbox

    def roll(self, stop: Stop) -> Iterator[Sent]:
        """Send everybody whom the authority tracks on the day, those who have moved in or left since among them."""
        by_number = {school.dfe_number: school for school in self.schools}
        drafts = []
        for life in self.lives:
            if life.spells[0].began_on <= stop.on or life.person.on_roll:
                row, person = roll_columns(life, by_number[life.school], stop.on)
                drafts.append(Draft(life.person, row))
                self.outbox.ledger.roll(
                    life.person, RollFact(stop.on, person.left_on, person.moved_in_on, person.ehcp_until)
                )
        yield from self.outbox.send("ROLL", None, [("County roll", "ROLL", drafts)], stop.on)

    def contacts(self, stop: Stop) -> Iterator[Sent]:
        """Send whom the trackers called late in the month, and what those whom they reached do now (CONTACT)."""
        drafts = []
        for life in self.lives:
            known = self.outbox.ledger.answer(life.person, stop.on)
            share = _CALLED.get(known.group, 0.0) if known is not None and known.on_roll else 0.0
            if self.chance.random() < share:
                drafts.append(self._contact(life, stop.on.replace(day=self.chance.randrange(20, 25))))
        yield from self.outbox.send("CONTACT", None, [("Contacts", "CONTACT", drafts)], stop.on)

    def _contact(self, life: Life, on: date) -> Draft:
        spell = life.at(on)
        row = {**person_columns(life.person), "T1": on, "T2": "PHONE", "T3": "NO ANSWER"}
        if spell is None or spell.activity in _NOT_ASKED or self.chance.random() > _REACHED:
            return Draft(life.person, row)
        code = CODE_OF[spell.activity]
        return Draft(
            life.person, row | {"T3": "REACHED", "T4": "YP", "T5": code}, (Statement(on, code, confirmed_on=on),)
        )
