"""Pages on which the authority enters something about a young person: a contact, or a manual correction.

What is typed stands in no address and no log: it goes from the form into the claim.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.queries.person import PersonQueries, PersonView
from services.reporting.usecases.record_entry import EntryLine, PersonEntry
from shared.clock import Clock
from shared.vocabulary.activities import find_activity
from shared.vocabulary.code_lists import CODE_LISTS
from shared.vocabulary.code_lists.of_contacts import ACTIVITY
from shared.vocabulary.collections import CONTACT
from shared.vocabulary.home_authorities import home_authority_on
from shared.web.pages.site import page, site_of
from shared.web.requests.days import as_typed, read_days
from shared.web.requests.forms import PART_MAX, field, new_form_id
from shared.web.requests.routes import account_of

RecordEntry = Callable[[PersonEntry], Awaitable[UUID | None]]

_WORDS_MAX: Final = 500
GONE: Final = {"T": "Moved to another authority", "E": "Left England", "D": "Died"}
"""What may be entered instead of an activity, as codes of the list `left_status`."""

Given = dict[str, str]
Problems = dict[str, str]
Days = dict[str, date]


@dataclass(frozen=True, slots=True)
class EntryForm:
    """One of the two forms."""

    path: str
    template: str
    collection: str
    title: str
    fields: tuple[str, ...]
    days: Mapping[str, str]
    """Fields that are dates, and what they are called in a sentence."""


CONTACT_FORM: Final = EntryForm(
    "contact",
    "entry/contact.html",
    CONTACT.code,
    "Contact",
    (
        "contacted_on",
        "channel",
        "outcome",
        "spoke_with",
        "activity",
        "gone",
        "started_on",
        "ends_on",
        "review_on",
        "notes",
    ),
    {
        "contacted_on": "day of the contact",
        "started_on": "day since when",
        "ends_on": "planned end",
        "review_on": "review date",
    },
)
CORRECTION_FORM: Final = EntryForm(
    "correct",
    "entry/correct.html",
    "MANUAL",
    "Manual correction",
    ("activity", "gone", "started_on", "until", "review_on", "reason"),
    {"started_on": "day since when", "until": "last day", "review_on": "review date"},
)


class EntryPages:
    """Ask, and record; the record of the person shows what came of it."""

    def __init__(self, person: PersonQueries, record: RecordEntry, clock: Clock) -> None:
        self._person = person
        self._record = record
        self._clock = clock

    async def ask_contact(self, request: Request) -> Response:
        """The empty form of a contact; today is when most were made."""
        given = {"contacted_on": as_typed(self._clock.today())}
        return await self._form(request, CONTACT_FORM, given)

    async def contact(self, request: Request) -> Response:
        """Record a contact. Raises Transient."""
        given = _given(request, CONTACT_FORM)
        days, problems = self._read(CONTACT_FORM, given)
        for name, sentence in _CHOICES.items():
            if given[name] not in CODE_LISTS[_LISTS[name]].labels:
                problems[name] = sentence
        if given["spoke_with"] and given["spoke_with"] not in CODE_LISTS["spoke_with"].labels:
            problems["spoke_with"] = "Select with whom it was"
        if "contacted_on" not in problems and days.get("contacted_on", date.max) > self._clock.today():
            problems["contacted_on"] = "Enter the day of the contact, not after today"
        if problems:
            return await self._form(request, CONTACT_FORM, given, problems)
        return await self._recorded(request, CONTACT_FORM, _contact_of(given, days))

    async def ask_correction(self, request: Request) -> Response:
        """The empty form of a correction."""
        return await self._form(request, CORRECTION_FORM, {"started_on": as_typed(self._clock.today())})

    async def correct(self, request: Request) -> Response:
        """Record a manual correction. Raises Transient."""
        given = _given(request, CORRECTION_FORM)
        days, problems = self._read(CORRECTION_FORM, given)
        if not given["activity"] and not given["gone"]:
            problems["activity"] = "Select what the young person does, or that they have gone"
        if not given["reason"]:
            problems["reason"] = "Enter the reason for the correction"
        if days.get("until", date.max) < days.get("started_on", date.min):
            problems["until"] = "The last day must not be before the first"
        if problems:
            return await self._form(request, CORRECTION_FORM, given, problems)
        return await self._recorded(request, CORRECTION_FORM, _correction_of(given, days, self._clock.today()))

    def _read(self, form: EntryForm, given: Given) -> tuple[Days, Problems]:
        """Return the days that were typed, and what is wrong with what both forms have: days, and an activity."""
        days, wrong = read_days(form.days, given)
        too_long = f"Enter at most {_WORDS_MAX} characters"
        wrong |= {name: too_long for name in ("notes", "reason") if len(given.get(name, "")) > _WORDS_MAX}
        if given["activity"] and given["activity"] not in self._activities():
            wrong["activity"] = "Select an activity from the list"
        if given["activity"] and given["gone"]:
            wrong["gone"] = "Select what the young person does or that they have gone, not both"
        if given["gone"] and given["gone"] not in GONE:
            wrong["gone"] = "Select from the list"
        return days, wrong

    def _activities(self) -> dict[str, str]:
        """Return the activities that can be entered today, by code."""
        today = self._clock.today()
        found = {code: find_activity(code) for code in ACTIVITY.labels}
        return {
            code: one.label
            for code, one in found.items()
            if one and (one.effective_to is None or today <= one.effective_to)
        }

    async def _recorded(self, request: Request, form: EntryForm, line: tuple[Given, Given]) -> Response:
        person_id = _person_id(request)
        facts, particulars = line
        account = account_of(request).name
        entry = PersonEntry(
            form_id=field(request, "form_id"),
            account=account,
            collection=form.collection,
            establishment=home_authority_on(self._clock.today()).code,
            title=form.title,
            lines=(EntryLine(person_id, facts, particulars),),
        )
        if await self._record(entry) is None:
            raise HTTPException(404)
        target = site_of(request).link("reporting", f"/people/{person_id}?entered=yes")
        return RedirectResponse(target, status_code=303)

    async def _form(
        self, request: Request, form: EntryForm, given: Given, problems: Problems | None = None
    ) -> Response:
        view = await self._view(request)
        context = {
            "view": view,
            "given": given,
            "problems": problems or {},
            "activities": self._activities(),
            "gone": GONE,
            "lists": {name: CODE_LISTS[name].labels for name in ("contact_channel", "contact_outcome", "spoke_with")},
            "form_id": new_form_id(),
        }
        return page(request, form.template, context, status=422 if problems else 200)

    async def _view(self, request: Request) -> PersonView:
        view = await self._person.find_person(_person_id(request), account=account_of(request).name)
        if view is None:
            raise HTTPException(404)
        return view


_LISTS: Final = {"channel": "contact_channel", "outcome": "contact_outcome"}
_CHOICES: Final = {"channel": "Select how the contact was made", "outcome": "Select what came of it"}


def _person_id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["person_id"])
    except ValueError as error:
        raise HTTPException(404) from error


def _given(request: Request, form: EntryForm) -> Given:
    return {name: field(request, name, length_max=PART_MAX).replace("\r\n", "\n") for name in form.fields}


def _filled(given: Given, *names: str) -> Given:
    return {name: given[name] for name in names if given[name]}


def _facts(given: Given, days: Days) -> Given:
    """Return what is claimed: the activity and the days, as facts travel."""
    return _filled(given, "activity") | {name: on.isoformat() for name, on in days.items()}


def _contact_of(given: Given, days: Days) -> tuple[Given, Given]:
    facts = _facts(given, days)
    left = {"left_status": given["gone"]} if given["gone"] else {}
    return {**facts, **left}, _filled(given, "channel", "outcome", "spoke_with", "notes")


def _correction_of(given: Given, days: Days, today: date) -> tuple[Given, Given]:
    facts = _facts(given, days)
    left = {"left_status": given["gone"]} if given["gone"] else {}
    return {"corrected_on": today.isoformat(), **facts, **left}, _filled(given, "reason")
