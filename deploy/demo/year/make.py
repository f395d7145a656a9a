"""Makes the year of a county: its people, schools and colleges, and stop by stop the files that are sent."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.demo.population import geography
from deploy.demo.population.colleges import College, make_colleges
from deploy.demo.population.people import Ages, Population
from deploy.demo.population.schools import School, make_schools, register_csv
from deploy.demo.year.calendar import Stop
from deploy.demo.year.ledger import Ledger
from deploy.demo.year.lives import County, Life
from deploy.demo.year.senders.answers import AnsweringSchools
from deploy.demo.year.senders.authority import AuthoritySenders
from deploy.demo.year.senders.colleges import CollegeSenders
from deploy.demo.year.senders.files import CLICKS, Outbox, Sent
from deploy.demo.year.senders.offers import OfferSenders
from deploy.demo.year.senders.schools import SchoolSenders
from deploy.demo.year.senders.silence import SILENT
from deploy.demo.year.senders.tardiness import TardySenders
from shared.vocabulary.collections import find_collection

_LEARNERS_OF_A_SCHOOL: Final = 230
_COLLEGES: Final = 3


@dataclass(frozen=True, slots=True)
class Year:
    """A generated year. `files` are to be asked for stop by stop, in order."""

    folder: Path
    schools: list[School]
    colleges: list[College]
    lives: list[Life]
    outbox: Outbox
    senders: tuple[AuthoritySenders, SchoolSenders, CollegeSenders, AnsweringSchools, OfferSenders]

    @property
    def ledger(self) -> Ledger:
        """What a perfect reader knows from what was sent so far."""
        return self.outbox.ledger

    @property
    def register(self) -> Path:
        """The establishments' register, for ONWARD_ESTABLISHMENTS_FILE."""
        return self.folder / "establishments.csv"

    def files(self, stop: Stop) -> Iterator[tuple[Sent, ...]]:
        """Write what is sent on the stop's day, a group for each collection in the order in which they are sent."""
        late = tuple(self.outbox.catch_up(stop.on))
        if late:
            yield late
        authority, schools, colleges, answers, offers = self.senders
        due = (
            ("ROLL", authority.roll),
            ("S_ENR", schools.enrolment),
            ("C_ENR", colleges.enrolment),
            ("S_CHECK", answers.pupil_check),
            ("TEP_DEST", answers.destinations),
            ("CONTACT", authority.contacts),
            ("S_SG", offers.by_schools),
            ("C_SG", offers.by_colleges),
            ("KC_OFFER", offers.through_kent_choices),
            ("TEP_SG2", offers.answers),
        )
        for code, send in due:
            if code in stop.collections and find_collection(code) is not None:
                yield tuple(send(stop))
        if stop.month is not None:
            yield tuple(schools.moves(stop))
            if find_collection("C_JL") is not None:
                yield tuple(colleges.moves(stop))


def make_year(people: int, seed: int, folder: Path) -> Year:
    """Return the year of a county of so many people; the files are written into the folder."""
    (folder / "files").mkdir(parents=True, exist_ok=True)
    chance = random.Random(f"{seed} year")  # noqa: S311 (invented people must be the same each time)
    learners = round(people * 0.38)
    count = max(len(geography.DISTRICTS), round(learners / _LEARNERS_OF_A_SCHOOL))
    schools = make_schools(chance, [max(learners // count, 1)] * count)
    colleges = make_colleges(chance, [round(people * 0.2 / _COLLEGES)] * _COLLEGES)
    lives = County(chance, Population(chance, Ages()), schools, colleges).lives(people)
    may_be_late = [school.dfe_number for school in schools if school.dfe_number not in (CLICKS, SILENT)]
    tardy = TardySenders(seed, may_be_late, [college.ukprn for college in colleges])
    outbox = Outbox(folder / "files", Ledger(), tardy=tardy)
    senders = (
        AuthoritySenders(chance, schools, lives, outbox),
        SchoolSenders(chance, schools, lives, outbox),
        CollegeSenders(chance, colleges, lives, outbox),
        AnsweringSchools(chance, schools, lives, outbox),
        OfferSenders(chance, schools, colleges, lives, outbox),
    )
    year = Year(folder, schools, colleges, lives, outbox, senders)
    year.register.write_text(register_csv(schools, colleges), encoding="utf-8")
    return year
