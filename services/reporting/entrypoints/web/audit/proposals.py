"""The page of what waits for a second person."""

from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from services.reporting.entrypoints.web.audit.pages import REASONS
from services.reporting.queries.audit.proposals import ProposalQueries
from shared.vocabulary.acts.two_people import TWO_PEOPLE, ActName
from shared.web.accounts.identities import Account
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page
from shared.web.requests.queries import PAGE, check_page, page_number
from shared.web.requests.routes import GuardedRoute, account_of, get

PATH: Final = "/proposals"
LISTED: Final = 50


def acts_of(account: Account) -> list[ActName]:
    """Return the acts that this account may confirm."""
    return [name for name, row in TWO_PEOPLE.items() if account.may(Permission[row.confirms])]


class ProposalPages:
    """Who asked for what, and where it is answered."""

    def __init__(self, proposals: ProposalQueries) -> None:
        self._proposals = proposals

    async def listing(self, request: Request) -> Response:
        """Show what waits of all that this account may confirm; of its own too, which somebody else must confirm."""
        account = account_of(request)
        found = await self._proposals.waiting(acts_of(account), page=page_number(request), page_size=LISTED)
        check_page(request, found.pages)
        context = {
            "found": found,
            "acts": TWO_PEOPLE,
            "reasons": REASONS,
            "own": account.name,
            "now": datetime.now(UTC),
            "address": f"{request.url.path}?",
        }
        return page(request, "audit/proposals.html", context)


def proposal_routes(proposals: ProposalQueries) -> list[GuardedRoute]:
    """Return the route of the page."""
    return [get(PATH, ProposalPages(proposals).listing, needs=Permission.SEE_PROPOSALS, takes=(PAGE,))]
