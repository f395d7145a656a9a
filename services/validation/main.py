"""Plugs validation together: events in, judgements, events out; the pages of severities."""

from typing import Final

from starlette.applications import Starlette

from services.validation.adapters.cached_severities import CachedSeverities
from services.validation.adapters.postgres_severities import PostgresSeverityLookup
from services.validation.adapters.tables import validation_tables
from services.validation.entrypoints.events import subscriptions
from services.validation.entrypoints.web.severities import TEMPLATES, SeverityPages, page_routes
from services.validation.queries.severities import PostgresSeverityRows, SeverityQueries
from services.validation.settings import ValidationSettings
from services.validation.usecases.change_severity import ChangeSeverity
from services.validation.usecases.judge_again import JudgeAgain
from services.validation.usecases.judge_rows import JudgeRows
from services.validation.usecases.judge_submission import JudgeSubmission
from shared.erasure.job import EVERY_S, ErasureJob, with_nothing_kept
from shared.runtime.service import ServiceRuntime, run_service
from shared.web.app import web_app
from shared.web.opening import open_site

_LOOK_EVERY_S: Final = 2.0


def build(runtime: ServiceRuntime, settings: ValidationSettings) -> Starlette:
    """Subscribe the use cases to their events; return the pages."""
    begin = runtime.units_of_work(validation_tables).begin
    for outcome in ("accepted", "refused"):
        runtime.metrics.start_at_zero("onward_rows_total", outcome=outcome)
    judge_rows = JudgeRows(
        begin,
        runtime.keyring.blind_secret,
        CachedSeverities(PostgresSeverityLookup(runtime.pool)),
        flag_test_numbers=settings.flag_test_numbers,
        measures=runtime.metrics,
    )
    runtime.event_consumer.subscribe(*subscriptions(judge_rows, JudgeSubmission(begin, measures=runtime.metrics)))
    runtime.every(_LOOK_EVERY_S, "judge again", JudgeAgain(begin, runtime.clock))
    runtime.every(EVERY_S, "erasures", ErasureJob(runtime.pool, with_nothing_kept("validation")))
    site = open_site(settings, "validation", pool=runtime.pool, clock=runtime.clock, templates=TEMPLATES)
    queries = SeverityQueries(PostgresSeverityRows(runtime.pool), runtime.clock)
    return web_app(site, page_routes(SeverityPages(queries, ChangeSeverity(begin, runtime.clock), runtime.clock)))


if __name__ == "__main__":
    run_service("validation", ValidationSettings(), build)
