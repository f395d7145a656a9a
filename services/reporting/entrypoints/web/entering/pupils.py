"""Pages on which a school checks its pupils as they are known: all correct, or an answer about one of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.entrypoints.web.entering.entries import Given, Problems, RecordEntry
from services.reporting.entrypoints.web.labels import Names
from services.reporting.queries.calendar.calendar import CalendarQueries
from services.reporting.queries.pupils import QUERIES, PupilAnswer, PupilLine, PupilQueries
from services.reporting.usecases.record_entry import LINES_MAX, EntryLine, PersonEntry
from shared.clock import Clock
from shared.vocabulary.code_lists.of_leaving import DESTINATION
from shared.vocabulary.collections import S_CHECK
from shared.vocabulary.columns import get_column
from shared.web.pages.site import page, site_of
from shared.web.requests.base_path import here
from shared.web.requests.days import read_days
from shared.web.requests.forms import PART_MAX, field, new_form_id
from shared.web.requests.queries import check_page, page_number
from shared.web.requests.routes import account_of

LISTED: Final = 100
_COMMENT_MAX: Final = get_column("K8").length_max
ANSWERS: Final = {
    "CORRECT": "Is here, and everything is right",
    "LEFT": "Has left",
    "WRONG DETAILS": "Is here, but something is wrong",
}
ANSWERED: Final[Mapping[str, tuple[str, str]]] = {
    "CORRECT": ("Confirmed", "good"),
    "JOINED": ("Confirmed", "good"),
    "LEFT": ("Leaves", "waiting"),
    "WRONG DETAILS": ("Something is wrong", "waiting"),
}
"""What was answered about a pupil, as a tag."""
_OF_LEAVERS: Final = ("left_on", "destination")


@dataclass(frozen=True, slots=True)
class _Roster:
    """All pupils of a school, and what it has answered."""

    pupils: Sequence[PupilAnswer]

    @property
    def unanswered(self) -> int:
        """How many have no answer: nothing is taken for confirmed."""
        return sum(one.answer is None for one in self.pupils)

    @property
    def to_confirm(self) -> Sequence[UUID]:
        """Whom one click confirms; nobody where there are more than one entry may be about."""
        if len(self.pupils) > LINES_MAX:
            return ()
        return [one.person_id for one in self.pupils if one.answer not in QUERIES]

    @property
    def digest(self) -> str:
        """Tells whom a form is about, for a form that was shown earlier. Ids go into it, and nothing personal."""
        return digest_of(self.to_confirm)


def digest_of(people: Iterable[UUID]) -> str:
    """Return the same text for the same people in any order, and another for others."""
    return sha256(b"".join(sorted(person.bytes for person in people))).hexdigest()


class PupilPages:
    """A school finds its own pupils here and nobody else's; who is not its pupil does not exist for it."""

    def __init__(
        self, pupils: PupilQueries, record: RecordEntry, calendar: CalendarQueries, clock: Clock, names: Names
    ) -> None:
        self._pupils = pupils
        self._calendar = calendar
        self._record = record
        self._clock = clock
        self._names = names

    async def listing(self, request: Request) -> Response:
        """The pupils, a page at a time."""
        return await self._listing(request, await self._roster(request))

    async def all_correct(self, request: Request) -> Response:
        """Confirm today every pupil on the list as it was shown, or show what it is now. Raises Transient."""
        roster = await self._roster(request)
        # Somebody else is on the list since it was shown, or was answered about: nobody is confirmed unseen.
        if not roster.to_confirm or field(request, "people") != roster.digest:
            return await self._listing(request, roster, stale=True)
        facts = {"row_kind": "CORRECT", "stays": "Y"}
        return await self._recorded(request, tuple(EntryLine(one, facts, {}) for one in roster.to_confirm))

    async def ask(self, request: Request) -> Response:
        """The form about one pupil."""
        return self._form(request, await self._pupil(request), {})

    async def answer(self, request: Request) -> Response:
        """Record an answer about one pupil. Raises Transient."""
        pupil = await self._pupil(request)
        names = ("answer", *_OF_LEAVERS, "comment")
        given = {name: field(request, name, length_max=PART_MAX).replace("\r\n", "\n") for name in names}
        days, problems = read_days({"left_on": "last day on roll"}, given)
        problems = self._problems(given, days) | problems
        if problems:
            return self._form(request, pupil, given, problems)
        comment = {"comment": given["comment"]} if given["comment"] else {}
        return await self._recorded(request, (EntryLine(pupil.person_id, _facts_of(given, days), comment),))

    def _problems(self, given: Given, days: Mapping[str, date]) -> Problems:
        wrong, answer = {}, given["answer"]
        if answer not in ANSWERS:
            wrong["answer"] = "Select an answer"
        if answer == "LEFT" and days.get("left_on", date.max) > self._clock.today():
            wrong["left_on"] = "Enter the last day on roll, not after today"
        if answer != "LEFT":
            wrong |= {name: "Leave this blank unless the pupil has left" for name in _OF_LEAVERS if given[name]}
        if given["destination"] and given["destination"] not in DESTINATION.labels:
            wrong["destination"] = "Select from the list"
        if answer == "WRONG DETAILS" and not given["comment"]:
            wrong["comment"] = "Enter what is wrong"
        if answer == "CORRECT" and given["comment"]:
            wrong["comment"] = "Leave this blank where everything is right"
        if len(given["comment"]) > _COMMENT_MAX:
            wrong["comment"] = f"Enter at most {_COMMENT_MAX} characters"
        return wrong

    async def _roster(self, request: Request) -> _Roster:
        return _Roster(await self._pupils.answers(_own(request), people_max=LINES_MAX + 1))

    async def _listing(self, request: Request, roster: _Roster, *, stale: bool = False) -> Response:
        number = 1 if stale else page_number(request)
        found = await self._pupils.pupils(_own(request), account=_name(request), page=number, page_size=LISTED)
        check_page(request, found.pages)
        deadlines = (await self._calendar.calendar()).deadlines_of(S_CHECK.code, self._period())
        context: dict[str, Any] = {
            "found": found,
            "roster": roster,
            "stale": stale,
            "school": self._names.of(_own(request)),
            "deadline": next(iter(deadlines), None),
            "today": self._clock.today(),
            "answered": ANSWERED,
            "entry_max": LINES_MAX,
            "form_id": new_form_id(),
            "address": f"{here(request)}?",
        }
        return page(request, "pupil/list.html", context, status=409 if stale else 200)

    async def _recorded(self, request: Request, lines: tuple[EntryLine, ...]) -> Response:
        form_id, title = field(request, "form_id"), S_CHECK.title
        entry = PersonEntry(form_id, _name(request), S_CHECK.code, _own(request), title, lines, self._period())
        entry_id = await self._record(entry)
        if entry_id is None:
            raise HTTPException(409)
        return RedirectResponse(site_of(request).link("reporting", f"/submissions/{entry_id}?sent=yes"), 303)

    def _form(self, request: Request, pupil: PupilLine, given: Given, problems: Problems | None = None) -> Response:
        context = {
            "pupil": pupil,
            "given": given,
            "problems": problems or {},
            "answers": ANSWERS,
            "answered": ANSWERED,
            "comment_max": _COMMENT_MAX,
            "destinations": DESTINATION.labels,
            "form_id": new_form_id(),
        }
        return page(request, "pupil/answer.html", context, status=422 if problems else 200)

    async def _pupil(self, request: Request) -> PupilLine:
        try:
            person_id = UUID(request.path_params["person_id"])
        except ValueError as error:
            raise HTTPException(404) from error
        found = await self._pupils.find_pupil(_own(request), person_id, account=_name(request))
        if found is None:
            raise HTTPException(404)
        return found

    def _period(self) -> str:
        """Return the period that an answer given today is for."""
        return S_CHECK.period_on(self._clock.today())


def _facts_of(given: Given, days: Mapping[str, date]) -> Given:
    """Return what is claimed by an answer about one pupil, as facts travel."""
    facts = {"row_kind": given["answer"]}
    if given["answer"] == "CORRECT":
        return {**facts, "stays": "Y"}
    if given["answer"] == "LEFT":
        return {**facts, "left_on": days["left_on"].isoformat(), "destination": given["destination"] or "D31"}
    return facts


def _own(request: Request) -> str:
    establishment = account_of(request).establishment
    if establishment is None:
        raise HTTPException(403)
    return establishment


def _name(request: Request) -> str:
    return account_of(request).name
