"""Contradictions: the list and the thread for the authority and for an establishment, and what is written in it."""

import re

import pytest
from starlette.testclient import TestClient

from services.reporting.queries.contradictions.thread import Thread
from tests.support.contradiction_views import AGAIN, ALONE, CLOSED, DISPUTED, OTHERS, SETTLED, THIRD
from tests.support.identities import ADMIN, ANALYST, AUDITOR, REVIEWER, UPLOADER
from tests.support.person_views import PERSON
from tests.support.reporting_pages import Desktop
from tests.support.submission_views import OTHER, OWN
from tests.unit.reporting.web.conftest import Visit, path_of
from tests.unit.reporting.web.test_decisions import form_of, text_of


def at(number: int) -> str:
    return f"/contradictions/{number}"


ONE = at(DISPUTED.contradiction_id)


def _send(client: TestClient, address: str, **fields: str) -> tuple[int, str, str]:
    shown = client.get(address).text
    answer = client.post(address, data={**form_of(shown[shown.index("<main") :]), **fields})
    return answer.status_code, answer.text, path_of(answer.headers.get("location", ""))


def _listed(html: str) -> set[int]:
    return {int(found) for found in re.findall(r'href="[^"]*/contradictions/(\d+)"', html)}


def test_the_authority_lists_all_and_an_establishment_its_own(visit: Visit) -> None:
    assert OTHERS.contradiction_id in _listed(visit(REVIEWER).get("/contradictions").text)
    own = visit(UPLOADER).get("/contradictions").text
    assert _listed(own) == {one.contradiction_id for one in (DISPUTED, SETTLED, AGAIN, CLOSED, ALONE)}
    assert "Quillfeather" not in own
    assert THIRD not in own


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=open", [DISPUTED, AGAIN, OTHERS, ALONE]),
        ("?state=settled", [SETTLED]),
        ("?state=closed", [CLOSED]),
        ("?kind=P002", [ALONE]),
        ("?establishment=8860003", [OTHERS]),
        ("?establishment=886/0001&state=settled", [SETTLED]),
        ("?kind=P002&state=closed", []),
    ],
)
def test_the_list_is_narrowed(visit: Visit, query: str, found: list[Thread]) -> None:
    html = visit(ANALYST).get(f"/contradictions{query}").text
    assert _listed(html) == {one.contradiction_id for one in found}
    assert found or "No contradictions match" in html


@pytest.mark.parametrize(
    "query", ["?state=again", "?kind=V001", "?kind=P006", "?kind=nonsense", "?page=2", "?person=1"]
)
def test_an_address_that_makes_no_sense_is_refused(visit: Visit, query: str) -> None:
    assert visit(REVIEWER).get(f"/contradictions{query}").status_code == 400


def test_an_establishment_asks_for_no_other(visit: Visit) -> None:
    assert visit(UPLOADER).get("/contradictions?establishment=8860002").status_code == 400


def test_a_name_that_nobody_has_is_said_to_be_wrong(visit: Visit) -> None:
    answer = visit(REVIEWER).get("/contradictions?establishment=Nowhere+Academy")
    assert answer.status_code == 400
    assert text_of(answer.text).count("We know no school or college by this name or number") == 2


def test_nothing_to_show_is_said(visit: Visit, desktop: Desktop) -> None:
    kept, desktop.contradictions.kept = desktop.contradictions.kept, ()
    try:
        assert "No returns contradict each other" in visit(REVIEWER).get("/contradictions").text
        assert "contradiction" not in text_of(visit(REVIEWER).get("/").text)
    finally:
        desktop.contradictions.kept = kept


def test_the_thread_says_what_is_contradictory_what_to_do_and_who_said_what(visit: Visit) -> None:
    text = text_of(visit(REVIEWER).get(ONE).text)
    assert "Two establishments list the learner, and both enrolments are current." in text
    assert "Ask both." in text
    assert (
        "Larkfield Bank School: Biology, Chemistry and Mathematics, level 3, full time, from 3 September 2026" in text
    )
    assert "row 14 of sheet “Post-16 enrolments”" in text
    assert "1 October 2026 at 10:30" in text
    assert "We have her timetable." in text


