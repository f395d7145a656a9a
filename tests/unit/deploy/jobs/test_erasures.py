"""What is said of orders to erase, and of what would go."""

from datetime import UTC, datetime

import pytest

from deploy.jobs.privacy.erasures import report
from deploy.jobs.privacy.orders import ErasureState
from tests.support.builders import an_id


@pytest.mark.parametrize(
    ("people", "files", "said"), [(1, 0, "1 person, 0 files, asked"), (0, 1, "0 people, 1 file, asked")]
)
def test_one_is_no_plural(people: int, files: int, said: str) -> None:
    asked_at = datetime(2026, 11, 30, 9, tzinfo=UTC)
    state = ErasureState(an_id("erasure", 1), "request", "reviewer", asked_at, None, None, None, people, files, [])
    assert said in next(iter(report([state])))
