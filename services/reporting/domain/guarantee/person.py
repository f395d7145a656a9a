"""The September Guarantee of one person: their claims and what they do now, put to the tables of this room."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.claims import Claim
from services.reporting.domain.cohort import PersonFacts
from services.reporting.domain.guarantee.decision import CONTINUING, Doing, Guarantee, guarantee_of
from services.reporting.domain.guarantee.membership import Membership, Place, membership_of
from services.reporting.domain.guarantee.rounds import Round
from services.reporting.domain.guarantee.words import CONTINUING_IN_WORK
from services.reporting.domain.roles.offer import OfferClaim
from services.reporting.domain.status import Status

NOBODY_DOES: Final = Doing()


class PersonGuarantee(NamedTuple):
    """The September Guarantee of one person at one period end."""

    round: Round
    guarantee: Guarantee
    membership: Membership
    """By where they are now; who belonged when the cohort was fixed is stored."""
    decided_by: OfferClaim | None


def guarantee_on(
    person: PersonFacts, claims: Sequence[Claim], status: Status, on: date, kind_of: KindOf
) -> PersonGuarantee | None:
    """Return the guarantee of somebody; None where the round of that day is not about them."""
    of = Round.of(on)
    node = of.node_of(person.birth_cohort)
    if node is None:
        return None
    offers = sorted(_offers(claims, of), key=lambda claim: claim.weight, reverse=True)
    answer = status.answer
    learns_at = status.decided_by.learns_at if status.decided_by is not None else None
    doing = doing_on(None if answer.lapsed else answer.code, learns_at, of, on, kind_of)
    found = guarantee_of([claim.guarantee for claim in offers], node, doing, on)
    roll = person.roll
    place = Place(
        tracked=answer.group != "out of scope",
        on_roll=roll is not None,
        school=roll.school if roll is not None else None,
        reported_school=max((claim.school_now for claim in offers if claim.school_now), default=None),
    )
    decided_by = None if found.decided_by is None else offers[found.decided_by]
    return PersonGuarantee(of, found, membership_of(place, node), decided_by)


def doing_on(code: str | None, learns_at: str | None, of: Round, on: date, kind_of: KindOf) -> Doing:
    """Return what somebody does as far as the guarantee goes; code: None where nothing is known, or it has lapsed.

    Before September it goes on for who is at a school, because the authority rolls schools' Year 12 over (source:
    KCC-2026), and for who works with training; of a college's course nothing says that it does. From September on
    whoever learns goes on.
    """
    if code is None or code not in CONTINUING:
        return NOBODY_DOES
    at_school = learns_at is not None and kind_of(learns_at) == "school"
    goes_on = on > of.last_day_of_school or at_school or CONTINUING[code] == CONTINUING_IN_WORK
    return Doing(code, goes_on)


def _offers(claims: Sequence[Claim], of: Round) -> list[OfferClaim]:
    return [claim for claim in claims if isinstance(claim, OfferClaim) and claim.period == of.period]
