"""The page of senders' keys: with which key who signs, when it was last used; exchanged with an overlap."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Final
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.validation.queries.accounts import AccountQueries
from services.validation.usecases.accounts.change_sender_key import (
    OVERLAP_DAYS_MAX,
    EndKey,
    ExchangeKey,
    KeyChanged,
    KeyOrder,
    KeyRefusal,
    MakeKey,
)
from shared.vocabulary.collections import ENTITLED_ONLY
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page, site_of
from shared.web.requests.forms import field
from shared.web.requests.queries import one_of
from shared.web.requests.routes import account_of

PATH: Final = "/keys"
DONE: Final = one_of("done", ("yes",))
OVERLAP_DAYS: Final = 14
PROBLEMS: Final = MappingProxyType[KeyRefusal, tuple[str, str]](
    {
        "sender": ("sender", "Enter a name of small letters, digits and hyphens, such as perspective-lite"),
        "collections": ("sender", "Only what is the authority's own needs to be allowed"),
        "has a key": ("sender", "This sender has a key: exchange it"),
        "no key": ("sender", "This sender has no key that could be exchanged"),
        "two live": ("sender", "An exchange is under way: end one of the two keys first"),
        "days": ("overlap_days", f"Enter a number of days from 0 to {OVERLAP_DAYS_MAX}"),
        "so already": ("sender", "That key has ended already"),
    }
)
ChangeKeyCommand = Callable[[KeyOrder, str], Awaitable[KeyChanged | KeyRefusal]]


class KeyPages:
    """The list, and the three things that can be done."""

    def __init__(self, queries: AccountQueries, change: ChangeKeyCommand) -> None:
        self._queries = queries
        self._change = change

    async def listing(self, request: Request) -> Response:
        """Show every key, and what was changed about them."""
        return await self._page(request, {}, {})

    async def make(self, request: Request) -> Response:
        """Make the first key of a sender and show it once."""
        allowed = ENTITLED_ONLY if field(request, "authority") == "yes" else frozenset()
        return await self._carry_out(request, MakeKey(field(request, "sender"), allowed))

    async def exchange(self, request: Request) -> Response:
        """Make a new key beside the old one and show it once."""
        days = field(request, "overlap_days")
        order = ExchangeKey(request.path_params["sender"], int(days) if days.isdecimal() and len(days) < 4 else -1)
        return await self._carry_out(request, order)

    async def end(self, request: Request) -> Response:
        """End a key now."""
        try:
            return await self._carry_out(request, EndKey(UUID(request.path_params["key_id"])))
        except ValueError:
            raise HTTPException(404) from None

    async def _carry_out(self, request: Request, order: KeyOrder) -> Response:
        done = await self._change(order, account_of(request).name)
        if isinstance(done, str):
            given = {name: field(request, name) for name in ("sender", "overlap_days")}
            return await self._page(request, given, dict([PROBLEMS[done]]))
        if done.key is not None:
            return page(request, "accounts/key.html", {"made": done})
        return RedirectResponse(site_of(request).link("validation", f"{PATH}?done=yes"), status_code=303)

    async def _page(self, request: Request, given: Mapping[str, str], problems: Mapping[str, str]) -> Response:
        keys = await self._queries.sender_keys()
        context = {
            "keys": keys,
            "senders": sorted({one.sender for one in keys if one.key_id is not None}),
            "changes": await self._queries.key_changes(),
            "may_change": account_of(request).may(Permission.CHANGE_ACCOUNTS),
            "given": given,
            "problems": problems,
            "overlap_days": OVERLAP_DAYS,
            "authority_only": sorted(ENTITLED_ONLY),
            "done": request.method == "GET" and DONE.of(request) is not None,
        }
        return page(request, "accounts/keys.html", context, status=422 if problems else 200)
