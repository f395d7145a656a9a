"""What is said of files that are not used, and who is pointed to them."""

from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Literal

import pytest

from services.reporting.domain.returns.progress import Facts, RowCounts
from shared.vocabulary.issues import ENTRIES, IssueEntry
from tests.support.identities import REVIEWER, UPLOADER
from tests.support.reporting_pages import Desktop
from tests.support.submission_views import EFFECTIVE, SET_ASIDE, submission
from tests.unit.reporting.web.conftest import Visit

NOT_USED = [entry for entry in ENTRIES if entry.stage == "file" and entry.severity in {"fatal", "set_aside"}]


@pytest.mark.parametrize("entry", NOT_USED, ids=[entry.name for entry in NOT_USED])
def test_why_a_file_is_not_used_is_said_with_what_to_do(
    visit: Visit, desktop: Desktop, monkeypatch: pytest.MonkeyPatch, entry: IssueEntry
) -> None:
    outcome: Literal["unreadable", "set_aside"] = "set_aside" if entry.severity == "set_aside" else "unreadable"
    one = submission("Larkfield.xlsx", Facts(outcome=outcome), outcome_code=entry.code)
    monkeypatch.setattr(desktop.submissions, "kept", [one])
    shown = " ".join(unescape(visit(UPLOADER).get(f"/submissions/{one.submission_id}").text).split())
    assert entry.sentence in shown
    assert entry.remedy in shown
    assert "The original is kept." in shown


@pytest.mark.parametrize(("extracted", "used", "said"), [(3, 0, True), (3, 1, False), (0, 0, False)])
def test_a_file_of_which_no_row_can_be_used_says_that_its_return_is_not_answered(
    visit: Visit, desktop: Desktop, monkeypatch: pytest.MonkeyPatch, extracted: int, used: int, said: bool
) -> None:
    counts = RowCounts(extracted=extracted, accepted=used, refused=extracted - used, matched=used)
    monkeypatch.setattr(desktop.submissions, "kept", [replace(EFFECTIVE, counts=counts)])
    page = visit(UPLOADER).get(f"/submissions/{EFFECTIVE.submission_id}").text
    assert ("it does not answer for its return" in page) is said


def test_rows_that_are_not_answered_yet_are_counted_and_are_nothing_to_correct(
    visit: Visit, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for used, said in ((3, False), (0, True)):
        counts = RowCounts(extracted=used + 9, accepted=used, unanswered=9, matched=used)
        assert counts.add_up
        monkeypatch.setattr(desktop.submissions, "kept", [replace(EFFECTIVE, counts=counts)])
        page = visit(UPLOADER).get(f"/submissions/{EFFECTIVE.submission_id}").text
        assert "9 rows not answered yet" in page
        assert f"{used} used + 0 not used + 9 not answered yet" in " ".join(page.split())
        assert ("None of its rows is answered yet" in page) is said
        assert "could be used, so" not in page


def test_files_set_aside_lately_are_pointed_out_to_who_decides(
    visit: Visit, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert SET_ASIDE.received_at is not None
    long_ago = replace(SET_ASIDE, received_at=SET_ASIDE.received_at - timedelta(days=30))
    monkeypatch.setattr(desktop.submissions, "kept", [EFFECTIVE, SET_ASIDE, long_ago])
    assert "1 file was set aside in the last 14 days" in visit(REVIEWER).get("/").text
    monkeypatch.setattr(desktop.submissions, "kept", [EFFECTIVE, long_ago])
    assert "set aside in the last" not in visit(REVIEWER).get("/").text
