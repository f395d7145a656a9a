"""A person's word on a file: let a held one count, or take one out. Asked, confirmed, then done."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.domain.generations import Decision
from services.reporting.domain.progress import Stage
from services.reporting.entrypoints.web.words import Names
from services.reporting.usecases.decide_generation import GenerationDecision
from services.reporting.usecases.reading import Reading, Submission
from shared.web.forms import field
from shared.web.identities import Account
from shared.web.permissions import Permission
from shared.web.routes import account_of
from shared.web.site import page, site_of

REASON_LENGTH_MAX: Final = 200

Decide = Callable[[GenerationDecision], Awaitable[bool]]
"""The use case `DecideGeneration`."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A decision that can be taken about a file, in the words of the page."""

    path: str
    decision: Decision
    stages: frozenset[Stage]
    """Where a file must stand for this decision to make sense."""
    button: str
    question: str
    consequence: str
    confirm: str


OFFERS: Final = (
    Offer(
        path="count",
        decision="approve",
        stages=frozenset({"held", "undone"}),
        button="Make it count",
        question="Do you want this file to count?",
        consequence="It will count for its return from now on, unless a later file does. You can undo this.",
        confirm="Make it count",
    ),
    Offer(
        path="undo",
        decision="undo",
        stages=frozenset({"effective", "held"}),
        button="Take it out",
        question="Do you want to take this file out?",
        consequence="Nothing in it will count. What counted before it counts again. You can undo this.",
        confirm="Take it out",
    ),
)


def offered_to(account: Account, submission: Submission) -> list[Offer]:
    """Return the decisions that this account may take about this file as it stands."""
    if submission.built is None or not account.may(Permission.DECIDE_RETURNS):
        return []
    return [offer for offer in OFFERS if submission.stage in offer.stages]


class DecisionPages:
    """Confirm and decide."""

    def __init__(self, reading: Reading, names: Names, decide: Decide) -> None:
        self._reading = reading
        self._names = names
        self._decide = decide

    async def ask(self, request: Request) -> Response:
        """Show what the decision would change."""
        found, offer = await self._offer(request)
        return page(request, "decide.html", {"one": found, "decision": offer, "names": self._names})

    async def decide(self, request: Request) -> Response:
        """Take the decision about the very generation that was shown."""
        found, offer = await self._offer(request)
        assert found.built is not None
        if field(request, "generation") != str(found.built.generation_id):
            raise HTTPException(409)
        await self._decide(
            GenerationDecision(
                generation_id=found.built.generation_id,
                decision=offer.decision,
                account=account_of(request).name,
                reason=field(request, "reason", length_max=REASON_LENGTH_MAX) or None,
            )
        )
        return RedirectResponse(
            site_of(request).link("reporting", f"/submissions/{found.submission_id}"), status_code=303
        )

    async def _offer(self, request: Request) -> tuple[Submission, Offer]:
        from services.reporting.entrypoints.web.submissions import find_visible

        found = await find_visible(self._reading, request)
        offer = next((one for one in OFFERS if one.path == request.path_params["decision"]), None)
        if offer is None:
            raise HTTPException(404)
        if offer not in offered_to(account_of(request), found):
            raise HTTPException(409)
        return found, offer
