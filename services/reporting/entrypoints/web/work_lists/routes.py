"""The routes of work lists, with the permission that each needs."""

from services.reporting.entrypoints.web.labels import Names
from services.reporting.entrypoints.web.parameters import WRITTEN
from services.reporting.entrypoints.web.work_lists.at_risk import RiskPages
from services.reporting.entrypoints.web.work_lists.downloads import WorkListFiles
from services.reporting.entrypoints.web.work_lists.pages import PATH, WorkListDependencies, WorkListPages
from services.reporting.entrypoints.web.work_lists.words import OF_INDEX, OF_LIST, OF_PACK
from shared.web.accounts.permissions import Permission
from shared.web.requests.queries import PAGE
from shared.web.requests.routes import GuardedRoute, get, post


def work_list_routes(needs: WorkListDependencies, names: Names) -> list[GuardedRoute]:
    """Return the routes of the work lists."""
    pages, files = WorkListPages(needs, names), WorkListFiles(needs.queries, names)
    risks, risk, person = RiskPages(needs), f"{PATH}/at-risk/list", "/people/{person_id}/at-risk"
    see, one = Permission.SEE_PEOPLE, f"{PATH}/people/{{person_id}}"
    return [
        get(PATH, pages.index, needs=Permission.SEE_FIGURES, takes=OF_INDEX),
        get(f"{PATH}/meeting-pack.xlsx", files.meeting_pack, needs=Permission.TAKE_WORK_LISTS, takes=OF_PACK),
        get(risk, risks.ask_list, needs=Permission.RECORD_CONTACTS),
        post(risk, risks.take_list, needs=Permission.RECORD_CONTACTS),
        get(person, risks.person, needs=Permission.RECORD_CONTACTS, takes=(WRITTEN,)),
        post(person, risks.record, needs=Permission.RECORD_CONTACTS),
        get(f"{PATH}/{{code}}", pages.listing, needs=see, takes=(*OF_LIST, WRITTEN, PAGE)),
        get(f"{PATH}/{{code}}/people.csv", files.csv, needs=Permission.TAKE_WORK_LISTS, takes=OF_LIST),
        get(f"{PATH}/{{code}}/people.xlsx", files.xlsx, needs=Permission.TAKE_WORK_LISTS, takes=OF_LIST),
        get(one, pages.person, needs=Permission.RECORD_CONTACTS, takes=(WRITTEN,)),
        post(one, pages.work, needs=Permission.RECORD_CONTACTS),
    ]
