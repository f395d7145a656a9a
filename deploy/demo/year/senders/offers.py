"""September Guarantee: offers to Years 11 and 12 by schools, colleges, through Kent Choices, and why there is none."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from deploy.demo.population.colleges import College
from deploy.demo.population.enrolments import Row
from deploy.demo.population.schools import School
from deploy.demo.year.calendar import Stop
from deploy.demo.year.guarantee import APPLIED, MET, OFFER_MADE, guarantee_code
from deploy.demo.year.lives import Life
from deploy.demo.year.senders.files import Draft, Outbox, Sent
from deploy.demo.year.senders.rows import college_columns, contact_columns, person_columns, school_columns

_OWN_SCHOOL: Final = 0.55
_OTHER_SCHOOL: Final = 0.1
_COLLEGE: Final = 0.45
_OWN_COLLEGE: Final = 0.8
"""Of Year 12 at a college, to go on there."""
_EXTERNAL: Final = 0.3
"""Of Year 12 elsewhere, who applied to a school or a college; a school's own Year 12 the authority rolls over."""
_FIRST_OFFER: Final = date(2027, 2, 1)
_OFFERED_WITHIN_DAYS: Final = 180
_SCHOOLS_ANSWER: Final = date(2027, 4, 20)
_STARTS_ON: Final = date(2027, 9, 6)
_WHY_NONE: Final = ("140", "150", "151", "154")
"""Applied and waits; no provision; has not applied; cannot be contacted (nccis fact sheet 3.1)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One provider's offer to one young person."""

    life: Life
    provider: str
    offered_on: date
    kind: str
    response: str


