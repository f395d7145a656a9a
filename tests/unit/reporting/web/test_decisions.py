"""Deciding about a file: what the page says, what it asks for, and what it says afterwards until it is so."""

import re
from dataclasses import replace
from uuid import UUID

import pytest

from services.reporting.domain.returns.decisions import Demand
from services.reporting.domain.returns.hold import Comparison
from services.reporting.entrypoints.web.files.decisions import offered_to
from services.reporting.entrypoints.web.files.submissions import progress_of
from services.reporting.queries.submission.decisions import DecisionView
from services.reporting.usecases.ports import CountedFile
from shared.web.accounts.identities import Account
from tests.support.identities import ADMIN, ANALYST, AUDITOR, REVIEWER, UPLOADER
from tests.support.reporting_pages import PLAIN, Desktop
from tests.support.submission_views import ASKED_BY, DECIDING, EFFECTIVE, HELD, RECEIVED_AT, ROLL, WAITING
from tests.unit.reporting.web.conftest import Visit

MANY = Comparison(before=221, listed=0, added=0, removed=221, shielded=0)
EMPTIES = replace(PLAIN, then=None, comparison=MANY, demand=Demand(reason=True))
EMPTIES_THE_COUNTY = replace(EMPTIES, demand=Demand(reason=True, act="take the roll out"))
OLDER = CountedFile(9, HELD.submission_id, "Larkfield in August.xlsx", RECEIVED_AT)
UNDO = f"/submissions/{EFFECTIVE.submission_id}/decide/undo"
SECOND = f"/submissions/{WAITING.submission_id}/second"


def text_of(html: str) -> str:
    """Return what can be read on a page, without its head."""
    return " ".join(re.sub(r"<[^>]+>", " ", html[html.index("<main") :]).split())


