"""The routes of the pages about the quality of data."""

from dataclasses import dataclass

from services.reporting.entrypoints.web.labels import Names
from services.reporting.entrypoints.web.parameters import WRITTEN
from services.reporting.entrypoints.web.quality.leavers import ALERT_LIST, Answer, LeaverPages
from services.reporting.queries.quality.leaver_alerts import LeaverAlertQueries
from shared.web.accounts.permissions import Permission
from shared.web.requests.routes import GuardedRoute, get, post


@dataclass(frozen=True, slots=True)
class QualityDependencies:
    """What the pages about the quality of data read, and what they command."""

    alerts: LeaverAlertQueries
    answer_alert: Answer


def quality_routes(needs: QualityDependencies, names: Names) -> list[GuardedRoute]:
    """Return the routes with the permission that each needs."""
    leavers, alert = (
        LeaverPages(needs.alerts, needs.answer_alert, names),
        "/quality/leavers/{kind}/{establishment}/{since}",
    )
    return [
        get("/quality/leavers", leavers.listing, needs=Permission.SEE_ALERTS, takes=ALERT_LIST),
        get("/api/quality/leavers", leavers.as_json, needs=Permission.SEE_ALERTS),
        get(alert, leavers.one, needs=Permission.SEE_ALERTS, takes=(WRITTEN,)),
        post(alert, leavers.answer, needs=Permission.ANSWER_ALERTS),
    ]
