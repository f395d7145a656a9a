"""The page on which a college, or the authority, answers what became of offers that a newer list does not have."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.entrypoints.web.entering.entries import RecordEntry
from services.reporting.entrypoints.web.labels import Names
from services.reporting.entrypoints.web.parameters import ANSWERED
from services.reporting.queries.offers import AskedOffer, OfferQueries
from services.reporting.usecases.ports import ClaimPlace
from services.reporting.usecases.record_entry import EntryLine, PersonEntry
from shared.vocabulary.code_lists.of_offers import APPLICATION_STATE, DECLINED, OFFER_TYPE, OFFERED, WITHDRAWN
from shared.web.accounts.identities import Account
from shared.web.pages.site import page, site_of
from shared.web.requests.base_path import here
from shared.web.requests.forms import field, form_of, new_form_id
from shared.web.requests.queries import check_page, page_number
from shared.web.requests.routes import account_of

LISTED: Final = 25
"""A field each, and a form has fifty at most."""
TITLE: Final = "Answer about offers"
ANSWERS: Final[Mapping[str, str]] = {
    OFFERED: "Still offered",
    WITHDRAWN: "Withdrawn",
    DECLINED: "The learner declined",
}
"""The answers, by the code of the list `offer_response` that they stand for."""
_FIELD: Final = re.compile(r"answer-([0-9]{1,18})-([0-9]{1,9})")

_PAGE_MAX: Final = 10_000

Answered = dict[ClaimPlace, str]


class OfferPages:
    """A college finds its own offers here and nobody else's; the authority finds those of all."""

    def __init__(self, offers: OfferQueries, record: RecordEntry, names: Names) -> None:
        self._offers = offers
        self._record = record
        self._names = names

    async def listing(self, request: Request) -> Response:
        """The offers that are asked about, a page at a time, each with its answers."""
        return await self._page(request, {}, number=page_number(request))

    async def answer(self, request: Request) -> Response:
        """Record what was answered on one page of the list. Raises Transient."""
        given, number = _given(request), _page_shown(request)
        if not given or any(code not in ANSWERS for code in given.values()):
            problem = "Choose an answer for at least one offer"
            return await self._page(request, given, number=number, problem=problem, status=422)
        asked = await self._offers.still_asked(_of(account_of(request)), list(given))
        if len(asked) < len(given):
            problem = "An offer was answered, or is on a list again, since this page was shown. Look and answer again"
            return await self._page(request, given, number=number, problem=problem, status=409)
        for entry in _entries(field(request, "form_id"), account_of(request), asked, given):
            if await self._record(entry) is None:
                raise HTTPException(409)
        return RedirectResponse(site_of(request).link("reporting", "/offers?answered=yes"), 303)

    async def _page(
        self, request: Request, given: Answered, *, number: int, problem: str = "", status: int = 200
    ) -> Response:
        account = account_of(request)
        found = await self._offers.asked(_of(account), account=account.name, page=number, page_size=LISTED)
        if problem and not found.items and number > 1:
            # What was answered meanwhile made the list shorter.
            return await self._page(request, given, number=1, problem=problem, status=status)
        check_page(request, found.pages)
        context = {
            "found": found,
            "given": given,
            "answers": ANSWERS,
            "problem": problem,
            "answered": ANSWERED.of(request) is not None,
            "says": _says,
            "form_id": new_form_id(),
            "names": self._names,
            "address": f"{here(request)}?",
        }
        return page(request, "offers.html", context, status=status)


def _of(account: Account) -> str | None:
    """Return whose offers an account answers about: a sender's own, the authority's all."""
    return account.establishment


def _page_shown(request: Request) -> int:
    """Return which page of the list was answered, to show that again."""
    text = field(request, "page")
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < _PAGE_MAX else 1


def _given(request: Request) -> Answered:
    """Return what was chosen, by the claim; what was left blank is no answer."""
    found: Answered = {}
    for name in form_of(request):
        matched = _FIELD.fullmatch(name)
        if matched is not None and field(request, name):
            found[ClaimPlace(int(matched[1]), int(matched[2]))] = field(request, name)
    return found


def _entries(form_id: str, account: Account, asked: Iterable[AskedOffer], given: Answered) -> Iterable[PersonEntry]:
    """Yield an entry for each return that the answers are about."""
    for (collection, establishment, period), offers in groupby(sorted(asked, key=_return_of), key=_return_of):
        lines = [_line(one, given[one.place]) for one in offers]
        yield PersonEntry(form_id, account.name, collection, establishment, TITLE, lines, period)


def _return_of(offer: AskedOffer) -> tuple[str, str, str]:
    return offer.collection, offer.establishment, offer.period


def _line(offer: AskedOffer, answer: str) -> EntryLine:
    """Return the offer as it was listed, with what became of it. One that is offered still may have been accepted."""
    kept = answer == OFFERED and offer.facts.get("response") is not None
    facts = offer.facts if kept else {**offer.facts, "response": answer}
    return EntryLine(offer.person_id, facts, offer.particulars, offer.place)


def _says(offer: AskedOffer) -> str:
    """Return what the list said of the offer."""
    kind, state = offer.facts.get("offer_type"), offer.facts.get("response")
    words: Sequence[Any] = (
        OFFER_TYPE.labels.get(kind, kind) if kind else None,
        offer.particulars.get("course"),
        APPLICATION_STATE.labels.get(state, state) if state else None,
    )
    return ". ".join(str(one) for one in words if one)


def offer_id(place: ClaimPlace) -> str:
    """Return the name of the field with the answer about an offer."""
    return f"answer-{place.generation_id}-{place.ordinal}"
