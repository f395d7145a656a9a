"""A person decides about a file: let a held one count, or take one out. Where needed a second person confirms it.

A sender says of its own held file "yes, we meant that", and takes that back, or what it has entered on a page.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Literal

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.domain.returns.generations import Decision
from services.reporting.domain.returns.progress import Stage
from services.reporting.entrypoints.web.files.visibility import find_visible, is_own
from services.reporting.entrypoints.web.labels import Names, keeps_unlisted
from services.reporting.queries.submission.decisions import WaitingDecisionView
from services.reporting.queries.submission.submissions import Built, Submission, SubmissionQueries
from services.reporting.usecases.decide_generation import (
    DecisionEffect,
    DecisionResult,
    GenerationDecision,
    SecondPersonAnswer,
    SecondPersonResult,
)
from shared.vocabulary.acts.two_people import Refusal, lapses_at
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
    """The end of its address, behind the file's."""
    decision: Decision
    stages: frozenset[Stage]
    """Where a file must stand for this decision to make sense."""
    button: str
    question: str
    confirm: str
    by_sender: bool = False
    """The file's sender takes it, and not the authority."""
    about: Literal["any", "own yes", "entry"] = "any"
    """own yes: only where its sender said last "we meant that". entry: only about what was entered on a page."""


OFFERS: Final = (
    Offer(
        path="decide/count",
        decision="approve",
        stages=frozenset({"held", "undone"}),
        button="Make it count",
        question="Do you want this file to count?",
        confirm="Make it count",
    ),
    Offer(
        path="decide/undo",
        decision="undo",
        stages=frozenset({"effective", "held"}),
        button="Take it out",
        question="Do you want to take this file out?",
        confirm="Take it out",
    ),
    Offer(
        path="own/confirm",
        decision="approve",
        stages=frozenset({"held"}),
        button="Yes, we meant that",
        question="Did you mean to change so much?",
        confirm="Yes, we meant that",
        by_sender=True,
    ),
    Offer(
        path="own/withdraw",
        decision="withdraw",
        stages=frozenset({"effective", "held"}),
        button="We did not mean that",
        question="Do you want to take back that you meant it?",
        confirm="Take it back",
        by_sender=True,
        about="own yes",
    ),
    Offer(
        path="own/undo",
        decision="undo",
        stages=frozenset({"effective"}),
        button="Take it back",
        question="Do you want to take back what was entered?",
        confirm="Take it back",
        by_sender=True,
        about="entry",
    ),
)
_ENTRY: Final = "entry"
"""The channel of what is entered on a page."""


def offered_to(account: Account, submission: Submission) -> list[Offer]:
    """Return the decisions that this account may take about this file as it stands."""
    if submission.built is None:
        return []
    if account.may(Permission.DECIDE_RETURNS):
        waits = submission.built.waiting is not None
        return [one for one in OFFERS if not one.by_sender and not waits and _fits(one, submission)]
    if not account.may(Permission.CONFIRM_OWN) or not is_own(account, submission):
        return []
    return [one for one in OFFERS if one.by_sender and _is_the_senders(one, account, submission, submission.built)]


def authority_alone(account: Account, submission: Submission) -> str | None:
    """Return why the sender of a held file cannot say itself that it is meant so, where that is asked; else None."""
    mine = account.may(Permission.CONFIRM_OWN) and is_own(account, submission)
    return submission.built.not_the_senders if mine and submission.stage == "held" and submission.built else None


def _is_the_senders(offer: Offer, account: Account, submission: Submission, built: Built) -> bool:
    if not _fits(offer, submission):
        return False
    if offer.about == "own yes":
        return _is_own_yes(submission, built)
    if offer.about == "entry":
        return submission.channel == _ENTRY and submission.sender == account.name
    return built.waiting is None and built.not_the_senders is None


def _fits(offer: Offer, submission: Submission) -> bool:
    """Tell whether the decision makes sense as the file stands. What a newer file left standing can be taken out."""
    still_speaks = submission.stage == "replaced" and keeps_unlisted(submission.collection)
    return submission.stage in offer.stages or (still_speaks and offer.decision == "undo")


def _is_own_yes(submission: Submission, built: Built) -> bool:
    """Tell whether the sender's yes is in force or waits for a second person."""
    if submission.stage == "held":
        return built.waiting is not None and built.waiting.by_sender and built.waiting.decision == "approve"
    # What a second person has withdrawn was never decided.
    last = next((one for one in built.decisions if one.confirmed is not False), None)
    return last is not None and last.by_sender and last.decision == "approve"


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
            GenerationDecision(
                found.built.generation_id,
                offer.decision,
                account_of(request).name,
                reason or None,
                by_sender=offer.by_sender,
                shown=field(request, "shown"),
            )
        )
        if answer in ("reason wanted", "changed meanwhile"):
            return await self._asked(request, found, offer, answer, reason)
        if answer in ("unknown", "not the sender's"):
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
        if answer in ("same person", "lapsed"):
            return await self._asked_second(request, found, waiting, refusal=answer)
        if answer == "not waiting":
            raise HTTPException(409)
        return _back_to(request, found)

    async def _asked(
        self, request: Request, found: Submission, offer: Offer, answer: DecisionResult | None = None, reason: str = ""
    ) -> Response:
        effect = await self._effect(found, offer.decision)
        context = {"one": found, "decision": offer, "effect": effect, "names": self._names, "reason": reason}
        context |= {"reason_wanted": answer == "reason wanted", "changed_meanwhile": answer == "changed meanwhile"}
        status = {"reason wanted": 400, "changed meanwhile": 409}.get(answer or "", 200)
        return page(request, "decision/decide.html", context, status=status)

    async def _asked_second(
        self, request: Request, found: Submission, waiting: WaitingDecisionView, *, refusal: Refusal | None = None
    ) -> Response:
        effect = await self._effect(found, waiting.decision)
        own = waiting.account == account_of(request).name
        offer = next(one for one in OFFERS if (one.decision, one.by_sender) == (waiting.decision, waiting.by_sender))
        context = {"one": found, "decision": offer, "waiting": waiting, "effect": effect, "own": own}
        status = 400 if refusal else 200
        context |= {"names": self._names, "refusal": refusal, "lapses_at": lapses_at(waiting.act, waiting.since)}
        return page(request, "decision/second.html", context, status=status)

    async def _effect(self, found: Submission, decision: Decision) -> DecisionEffect:
        effect = await self._commands.preview(found.built.generation_id, decision) if found.built else None
        if effect is None:
            raise HTTPException(409)
        return effect

    async def _offer(self, request: Request) -> tuple[Submission, Offer]:
        found = await find_visible(self._submissions, request)
        offer = next((one for one in OFFERS if request.url.path.endswith(f"/{one.path}")), None)
        if offer is None:
            raise HTTPException(404)
        if offer.by_sender and not is_own(account_of(request), found):
            raise HTTPException(403)
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
