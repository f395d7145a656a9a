"""Since when an establishment says what it says: it matters only where several of its returns speak of one person."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import datetime

from services.reporting.domain.claims import Claim, made_first_at
from services.reporting.domain.roles.answered import AnsweredClaim
from services.reporting.domain.roles.roll import RollEntry

FirstMade = Mapping[Hashable, datetime]
"""When each content was first said."""


def several_speak(claims: Iterable[Claim]) -> bool:
    """Tell whether it matters since when something is said: several returns speak, or a report stands beside a return.

    A contact has its own day, and decides over an enrolment that was said before it, however often that is repeated.
    An answer holds from the day on which the school first gave it.
    """
    others = [claim for claim in claims if not isinstance(claim, RollEntry)]  # of the roll it never matters
    if len(others) < 2:
        return any(isinstance(one, AnsweredClaim) for one in others)
    dated_by_return = {one.evidence.generation_id for one in others if one.content is not None}
    return len(dated_by_return) > 1 or (len(dated_by_return) == 1 and any(one.content is None for one in others))


def dated(claims: Iterable[Claim], first: FirstMade) -> tuple[Claim, ...]:
    """Return the claims, each with the time at which its establishment first said so, where that matters."""
    return tuple(claim if claim.content is None else made_first_at(claim, first.get(claim.content)) for claim in claims)
