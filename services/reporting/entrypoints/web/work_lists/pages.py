"""Work lists: the index with its counts, one list in its order, and the work on one person."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.domain.work_lists.at_risk import REASON_FAMILIES, RiskLine
from services.reporting.domain.work_lists.first import RESTS
from services.reporting.domain.work_lists.lists import BY_CODE, COLUMN_WORDS, LISTS, WEEKS_MAX
from services.reporting.domain.work_lists.state import ACTS, Act
from services.reporting.entrypoints.web.labels import Names
from services.reporting.entrypoints.web.parameters import ESTABLISHMENT, UNKNOWN, WRITTEN
from services.reporting.entrypoints.web.work_lists import words
from services.reporting.entrypoints.web.work_lists.words import OF_INDEX, OF_LIST, filter_of
from services.reporting.queries.work_lists.work_lists import PersonWork, WorkListQueries
from services.reporting.usecases.work_lists.record_risk import RiskList, RiskResult, RiskWord
from services.reporting.usecases.work_lists.work_on import WorkResult, WorkWord
from shared.clock import Clock
from shared.vocabulary.districts import DISTRICTS
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page, site_of
from shared.web.requests.days import read_days
from shared.web.requests.forms import PART_MAX, field, new_form_id
from shared.web.requests.queries import check_page, page_number, pager_address, text_of
from shared.web.requests.routes import account_of

PATH: Final = "/work-lists"
LISTED: Final = 50
NOTE_MAX: Final = 500
_QUERY: Final = re.compile(r"[A-Za-z0-9=&_.%+-]{0,400}")
_SENTENCES: Final[dict[WorkResult, str]] = {
    "not now": "Somebody else has taken them, or there is nothing of yours to undo",
    "stale": "Somebody spoke about them meanwhile. Read what is new, then say it again",
}
Work = Callable[[WorkWord], Awaitable[WorkResult]]
TakeRisks = Callable[[RiskList], Awaitable[Sequence[RiskLine]]]
RecordsRisk = Callable[[RiskWord], Awaitable[RiskResult]]


@dataclass(frozen=True, slots=True)
class WorkListDependencies:
    """What the pages of work lists read through, and what they command."""

    queries: WorkListQueries
    work: Work
    clock: Clock
    take_risks: TakeRisks
    record_risk: RecordsRisk


class WorkListPages:
    """Numbers on the index; people on the lists, for whoever sees records; words for whoever records contacts."""

    def __init__(self, needs: WorkListDependencies, names: Names) -> None:
        self._needs = needs
        self._names = names

    async def index(self, request: Request) -> Response:
        """Every list with how many stand on it. Raises Transient."""
        wanted = filter_of(request, self._names)
        found = await self._needs.queries.index(wanted)
        if found is None:
            raise HTTPException(404)
        context = {
            "index": found,
            "lists": LISTS,
            "query": pager_address(request, OF_INDEX).partition("?")[2].removesuffix("&"),
            **self._choices(request),
            "wanted": wanted,
        }
        return page(request, "work_lists/index.html", context)

    async def listing(self, request: Request) -> Response:
        """A page of one list. Raises Transient."""
        wanted, account = filter_of(request, self._names), account_of(request)
        found = await self._needs.queries.listing(
            request.path_params["code"], wanted, account=account.name, page=page_number(request), page_size=LISTED
        )
        if found is None:
            raise HTTPException(404)
        check_page(request, found.lines.pages)
        address = pager_address(request, OF_LIST)
        context = {
            "view": found,
            "of": found.of,
            "wanted": wanted,
            "columns": [(one, COLUMN_WORDS[one]) for one in found.of.columns],
            "may_work": account.may(Permission.RECORD_CONTACTS) and wanted.snapshot is None,
            "may_take": account.may(Permission.TAKE_WORK_LISTS),
            "sees_places": wanted.sees_places,
            "address": address,
            "query": address.partition("?")[2].removesuffix("&"),
            "written": WRITTEN.of(request) is not None,
            "form_ids": new_form_id,
            "rests": RESTS,
            "families": REASON_FAMILIES,
            **self._choices(request),
        }
        return page(request, "work_lists/list.html", context)

    async def person(self, request: Request) -> Response:
        """The work on one person. Raises Transient."""
        return await self._shown(request, {})

    async def work(self, request: Request) -> Response:
        """Keep a word about the work on one person. Raises Transient."""
        given = {name: field(request, name, length_max=PART_MAX) for name in ("next_on", "note", "list", "query")}
        given["note"] = given["note"].replace("\r\n", "\n")
        days, problems = read_days({"next_on": "next date"}, given)
        act = _act_of(request)
        if act is None:
            problems["act"] = "Choose what is to be done"
        if len(given["note"]) > NOTE_MAX:
            problems["note"] = f"Enter at most {NOTE_MAX} characters"
        if problems or act is None:
            return await self._shown(request, given, problems, status=422)
        seen = field(request, "seen")
        person_id, account = person_id_of(request), account_of(request).name
        result = await self._needs.work(
            WorkWord(
                *(field(request, "form_id"), account, person_id, act, int(seen) if seen.isdecimal() else -1),
                days.get("next_on"),
                given["note"] or None,
            )
        )
        if result == "nobody":
            raise HTTPException(404)
        if result != "written":
            return await self._shown(request, given, {"act": _SENTENCES[result]}, status=409)
        return RedirectResponse(site_of(request).link("reporting", _back(given, person_id)), status_code=303)

    async def _shown(
        self, request: Request, given: dict[str, str], problems: dict[str, str] | None = None, *, status: int = 200
    ) -> Response:
        account = account_of(request)
        found: PersonWork | None = await self._needs.queries.person(person_id_of(request), account=account.name)
        if found is None:
            raise HTTPException(404)
        context: dict[str, Any] = {
            "found": found,
            "given": given,
            "problems": problems or {},
            "form_id": new_form_id(),
            "today": self._needs.clock.today(),
            "written": WRITTEN.of(request) is not None,
            "acts": words.ACT_WORDS,
            "availabilities": words.AVAILABILITY_WORDS,
        }
        return page(request, "work_lists/person.html", context, status=status)

    def _choices(self, request: Request) -> dict[str, Any]:
        return {
            "districts": DISTRICTS,
            "unknown": UNKNOWN,
            "establishment": text_of(request, ESTABLISHMENT.name),
            "orders": words.ORDER_WORDS,
            "tried": words.TRIED_WORDS,
            "availabilities": words.AVAILABILITY_WORDS,
            "weeks_max": WEEKS_MAX,
            "names": self._names,
        }


def _act_of(request: Request) -> Act | None:
    return next((one for one in ACTS if one == field(request, "act")), None)


def person_id_of(request: Request) -> UUID:
    try:
        return UUID(request.path_params["person_id"])
    except ValueError as error:
        raise HTTPException(404) from error


def _back(given: dict[str, str], person_id: UUID) -> str:
    """Return where a word leads back to: the list that it was said on, as it was asked for, or the person's page."""
    if given["list"] in BY_CODE and _QUERY.fullmatch(given["query"]):
        query = f"{given['query']}&" if given["query"] else ""
        return f"{PATH}/{given['list']}?{query}{WRITTEN.name}=yes"
    return f"{PATH}/people/{person_id}?{WRITTEN.name}=yes"
