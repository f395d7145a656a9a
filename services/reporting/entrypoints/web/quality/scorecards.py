"""Scorecards: all of them for the authority, sorted and as CSV; its own, and no other, for an establishment."""

from collections.abc import Sequence
from typing import Final, get_args

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.domain.quality.not_known import CAUSES
from services.reporting.domain.quality.scorecards import MEASURES, PEERS_MIN, Scorecard
from services.reporting.entrypoints.web.board.words import BOARD_STATES
from services.reporting.entrypoints.web.downloads.sent_back import attached_csv, name_for, only_one
from services.reporting.entrypoints.web.files.visibility import own_of
from services.reporting.entrypoints.web.labels import Names
from services.reporting.entrypoints.web.parameters import ESTABLISHMENT
from services.reporting.entrypoints.web.quality.words import KIND_WORDS, MEASURE_WORDS, ORDER_WORDS
from services.reporting.queries.quality.leaver_alerts import LeaverAlertQueries
from services.reporting.queries.quality.scorecards import Order, ScorecardFilter, ScorecardQueries, page_of_cards
from shared.web.pages.site import page
from shared.web.requests.queries import PAGE, BadQuery, check_page, one_of, page_number, pager_address, text_of
from shared.web.requests.routes import account_of

LISTED: Final = 100
CARD_KIND: Final = one_of("kind", tuple(KIND_WORDS))
CARD_ORDER: Final = one_of("order", get_args(Order))
CARD_FILTER: Final = (CARD_KIND, ESTABLISHMENT, CARD_ORDER)
CARD_LIST: Final = (*CARD_FILTER, PAGE)
"""What the address of the list holds."""
CSV_COLUMNS: Final = (
    *("Number", "Name", "Kind", "Returns due", "In time", "Late", "Missing"),
    *(f"{MEASURE_WORDS[measure]} (%)" for measure in MEASURES),
    *("Rows", "Rows waiting", "Rows not used", "Not known", "Would be known"),
    *(f"Not known: {cause.words}" for cause in CAUSES),
)


class ScorecardPages:
    """The list of scorecards, and one."""

    def __init__(self, cards: ScorecardQueries, alerts: LeaverAlertQueries, names: Names) -> None:
        self._cards = cards
        self._alerts = alerts
        self._names = names

    async def listing(self, request: Request) -> Response:
        """All scorecards for the authority; for an establishment its own."""
        own = own_of(account_of(request))
        if own is not None:
            if any(text_of(request, one.name) for one in CARD_LIST):
                raise BadQuery(ESTABLISHMENT.name, "This page takes nothing after the question mark: you see your own.")
            return await self._one(request, own)
        wanted, text = self._wanted(request)
        view = await self._cards.scorecards()
        alerts = await self._alerts.open()
        found = None
        if wanted is not None:
            cards = view.wanted(wanted, self._names.of)
            found = page_of_cards(cards, page=page_number(request), page_size=LISTED)
            check_page(request, found.pages)
        context = {
            "view": view,
            "found": found,
            "wanted": wanted or ScorecardFilter(),
            "establishment": text,
            "alerts": alerts,
            "measures": MEASURE_WORDS,
            "orders": ORDER_WORDS,
            "kinds": KIND_WORDS,
            "names": self._names,
            "address": pager_address(request, CARD_FILTER),
            "query": pager_address(request, CARD_FILTER).partition("?")[2].removesuffix("&"),
        }
        return page(request, "quality/scorecards.html", context, status=200 if found is not None else 400)

    async def csv(self, request: Request) -> Response:
        """The scorecards that are asked for, as a file for a spreadsheet."""
        wanted, _ = self._wanted(request)
        if wanted is None:
            raise BadQuery(ESTABLISHMENT.name, "We know no school or college by this name or number.")
        cards = (await self._cards.scorecards()).wanted(wanted, self._names.of)
        one = only_one(card.establishment for card in cards)
        name = name_for(self._names, one, "Data quality", "csv") if one else "data quality.csv"
        return attached_csv([CSV_COLUMNS, *(_cells(card, self._names) for card in cards)], name)

    async def one(self, request: Request) -> Response:
        """One scorecard; somebody else's does not exist for an establishment."""
        own, number = own_of(account_of(request)), str(request.path_params["establishment"])
        if own not in (None, number):
            raise HTTPException(404)
        return await self._one(request, number)

    async def _one(self, request: Request, number: str) -> Response:
        found = await self._cards.scorecard(number)
        own = own_of(account_of(request))
        if found is None and own is None:
            raise HTTPException(404)
        context = {
            "found": found,
            "number": number,
            "own": own,
            "measures": MEASURE_WORDS,
            "causes": CAUSES,
            "peers_min": PEERS_MIN,
            "states": BOARD_STATES,
            "names": self._names,
        }
        return page(request, "quality/scorecard.html", context)

    def _wanted(self, request: Request) -> tuple[ScorecardFilter | None, str]:
        """Return what is asked for, and of whom, as written; None: nobody is known by that name or number."""
        text = text_of(request, ESTABLISHMENT.name)
        numbers = self._names.numbers_for(text) if text else ()
        if text and not self._names.knows(numbers):
            return None, text
        kind = next((one for one in KIND_WORDS if one == CARD_KIND.of(request)), None)
        order: Order = next((one for one in get_args(Order) if one == CARD_ORDER.of(request)), "not_known")
        return ScorecardFilter(kind, numbers, order), text


def _cells(card: Scorecard, names: Names) -> Sequence[str]:
    timeliness, newest = card.timeliness, card.newest
    return (
        *(card.establishment, names.of(card.establishment), card.kind, str(timeliness.share.whole)),
        *(str(timeliness.in_time), str(timeliness.late), str(timeliness.missing)),
        *(_percent(card.share(measure).percent) for measure in MEASURES),
        str(sum(file.rows for file in newest)),
        str(sum(file.waiting for file in newest)),
        str(sum(file.refused for file in newest)),
        *(str(card.not_known.people), str(card.not_known.would_be_known)),
        *(str(card.not_known.by_cause.get(cause.cause, 0)) for cause in CAUSES),
    )


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
