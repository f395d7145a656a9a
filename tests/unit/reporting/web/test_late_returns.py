"""Pages say when a return is due, whether it came late, and what came in its place."""

import re
from dataclasses import replace

import pytest

from services.reporting.domain.returns.punctuality import ReturnTiming
from shared.vocabulary.collections import S_ENR, S_LEAVE
from tests.support.identities import REVIEWER, UPLOADER
from tests.support.reporting_pages import Desktop
from tests.support.submission_views import EFFECTIVE, LATE, RECEIVED_AT
from tests.unit.reporting.web.conftest import Visit


def _text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_board_says_of_each_return_when_it_was_due_and_how_it_stands(visit: Visit) -> None:
    html = visit(REVIEWER).get("/returns").text
    rows = [_text(row) for row in html.split("<tr")[1:] if "Saint Ronan" not in row]
    (enrolment,) = [row for row in rows if "enrolment, 2026-27" in row]
    assert "18 September 2026 Waiting for a decision +2, −41, 5 changed Accepted in part Came late" in enrolment
    (leavers,) = [row for row in rows if "School leavers, September 2026" in row]
    assert "30 September 2026; answered by: School joiners and leavers Accepted Received 28 September" in leavers
    (destinations,) = [row for row in rows if "Leaver destinations" in row]
    assert "31 October 2026; list out 9 October 2026; reminder 30 October 2026" in destinations
    assert "No date is set" in next(row for row in rows if "County roll" in row)


@pytest.mark.parametrize(
    ("timing", "said", "late"),
    [
        (LATE, "Due 18 September 2026. It came late.", True),
        (ReturnTiming(S_ENR.deadlines[0], "late", RECEIVED_AT.replace(day=30)), "Due 18 September 2026", False),
        (ReturnTiming(S_LEAVE.deadlines[1], "due"), "Due 30 October 2026, late after 31 October 2026", False),
        (None, "", False),
    ],
)
def test_the_page_of_a_file_says_whether_it_came_late(
    visit: Visit, desktop: Desktop, timing: ReturnTiming | None, said: str, late: bool
) -> None:
    kept = desktop.submissions.kept
    desktop.submissions.kept = [replace(EFFECTIVE, timing=timing)]
    try:
        html = visit(UPLOADER).get(f"/submissions/{EFFECTIVE.submission_id}").text
    finally:
        desktop.submissions.kept = kept
    assert said in _text(html)
    assert (">Late<" in html, "It came late" in html) == (late, late)
    assert ("Due" in _text(html)) == bool(said)