def test_an_establishment_sees_of_the_others_row_only_where_and_since_when(visit: Visit) -> None:
    text = text_of(visit(UPLOADER).get(ONE).text)
    assert "Larkfield Bank School: Biology" in text
    assert "Listed there since 4 September 2026" in text
    assert text.count("Biology") == 1
    assert text.count("row 14") == 1
    assert "Record of the young person" not in text


@pytest.mark.parametrize(
    "address", [at(OTHERS.contradiction_id), at(999), "/contradictions/x", "/contradictions/0", at(10**30)]
)
def test_what_is_not_ours_or_not_there_does_not_exist(visit: Visit, desktop: Desktop, address: str) -> None:
    client = visit(UPLOADER)
    assert client.get(address).status_code == 404
    form = form_of(client.get(ONE).text)
    for words in ("She is with us", "", "x" * 2_000):
        assert client.post(address, data={**form, "act": "message", "words": words}).status_code == 404
    assert desktop.contradictions.written == []


def test_a_message_is_kept_with_whose_it_is_and_how_the_thread_stood(visit: Visit, desktop: Desktop) -> None:
    status, _, target = _send(visit(UPLOADER), ONE, act="message", words="  She left us.\r\nOn Friday. ")
    assert (status, target) == (303, f"{ONE}?written=yes")
    [new] = desktop.contradictions.written
    assert (new.account, new.establishment, new.act) == (UPLOADER.name, OWN, "message")
    assert new.words == "She left us.\nOn Friday."
    assert new.seen == DISPUTED.situation.seen
    assert new.form_id
    assert "It has been recorded." in visit(UPLOADER).get(target).text


@pytest.mark.parametrize(
    ("thread", "act", "words"),
    [(DISPUTED, "settled", "Both teach her"), (SETTLED, "reopened", "Not so"), (SETTLED, "undone", "")],
)
def test_the_authority_settles_opens_again_and_takes_back(
    visit: Visit, desktop: Desktop, thread: Thread, act: str, words: str
) -> None:
    address = at(thread.contradiction_id)
    assert _send(visit(REVIEWER), address, act=act, words=words)[0] == 303
    assert [(one.establishment, one.act, one.words) for one in desktop.contradictions.written] == [(None, act, words)]


@pytest.mark.parametrize("act", ["settled", "reopened", "undone"])
def test_an_establishment_decides_nothing(visit: Visit, desktop: Desktop, act: str) -> None:
    assert _send(visit(UPLOADER), at(SETTLED.contradiction_id), act=act, words="x")[0] == 403
    assert desktop.contradictions.written == []


@pytest.mark.parametrize(
    ("thread", "offered"),
    [
        (DISPUTED, {"message", "settled"}),
        (AGAIN, {"message", "settled"}),
        (SETTLED, {"message", "reopened", "undone"}),
        (CLOSED, {"message"}),
    ],
)
def test_only_what_can_be_done_is_offered(visit: Visit, thread: Thread, offered: set[str]) -> None:
    address = at(thread.contradiction_id)

    def buttons(html: str) -> set[str]:
        return set(re.findall(r'name="act" value="(\w+)"', html))

    assert buttons(visit(REVIEWER).get(address).text) == offered
    assert buttons(visit(UPLOADER).get(address).text) == {"message"}
    assert buttons(visit(AUDITOR).get(address).text) == set()


