"""The calendar's pages: its dates, what a change would do, and what was changed."""

import re
from datetime import date

import pytest

from services.reporting.domain.calendar.asking import Asked
from tests.support.calendar_views import TO_OCTOBER, a_change, came_late
from tests.support.identities import ADMIN, REVIEWER
from tests.support.reporting_pages import Desktop
from tests.unit.reporting.web.conftest import Visit, form_token, plain

FORM = "/calendar/change/due/S_ENR.2026-09"
TYPED = {"due_on": "16 10 2026", "last_day": "18 10 2026", "from_on": "1 9 2026", "reason": "The portal was down"}


def token(html: str) -> dict[str, str]:
    hidden = dict(re.findall(r'type="hidden" name="(form_id|shown)" value="([^"]*)"', html))
    return form_token(html) | hidden


def test_every_date_stands_on_the_page_with_who_moved_what(visit: Visit, desktop: Desktop) -> None:
    desktop.calendar.changes = [a_change(1), a_change(2, Asked("taken back", takes_back=1)), a_change(3)]
    html = plain(visit(REVIEWER).get("/calendar/dates").text)
    assert "16 October 2026, late after 18 October 2026" in html
    assert "Moved from 18 September 2026" in html
    assert "Taken back: School enrolment, September 2026: due 16 October 2026" in html
    assert "The portal was down" in html
    assert "Move the due date of School enrolment, September 2026" in html


def test_who_may_not_change_it_is_offered_no_change(visit: Visit) -> None:
    assert "/calendar/change/" not in visit(ADMIN).get("/calendar/dates").text
    assert "Nothing was ever changed" in visit(ADMIN).get("/calendar/dates").text


def test_what_a_change_would_do_is_shown_before_it_is_made(visit: Visit, desktop: Desktop) -> None:
    desktop.calendar.came = [came_late()]
    client = visit(REVIEWER)
    shown = client.post(FORM, data=TYPED | token(client.get(FORM).text))
    html = plain(shown.text)
    assert shown.status_code == 200
    assert desktop.calendar.made == []
    assert "due 18 September 2026; then due 16 October 2026, late after 18 October 2026" in html
    assert "2 returns late or missing today would no longer be" in html
    assert "0 returns not late today would be late" in html
    assert "1 return of these dates has not come yet" in html
    assert "Saint Ronan" in html
    made = client.post(FORM, data=TYPED | token(shown.text) | {"step": "make"})
    assert (made.status_code, made.headers["location"]) == (303, "/calendar/dates?changed=yes")
    (new,) = desktop.calendar.made
    assert (new.asked, new.from_on, new.reason, new.account) == (
        TO_OCTOBER,
        date(2026, 9, 1),
        "The portal was down",
        REVIEWER.name,
    )


def test_what_was_typed_since_the_preview_is_shown_again_and_not_made(visit: Visit, desktop: Desktop) -> None:
    client = visit(REVIEWER)
    shown = client.post(FORM, data=TYPED | token(client.get(FORM).text))
    other = client.post(FORM, data=TYPED | {"due_on": "17 10 2026"} | token(shown.text) | {"step": "make"})
    assert other.status_code == 200
    assert "17 October 2026" in other.text
    assert desktop.calendar.made == []


def test_a_date_that_somebody_else_has_moved_since_the_preview_is_shown_again(visit: Visit, desktop: Desktop) -> None:
    client = visit(REVIEWER)
    shown = client.post(FORM, data=TYPED | token(client.get(FORM).text))
    moved = Asked("due", "S_ENR", "2026-09", date(2026, 9, 22), date(2026, 9, 22))
    desktop.calendar.changes.append(a_change(1, moved, date(2026, 9, 1)))
    answer = client.post(FORM, data=TYPED | token(shown.text) | {"step": "make"})
    assert answer.status_code == 200
    assert "Due 22 September 2026" in plain(answer.text)
    assert desktop.calendar.made == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"due_on": ""}, "Enter the due date"),
        ({"due_on": "31 9 2026"}, "Enter the due date as a real date"),
        ({"from_on": ""}, "Enter the day from which it holds"),
        ({"reason": ""}, "Enter why"),
        ({"reason": "x" * 501}, "Enter why, in at most 500 characters"),
        ({"due_on": "18 9 2026", "last_day": ""}, "It is so already"),
        ({"due_on": "1 9 2026", "last_day": ""}, "nobody could meet it"),
        ({"last_day": "15 10 2026"}, "Enter the due date or a later day"),
        ({"due_on": "16 10 2028", "last_day": ""}, "of the same academic year"),
        ({"from_on": "19 9 2026"}, "it would change nothing"),
    ],
)
def test_what_is_lacking_is_asked_for_at_its_field(
    visit: Visit, desktop: Desktop, typed: dict[str, str], sentence: str
) -> None:
    client = visit(REVIEWER)
    answer = client.post(FORM, data=TYPED | typed | token(client.get(FORM).text))
    assert answer.status_code == 422
    assert sentence in answer.text
    for field in re.findall(r'<a href="#([^"]+)">', answer.text):
        if field != "main-content":
            assert f'id="{field}"' in answer.text
    assert desktop.calendar.made == []


