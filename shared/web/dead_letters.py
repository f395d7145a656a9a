"""The page of dead letters of one service: how many, why, since when, what mends it, and resending them."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, Protocol
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared.contracts.topics import TOPICS
from shared.kafka.dead_letter_reasons import reason_of
from shared.kafka.dead_letters import DeadLetterCount, DeadLetterFilter, ReplayedCount
from shared.service_names import SERVICES
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page, site_of
from shared.web.requests.forms import field
from shared.web.requests.queries import Parameter, text_of
from shared.web.requests.routes import GuardedRoute, account_of, get, post

PATH: Final = "/dead-letters"
RESEND_PATH: Final = f"{PATH}/resend"
_CODE: Final = re.compile(r"\w{1,80}", re.ASCII)


def _code(name: str) -> Parameter[str]:
    return Parameter(name, "a code of ours", lambda text: text if _CODE.fullmatch(text) else None)


REASON: Final = _code("reason")
CONSUMER: Final = _code("consumer")
TOPIC: Final = Parameter("topic", "a topic", lambda text: text if text in {one.name for one in TOPICS} else None)
RESENT: Final = Parameter("resent", "a number", lambda text: int(text) if text.isdigit() and len(text) < 9 else None)
_WHICH: Final = (REASON, CONSUMER, TOPIC)


class KeptLetters(Protocol):
    """The dead letters of a service."""

    async def counts(self, wanted: DeadLetterFilter) -> Sequence[DeadLetterCount]:
        """Count those not yet resent, by consumer, topic and reason. Raises Transient."""
        ...

    async def replay(self, wanted: DeadLetterFilter, *, by: str) -> int:
        """Publish letters again, mark them, and return how many. Raises Transient."""
        ...

    async def replayed(self) -> Sequence[ReplayedCount]:
        """Return what was resent lately, newest first. Raises Transient."""
        ...


class DeadLetterPages:
    """The list, what resending would do, and resending."""

    def __init__(self, letters: KeptLetters, prefix: str) -> None:
        self._letters = letters
        self._prefix = prefix

    async def listing(self, request: Request) -> Response:
        """Show how many there are, by reason. Never their contents."""
        counts = await self._letters.counts(DeadLetterFilter())
        context = {
            "lines": [self._line(one) for one in counts],
            "total": sum(one.letters for one in counts),
            "lately": await self._letters.replayed(),
            "services": SERVICES,
            "resent": RESENT.of(request),
            "may_resend": account_of(request).may(Permission.RESEND_DEAD_LETTERS),
        }
        return page(request, "dead_letters.html", context)

    async def ask(self, request: Request) -> Response:
        """Show what would be published again."""
        (count,) = await self._wanted({one.name: text_of(request, one.name) for one in _WHICH})
        return page(request, "resend_dead_letters.html", {"line": self._line(count)})

    async def resend(self, request: Request) -> Response:
        """Publish them again. Raises Transient: those that were not resent are still there."""
        given = {one.name: field(request, one.name) for one in _WHICH}
        (count,) = await self._wanted(given)
        wanted = DeadLetterFilter(reason=count.reason, topic=count.topic, consumer=count.consumer)
        resent = await self._letters.replay(wanted, by=account_of(request).name)
        site = site_of(request)
        return RedirectResponse(site.link(site.service, f"{PATH}?resent={resent}"), status_code=303)

    async def _wanted(self, given: dict[str, str]) -> Sequence[DeadLetterCount]:
        """Return the one line that is meant. Raise 404 when there are no such letters (any more)."""
        topic = f"{self._prefix}.{given['topic']}"
        wanted = DeadLetterFilter(reason=given["reason"], topic=topic, consumer=given["consumer"])
        counts = await self._letters.counts(wanted)
        if len(counts) != 1 or not reason_of(counts[0].reason).resendable:
            raise HTTPException(404)
        return counts

    def _line(self, count: DeadLetterCount) -> dict[str, object]:
        topic = count.topic.removeprefix(f"{self._prefix}.")
        return {
            "count": count,
            "topic": topic,
            "about": reason_of(count.reason),
            "address": urlencode({"reason": count.reason, "consumer": count.consumer, "topic": topic}),
            "days": (datetime.now(UTC) - count.oldest).days,
        }


def dead_letter_routes(letters: KeptLetters, prefix: str) -> list[GuardedRoute]:
    """Return the routes of the page, which every service has."""
    pages = DeadLetterPages(letters, prefix)
    return [
        get(PATH, pages.listing, needs=Permission.SEE_DEAD_LETTERS, takes=(RESENT,)),
        get(RESEND_PATH, pages.ask, needs=Permission.RESEND_DEAD_LETTERS, takes=_WHICH),
        post(RESEND_PATH, pages.resend, needs=Permission.RESEND_DEAD_LETTERS),
    ]