def form_of(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


def test_bug_1_a_decision_that_takes_many_out_is_not_taken_without_a_reason(visit: Visit, desktop: Desktop) -> None:
    desktop.decisions.shown = EMPTIES
    client = visit(REVIEWER)
    shown = client.get(UNDO).text
    assert "221 young people of the 221" in text_of(shown)
    assert "(optional)" not in shown
    answer = client.post(UNDO, data={**form_of(shown), "reason": "   "})
    assert answer.status_code == 400
    # The same words in the summary and at the field, as GOV.UK's pages do it.
    assert text_of(answer.text).count("Enter why: the decision takes 221 young people out") == 2
    assert "<title>Error: " in answer.text
    assert 'href="#reason"' in answer.text
    assert desktop.decisions.taken == []
    answer = client.post(UNDO, data={**form_of(answer.text), "reason": "The school sent another school's list"})
    assert answer.status_code == 303
    assert [one.reason for one in desktop.decisions.taken] == ["The school sent another school's list"]


def test_bug_1_a_decision_that_takes_few_out_says_that_its_reason_is_optional(visit: Visit) -> None:
    assert "Reason (optional)" in text_of(visit(REVIEWER).get(UNDO).text)


@pytest.mark.parametrize(
    ("effect", "said", "never"),
    [
        (EMPTIES, "nothing counts for this return any more", "counts again"),
        (replace(PLAIN, then=OLDER), "counts again", "any more"),
        (replace(EMPTIES, now=None, comparison=Comparison(0, 0, 0, 0, 0)), "neither now nor then", "counts again"),
    ],
)
def test_bug_1_the_question_says_what_counts_then(
    visit: Visit, desktop: Desktop, effect: object, said: str, never: str
) -> None:
    desktop.decisions.shown = effect  # type: ignore[assignment]
    text = text_of(visit(REVIEWER).get(UNDO).text)
    assert said in text
    assert never not in text
    assert "Nothing counted for this return before" not in text


def test_bug_1_taking_the_roll_out_is_said_to_need_a_second_person(visit: Visit, desktop: Desktop) -> None:
    desktop.decisions.shown = EMPTIES_THE_COUNTY
    html = visit(REVIEWER).get(UNDO).text
    assert "nothing changes until a second person, who may decide as well, has confirmed it" in text_of(html)
    assert "Ask a second person" in text_of(html)
    assert "You can take this back" not in text_of(html)


def test_bug_1_the_question_says_who_leaves_the_figures_and_the_public_topic(visit: Visit, desktop: Desktop) -> None:
    desktop.decisions.shown = EMPTIES
    school = text_of(visit(REVIEWER).get(UNDO).text)
    assert "Whoever is on the county roll but in no other return is not known then" in school
    assert "whoever no other file mentions leaves every figure and the public topic." in school
    roll = text_of(visit(REVIEWER).get(f"/submissions/{ROLL.submission_id}/decide/undo").text)
    assert "They leave the figures by district, which count who is on the county roll." in roll
    assert "Whoever another file lists is counted apart, most of them as “not on the county roll”" in roll
    assert "whoever no other file mentions leaves every figure and the public topic" in roll
    desktop.decisions.shown = replace(PLAIN, comparison=Comparison(221, 223, 2, 0, 0))
    assert "public topic" not in text_of(visit(REVIEWER).get(UNDO).text)


def test_bug_1_what_is_taken_back_of_the_roll_needs_a_second_person_too(visit: Visit) -> None:
    said = "Where that takes many people out, a second person confirms it."
    assert said in text_of(visit(REVIEWER).get(f"/submissions/{ROLL.submission_id}/decide/undo").text)
    assert said not in text_of(visit(REVIEWER).get(UNDO).text)


def test_bug_1_while_a_second_person_is_waited_for_the_page_says_so_and_offers_nothing_else(visit: Visit) -> None:
    html = visit(REVIEWER).get(f"/submissions/{WAITING.submission_id}").text
    text = text_of(html)
    assert "Counts now" in text
    assert f"Waiting for a second person: {ASKED_BY} wants to take it out" in text
    assert "3,898 young people" in text
    assert f"Taken out: asked for by {ASKED_BY}" in text
    assert "/decide/" not in html
    assert "/second" in html
    assert "/second" not in visit(ANALYST).get(f"/submissions/{WAITING.submission_id}").text
    assert visit(REVIEWER).get(f"/submissions/{WAITING.submission_id}/decide/undo").status_code == 409


def test_bug_1_a_decision_that_waits_is_found_from_the_first_page(visit: Visit) -> None:
    client = visit(REVIEWER)
    assert "2 proposals wait for a second person" in text_of(client.get("/").text)
    assert f"/submissions/{UUID(int=8)}/second" in client.get("/proposals").text
    assert "somebody.else@example.org" in text_of(visit(AUDITOR).get("/proposals").text)
    assert "1 proposal waits for a second person" in text_of(visit(AUDITOR).get("/").text), "it confirms erasures alone"
    listed = client.get("/submissions?waiting=second-person").text
    assert str(WAITING.file_name) in listed
    assert str(EFFECTIVE.file_name) not in listed
    assert "for a second person" not in text_of(visit(ADMIN).get("/").text)


@pytest.mark.parametrize(("answer", "confirms"), [("confirm", True), ("withdraw", False)])
def test_bug_1_another_account_confirms_or_withdraws(
    visit: Visit, desktop: Desktop, answer: str, confirms: bool
) -> None:
    desktop.decisions.shown = EMPTIES_THE_COUNTY
    client = visit(REVIEWER)
    shown = client.get(SECOND).text
    assert f"{ASKED_BY} asked for it" in text_of(shown)
    assert "221 young people" in text_of(shown)
    taken = client.post(SECOND, data={**form_of(shown), "answer": answer})
    assert (taken.status_code, taken.headers["location"]) == (303, f"/submissions/{WAITING.submission_id}")
    assert [(one.decision_id, one.account, one.confirms) for one in desktop.decisions.words] == [
        (11, REVIEWER.name, confirms)
    ]


def test_bug_1_whoever_asked_is_not_the_second_person(visit: Visit, desktop: Desktop) -> None:
    assert WAITING.built is not None
    assert WAITING.built.waiting is not None
    own = replace(WAITING.built, waiting=replace(WAITING.built.waiting, account=REVIEWER.name))
    desktop.submissions.kept = (replace(WAITING, built=own),)
    try:
        shown = visit(REVIEWER).get(SECOND).text
    finally:
        desktop.submissions.kept = type(desktop.submissions)().kept
    assert "cannot be the second person" in text_of(shown)
    assert 'value="confirm"' not in shown
    assert 'value="withdraw"' in shown


@pytest.mark.parametrize("form", [{"decision": "12", "answer": "confirm"}, {"decision": "11", "answer": "perhaps"}])
def test_bug_1_an_answer_to_another_decision_than_the_one_shown_is_refused(
    visit: Visit, desktop: Desktop, form: dict[str, str]
) -> None:
    client = visit(REVIEWER)
    assert client.post(SECOND, data={**form_of(client.get(SECOND).text), **form}).status_code == 409
    assert desktop.decisions.words == []
    assert client.get(f"/submissions/{EFFECTIVE.submission_id}/second").status_code == 409


def test_bug_2_after_a_decision_the_page_says_that_it_is_being_put_into_force_until_it_is(visit: Visit) -> None:
    client = visit(REVIEWER)
    html = client.get(f"/submissions/{DECIDING.submission_id}").text
    assert "Being put into force" in text_of(html)
    assert "Waiting for a decision" not in text_of(html)
    assert 'data-finished="no"' in html
    assert "progress.js" in html
    assert "/decide/" not in html
    # The rows have been read long since: no bars of reading, but who decided it.
    assert "<progress" not in html
    assert "Made to count by" in text_of(html)
    told = client.get(f"/api/submissions/{DECIDING.submission_id}").json()
    assert (told["stage"], told["finished"]) == ("deciding", False)


def test_bug_2_a_held_file_about_which_nothing_was_decided_is_finished() -> None:
    assert progress_of(HELD)["finished"] is True


def test_bug_1_what_a_file_changes_is_told_by_whom_it_lists_not_by_what_counted_once(visit: Visit) -> None:
    text = text_of(visit(REVIEWER).get(f"/submissions/{EFFECTIVE.submission_id}").text)
    assert "Before it nobody was listed for this return." in text


def test_bug_2_the_board_says_that_a_return_was_taken_out_not_that_it_is_being_checked(visit: Visit) -> None:
    html = visit(REVIEWER).get("/returns").text
    rows = [text_of("<main" + row) for row in html.split("<tr")]
    (on_its_way,) = [row for row in rows if "Saint Ronan" in row and "enrolment, 2026-27" in row]
    (taken_out,) = [row for row in rows if "2025-26" in row]
    assert "Received Came late Received 1 October 2026" in on_its_way
    assert "Taken out Taken out; received 1 October 2026" in taken_out
    assert "Nothing yet" not in taken_out


@pytest.mark.parametrize(
    ("who", "changes", "paths"),
    [
        (UPLOADER, {}, ["own/confirm"]),
        (UPLOADER, {"establishment": "8860002"}, []),
        (REVIEWER, {}, ["decide/count", "decide/undo"]),
        (ANALYST, {}, []),
        (ADMIN, {}, []),
        (ADMIN, {"channel": "page", "sender": ADMIN.name}, ["own/confirm"]),
        (ADMIN, {"channel": "hook", "sender": ADMIN.name}, []),
        (ADMIN, {"channel": "page", "sender": REVIEWER.name}, []),
    ],
)
def test_who_is_asked_about_a_held_file(who: Account, changes: dict[str, str], paths: list[str]) -> None:
    """Its establishment, or whoever has sent it by a sign-in of their own; the authority about every one."""
    file = replace(HELD, **changes)  # type: ignore[arg-type]
    assert [offer.path for offer in offered_to(who, file)] == paths


def test_a_sender_takes_back_what_it_said_and_nothing_that_the_authority_decided() -> None:
    assert HELD.built is not None
    facts = replace(HELD.facts, state="accepted", effective=True, hold=True, decision="approve")
    said = DecisionView("approve", UPLOADER.name, "They have left", RECEIVED_AT, by_sender=True)
    withdrawn = replace(said, second_person=True, answered_by=REVIEWER.name, confirmed=False)
    for decisions, paths in (
        ((said,), ["own/withdraw"]),
        ((replace(said, by_sender=False), said), []),
        ((withdrawn, said), ["own/withdraw"]),
        ((), []),
    ):
        file = replace(HELD, facts=facts, built=replace(HELD.built, decisions=decisions))
        assert [offer.path for offer in offered_to(UPLOADER, file)] == paths


def test_what_somebody_entered_on_a_page_they_take_back_themselves() -> None:
    entry = replace(EFFECTIVE, channel="entry", sender=UPLOADER.name)
    assert [offer.path for offer in offered_to(UPLOADER, entry)] == ["own/undo"]
    assert offered_to(UPLOADER, replace(entry, sender=REVIEWER.name)) == []
    assert offered_to(UPLOADER, EFFECTIVE) == []


def test_what_a_newer_file_left_standing_can_be_taken_out() -> None:
    later = replace(EFFECTIVE, facts=replace(EFFECTIVE.facts, effective=False), channel="entry", sender=UPLOADER.name)
    assert later.stage == "replaced"
    answers = replace(later, collection="S_CHECK")
    assert [offer.path for offer in offered_to(UPLOADER, answers)] == ["own/undo"]
    assert [offer.path for offer in offered_to(REVIEWER, answers)] == ["decide/undo"]
    assert offered_to(REVIEWER, replace(later, collection="S_ENR")) == []
