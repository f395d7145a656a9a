"""What is published of a county of invented people: every figure left out could be another one."""

import pytest

from services.reporting.domain.neet_report.measures import COHORT, NEET, TREE
from services.reporting.domain.neet_report.published import PUBLISHED, publication_of
from services.reporting.domain.neet_report.report import groups_of, report_of
from services.reporting.domain.neet_report.suppression import PublishedTables, suppress
from tests.property.reporting.test_suppression import proves
from tests.support.snapshot_lines import AS_AT, a_county


@pytest.mark.parametrize(("people", "establishments"), [(0, 1), (1, 1), (40, 5), (900, 12), (6_000, 150)])
def test_a_whole_county_cannot_be_computed_back(people: int, establishments: int) -> None:
    report = report_of(groups_of(a_county(people, establishments=establishments), AS_AT, frozenset()))
    release = publication_of(report)
    tables = {
        one.key: {
            value: {measure.key: counts.of(measure) for measure in TREE} for value, counts in release.rows(one).items()
        }
        for one in PUBLISHED
    }
    published = PublishedTables({measure.key: report.total.of(measure) for measure in TREE}, tables)
    found = suppress(published)
    assert found.left_out == release.left_out
    proves(found, published, TREE)


def test_a_share_goes_with_its_number_and_with_the_cohort() -> None:
    release = publication_of(report_of(groups_of(a_county(900), AS_AT, frozenset())))
    for dimension in PUBLISHED:
        for value, counts in release.rows(dimension).items():
            row = (dimension.key, value)
            hidden = release.people(row, counts, NEET) is None or release.people(row, counts, COHORT) is None
            assert release.hides_share(row, NEET) is hidden
