"""Matching's door: who is plugged into whom."""

from starlette.applications import Starlette

from services.matching.adapters.ids import MintedIds
from services.matching.adapters.review_list import PostgresReviewReading
from services.matching.adapters.work import PostgresWorks
from services.matching.entrypoints.events import subscribe
from services.matching.entrypoints.web.reviews import TEMPLATES, page_routes
from services.matching.settings import MatchingSettings
from services.matching.usecases.complete_submission import CompleteSubmission
from services.matching.usecases.list_reviews import ListReviews
from services.matching.usecases.match_records import MatchRecords
from shared.runtime.service import House, open_house, run
from shared.vocabulary.establishments import Register, bundled_register_csv
from shared.web.app import web_app
from shared.web.opening import open_site


async def main(settings: MatchingSettings) -> None:
    """Run the service until it is told to stop."""
    async with open_house(settings, "matching") as house:
        listen(house)
        await house.run_app(pages(house, settings))


def listen(house: House) -> None:
    """Plug events into their use cases."""
    works = PostgresWorks(house.units)
    match = MatchRecords(works, MintedIds(), timed=lambda rows: house.metrics.stage("match", rows))
    subscribe(house.event_consumer, match, CompleteSubmission(works))


def pages(house: House, settings: MatchingSettings) -> Starlette:
    """Return the pages, plugged into what they read."""
    site = open_site(settings, "matching", pool=house.pool, clock=house.clock, templates=TEMPLATES)
    return web_app(site, page_routes(ListReviews(PostgresReviewReading(house.pool), house.clock), _register(settings)))


def _register(settings: MatchingSettings) -> Register:
    file = settings.establishments_file
    return Register.from_csv(file.read_text(encoding="utf-8") if file and file.exists() else bundled_register_csv())


if __name__ == "__main__":
    run(main(MatchingSettings()))
