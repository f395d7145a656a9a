"""The board of returns: what is owed and what came, by establishment, collection and due date."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from services.reporting.domain.returns.obligations import ObligationState
from services.reporting.entrypoints.web.board.downloads import as_calendar, as_csv
from services.reporting.entrypoints.web.board.words import (
    AGE_WORDS,
    ASKED,
    BOARD,
    BOARD_STATE,
    BOARD_STATES,
    DUE,
    SERVICE,
    SERVICES,
)
from services.reporting.entrypoints.web.files.visibility import collections_of, own_of
from services.reporting.entrypoints.web.labels import Names
from services.reporting.entrypoints.web.parameters import COLLECTION, ESTABLISHMENT
from services.reporting.queries.board.board import THIS_WEEK, BoardFilter, BoardQueries
from shared.clock import Clock
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page
from shared.web.requests.queries import BadQuery, check_page, page_number, pager_address, text_of
from shared.web.requests.routes import GuardedRoute, account_of, get

LISTED: Final = 100


class BoardPages:
    """An uploader finds what its own establishment owes, and nobody else's."""

    def __init__(self, board: BoardQueries, names: Names, clock: Clock) -> None:
        self._board = board
        self._names = names
        self._clock = clock

    async def show(self, request: Request) -> Response:
        """A page of the board."""
        wanted, text = self._wanted(request)
        board = None
        if wanted is not None:
            board = await self._board.board(wanted, page=page_number(request), page_size=LISTED)
            check_page(request, board.lines.pages)
        account = account_of(request)
        context = {
            "board": board,
            "wanted": wanted or BoardFilter(),
            "establishment": text,
            "own": own_of(account),
            "choices": self._choices(request, board.months if board else ()),
            "states": BOARD_STATES,
            "age_words": AGE_WORDS,
            "this_week": THIS_WEEK,
            "names": self._names,
            "address": pager_address(request, ASKED),
            "of_others": pager_address(request, [one for one in ASKED if one not in (DUE, BOARD_STATE)]),
            "query": pager_address(request, ASKED).partition("?")[2].removesuffix("&"),
        }
        return page(request, "board/board.html", context, status=200 if board is not None else 400)

    async def csv(self, request: Request) -> Response:
        """What is asked for, as a file for a spreadsheet."""
        lines = await self._board.everything(self._known(request))
        return as_csv(lines, self._names)

    async def calendar(self, request: Request) -> Response:
        """The due dates of what is asked for, as a file for a calendar."""
        wanted = self._known(request)
        lines, calendar = await self._board.everything_by_calendar(wanted)
        return as_calendar(lines, self._names, self._clock.now(), wanted, calendar)

    def _known(self, request: Request) -> BoardFilter:
        wanted, _ = self._wanted(request)
        if wanted is None:
            raise BadQuery(ESTABLISHMENT.name, "We know no school or college by this name or number.")
        return wanted

    def _wanted(self, request: Request) -> tuple[BoardFilter | None, str]:
        """Return what is asked for and whose lines, as written; None: nobody is known by that name or number."""
        own, text = own_of(account_of(request)), text_of(request, ESTABLISHMENT.name)
        if own is not None and text:
            raise BadQuery(ESTABLISHMENT.name, f"“{ESTABLISHMENT.name}” is for the authority: you see your own.")
        numbers = self._names.numbers_for(text) if text else ()
        if text and not self._names.knows(numbers):
            return None, text
        service = SERVICE.of(request)
        wanted = BoardFilter(
            establishments=numbers,
            own=own,
            collection=COLLECTION.of(request),
            due=DUE.of(request),
            state=_state_of(request),
            owner=SERVICES[service] if service else None,
        )
        return wanted, text

    @staticmethod
    def _choices(request: Request, months: Any) -> Mapping[str, Any]:
        account = account_of(request)
        return {
            "establishments": own_of(account) is None,
            "collections": collections_of(account),
            "months": months,
            "services": SERVICES,
        }


def board_routes(pages: BoardPages) -> list[GuardedRoute]:
    """Return the routes of the board, and of the files that are made of it."""
    return [
        get("/returns", pages.show, needs=Permission.SEE_BOARD, takes=BOARD),
        get("/returns.csv", pages.csv, needs=Permission.SEE_BOARD, takes=ASKED),
        get("/returns.ics", pages.calendar, needs=Permission.SEE_BOARD, takes=ASKED),
    ]


def _state_of(request: Request) -> ObligationState | None:
    return next((state for state in BOARD_STATES if state == BOARD_STATE.of(request)), None)
