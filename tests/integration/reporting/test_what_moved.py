"""What moved, over PostgreSQL: the same reasons and people as the pure functions find."""

import pytest

from services.reporting.domain.movements.movements import MEASURES, UNKNOWN_DISTRICT, MovedFigure, moved
from services.reporting.queries.movements.movements import movements_over
from services.reporting.queries.snapshots.snapshots import PostgresSnapshotQueries
from shared.vocabulary.london import london_day
from tests.integration.reporting.test_neet_report import put
from tests.support.movement_views import changes_of
from tests.support.reporting import Office
from tests.support.snapshot_lines import a_county

pytestmark = pytest.mark.stack


async def test_the_reasons_are_those_of_the_pure_functions_and_each_lists_its_people(office: Office) -> None:
    first, then = a_county(300), a_county(320, seed=2)
    ids = [await put(office.pool, lines) for lines in (first, then)]
    snapshots, queries = PostgresSnapshotQueries(office.pool), movements_over(office.pool)
    earlier, later = [await snapshots.find(one) for one in ids]
    assert earlier is not None
    assert later is not None
    changes = changes_of(first, then, london_day(earlier.known_at))
    for figure in (
        MovedFigure(measure, place) for measure in MEASURES for place in (None, UNKNOWN_DISTRICT, "E07000110")
    ):
        view = await queries.view(earlier, later, figure, confidential=True)
        wanted = moved(changes, figure)
        assert {key: (each.more, each.fewer) for key, each in view.reasons.items()} == {
            key: (each.more, each.fewer) for key, each in wanted.items()
        }
        assert view.before + sum(each.net for each in view.reasons.values()) == view.after
        for key, each in view.reasons.items():
            listing = await queries.people(view, key, came=True, account="officer", page=1, page_size=500)
            assert {one.person_id for one in listing.items} == set(each.more)
