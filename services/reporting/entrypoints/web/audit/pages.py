"""Who looked at and who changed what, with a file of it; and the erasures, with what is still to be done."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from services.reporting.entrypoints.web.downloads.sent_back import attached_csv
from services.reporting.queries.audit.entries import AuditFilter, AuditLine, AuditQueries
from shared.service_names import SERVICES
from shared.vocabulary.london import end_of_london_day, london_day
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page
from shared.web.requests.days import read_days
from shared.web.requests.queries import PAGE, Parameter, check_page, must_be, page_number, pager_address, text_of
from shared.web.requests.routes import GuardedRoute, account_of, get

PATH: Final = "/audit"
LISTED: Final = 100
_KIND_MAX: Final = 80


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


ACCOUNT: Final = Parameter("account", "the id of an account", _id)
PERSON: Final = Parameter("person", "the id of a young person", _id)
KIND: Final = Parameter("kind", "a kind of entry", lambda text: text if len(text) <= _KIND_MAX else None)
SINCE: Final = Parameter("since", "a day such as 27 3 2027", lambda text: text)
UNTIL: Final = Parameter("until", "a day such as 27 3 2027", lambda text: text)
ASKED: Final = (ACCOUNT, PERSON, KIND, SINCE, UNTIL)
COLUMNS: Final = ("When", "Account", "Read or changed", "What", "Person", "About", "Chain", "Place")
ACTS: Final = {"read": "Read", "write": "Changed"}
WITHHELD: Final = "An establishment's account, or one that is no more"
REASONS: Final = {"retention": "Kept long enough", "request": "Asked for", "mistake": "Kept by mistake"}


class AuditPages:
    """Ids and accounts, no name of a young person: whoever may see records opens them from here."""

    def __init__(self, audit: AuditQueries) -> None:
        self._audit = audit

    async def listing(self, request: Request) -> Response:
        """The entries that are asked for, the newest first."""
        wanted, problems = _wanted(request)
        account = account_of(request)
        found = None
        if not problems:
            number = page_number(request)
            found = await self._audit.entries(wanted, account=account.name, page=number, page_size=LISTED)
            check_page(request, found.pages)
        choices = await self._audit.choices()
        context = {
            "found": found,
            "choices": choices,
            "problems": problems,
            "given": {one.name: text_of(request, one.name) for one in ASKED},
            "acts": ACTS,
            "withheld": WITHHELD,
            "opens_records": account.may(Permission.SEE_PEOPLE),
            "address": pager_address(request, ASKED),
            "query": pager_address(request, ASKED).partition("?")[2].removesuffix("&"),
        }
        return page(request, "audit/entries.html", context, status=400 if problems else 200)

    async def csv(self, request: Request) -> Response:
        """The same as a file for a spreadsheet."""
        wanted, problems = _wanted(request)
        if problems:
            raise must_be(next(one for one in (SINCE, UNTIL) if one.name in problems))
        lines = await self._audit.everything(wanted, account=account_of(request).name)
        return attached_csv(_lines(lines), "Audit.csv")

    async def erasures(self, request: Request) -> Response:
        """The orders to erase, each with the services that have carried it out."""
        found = await self._audit.erasures(page=page_number(request), page_size=LISTED)
        check_page(request, found.pages)
        context = {"found": found, "services": SERVICES, "reasons": REASONS, "address": f"{request.url.path}?"}
        return page(request, "audit/erasures.html", context)


def audit_routes(audit: AuditQueries) -> list[GuardedRoute]:
    """Return the routes of the audit and of erasures."""
    pages = AuditPages(audit)
    return [
        get(PATH, pages.listing, needs=Permission.SEE_AUDIT, takes=(*ASKED, PAGE)),
        get(f"{PATH}.csv", pages.csv, needs=Permission.SEE_AUDIT, takes=ASKED),
        get("/erasures", pages.erasures, needs=Permission.ERASE_PEOPLE, takes=(PAGE,)),
    ]


def _wanted(request: Request) -> tuple[AuditFilter, Mapping[str, str]]:
    """Return what is asked for, and what is wrong with the days that were typed."""
    given = {one.name: text_of(request, one.name) for one in (SINCE, UNTIL)}
    days, problems = read_days({SINCE.name: "first day", UNTIL.name: "last day"}, given)
    since, until = days.get(SINCE.name), days.get(UNTIL.name)
    wanted = AuditFilter(
        ACCOUNT.of(request),
        PERSON.of(request),
        KIND.of(request),
        None if since is None else end_of_london_day(since - timedelta(days=1)),
        None if until is None else end_of_london_day(until),
        confidential=account_of(request).may(Permission.SEE_CONFIDENTIAL),
    )
    return wanted, problems


def _lines(entries: Sequence[AuditLine]) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    for one in entries:
        when = london_day(one.at) if one.withheld else one.at
        who = WITHHELD if one.withheld else one.account
        place = "" if one.place is None else str(one.place)
        yield (when.isoformat(), who, ACTS[one.act], one.kind, *_about(one), one.chain, place)


def _about(one: AuditLine) -> tuple[str, str]:
    person: Any = one.person_id or ""
    return str(person), one.about or ""
