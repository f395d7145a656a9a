"""The list of rows that wait for a decision, each beside the people whom it may be about."""

from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from services.matching.queries.reviews import ReviewQueries
from shared.vocabulary.collections import find_collection
from shared.vocabulary.establishments import Register
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page
from shared.web.requests.base_path import here
from shared.web.requests.queries import PAGE, check_page, page_number
from shared.web.requests.routes import GuardedRoute, account_of, get

TEMPLATES: Final = Path(__file__).parent / "templates"
LISTED: Final = 25


class ReviewPages:
    """The list. Nothing is decided here: every row is kept, counted and shown, and a newer file settles it."""

    def __init__(self, reviews: ReviewQueries, register: Register) -> None:
        self._reviews = reviews
        self._register = register

    async def listing(self, request: Request) -> Response:
        """Show the rows that wait, the newest received first."""
        listing = await self._reviews.waiting(
            account=account_of(request).name, page=page_number(request), page_size=LISTED
        )
        check_page(request, listing.pages)
        context = {
            "listing": listing,
            "establishment_name": self._name,
            "sees_places": account_of(request).may(Permission.SEE_CONFIDENTIAL),
            "collection_title": _collection_title,
            "address": f"{here(request)}?",
        }
        return page(request, "reviews.html", context)

    def _name(self, number: str) -> str:
        found = self._register.find(number) if len(number) > 3 else None
        return found.name if found else "The authority" if len(number) == 3 else number


def page_routes(reviews: ReviewQueries, register: Register) -> list[GuardedRoute]:
    """Return every route of matching's pages with the permission that it needs."""
    pages = ReviewPages(reviews, register)
    return [
        get("/", pages.listing, needs=Permission.SEE_REVIEWS, takes=(PAGE,)),
        get("/reviews", pages.listing, needs=Permission.SEE_REVIEWS, takes=(PAGE,)),
    ]


def _collection_title(code: str) -> str:
    found = find_collection(code)
    return found.title if found else code
