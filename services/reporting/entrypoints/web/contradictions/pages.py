"""The pages of contradictions between returns: the list, the thread, and what is written in it.

Nothing that is typed stands in an address or a log. An establishment finds its own contradictions here and nobody
else's; to others a contradiction that is not theirs does not exist.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.domain.claims import ClaimWords
from services.reporting.domain.contradictions.thread import DECIDING, MAY_FOLLOW, OPEN, Act
from services.reporting.entrypoints.web.contradictions.words import (
    ACTS,
    CONTRADICTIONS,
    SHOWN,
    STATES,
    WORDS_WANTED,
)
from services.reporting.entrypoints.web.files.visibility import own_of
from services.reporting.entrypoints.web.labels import Names, issue
from services.reporting.entrypoints.web.parameters import ESTABLISHMENT, KIND, STATE, WRITTEN
from services.reporting.queries.contradictions.inbox import InboxFilter, InboxQueries
from services.reporting.queries.contradictions.thread import Thread, ThreadQueries
from services.reporting.usecases.contradictions.write_note import NewWords, NoteResult
from shared.web.accounts.identities import Account
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page, site_of
from shared.web.pages.templating import day
from shared.web.requests.base_path import here
from shared.web.requests.forms import PART_MAX, field, new_form_id
from shared.web.requests.queries import PAGE, BadQuery, check_page, page_number, pager_address, text_of
from shared.web.requests.routes import account_of

LISTED: Final = 50
NOTES_LISTED: Final = 50
WORDS_MAX: Final = 1000
INBOX: Final = (KIND, ESTABLISHMENT, STATE, PAGE)
"""What the address of the list holds."""
THREAD: Final = (WRITTEN, PAGE)
_ID: Final = re.compile(r"[1-9][0-9]{0,17}")
_STALE: Final = "This has changed meanwhile. Read what is new, then send again: what you entered is still here"

Write = Callable[[NewWords], Awaitable[NoteResult]]


@dataclass(frozen=True, slots=True)
class ThreadDependencies:
    """What the pages read, and what they command."""

    inbox: InboxQueries
    threads: ThreadQueries
    write: Write


class ContradictionPages:
    """The list, and one thread."""

    def __init__(self, contradictions: ThreadDependencies, names: Names) -> None:
        self._needs = contradictions
        self._names = names

    async def listing(self, request: Request) -> Response:
        """The contradictions; those first about which somebody has something to do."""
        account, text = account_of(request), text_of(request, ESTABLISHMENT.name)
        own = own_of(account)
        if own is not None and text:
            raise BadQuery(ESTABLISHMENT.name, f"“{ESTABLISHMENT.name}” is for the authority: you see your own.")
        numbers = self._names.numbers_for(text) if text else ()
        state = next((s for s in SHOWN if s == STATE.of(request)), None)
        sees = account.may(Permission.SEE_CONFIDENTIAL)
        wanted = InboxFilter(own, KIND.of(request), numbers, state, confidential=sees)
        found = None
        if numbers or not text:
            found = await self._needs.inbox.contradictions(
                wanted, account=account.name, page=page_number(request), page_size=LISTED
            )
            check_page(request, found.pages)
        # A number of the right shape that neither the register nor any return knows is a typing error as well.
        known = found is not None and (found.total > 0 or not text or self._names.knows(numbers))
        context = {
            "found": found if known else None,
            "wanted": wanted,
            "establishment": text,
            "kinds": {code: issue(code).sentence for code in CONTRADICTIONS},
            "shown": SHOWN,
            "states": STATES,
            "names": self._names,
            "address": pager_address(request, (KIND, ESTABLISHMENT, STATE)),
        }
        return page(request, "contradiction/list.html", context, status=200 if known else 400)

    async def thread(self, request: Request) -> Response:
        """What the returns say, what was written, and what may be done."""
        return await self._shown(request, {})

    async def write(self, request: Request) -> Response:
        """Keep what somebody writes or decides. Raises Transient."""
        contradiction_id, account, act = _id_of(request), account_of(request), _act_of(request)
        words = field(request, "words", length_max=PART_MAX).replace("\r\n", "\n")
        if act in DECIDING and not account.may(Permission.SETTLE_CONTRADICTIONS):
            raise HTTPException(403)
        problem = _problem(act, words)
        if problem:
            return await self._shown(request, {"words": words, "problem": problem}, status=422)
        new = NewWords(
            contradiction_id=contradiction_id,
            form_id=field(request, "form_id"),
            account=account.name,
            establishment=own_of(account),
            act=act,
            words=words,
            seen=field(request, "seen"),
        )
        result = await self._needs.write(new)
        if result == "unknown":
            raise HTTPException(404)
        if result == "stale":
            return await self._shown(request, {"words": words, "problem": _STALE}, status=409)
        target = site_of(request).link("reporting", f"/contradictions/{contradiction_id}?written=yes")
        return RedirectResponse(target, status_code=303)

    async def _shown(self, request: Request, entered: Mapping[str, str], *, status: int = 200) -> Response:
        account, number = account_of(request), 1 if entered else page_number(request)
        found = await self._needs.threads.find_thread(
            _id_of(request),
            own_of(account),
            account=account.name,
            confidential=account.may(Permission.SEE_CONFIDENTIAL),
            page=number,
            page_size=NOTES_LISTED,
        )
        if found is None:
            raise HTTPException(404)
        if not entered:
            check_page(request, found.notes.pages)
        context = {
            "one": found,
            "issue": issue(found.code),
            "may": _may(account, found),
            "is_open": found.situation.state in OPEN,
            "own": own_of(account),
            "written": not entered and WRITTEN.of(request) is not None,
            "states": STATES,
            "acts": ACTS,
            "entered": entered.get("words", ""),
            "problem": entered.get("problem", ""),
            "words_max": WORDS_MAX,
            "form_id": new_form_id(),
            "names": self._names,
            "claim_words": ClaimWords(self._names.of, day),
            "address": f"{here(request)}?",
        }
        return page(request, "contradiction/thread.html", context, status=status)


def _may(account: Account, thread: Thread) -> dict[str, Any]:
    """Return what the account may do in the thread as it stands."""
    permitted = {
        act: account.may(Permission.SETTLE_CONTRADICTIONS if act in DECIDING else Permission.WRITE_ABOUT_CONTRADICTIONS)
        for act in MAY_FOLLOW
    }
    return {act: permitted[act] and thread.situation.state in states for act, states in MAY_FOLLOW.items()}


def _problem(act: Act, words: str) -> str:
    """Return what is wrong with the words; empty: nothing."""
    if act in WORDS_WANTED and not words:
        return WORDS_WANTED[act]
    if len(words) > WORDS_MAX:
        return f"Enter at most {WORDS_MAX:,} characters; these are {len(words):,}"
    return ""


def _act_of(request: Request) -> Act:
    found: Act | None = next((act for act in get_args(Act) if act == field(request, "act")), None)
    if found is None:
        raise HTTPException(400)
    return found


def _id_of(request: Request) -> int:
    text = request.path_params["contradiction_id"]
    if not _ID.fullmatch(text):
        raise HTTPException(404)
    return int(text)
