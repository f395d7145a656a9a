"""The queues of the two services, and what a sender is told of an item that was passed on."""

from dataclasses import replace

from services.reporting.queries.routing.queues import RouteView
from tests.support.identities import REVIEWER, UPLOADER
from tests.support.memory_routes import queue_line
from tests.support.reporting_pages import Desktop
from tests.support.submission_views import EFFECTIVE
from tests.unit.reporting.web.conftest import Visit


def test_both_queues_have_their_counts_and_one_can_be_asked_for(visit: Visit, desktop: Desktop) -> None:
    kept = queue_line("enrolment.xlsx", passed_on=False, service="Management Information")
    desktop.queues.kept += [queue_line(), kept]
    client = visit(REVIEWER)
    everything = client.get("/queues").text
    assert "destinations.xlsx" in everything
    assert "enrolment.xlsx" in everything
    of_tep = client.get("/queues?service=tep").text
    assert "destinations.xlsx" in of_tep
    assert "enrolment.xlsx" not in of_tep
    passed_on = client.get("/queues?service=mi&show=passed-on").text
    assert "Nothing was passed on." in passed_on
    assert client.get("/queues?service=other").status_code == 400
    assert client.get("/queues?page=2").status_code == 400


def test_an_empty_queue_says_so(visit: Visit) -> None:
    assert "Nothing has come yet." in visit(REVIEWER).get("/queues").text


def test_a_sender_is_told_that_its_file_was_passed_on_and_that_there_is_nothing_to_do(
    visit: Visit, desktop: Desktop
) -> None:
    address = f"/submissions/{EFFECTIVE.submission_id}"
    assert "F100" not in visit(UPLOADER).get(address).text
    before = desktop.submissions.kept
    route = RouteView("The Education People", "Management Information", passed_on=True)
    desktop.submissions.kept = [replace(one, route=route) if one == EFFECTIVE else one for one in before]
    try:
        html = visit(UPLOADER).get(address).text
    finally:
        desktop.submissions.kept = before
    assert "F100" in html
    assert "There is nothing to do." in html
    assert "it came to The Education People and was passed on" in html
