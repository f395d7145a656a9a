"""The preview of a day's reminders, what was sent, and the routes of both and of what is entered about them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.domain.notices.policies import NOTICE_POLICIES, WORDS_OF_KINDS
from services.reporting.domain.reminders.ladders import LADDERS, WORDS_OF_ROLES
from services.reporting.entrypoints.web.labels import Names, collection_title
from services.reporting.entrypoints.web.parameters import ESTABLISHMENT
from services.reporting.entrypoints.web.reminders.words import (
    DAY,
    SHOW,
    SHOWN_WORDS,
    STATE_SENTENCES,
    STATE_WORDS,
    rung_words,
    state_of,
)
from services.reporting.queries.reminders.contacts import ContactQueries
from services.reporting.queries.reminders.history import HistoryQueries, MailState
from services.reporting.queries.reminders.preview import SHOWN, PreviewQueries, Shown
from services.reporting.queries.reminders.rules import RuleQueries
from services.reporting.usecases.reminders.enter_settings import PauseCommand, PauseResult
from services.reporting.usecases.reminders.ports import ContactAddress, DatabaseTime
from shared.vocabulary.collections.working_days import is_working_day, next_working_day
from shared.vocabulary.london import london_day
from shared.web.pages.site import page
from shared.web.requests.queries import PAGE, check_page, must_be, page_number, pager_address, text_of

PATH: Final = "/reminders"
LISTED: Final = 50
_AHEAD: Final = timedelta(days=400)
"""How far from today a preview may lie."""

Sends = Callable[[], Awaitable[int]]
"""Returns how many messages the mail server took. Raises Transient."""
Pause = Callable[[PauseCommand], Awaitable[PauseResult]]
EndsPause = Callable[[int, str], Awaitable[bool]]
KeepsContacts = Callable[[list[ContactAddress], str], Awaitable[int | None]]


@dataclass(frozen=True, slots=True)
class ReminderDependencies:
    """What the pages of reminders read, and what they command."""

    preview: PreviewQueries
    history: HistoryQueries
    contacts: ContactQueries
    pause: Pause
    end_pause: EndsPause
    keep_contacts: KeepsContacts
    time: DatabaseTime
    mail: MailState
    rules: RuleQueries
    send: Sends | None = None
    """Sends what is due now; None: no mail server is set."""


class ReminderPages:
    """The preview, the messages of an establishment, what was sent, and when reminders are written."""

    def __init__(self, needs: ReminderDependencies, names: Names) -> None:
        self._needs = needs
        self._names = names

    async def preview(self, request: Request) -> Response:
        """Everybody who will be written to on a day; the next working day unless another is asked for."""
        today = london_day(await self._needs.time.now())
        day = self._day(request, today)
        shown: Shown = next((one for one in SHOWN if one == SHOW.of(request)), "written")
        found = await self._needs.preview.preview(day, shown, page=page_number(request), page_size=LISTED)
        check_page(request, found.lines.pages)
        context = {
            "found": found,
            "shown": shown,
            "shown_words": SHOWN_WORDS,
            "day": day,
            "today": today,
            "tomorrow": next_working_day(today),
            "before": day - timedelta(days=1),
            "after": day + timedelta(days=1),
            "works": is_working_day(day),
            "mail": self._needs.mail,
            "stop": await self._needs.history.find_stop(),
            "look": await self._needs.history.last_look(),
            "names": self._names,
            "roles": WORDS_OF_ROLES,
            "rung_words": rung_words,
            "address": pager_address(request, (DAY, SHOW)),
        }
        return page(request, "reminder/list.html", context)

    async def messages(self, request: Request) -> Response:
        """The messages that an establishment gets on a day, word by word."""
        day, number = self._day(request, london_day(await self._needs.time.now())), request.path_params["of"]
        if not self._needs.contacts.owes(number):
            raise HTTPException(404)
        context = {
            "messages": await self._needs.preview.messages(day, number),
            "day": day,
            "establishment": number,
            "names": self._names,
            "roles": WORDS_OF_ROLES,
        }
        return page(request, "reminder/messages.html", context)

    async def sent(self, request: Request) -> Response:
        """What was sent, the newest first, with what became of it."""
        text = text_of(request, ESTABLISHMENT.name)
        numbers = self._names.numbers_for(text) if text else None
        found = None
        if numbers or not text:
            found = await self._needs.history.sent(numbers, page=page_number(request), page_size=LISTED)
            check_page(request, found.pages)
        now = await self._needs.time.now()
        context = {
            "found": found,
            "establishment": text,
            "names": self._names,
            "roles": WORDS_OF_ROLES,
            "rung_words": rung_words,
            "state_of": lambda line: state_of(line, now, london_day(now)),
            "state_words": STATE_WORDS,
            "state_sentences": STATE_SENTENCES,
            "address": pager_address(request, (ESTABLISHMENT,)),
        }
        return page(request, "reminder/sent.html", context, status=200 if found is not None else 400)

    async def rules(self, request: Request) -> Response:
        """When reminders are written and to whom, and what nobody is reminded of."""
        context = {
            "ladders": LADDERS,
            "never": await self._needs.rules.never_reminded(london_day(await self._needs.time.now())),
            "roles": WORDS_OF_ROLES,
            "rung_words": rung_words,
            "notices": NOTICE_POLICIES,
            "kinds": WORDS_OF_KINDS,
            "titles": collection_title,
            "mail": self._needs.mail,
        }
        return page(request, "reminder/rules.html", context)

    def _day(self, request: Request, today: date) -> date:
        asked = DAY.of(request)
        if asked is None:
            return next_working_day(today)
        if not today <= asked <= today + _AHEAD:
            raise must_be(DAY)
        return asked


TAKES_PREVIEW: Final = (DAY, SHOW, PAGE)
TAKES_SENT: Final = (ESTABLISHMENT, PAGE)
