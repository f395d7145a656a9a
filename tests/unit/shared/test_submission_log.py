"""One line a service and submission: counts and codes, and the seconds as a metric."""

from uuid import UUID

from shared.observability.logs import ALLOWED_FIELDS
from shared.observability.metrics import Metrics
from shared.observability.submission_log import report_submission
from tests.support.logs import logged

ONE = UUID(int=1)


def test_a_line_has_what_is_known_and_the_seconds_are_measured() -> None:
    metrics = Metrics()
    with logged() as lines:
        report_submission("submission was judged", metrics, ONE, "judged", 1.23456, rows_in=3, rows_out=2, rule=None)
    (line,) = lines
    assert (line["submission_id"], line["outcome"], line["seconds"]) == (ONE, "judged", 1.235)
    assert "rule" not in line
    assert line.keys() - {"log_level"} <= ALLOWED_FIELDS
    assert 'onward_submission_seconds_count{outcome="judged"} 1.0' in metrics.exposition()[0].decode()


def test_where_nobody_knows_how_long_it_took_nothing_is_measured() -> None:
    metrics = Metrics()
    with logged() as lines:
        report_submission("submission was settled", metrics, ONE, "repeat")
    assert "seconds" not in lines[0]
    assert "onward_submission_seconds_count{" not in metrics.exposition()[0].decode()