class OfferSenders:
    """All who offer places for September 2027."""

    def __init__(
        self,
        chance: random.Random,
        schools: Sequence[School],
        colleges: Sequence[College],
        lives: Sequence[Life],
        outbox: Outbox,
    ) -> None:
        self._chance = chance
        self._schools = schools
        self._colleges = colleges
        self._outbox = outbox
        there = [life for life in lives if life.person.on_roll and not life.person.left_on]
        year_11 = [life for life in there if life.person.year_group == 11]
        year_12 = [life for life in there if life.person.year_group == 12]
        self._asked = year_11 + year_12
        self._offers = [offer for life in year_11 for offer in self._made_to(life)]
        self._offers += [offer for life in year_12 for offer in self._made_to_year_12(life)]

    def by_schools(self, stop: Stop) -> Iterator[Sent]:
        """Send the offers of each school, to its own pupils and to others (S_SG)."""
        names = {school.dfe_number: school for school in self._schools}
        for school in self._schools:
            drafts = []
            for offer in self._made_by(school.dfe_number, stop):
                row = {**person_columns(offer.life.person), **contact_columns(offer.life.person)}
                row |= {**school_columns(school), **_offer_columns(offer)}
                own = offer.life.school == school.dfe_number and offer.life.person.year_group == 11
                row["G1"] = "INT" if own else "EXT"
                row["G2"] = None if own else names[offer.life.school].shown_number
                drafts.append(Draft(offer.life.person, row, guarantee=OFFER_MADE))
            yield from self._outbox.send("S_SG", school.dfe_number, [("Offers", "S_SG", drafts)], stop.on)

    def by_colleges(self, stop: Stop) -> Iterator[Sent]:
        """Send all offers that each college has made so far: every list holds the last one (C_SG)."""
        for college in self._colleges:
            drafts = []
            for offer in self._made_by(college.ukprn, stop):
                person = offer.life.person
                row = {**person_columns(person), **contact_columns(person), **college_columns(college, person)}
                row |= {**_offer_columns(offer), "G2": offer.life.school}
                drafts.append(Draft(person, row, guarantee=OFFER_MADE))
            yield from self._outbox.send("C_SG", college.ukprn, [("Offers", "C_SG", drafts)], stop.on)

    def through_kent_choices(self, stop: Stop) -> Iterator[Sent]:
        """Send the extract of applications to colleges and what became of them (KC_OFFER)."""
        colleges = {college.ukprn for college in self._colleges}
        drafts = []
        for number, offer in enumerate(self._offers):
            if offer.provider not in colleges:
                continue
            row: Row = {**person_columns(offer.life.person), "P15": None, "C5": offer.life.person.address.postcode}
            row |= {"K9": f"A{number:07d}", "G2": offer.life.school, "E3": offer.provider, "G7": "Level 2 programme"}
            made = offer.offered_on <= stop.on
            row |= _offer_columns(offer) if made else {"G6": "APPLIED"}
            drafts.append(Draft(offer.life.person, row, guarantee=OFFER_MADE if made else APPLIED))
        yield from self._outbox.send("KC_OFFER", None, [("Applications", "KC_OFFER", drafts)], stop.on)

    def answers(self, stop: Stop) -> Iterator[Sent]:
        """Send why young people whom each school is asked about have no recorded offer (TEP_SG2)."""
        for school in self._schools:
            drafts = []
            for life in self._asked:
                found = guarantee_code(life, self._outbox.ledger, stop.on)
                if life.school == school.dfe_number and found is not None and found[1] not in MET:
                    why = self._chance.choice(_WHY_NONE)
                    row = {**person_columns(life.person), "G4": "NONE", "G12": why}
                    drafts.append(Draft(life.person, row, guarantee=why))
            yield from self._outbox.send("TEP_SG2", school.dfe_number, [("Pupils", "TEP_SG2", drafts)], stop.on)

    def _made_by(self, provider: str, stop: Stop) -> Iterator[Offer]:
        for offer in self._offers:
            if offer.provider == provider and offer.offered_on <= stop.on:
                yield offer

    def _made_to(self, life: Life) -> Iterator[Offer]:
        chance = self._chance
        own, other, college = chance.random() < _OWN_SCHOOL, chance.random() < _OTHER_SCHOOL, chance.random() < _COLLEGE
        providers = [life.school] if own else []
        others = [school.dfe_number for school in self._schools if school.dfe_number != life.school]
        providers += [chance.choice(others)] if other else []
        places = [(provider, _SCHOOLS_ANSWER - timedelta(days=chance.randrange(60))) for provider in providers]
        if college:
            offered_on = _FIRST_OFFER + timedelta(days=chance.randrange(_OFFERED_WITHIN_DAYS))
            places.append((chance.choice(self._colleges).ukprn, offered_on))
        for provider, offered_on in places:
            yield self._offer(life, provider, offered_on)

    def _made_to_year_12(self, life: Life) -> Iterator[Offer]:
        chance, spell = self._chance, life.at(_FIRST_OFFER)
        activity = spell.activity if spell else None
        offered_on = _FIRST_OFFER + timedelta(days=chance.randrange(_SCHOOLS_ANSWER.day + 50))
        if activity == "college" and spell and spell.place and chance.random() < _OWN_COLLEGE:
            yield self._offer(life, spell.place, offered_on)
        elif activity != "sixth form" and chance.random() < _EXTERNAL:
            providers = [chance.choice(self._schools).dfe_number, chance.choice(self._colleges).ukprn]
            yield self._offer(life, chance.choice(providers), offered_on)

    def _offer(self, life: Life, provider: str, offered_on: date) -> Offer:
        kind = self._chance.choice(("CONDITIONAL", "CONDITIONAL", "GUARANTEED"))
        return Offer(life, provider, offered_on, kind, self._chance.choice(("OFFERED", "ACCEPTED", "ACCEPTED")))


def _offer_columns(offer: Offer) -> Row:
    return {
        "G10": str(offer.life.person.year_group),
        "G4": offer.kind, "G5": offer.offered_on, "G6": offer.response, "G7": "Level 2 programme",
        "G8": "2", "G9": _STARTS_ON,
    }  # fmt: skip
