"""Answering what became of offers: one page of the list at a time, one entry for each college's return."""

import re
from dataclasses import replace
from itertools import count

import pytest

from services.reporting.entrypoints.web.entering.offers import ANSWERS, LISTED, TITLE, offer_id
from services.reporting.usecases.ports import ClaimPlace
from services.reporting.usecases.record_entry import EntryLine
from shared.vocabulary.code_lists.of_offers import OFFER_RESPONSE
from shared.web.requests.forms import FIELDS_MAX
from tests.support.identities import REVIEWER, UPLOADER
from tests.support.reporting_pages import OFFER, Desktop
from tests.support.submission_views import OTHER
from tests.unit.reporting.web.conftest import Visit, path_of

FIELD = offer_id(OFFER.place)
OTHERS = replace(OFFER, place=ClaimPlace(9, 1), establishment=OTHER, surname="Quillfeather", facts={})


def form_of(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_takes_the_place_of_the_offer_as_it_was_listed(visit: Visit, desktop: Desktop, answer: str) -> None:
    client = visit(UPLOADER)
    shown = client.get("/offers").text
    assert "Conditional offer. Level 2 Bricklaying. Offer accepted" in shown
    assert "/people/" not in shown, "a sender opens no record"
    sent = client.post("/offers", data={**form_of(shown), FIELD: answer})
    assert (sent.status_code, path_of(sent.headers["location"])) == (303, "/offers?answered=yes")
    (entry,) = desktop.entries
    assert (entry.collection, entry.establishment, entry.period) == ("C_SG", OFFER.establishment, "2026-27")
    assert (entry.account, entry.title) == (UPLOADER.name, TITLE)
    # One that is offered still may have been accepted: what the list said of it stays.
    response = "ACCEPTED" if answer == "OFFERED" else answer
    facts = {"offer_type": "CONDITIONAL", "response": response}
    assert list(entry.lines) == [EntryLine(OFFER.person_id, facts, OFFER.particulars, OFFER.place)]


def test_the_answers_are_codes_of_the_list_of_responses() -> None:
    assert set(ANSWERS) <= OFFER_RESPONSE.labels.keys()


def test_a_page_of_answers_fits_a_form() -> None:
    assert LISTED + len(("form_token", "form_id")) <= FIELDS_MAX


def test_the_authority_answers_for_colleges_and_each_return_gets_its_own_entry(visit: Visit, desktop: Desktop) -> None:
    desktop.offers = (OFFER, OTHERS)
    client = visit(REVIEWER)
    shown = client.get("/offers").text
    assert "Saint Ronan’s Sixth Form Centre" in shown
    assert f"/people/{OFFER.person_id}" in shown
    client.post("/offers", data={**form_of(shown), FIELD: "DECLINED", offer_id(OTHERS.place): "OFFERED"})
    assert [(one.establishment, [dict(line.facts)["response"] for line in one.lines]) for one in desktop.entries] == [
        (OFFER.establishment, ["DECLINED"]),
        (OTHERS.establishment, ["OFFERED"]),
    ]


def test_a_college_sees_and_answers_nobody_elses(visit: Visit, desktop: Desktop) -> None:
    desktop.offers = (OTHERS,)
    client = visit(UPLOADER)
    shown = client.get("/offers").text
    assert "Quillfeather" not in shown
    token = form_of(client.get("/pupils").text)["form_token"]
    answer = client.post("/offers", data={"form_token": token, "form_id": "1", offer_id(OTHERS.place): "WITHDRAWN"})
    assert answer.status_code == 409
    assert desktop.entries == []


@pytest.mark.parametrize("given", [{}, {FIELD: ""}, {FIELD: "GONE"}, {"answer-x-1": "WITHDRAWN"}])
def test_without_an_answer_the_page_asks_again(visit: Visit, desktop: Desktop, given: dict[str, str]) -> None:
    client = visit(UPLOADER)
    answer = client.post("/offers", data={**form_of(client.get("/offers").text), **given})
    assert answer.status_code == 422
    assert "Choose an answer for at least one offer" in answer.text
    assert f'href="#{FIELD}"' in answer.text
    assert desktop.entries == []


def test_what_was_answered_meanwhile_is_told_and_the_other_choices_stay(visit: Visit, desktop: Desktop) -> None:
    second = replace(OFFER, place=ClaimPlace(7, 4))
    desktop.offers = (OFFER, second)
    client = visit(UPLOADER)
    shown = client.get("/offers").text
    desktop.offers = (second,)
    answer = client.post("/offers", data={**form_of(shown), FIELD: "DECLINED", offer_id(second.place): "WITHDRAWN"})
    assert answer.status_code == 409
    assert "since this page was shown" in answer.text
    assert '<option value="WITHDRAWN" selected>' in answer.text
    assert desktop.entries == []


def test_many_are_shown_page_by_page(visit: Visit, desktop: Desktop) -> None:
    numbers = count()
    desktop.offers = [replace(OFFER, place=ClaimPlace(7, next(numbers))) for _ in range(60)]
    client = visit(REVIEWER)
    html = client.get("/offers?page=3").text
    assert html.count("<select") == 10
    assert "60 offers, page 3 of 3" in html
    assert client.get("/offers?page=4").status_code == 400
