"""Pages on which a school checks its pupils as they are known: all correct, or what is wrong with one of them."""

import secrets
from datetime import date
from typing import Final
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.entrypoints.web.entering.entries import RecordEntry
from services.reporting.entrypoints.web.labels import Names
from services.reporting.queries.pupils import PupilLine, PupilQueries
from services.reporting.usecases.record_entry import LINES_MAX, EntryLine, PersonEntry
from shared.clock import Clock
from shared.vocabulary.code_lists.of_leaving import DESTINATION
from shared.vocabulary.collections import S_CHECK
from shared.web.pages.site import page, site_of
from shared.web.requests.forms import field
from shared.web.requests.queries import check_page, page_number
from shared.web.requests.routes import account_of

LISTED: Final = 100
_COMMENT_MAX: Final = 255
_OLDEST: Final = date(2000, 1, 1)
ANSWERS: Final = {"LEFT": "Has left", "WRONG DETAILS": "Is here, but something is wrong"}

Given = dict[str, str]


class PupilPages:
    """A school finds its own pupils here and nobody else's; who is not its pupil does not exist for it."""

    def __init__(self, pupils: PupilQueries, record: RecordEntry, clock: Clock, names: Names) -> None:
        self._pupils = pupils
        self._record = record
        self._clock = clock
        self._names = names

    async def listing(self, request: Request) -> Response:
        """The pupils, a page at a time."""
        number = page_number(request)
        found = await self._pupils.pupils(_own(request), account=_name(request), page=number, page_size=LISTED)
        check_page(request, found.pages)
        context = {
            "found": found,
            "school": self._names.of(_own(request)),
            "days": S_CHECK.answer_within_working_days,
            "form_id": secrets.token_urlsafe(16),
            "address": f"{request.url.path}?",
        }
        return page(request, "pupil/list.html", context)

    async def all_correct(self, request: Request) -> Response:
        """Confirm today every pupil on the list. Raises Transient."""
        found = await self._pupils.pupils(_own(request), account=_name(request), page=1, page_size=LINES_MAX)
        # Somebody was added since the list was shown: nobody is confirmed unseen.
        if field(request, "total") != str(found.total) or found.total > LINES_MAX:
            raise HTTPException(409)
        facts = {"row_kind": "CORRECT", "stays": "Y"}
        lines = tuple(EntryLine(one.person_id, facts, {}) for one in found.items if not one.queried)
        if not lines:
            raise HTTPException(409)
        return await self._recorded(request, lines)

    async def ask(self, request: Request) -> Response:
        """The form about one pupil."""
        return self._form(request, await self._pupil(request), {})

    async def answer(self, request: Request) -> Response:
        """Record what is wrong with one pupil. Raises Transient."""
        pupil = await self._pupil(request)
        given = {name: field(request, name, length_max=_COMMENT_MAX) for name in ("answer", "left_on", "destination")}
        given["comment"] = field(request, "comment", length_max=_COMMENT_MAX)
        problems = self._problems(given)
        if problems:
            return self._form(request, pupil, given, problems)
        facts = {"row_kind": given["answer"]}
        if given["answer"] == "LEFT":
            facts |= {"left_on": given["left_on"], "destination": given["destination"] or "D31"}
        comment = {"comment": given["comment"]} if given["comment"] else {}
        return await self._recorded(request, (EntryLine(pupil.person_id, facts, comment),))

    def _problems(self, given: Given) -> Given:
        wrong = {}
        if given["answer"] not in ANSWERS:
            wrong["answer"] = "Select what is wrong"
        if given["answer"] == "LEFT" and not _is_past(given["left_on"], self._clock.today()):
            wrong["left_on"] = "Enter the last day on roll, not after today"
        if given["destination"] and given["destination"] not in DESTINATION.labels:
            wrong["destination"] = "Select from the list"
        if given["answer"] == "WRONG DETAILS" and not given["comment"]:
            wrong["comment"] = "Enter what is wrong"
        return wrong

    async def _recorded(self, request: Request, lines: tuple[EntryLine, ...]) -> Response:
        period = S_CHECK.period_on(self._clock.today())
        form_id, title = field(request, "form_id"), S_CHECK.title
        entry = PersonEntry(form_id, _name(request), S_CHECK.code, _own(request), title, lines, period)
        entry_id = await self._record(entry)
        if entry_id is None:
            raise HTTPException(409)
        return RedirectResponse(site_of(request).link("reporting", f"/submissions/{entry_id}?sent=yes"), 303)

    def _form(self, request: Request, pupil: PupilLine, given: Given, problems: Given | None = None) -> Response:
        context = {
            "pupil": pupil,
            "given": given,
            "problems": problems or {},
            "answers": ANSWERS,
            "destinations": DESTINATION.labels,
            "form_id": secrets.token_urlsafe(16),
        }
        return page(request, "pupil/answer.html", context, status=422 if problems else 200)

    async def _pupil(self, request: Request) -> PupilLine:
        try:
            person_id = UUID(request.path_params["person_id"])
        except ValueError as error:
            raise HTTPException(404) from error
        found = await self._pupils.find_pupil(_own(request), person_id, account=_name(request))
        if found is None:
            raise HTTPException(404)
        return found


def _own(request: Request) -> str:
    establishment = account_of(request).establishment
    if establishment is None:
        raise HTTPException(403)
    return establishment


def _name(request: Request) -> str:
    return account_of(request).name


def _is_past(text: str, today: date) -> bool:
    try:
        return _OLDEST <= date.fromisoformat(text) <= today
    except ValueError:
        return False
