"""What a file's pages tell whoever sent it: what to do with it, and nothing that is the authority's alone."""

from dataclasses import replace

import pytest

from tests.support.identities import REVIEWER, UPLOADER
from tests.support.reporting_pages import Desktop
from tests.support.submission_views import EFFECTIVE, HELD
from tests.unit.reporting.web.conftest import Visit
from tests.unit.reporting.web.test_decisions import EMPTIES, text_of

WHOLE = "send the whole return again, not the corrected rows alone"
NOT_MEANT = "If you did not mean it, send the whole return again"


def test_the_sender_of_a_held_file_is_told_what_to_do_if_it_was_not_meant(visit: Visit) -> None:
    address = f"/submissions/{HELD.submission_id}"
    assert NOT_MEANT in text_of(visit(UPLOADER).get(address).text)
    assert NOT_MEANT not in text_of(visit(REVIEWER).get(address).text)
    assert NOT_MEANT not in text_of(visit(UPLOADER).get(f"/submissions/{EFFECTIVE.submission_id}").text)


def test_who_corrects_is_told_to_send_the_whole_return(visit: Visit) -> None:
    address = f"/submissions/{EFFECTIVE.submission_id}"
    assert WHOLE in text_of(visit(UPLOADER).get(address).text)
    assert WHOLE not in text_of(visit(REVIEWER).get(address).text)


def test_the_row_of_somebody_whom_the_file_removes_is_that_of_the_earlier_file(visit: Visit) -> None:
    address = f"/submissions/{HELD.submission_id}/difference/"
    assert "Row in the earlier file" in visit(UPLOADER).get(f"{address}removed").text
    assert "Row in the earlier file" not in visit(UPLOADER).get(f"{address}added").text


def test_a_sender_is_not_told_of_the_public_topic(
    visit: Visit, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desktop.decisions, "shown", EMPTIES)
    text = text_of(visit(UPLOADER).get(f"/submissions/{HELD.submission_id}/own/confirm").text)
    assert "whoever no other file mentions leaves every figure." in text
    assert "public topic" not in text


def test_what_only_the_authority_decides_is_not_asked_of_its_sender(
    visit: Visit, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert HELD.built is not None
    alone = replace(HELD, built=replace(HELD.built, not_the_senders="it leaves nobody on the return"))
    monkeypatch.setattr(desktop.submissions, "kept", [alone])
    text = text_of(visit(UPLOADER).get(f"/submissions/{HELD.submission_id}").text)
    assert "it changes so much that the authority must first say that it is meant so" in text
    assert "its sender or the authority" not in text


def test_nothing_to_send_that_waits_because_another_file_lists_people_says_so(
    visit: Visit, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert HELD.built is not None
    built = replace(HELD.built, hold="listed_elsewhere", not_the_senders="another file of the month lists people")
    monkeypatch.setattr(desktop.submissions, "kept", [replace(HELD, built=built)])
    text = text_of(visit(UPLOADER).get(f"/submissions/{HELD.submission_id}").text)
    assert "it says that there is nothing to send, and another file of the month that counts lists people." in text
    assert "it changes so much" not in text
