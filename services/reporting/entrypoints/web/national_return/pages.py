"""The page of the national return: what is wrong with it by number, who is behind it, and its files."""

from datetime import date
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.reporting.domain.national_return.preflight import BY_NUMBER, PRIORITIES
from services.reporting.entrypoints.web.downloads.sent_back import CSV, attached_pieces
from services.reporting.entrypoints.web.snapshots.picker import SNAPSHOT
from services.reporting.queries.national_return.returns import FILES, NationalReturnQueries, ReturnView
from shared.vocabulary.home_authorities import home_authority_on
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page
from shared.web.requests.queries import PAGE, BadQuery, Parameter, check_page, page_number, pager_address
from shared.web.requests.routes import GuardedRoute, account_of, get

PATH: Final = "/national-return"
LISTED: Final = 50
PRIORITY_WORDS: Final = {1: "Must be put right", 2: "Should be put right", 3: "To look at"}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-09") else None
    except ValueError:
        return None


SENT: Final = Parameter("sent", "a day, as 2026-11-09", _day)
NUMBER: Final = Parameter("number", "a number of the list of errors", {str(number): number for number in BY_NUMBER}.get)


class NationalReturnPages:
    """For whoever makes the return: numbers, people and files."""

    def __init__(self, returns: NationalReturnQueries) -> None:
        self._returns = returns

    async def show(self, request: Request) -> Response:
        """The pre-flight of a snapshot, and the trend. Raises Transient."""
        view = await self._view(request)
        context: dict[str, Any] = {"view": view, "priorities": PRIORITIES, "priority_words": PRIORITY_WORDS}
        if view is not None:
            context["survey_day"] = view.check.is_of_survey_day
        return page(request, "national_return/overview.html", context)

    async def as_json(self, request: Request) -> Response:
        """The same for the command. Raises Transient."""
        view = await self._view(request)
        if view is None:
            raise HTTPException(404)
        check = view.check
        return JSONResponse(
            {
                "snapshot": check.snapshot_id,
                "as_at": check.as_at.isoformat(),
                "known_at": check.known_at.isoformat(),
                "records": check.records,
                "by_priority": {str(one): check.by_priority[one] for one in PRIORITIES},
                "by_number": [
                    {
                        "number": rule.number,
                        "priority": rule.priority,
                        "people": people,
                        "sentence": rule.sentence,
                        "put_right_by": rule.fixed_by,
                    }
                    for rule, people in check.rules
                ],
                "ready": not check.stops,
                "stops": list(check.stops),
            }
        )

    async def people(self, request: Request) -> Response:
        """The people whom a number is about. Raises Transient."""
        snapshot_id, number = SNAPSHOT.of(request), NUMBER.of(request)
        for parameter, given in ((SNAPSHOT, snapshot_id), (NUMBER, number)):
            if given is None:
                raise BadQuery(parameter.name, f"“{parameter.name}” is wanted: {parameter.wanted}.")
        assert snapshot_id is not None
        assert number is not None
        listing = await self._returns.people(
            snapshot_id, number, account=account_of(request).name, page=page_number(request), page_size=LISTED
        )
        if listing is None:
            raise HTTPException(404)
        check_page(request, listing.pages)
        context = {
            "listing": listing,
            "rule": BY_NUMBER[number],
            "snapshot_id": snapshot_id,
            "address": pager_address(request, (SNAPSHOT, NUMBER)),
        }
        return page(request, "national_return/people.html", context)

    async def file(self, request: Request) -> Response:
        """A file, piece by piece. Raises Transient."""
        snapshot_id = SNAPSHOT.read(request.path_params["snapshot_id"])
        kind = next((one for one in FILES if one == request.path_params["file"]), None)
        if snapshot_id is None or kind is None:
            raise HTTPException(404)
        found = await self._returns.file(snapshot_id, kind, SENT.of(request), account=account_of(request).name)
        if found is None:
            raise HTTPException(404)
        snapshot, pieces = found
        name = f"NCCIS_{home_authority_on(snapshot.as_at).code}_{snapshot.as_at:%Y-%m-%d}_{kind}"
        media = "application/xml" if kind.endswith(".xml") else CSV
        return attached_pieces(pieces, media, name)

    async def _view(self, request: Request) -> ReturnView | None:
        asked = SNAPSHOT.of(request)
        view = await self._returns.view(asked)
        if view is None and asked is not None:
            raise HTTPException(404)
        return view


def national_return_routes(returns: NationalReturnQueries) -> list[GuardedRoute]:
    """Return the routes of the national return: all of them are of whoever makes it."""
    pages, needs = NationalReturnPages(returns), Permission.MAKE_NATIONAL_RETURN
    return [
        get(PATH, pages.show, needs=needs, takes=(SNAPSHOT,)),
        get(f"/api{PATH}", pages.as_json, needs=needs, takes=(SNAPSHOT,)),
        get(f"{PATH}/people", pages.people, needs=needs, takes=(SNAPSHOT, NUMBER, PAGE)),
        get(f"{PATH}/{{snapshot_id}}/{{file}}", pages.file, needs=needs, takes=(SENT,)),
    ]
