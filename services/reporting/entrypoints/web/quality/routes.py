"""The routes of the pages about the quality of data."""

from dataclasses import dataclass

from services.reporting.entrypoints.web.labels import Names
from services.reporting.entrypoints.web.parameters import WRITTEN
from services.reporting.entrypoints.web.quality.leavers import ALERT_LIST, Answer, LeaverPages
from services.reporting.entrypoints.web.quality.scorecards import CARD_FILTER, CARD_LIST, ScorecardPages
from services.reporting.queries.quality.leaver_alerts import LeaverAlertQueries
from services.reporting.queries.quality.scorecards import ScorecardQueries
from shared.web.accounts.permissions import Permission
from shared.web.requests.routes import GuardedRoute, get, post


@dataclass(frozen=True, slots=True)
class QualityDependencies:
    """What the pages about the quality of data read, and what they command."""

    cards: ScorecardQueries
    alerts: LeaverAlertQueries
    answer_alert: Answer


def quality_routes(needs: QualityDependencies, names: Names) -> list[GuardedRoute]:
    """Return the routes with the permission that each needs."""
    cards = ScorecardPages(needs.cards, needs.alerts, names)
    leavers = LeaverPages(needs.alerts, needs.answer_alert, names)
    alert = "/quality/leavers/{kind}/{establishment}/{since}"
    return [
        get("/quality", cards.listing, needs=Permission.SEE_SCORECARDS, takes=CARD_LIST),
        get("/quality.csv", cards.csv, needs=Permission.SEE_ALL_SCORECARDS, takes=CARD_FILTER),
        get("/quality/leavers", leavers.listing, needs=Permission.SEE_ALERTS, takes=ALERT_LIST),
        get("/api/quality/leavers", leavers.as_json, needs=Permission.SEE_ALERTS),
        get(alert, leavers.one, needs=Permission.SEE_ALERTS, takes=(WRITTEN,)),
        get("/quality/{establishment}", cards.one, needs=Permission.SEE_SCORECARDS),
        post(alert, leavers.answer, needs=Permission.ANSWER_ALERTS),
    ]