@pytest.mark.parametrize(
    ("act", "words", "sentence"),
    [
        ("message", " ", "Enter the message"),
        ("settled", "", "Enter the reason why it is settled"),
        ("message", "x" * 1001, "Enter at most 1,000 characters; these are 1,001"),
    ],
)
def test_what_is_wanting_or_too_long_is_asked_for_again_and_never_cut(
    visit: Visit, desktop: Desktop, act: str, words: str, sentence: str
) -> None:
    status, html, _ = _send(visit(REVIEWER), ONE, act=act, words=words)
    assert status == 422
    assert text_of(html).count(sentence) == 2
    assert "<title>Error: " in html
    assert 'href="#words"' in html
    assert words.strip() in html
    assert desktop.contradictions.written == []


def test_a_stale_form_is_told_so_and_keeps_what_was_typed(visit: Visit, desktop: Desktop) -> None:
    desktop.contradictions.result = "stale"
    status, html, _ = _send(visit(UPLOADER), ONE, act="message", words="She left us on Friday")
    assert status == 409
    assert text_of(html).count("This has changed meanwhile.") == 2
    assert "She left us on Friday</textarea>" in html
    assert f'name="seen" value="{DISPUTED.situation.seen}"' in html


def test_an_act_that_there_is_not_is_refused(visit: Visit, desktop: Desktop) -> None:
    assert _send(visit(REVIEWER), ONE, act="closed", words="x")[0] == 400
    assert desktop.contradictions.written == []


@pytest.mark.parametrize("forged", [{"form_token": "forged"}, {"form_token": ""}])
def test_a_form_of_another_site_is_refused(visit: Visit, desktop: Desktop, forged: dict[str, str]) -> None:
    assert _send(visit(REVIEWER), ONE, act="message", words="x", **forged)[0] == 403
    assert desktop.contradictions.written == []


@pytest.mark.parametrize(
    ("thread", "sentence"),
    [
        (AGAIN, "It was settled on 1 October 2026 at 12:30. Since then they say something new."),
        (SETTLED, "It was settled on 1 October 2026 at 12:30, and stays so as long as they say the same."),
        (CLOSED, "closed by itself on 4 October 2026 at 10:30"),
        (CLOSED, "It counted until 1 October 2026 at 10:30."),
        (ALONE, "A learner whom no row of yours names"),
        (ALONE, "Ask the authority’s team whom it is about."),
        (ALONE, "The authority Has the learner at Larkfield Bank School County roll"),
    ],
)
def test_how_it_stands_is_said(visit: Visit, thread: Thread, sentence: str) -> None:
    address = at(thread.contradiction_id)
    assert sentence in text_of(visit(UPLOADER).get(address).text)


def test_every_look_is_recorded_and_one_at_nothing_is_not(visit: Visit, desktop: Desktop) -> None:
    client = visit(UPLOADER)
    for address in ("/contradictions", ONE, at(OTHERS.contradiction_id), at(999)):
        client.get(address)
    assert desktop.people.noted == [
        (UPLOADER.name, None, "contradictions"),
        (UPLOADER.name, PERSON.person_id, "contradiction"),
    ]


def test_the_first_page_counts_what_is_open(visit: Visit) -> None:
    assert "4 contradictions are open" in visit(REVIEWER).get("/").text
    assert "3 contradictions are open" in visit(UPLOADER).get("/").text
    assert "contradictions are open" not in visit(ADMIN).get("/").text


def test_the_record_of_a_young_person_leads_to_the_threads(visit: Visit) -> None:
    html = visit(REVIEWER).get(f"/people/{PERSON.person_id}").text
    assert {DISPUTED.contradiction_id, SETTLED.contradiction_id} <= _listed(html)
    assert OTHERS.contradiction_id not in _listed(html)


def test_the_other_school_stands_by_its_name_and_its_staff_by_none(visit: Visit) -> None:
    text = text_of(visit(UPLOADER).get(ONE).text)
    assert "Message Saint Ronan’s Sixth Form Centre She is with us." in text
    assert OTHER not in text
    assert f"office@{OTHER}" in text_of(visit(REVIEWER).get(ONE).text)
