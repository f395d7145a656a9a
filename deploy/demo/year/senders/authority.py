"""What the authority itself brings in: its roll in September and in January."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deploy.demo.population.schools import School
from deploy.demo.year.calendar import Stop
from deploy.demo.year.ledger import RollFact
from deploy.demo.year.lives import Life
from deploy.demo.year.senders.files import Draft, Outbox, Sent
from deploy.demo.year.senders.rows import roll_columns


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
