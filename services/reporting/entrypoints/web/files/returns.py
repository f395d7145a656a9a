"""The board: one line for each establishment, collection and period."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from services.reporting.entrypoints.web.labels import Names
from services.reporting.queries.returns import ReturnQueries
from shared.web.pages.site import page
from shared.web.requests.queries import check_page, page_number

LISTED: Final = 100


class ReturnPages:
    """The board of returns."""

    def __init__(self, returns: ReturnQueries, names: Names) -> None:
        self._returns = returns
        self._names = names

    async def board(self, request: Request) -> Response:
        """All returns; those that wait for a decision first."""
        board = await self._returns.board(page=page_number(request), page_size=LISTED)
        check_page(request, board.pages)
        return page(request, "returns.html", {"board": board, "names": self._names, "address": f"{request.url.path}?"})
