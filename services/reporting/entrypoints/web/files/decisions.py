"""A person decides about a file: let a held one count, or take one out. Where needed a second person confirms it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.domain.returns.generations import Decision
from services.reporting.domain.returns.progress import Stage
from services.reporting.entrypoints.web.files.visibility import find_visible
from services.reporting.entrypoints.web.labels import Names
from services.reporting.queries.submission.decisions import WaitingDecisionView
from services.reporting.queries.submission.submissions import Submission, SubmissionQueries
from services.reporting.usecases.decide_generation import (
    DecisionEffect,
    DecisionResult,
    GenerationDecision,
    SecondPersonAnswer,
    SecondPersonResult,
)
from shared.web.accounts.identities import Account
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page, site_of
from shared.web.requests.forms import field
from shared.web.requests.routes import account_of

REASON_LENGTH_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class DecisionCommands:
    """The use cases of decisions: `PreviewDecision`, `DecideGeneration`, `AnswerDecision`."""

    preview: Callable[[int, Decision], Awaitable[DecisionEffect | None]]
    decide: Callable[[GenerationDecision], Awaitable[DecisionResult]]
    answer: Callable[[SecondPersonAnswer], Awaitable[SecondPersonResult]]


@dataclass(frozen=True, slots=True)
class Offer:
    """A decision that can be taken about a file, in the words of the page."""

    path: str
    decision: Decision
    stages: frozenset[Stage]
    """Where a file must stand for this decision to make sense."""
    button: str
    question: str
    confirm: str


OFFERS: Final = (
    Offer(
        path="count",
        decision="approve",
        stages=frozenset({"held", "undone"}),
        button="Make it count",
        question="Do you want this file to count?",
        confirm="Make it count",
    ),
    Offer(
        path="undo",
        decision="undo",
        stages=frozenset({"effective", "held"}),
        button="Take it out",
        question="Do you want to take this file out?",
        confirm="Take it out",
    ),
)


def offered_to(account: Account, submission: Submission) -> list[Offer]:
    """Return the decisions that this account may take about this file as it stands."""
    if submission.built is None or not account.may(Permission.DECIDE_RETURNS) or submission.built.waiting:
        return []
    return [offer for offer in OFFERS if submission.stage in offer.stages]


class DecisionPages:
    """Ask, decide, and let a second person answer."""

    def __init__(self, submissions: SubmissionQueries, names: Names, commands: DecisionCommands) -> None:
        self._submissions = submissions
        self._names = names
        self._commands = commands

    async def ask(self, request: Request) -> Response:
        """Show what the decision would change and what it must come with."""
        found, offer = await self._offer(request)
        return await self._asked(request, found, offer)

    async def decide(self, request: Request) -> Response:
        """Take the decision about the very generation that was shown."""
        found, offer = await self._offer(request)
        assert found.built is not None
        if field(request, "generation") != str(found.built.generation_id):
            raise HTTPException(409)
        reason = field(request, "reason", length_max=REASON_LENGTH_MAX)
        answer = await self._commands.decide(
            GenerationDecision(found.built.generation_id, offer.decision, account_of(request).name, reason or None)
        )
        if answer == "reason wanted":
            return await self._asked(request, found, offer, reason_wanted=True)
        if answer == "unknown":
            raise HTTPException(409)
        return _back_to(request, found)

    async def ask_second(self, request: Request) -> Response:
        """Show what waits for a second person, and what it would change as things stand now."""
        found, waiting = await self._waiting(request)
        return await self._asked_second(request, found, waiting)

    async def second(self, request: Request) -> Response:
        """Confirm or withdraw the very decision that was shown."""
        found, waiting = await self._waiting(request)
        chosen = field(request, "answer")
        if field(request, "decision") != str(waiting.decision_id) or chosen not in {"confirm", "withdraw"}:
            raise HTTPException(409)
        word = SecondPersonAnswer(waiting.decision_id, account_of(request).name, confirms=chosen == "confirm")
        answer = await self._commands.answer(word)
        if answer == "same person":
            return await self._asked_second(request, found, waiting, same_person=True)
        if answer == "not waiting":
            raise HTTPException(409)
        return _back_to(request, found)

    async def _asked(
        self, request: Request, found: Submission, offer: Offer, *, reason_wanted: bool = False
    ) -> Response:
        effect = await self._effect(found, offer.decision)
        context = {"one": found, "decision": offer, "effect": effect, "names": self._names}
        status = 400 if reason_wanted else 200
        return page(request, "decision/decide.html", {**context, "reason_wanted": reason_wanted}, status=status)

    async def _asked_second(
        self, request: Request, found: Submission, waiting: WaitingDecisionView, *, same_person: bool = False
    ) -> Response:
        effect = await self._effect(found, waiting.decision)
        own = waiting.account == account_of(request).name
        offer = next(one for one in OFFERS if one.decision == waiting.decision)
        context = {"one": found, "decision": offer, "waiting": waiting, "effect": effect, "own": own}
        status = 400 if same_person else 200
        context |= {"names": self._names, "same_person": same_person}
        return page(request, "decision/second.html", context, status=status)

    async def _effect(self, found: Submission, decision: Decision) -> DecisionEffect:
        effect = await self._commands.preview(found.built.generation_id, decision) if found.built else None
        if effect is None:
            raise HTTPException(409)
        return effect

    async def _offer(self, request: Request) -> tuple[Submission, Offer]:
        found = await find_visible(self._submissions, request)
        offer = next((one for one in OFFERS if one.path == request.path_params["decision"]), None)
        if offer is None:
            raise HTTPException(404)
        if offer not in offered_to(account_of(request), found):
            raise HTTPException(409)
        return found, offer

    async def _waiting(self, request: Request) -> tuple[Submission, WaitingDecisionView]:
        found = await find_visible(self._submissions, request)
        if found.built is None or found.built.waiting is None:
            raise HTTPException(409)
        return found, found.built.waiting


def _back_to(request: Request, found: Submission) -> Response:
    address = site_of(request).link("reporting", f"/submissions/{found.submission_id}")
    return RedirectResponse(address, status_code=303)