def test_two_dates_of_one_return_do_not_become_one(visit: Visit, desktop: Desktop) -> None:
    client, address = visit(REVIEWER), "/calendar/change/due/C_SG.2027-05"
    typed = {"due_on": "30 6 2027", "last_day": "", "from_on": "1 9 2026", "reason": "Agreed"}
    answer = client.post(address, data=typed | token(client.get(address).text))
    assert (answer.status_code, "Another date of this return is that day" in answer.text) == (422, True)
    assert '<a href="#due_on">' in answer.text
    assert desktop.calendar.made == []


def test_a_reading_says_what_becomes_of_each_date(visit: Visit, desktop: Desktop) -> None:
    client = visit(REVIEWER)
    address = "/calendar/change/reading/day-of-movements"
    typed = {"choice": "last-day", "from_on": "5 10 2026", "reason": "Agreed with the heads"}
    shown = client.post(address, data=typed | token(client.get(address).text))
    html = plain(shown.text)
    assert "October 2026: due 30 October 2026, late after 31 October 2026; then due 31 October 2026" in html
    assert "September 2026: due" not in html
    client.post(address, data=typed | token(shown.text) | {"step": "make"})
    assert [one.asked for one in desktop.calendar.made] == [Asked("reading", "day-of-movements", value="last-day")]


def test_ways_are_selected_and_at_least_one(visit: Visit, desktop: Desktop) -> None:
    client = visit(REVIEWER)
    address = "/calendar/change/ways/S_LEAVE"
    typed: dict[str, str | list[str]] = {"from_on": "5 10 2026", "reason": "Agreed"}
    none = client.post(address, data=typed | token(client.get(address).text))
    assert (none.status_code, "Select at least one way" in none.text) == (422, True)
    typed["choice"] = ["Perspective Lite", "Secure e-mail"]
    shown = client.post(address, data=typed | token(none.text))
    assert client.post(address, data=typed | token(shown.text) | {"step": "make"}).status_code == 303
    assert [one.asked.value for one in desktop.calendar.made] == ["Perspective Lite, Secure e-mail"]


def test_a_change_is_taken_back_once(visit: Visit, desktop: Desktop) -> None:
    desktop.calendar.changes, desktop.calendar.came = [a_change(1)], [came_late()]
    client, address = visit(REVIEWER), "/calendar/change/take-back/1"
    asked = client.get(address)
    assert "2 returns not late today would be late or missing" in plain(asked.text)
    shown = client.post(address, data={"reason": "A mistake"} | token(asked.text))
    made = client.post(address, data={"reason": "A mistake"} | token(shown.text) | {"step": "make"})
    assert made.status_code == 303
    assert [one.asked.takes_back for one in desktop.calendar.made] == [1]
    assert client.get(address).status_code == 404


NOT_THERE = (
    "due/S_ENR.2026-10",
    "due/S_JOIN.2026-10",
    "due/nonsense",
    "sent-out/S_ENR.2026-09",
    "ways/S_JOIN",
    "reading/who-is-tracked",
    "reading/nonsense",
    "take-back/9",
    "nonsense/S_ENR",
)


@pytest.mark.parametrize("key", NOT_THERE)
def test_what_is_not_there_cannot_be_changed(visit: Visit, key: str) -> None:
    assert visit(REVIEWER).get(f"/calendar/change/{key}").status_code == 404
