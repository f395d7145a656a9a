"""Pages on which a sender states that there is nothing to send, and on which staff record such an e-mail."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.ingest.domain.nil_returns import NilProblem
from services.ingest.domain.submissions import FindEstablishment, Nil, Return
from services.ingest.entrypoints.upload_fields import is_plain, without_direction_marks
from services.ingest.usecases.receive_submission import Acknowledged
from services.ingest.usecases.state_nil import NilSender, OfferNil, StateNil
from shared.vocabulary.academic_year import first_day_of_month
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.london import LONDON
from shared.web.accounts.identities import Account
from shared.web.pages.site import page, site_of
from shared.web.requests.days import day_sentence, read_day
from shared.web.requests.forms import PART_MAX, field, new_form_id
from shared.web.requests.routes import account_of

PATH: Final = "/nil"
RECORD_PATH: Final = "/nil/record"
_FORM_ID_MAX: Final = 64
_NAME_MAX: Final = 100

PROBLEMS: Final[dict[NilProblem, str]] = {
    "collection": "Select which return it is about",
    "establishment": "Enter the number of a school or college that sends such a return",
    "period": "Select the month of the e-mail, or one before it",
    "stated_by": "Enter the name of the person who wrote the e-mail",
    "emailed_at": "Enter the day and the time at which the e-mail came: no later than now, in a month that is listed",
}


@dataclass(frozen=True, slots=True)
class NilPages:
    """Both pages; what comes of a statement is shown on the page of its submission."""

    offer_nil: OfferNil
    state_nil: StateNil
    find: FindEstablishment
    emailed_months: Callable[[], Sequence[str]]
    """Those about which an e-mail may be recorded, the newest first."""

    async def show(self, request: Request) -> Response:
        """The returns for which this sender may state nil, a button for each."""
        establishment = _own(account_of(request))
        known = self.find(establishment)
        offered = self.offer_nil(establishment)
        context = {
            "offered": offered,
            "apart": any(one.collection.nil_apart for one in offered),
            "month": _month,
            "form_id": new_form_id(),
            "of": known.name if known else "",
        }
        return page(request, "nil.html", context)

    async def state(self, request: Request) -> Response:
        """Keep the statement. Raises Transient."""
        collection, _, period = field(request, "of").partition(" ")
        nil = Nil(Return(_own(account_of(request)), collection, period))
        answer = await self._send(request, nil)
        if not isinstance(answer, Response):
            raise HTTPException(400)
        return answer

    async def ask(self, request: Request) -> Response:
        """The form for an e-mail."""
        return self._form(request)

    async def record(self, request: Request) -> Response:
        """Keep what an e-mail states, or ask again for what is wrong. Raises Transient."""
        of = Return(field(request, "establishment"), field(request, "collection"), field(request, "period"))
        name = " ".join(without_direction_marks(field(request, "stated_by", length_max=PART_MAX)).split())
        if not is_plain(name):
            raise HTTPException(400)
        if len(name) > _NAME_MAX:
            return self._form(request, "stated_by", f"Enter a name of at most {_NAME_MAX} characters")
        emailed_on = read_day(on) if (on := field(request, "emailed_on")) else None
        if isinstance(emailed_on, str):
            return self._form(request, "emailed_at", day_sentence(emailed_on, "day on which it came"))
        emailed_at = None if emailed_on is None else _moment(emailed_on, field(request, "emailed_time"))
        if emailed_at is None:
            return self._form(request, "emailed_at")
        answer = await self._send(request, Nil(of, name or None, emailed_at))
        return answer if isinstance(answer, Response) else self._form(request, answer)

    async def _send(self, request: Request, nil: Nil) -> Response | NilProblem:
        account = account_of(request)
        form_id = field(request, "form_id")[:_FORM_ID_MAX]
        outcome = await self.state_nil(nil, NilSender("page", account.name, account.establishment, form_id))
        if isinstance(outcome, str):
            return outcome
        if not isinstance(outcome, Acknowledged):
            raise HTTPException(409)
        target = site_of(request).link("reporting", f"/submissions/{outcome.submission_id}?sent=yes")
        return RedirectResponse(target, status_code=303)

    def _form(self, request: Request, problem: NilProblem | None = None, words: str | None = None) -> Response:
        taking = [one for one in COLLECTIONS.values() if one.takes_nil]
        months = [(month, _month(month)) for month in self.emailed_months()]
        given = {} if problem is None else request.state.form
        context = {
            "collections": [(one.code, one.title) for one in taking],
            "months": months,
            "given": given,
            "problem": problem,
            "words": words or (PROBLEMS[problem] if problem else None),
            "form_id": new_form_id(),
        }
        return page(request, "nil_record.html", context, status=422 if problem else 200)


def _own(account: Account) -> str:
    if account.establishment is None:
        raise HTTPException(403)
    return account.establishment


def _month(period: str) -> str:
    """Return a month as people write it."""
    first = first_day_of_month(period)
    return period if first is None else f"{first:%B %Y}"


def _moment(on: date, at: str) -> datetime | None:
    """Read the time in London at which an e-mail came that day; blank: its first minute."""
    try:
        return datetime.combine(on, time.fromisoformat(at or "00:00"), LONDON).astimezone(UTC)
    except ValueError:
        return None
