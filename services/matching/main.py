"""Plugs matching together: events in, people found or created, events out; the pages of the review list."""

from starlette.applications import Starlette

from services.matching.adapters.erasures import carry_out
from services.matching.adapters.holdings import HeldByMatching
from services.matching.adapters.ids import NewIds
from services.matching.adapters.tables import matching_tables
from services.matching.entrypoints.events import subscriptions
from services.matching.entrypoints.web.reviews import TEMPLATES, page_routes
from services.matching.queries.reviews import PostgresReviewRows, ReviewQueries
from services.matching.settings import MatchingSettings
from services.matching.usecases.complete_submission import CompleteSubmission
from services.matching.usecases.match_records import MatchRecords
from shared.erasure.job import EVERY_S, ErasureJob
from shared.erasure.subject_access import EVERY_S as GIVE_EVERY_S
from shared.erasure.subject_access import SubjectAccessJob
from shared.runtime.dead_letters import dead_letter_pages
from shared.runtime.service import ServiceRuntime, run_service
from shared.settings import read_settings
from shared.vocabulary.establishments import Register
from shared.web.app import web_app
from shared.web.opening import open_site


def build(runtime: ServiceRuntime, settings: MatchingSettings) -> Starlette:
    """Subscribe the use cases to their events; return the pages."""
    begin = runtime.units_of_work(matching_tables).begin
    match_records = MatchRecords(begin, NewIds(), measures=runtime.metrics)
    runtime.event_consumer.subscribe(*subscriptions(match_records, CompleteSubmission(begin, measures=runtime.metrics)))
    runtime.every(EVERY_S, "erasures", ErasureJob(runtime.pool, carry_out))
    give = SubjectAccessJob(runtime.pool, runtime.keyring, "matching", HeldByMatching(runtime.pool))
    runtime.every(GIVE_EVERY_S, "subject accesses", give)
    site = open_site(settings, "matching", pool=runtime.pool, clock=runtime.clock, templates=TEMPLATES)
    reviews = ReviewQueries(PostgresReviewRows(runtime.pool))
    routes = page_routes(reviews, Register.load(settings.establishments_file))
    return web_app(site, [*routes, *dead_letter_pages(runtime)])


if __name__ == "__main__":
    run_service("matching", read_settings(MatchingSettings), build)
