"""The page of all subscriptions, and of one webhook: how far it is, what was sent, what is done with it."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Protocol, cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.entrypoints.web.webhooks import words
from services.reporting.entrypoints.web.webhooks.words import ACTS, DONE, DONE_WORDS, PATH, REFUSALS, SHOW
from services.reporting.queries.webhooks.consumer_groups import ConsumerGroups, GroupLine
from services.reporting.queries.webhooks.subscriptions import WebhookDetails, WebhookQueries
from services.reporting.usecases.webhooks.decide import Created, Refusal, SimpleAct, WantedWebhook, choice_of
from services.reporting.usecases.webhooks.ports import DeadLetterChoice, SentAnswer
from shared.errors import Transient
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page, site_of
from shared.web.requests.forms import PART_MAX, field, new_form_id
from shared.web.requests.queries import PAGE, check_page, page_number, pager_address
from shared.web.requests.routes import GuardedRoute, account_of, get, post

LISTED: Final = 50
_ID: Final = re.compile(r"[1-9][0-9]{0,8}")

Creates = Callable[[WantedWebhook], Awaitable[Created | list[Refusal] | None]]
Rotates = Callable[[int, str], Awaitable[str | None]]
Acts = Callable[[int, SimpleAct, str], Awaitable[bool]]
Tests = Callable[[int, str], Awaitable[SentAnswer | None]]


class ActsOnDeadLetters(Protocol):
    """Sends dead letters again, or leaves them out."""

    async def __call__(self, webhook_id: int, choice: DeadLetterChoice, account: str, *, resend: bool) -> int:
        """Return how many."""
        ...


@dataclass(frozen=True, slots=True)
class WebhookDependencies:
    """What the pages of subscriptions read, and what they command."""

    queries: WebhookQueries
    groups: ConsumerGroups
    create: Creates
    rotate: Rotates
    act: Acts
    dead_letters: ActsOnDeadLetters
    test: Tests


class SubscriptionPages:
    """Subscriptions, for whoever may see them."""

    def __init__(self, needs: WebhookDependencies) -> None:
        self._needs = needs

    async def listing(self, request: Request) -> Response:
        """Every webhook and every known consumer group, with how far each is. Raises Transient."""
        groups: list[GroupLine] | None
        try:
            groups = list(await self._needs.groups.groups())
        except Transient:
            groups = None
        context = {
            "webhooks": await self._needs.queries.listing(),
            "groups": groups,
            "done": DONE_WORDS.get(DONE.of(request) or ""),
            **_words(),
        }
        return page(request, "webhook/list.html", context)

    async def one(self, request: Request) -> Response:
        """One webhook, its last messages and its dead letters. Raises Transient."""
        return await self._one(request)

    async def _one(self, request: Request, tested: SentAnswer | None = None) -> Response:
        found, dead = await self._found(request), SHOW.of(request) is not None
        messages = await self._needs.queries.messages(
            found.line.webhook_id, dead=dead, page=page_number(request), page_size=LISTED
        )
        check_page(request, messages.pages)
        context = {
            "found": found,
            "messages": messages,
            "dead": dead,
            "done": DONE_WORDS.get(DONE.of(request) or ""),
            "tested": tested,
            "address": pager_address(request, (SHOW,)),
            **_words(),
        }
        return page(request, "webhook/webhook.html", context)

    async def test(self, request: Request) -> Response:
        """Send a test message and show what came of it. Raises Transient."""
        answer = await self._needs.test(webhook_id_of(request), account_of(request).name)
        if answer is None:
            raise HTTPException(404)
        return await self._one(request, answer)

    async def ask(self, request: Request) -> Response:
        """Show what something does before it is done. Raises Transient."""
        found, act = await self._found(request), request.path_params["act"]
        if act not in ACTS:
            raise HTTPException(404)
        return page(request, "webhook/act.html", {"found": found, "act": act, "words": ACTS[act]})

    async def do(self, request: Request) -> Response:
        """Do what was asked for. Raises Transient."""
        act, webhook_id, account = request.path_params["act"], webhook_id_of(request), account_of(request).name
        if act == "rotate":
            return await self._rotate(request, webhook_id, account)
        if act in ("resend", "leave-out"):
            choice = choice_of(field(request, "message"), field(request, "status"), field(request, "problem"))
            if choice is None:
                raise HTTPException(400)
            done = bool(await self._needs.dead_letters(webhook_id, choice, account, resend=act == "resend"))
        elif act in ("pause", "resume", "replay", "end-old-secret", "delete"):
            done = await self._needs.act(webhook_id, cast(SimpleAct, act), account)
        else:
            raise HTTPException(404)
        where = PATH if act == "delete" else f"{PATH}/{webhook_id}"
        return _to(request, f"{where}?done={act if done else 'nothing'}")

    async def _rotate(self, request: Request, webhook_id: int, account: str) -> Response:
        found = await self._found(request)
        secret = await self._needs.rotate(webhook_id, account)
        if secret is None:
            raise HTTPException(404)
        return _with_secret(request, webhook_id, found.line.name, secret, is_new=False)

    async def ask_new(self, request: Request) -> Response:
        """Show the form of a new webhook."""
        return self._form(request, {"start": "beginning"}, {})

    async def create(self, request: Request) -> Response:
        """Create a webhook and show its secret, once. Raises Transient."""
        given = {
            "name": field(request, "name", length_max=PART_MAX),
            "address": field(request, "address", length_max=PART_MAX),
            "start": field(request, "start"),
        }
        asked = WantedWebhook(
            field(request, "form_id"), given["name"], given["address"], given["start"] != "now",
            account_of(request).name,
        )  # fmt: skip
        made = await self._needs.create(asked)
        if isinstance(made, Created):
            return _with_secret(request, made.webhook_id, asked.name, made.secret, is_new=True)
        if made is None:
            return _to(request, f"{PATH}?done=nothing")
        return self._form(request, given, dict(REFUSALS[one] for one in made))

    def _form(self, request: Request, given: dict[str, str], problems: dict[str, str]) -> Response:
        context = {"given": given, "problems": problems, "form_id": new_form_id()}
        return page(request, "webhook/new.html", context, status=422 if problems else 200)

    async def _found(self, request: Request) -> WebhookDetails:
        found = await self._needs.queries.find(webhook_id_of(request))
        if found is None:
            raise HTTPException(404)
        return found


def webhook_id_of(request: Request) -> int:
    """Return the number in the address. Raises HTTPException (404) where it is none."""
    text: str = request.path_params["webhook_id"]
    if not _ID.fullmatch(text):
        raise HTTPException(404)
    return int(text)


def _with_secret(request: Request, webhook_id: int, name: str, secret: str, *, is_new: bool) -> Response:
    context = {"webhook_id": webhook_id, "name": name, "secret": secret, "is_new": is_new}
    answer = page(request, "webhook/secret.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _words() -> dict[str, Any]:
    return {
        "state_of": words.state_of,
        "state_words": words.STATE_WORDS,
        "state_sentences": words.STATE_SENTENCES,
        "message_words": words.MESSAGE_WORDS,
        "message_answer": words.message_answer,
        "answer_words": words.answer_words,
        "age_words": words.age_words,
        "age_of": words.age_of,
        "now": datetime.now(UTC),
    }


def _to(request: Request, path: str) -> Response:
    return RedirectResponse(site_of(request).link("reporting", path), status_code=303)


def webhook_routes(needs: WebhookDependencies) -> list[GuardedRoute]:
    """Return the routes of the pages of subscriptions, with the permission that each needs."""
    pages, one = SubscriptionPages(needs), f"{PATH}/{{webhook_id}}"
    see, change = Permission.SEE_SUBSCRIPTIONS, Permission.CHANGE_SUBSCRIPTIONS
    return [
        get(PATH, pages.listing, needs=see, takes=(DONE,)),
        get(f"{PATH}/new", pages.ask_new, needs=change),
        post(f"{PATH}/new", pages.create, needs=change),
        get(one, pages.one, needs=see, takes=(DONE, SHOW, PAGE)),
        post(f"{one}/test", pages.test, needs=change),
        get(f"{one}/{{act}}", pages.ask, needs=change),
        post(f"{one}/{{act}}", pages.do, needs=change),
    ]
