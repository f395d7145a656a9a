"""Whom a file adds, removes, changes or leaves as they were: what somebody looks at before letting it count."""

from collections.abc import Mapping
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.entrypoints.web.files.fact_words import FACT_WORDS, value_words
from services.reporting.entrypoints.web.files.visibility import find_visible
from services.reporting.entrypoints.web.labels import Names
from services.reporting.queries.differences import CHANGED, DifferenceQueries
from services.reporting.queries.submission.submissions import SubmissionQueries
from shared.web.pages.site import page
from shared.web.requests.base_path import here
from shared.web.requests.queries import check_page, page_number
from shared.web.requests.routes import account_of

LISTED: Final = 50
TITLES: Final[Mapping[str, str]] = {
    "added": "Young people whom this file adds",
    "removed": "Young people whom this file removes",
    CHANGED: "Young people of whom this file says something else",
    "shielded": "Young people who keep their earlier line",
}


class DifferencePages:
    """The lists behind "+12, −3, 5 changed". A sender sees those of its own returns and nobody else's."""

    def __init__(self, submissions: SubmissionQueries, differences: DifferenceQueries, names: Names) -> None:
        self._submissions = submissions
        self._differences = differences
        self._names = names

    async def show(self, request: Request) -> Response:
        """One of the lists, a page at a time."""
        change, account = request.path_params["change"], account_of(request)
        found = await find_visible(self._submissions, request)
        # Who counted before belongs to the return, whoever has sent the file.
        if change not in TITLES or found.built is None or not account.sees(found.establishment):
            raise HTTPException(404)
        of = found.built.generation_id
        people = await self._differences.difference(
            of, change, account=account.name, page=page_number(request), page_size=LISTED
        )
        check_page(request, people.pages)
        context = {
            "one": found,
            "change": change,
            "titles": TITLES,
            "people": people,
            "changed": await self._differences.changed(of),
            "fact_words": FACT_WORDS,
            "value_words": value_words(self._names),
            "names": self._names,
        }
        return page(request, "difference.html", {**context, "address": f"{here(request)}?"})
