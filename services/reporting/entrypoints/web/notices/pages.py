"""An establishment's notices, which of them it wants by e-mail, and for the authority which e-mails go out."""

import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.domain.notices.digests import WhyNoMail
from services.reporting.domain.notices.policies import NOTICE_KINDS, WORDS_OF_KINDS, NoticeKind
from services.reporting.domain.reminders.ladders import WORDS_OF_ROLES
from services.reporting.entrypoints.web.files.visibility import own_of
from services.reporting.entrypoints.web.labels import Names, Tone
from services.reporting.entrypoints.web.reminders.pages import Sends
from services.reporting.entrypoints.web.reminders.words import DONE, STATE_WORDS
from services.reporting.queries.notices.inbox import NoticeQueries
from services.reporting.queries.notices.mails import NoticeMailQueries
from services.reporting.queries.reminders.history import HistoryQueries, MailState
from services.reporting.usecases.reminders.ports import DatabaseTime
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page, site_of
from shared.web.requests.base_path import here
from shared.web.requests.forms import field
from shared.web.requests.queries import PAGE, check_page, page_number
from shared.web.requests.routes import GuardedRoute, account_of, get, post

PATH: Final = "/notices"
LISTED: Final = 50
_ID: Final = re.compile(r"[1-9][0-9]{0,17}")
_FIELDS: Final = MappingProxyType({kind: f"mail-{kind.replace(' ', '-')}" for kind in NOTICE_KINDS})
_TONES: Final = MappingProxyType[NoticeKind, Tone](
    {"list out": "waiting", "to mend": "waiting", "not used": "bad", "accepted": "good"}
)
WHY_WORDS: Final = MappingProxyType[WhyNoMail, str](
    {
        "too soon": "Wait for others, or for the time since the last e-mail to pass",
        "nobody": "No address",
        "off": "Turned off by the school or college",
        "stopped": "Stopped with the reminders",
        "void": "Not so any more",
        "handled": "Sent or tried",
    }
)

MarksRead = Callable[[str, int, str], Awaitable[None]]
ChoosesNotices = Callable[[str, Collection[NoticeKind], str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class NoticeDependencies:
    """What the pages of notices read, and what they command."""

    inbox: NoticeQueries
    mails: NoticeMailQueries
    mark_read: MarksRead
    choose: ChoosesNotices
    history: HistoryQueries
    time: DatabaseTime
    mail: MailState
    send: Sends | None = None
    """Sends what may go now; None: no mail server is set."""


class NoticePages:
    """The list of an establishment, and the e-mails for the authority."""

    def __init__(self, needs: NoticeDependencies, names: Names) -> None:
        self._needs = needs
        self._names = names

    async def listing(self, request: Request) -> Response:
        """What the establishment is told, the newest first."""
        own, account = _own(request), account_of(request).name
        found = await self._needs.inbox.inbox(own, account, page=page_number(request), page_size=LISTED)
        check_page(request, found.lines.pages)
        context = {
            "found": found,
            "own": own,
            "names": self._names,
            "kinds": WORDS_OF_KINDS,
            "tones": _TONES,
            "fields": _FIELDS,
            "by_mail": await self._needs.inbox.by_mail(own),
            "done": DONE.of(request) is not None,
            "address": f"{here(request)}?",
        }
        return page(request, "notice/list.html", context)

    async def read(self, request: Request) -> Response:
        """Mark all up to the newest that was shown as read. Raises Transient."""
        until = field(request, "until")
        if not _ID.fullmatch(until):
            raise HTTPException(400)
        await self._needs.mark_read(_own(request), int(until), account_of(request).name)
        return _to_list(request, "")

    async def choose(self, request: Request) -> Response:
        """Keep which kinds are wanted by e-mail. Raises Transient."""
        wanted = [kind for kind, name in _FIELDS.items() if field(request, name) == "yes"]
        await self._needs.choose(_own(request), wanted, account_of(request).name)
        return _to_list(request, "?done=yes")

    async def mails(self, request: Request) -> Response:
        """Which e-mails go out now, word by word, and what was sent last."""
        context = {
            "found": await self._needs.mails.preview(await self._needs.time.now()),
            "sent": await self._needs.mails.sent(),
            "names": self._names,
            "roles": WORDS_OF_ROLES,
            "why_words": WHY_WORDS,
            "state_words": STATE_WORDS,
            "stop": await self._needs.history.find_stop(),
            "mail": self._needs.mail,
        }
        return page(request, "notice/mails.html", context)


def notice_routes(needs: NoticeDependencies, names: Names) -> list[GuardedRoute]:
    """Return every route of the pages of notices."""
    pages = NoticePages(needs, names)
    return [
        get(PATH, pages.listing, needs=Permission.SEE_NOTICES, takes=(DONE, PAGE)),
        post(f"{PATH}/read", pages.read, needs=Permission.SEE_NOTICES),
        post(f"{PATH}/mail", pages.choose, needs=Permission.SEE_NOTICES),
        get("/reminders/notices", pages.mails, needs=Permission.SEE_REMINDERS),
    ]


def _own(request: Request) -> str:
    own = own_of(account_of(request))
    if own is None:
        raise HTTPException(403)
    return own


def _to_list(request: Request, query: str) -> Response:
    return RedirectResponse(site_of(request).link("reporting", f"{PATH}{query}"), status_code=303)
