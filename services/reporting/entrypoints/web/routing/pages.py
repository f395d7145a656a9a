"""The queues of the two services: what each looks after, and what came to the other one and was passed on."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from services.reporting.entrypoints.web.board.words import SERVICE, SERVICES
from services.reporting.entrypoints.web.labels import Names
from services.reporting.queries.routing.queues import QueueCount, QueueQueries
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page
from shared.web.requests.queries import PAGE, check_page, one_of, page_number, pager_address
from shared.web.requests.routes import GuardedRoute, get

PATH: Final = "/queues"
LISTED: Final = 50
SHOW: Final = one_of("show", ("passed-on",))


class QueuePages:
    """Both queues, or one of them."""

    def __init__(self, queues: QueueQueries, names: Names) -> None:
        self._queues = queues
        self._names = names

    async def listing(self, request: Request) -> Response:
        """Show how much each service looks after, and the items that were asked for."""
        service, passed_on = SERVICE.of(request), SHOW.of(request) is not None
        owner = SERVICES[service] if service else None
        listing = await self._queues.lines(owner, passed_on=passed_on, page=page_number(request), page_size=LISTED)
        check_page(request, listing.pages)
        counted = {one.service: one for one in await self._queues.counts()}
        context = {
            "counts": [(key, counted.get(one) or QueueCount(one, 0, 0, 0)) for key, one in SERVICES.items()],
            "listing": listing,
            "owner": owner,
            "service": service,
            "passed_on": passed_on,
            "names": self._names,
            "address": pager_address(request, (SERVICE, SHOW)),
        }
        return page(request, "routing/queues.html", context)


def queue_routes(queues: QueueQueries, names: Names) -> list[GuardedRoute]:
    """Return the route of the queues with the permission that it needs."""
    return [get(PATH, QueuePages(queues, names).listing, needs=Permission.SEE_RETURNS, takes=(SERVICE, SHOW, PAGE))]
