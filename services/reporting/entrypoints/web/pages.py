"""All pages of reporting, as one table of routes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.reporting.entrypoints.web import words
from services.reporting.entrypoints.web.decisions import Decide, DecisionPages
from services.reporting.entrypoints.web.figures import FigurePages
from services.reporting.entrypoints.web.home import HomePage
from services.reporting.entrypoints.web.people import PEOPLE_LIST, PeoplePages
from services.reporting.entrypoints.web.queries import (
    AS_AT,
    CODE,
    COLLECTION,
    ESTABLISHMENT,
    FIGURES_YEAR,
    KNOWN_AT,
    OUTCOME,
    SENT,
    WAITING,
)
from services.reporting.entrypoints.web.returns import ReturnPages
from services.reporting.entrypoints.web.submissions import SubmissionPages
from services.reporting.usecases.read_people import (
    FindPeople,
    ReadDifference,
    ReadFigures,
    ReadFiguresAsKnown,
    ReadPerson,
)
from services.reporting.usecases.reading import Reading
from shared.vocabulary.establishments import Register
from shared.web.accounts.permissions import Permission
from shared.web.accounts.saved_searches import SavedSearches
from shared.web.pages.site import Site
from shared.web.requests.queries import PAGE
from shared.web.requests.routes import GuardedRoute, get, post

TEMPLATES: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages lean on."""

    reading: Reading
    figures: ReadFigures
    figures_as_known: ReadFiguresAsKnown
    find_people: FindPeople
    person: ReadPerson
    difference: ReadDifference
    decide: Decide
    register: Register
    searches: SavedSearches


def page_routes(desk: Desk) -> list[GuardedRoute]:
    """Return every route of reporting's pages with the permission that it needs."""
    names = words.Names(desk.register)
    submissions = SubmissionPages(desk.reading, names)
    decisions = DecisionPages(desk.reading, names, desk.decide)
    people = PeoplePages(desk.reading, desk.find_people, desk.person, desk.difference, names, desk.searches)
    figures = FigurePages(desk.figures, desk.figures_as_known)
    one = "/submissions/{submission_id}"
    return [
        get("/", HomePage(desk.reading, desk.figures, names).show, needs=Permission.SEE_SUBMISSIONS),
        get(
            "/submissions",
            submissions.listing,
            needs=Permission.SEE_SUBMISSIONS,
            takes=(ESTABLISHMENT, COLLECTION, OUTCOME, WAITING, PAGE),
        ),
        get(one, submissions.one, needs=Permission.SEE_SUBMISSIONS, takes=(SENT, CODE, PAGE)),
        get(f"/api{one}", submissions.progress, needs=Permission.SEE_SUBMISSIONS),
        get(f"{one}/difference/{{change}}", people.difference, needs=Permission.SEE_PEOPLE, takes=(PAGE,)),
        get(f"{one}/decide/{{decision}}", decisions.ask, needs=Permission.DECIDE_RETURNS),
        post(f"{one}/decide/{{decision}}", decisions.decide, needs=Permission.DECIDE_RETURNS),
        get(f"{one}/second", decisions.ask_second, needs=Permission.DECIDE_RETURNS),
        post(f"{one}/second", decisions.second, needs=Permission.DECIDE_RETURNS),
        get("/returns", ReturnPages(desk.reading, names).board, needs=Permission.SEE_RETURNS, takes=(PAGE,)),
        get("/figures", figures.show, needs=Permission.SEE_FIGURES, takes=(FIGURES_YEAR,)),
        get("/api/figures", figures.as_json, needs=Permission.SEE_FIGURES, takes=(AS_AT, KNOWN_AT)),
        get("/people", people.listing, needs=Permission.SEE_PEOPLE, takes=PEOPLE_LIST),
        post("/people", people.search, needs=Permission.FIND_PEOPLE),
        get("/people/{person_id}", people.one, needs=Permission.SEE_PEOPLE, takes=PEOPLE_LIST),
    ]


def furnish(site: Site) -> None:
    """Give the templates their words."""
    site.pages.globals.update(
        activity_label=words.activity_label,
        channels=words.CHANNELS,
        collection_title=words.collection_title,
        column_header=words.column_header,
        decision_words=words.DECISIONS,
        district_name=words.district_name,
        groups_words=words.GROUPS,
        issue=words.issue,
        rule_sentence=words.rule_sentence,
        severities=words.SEVERITIES,
        severity_tones=words.SEVERITY_TONES,
        stages=words.STAGES,
    )
