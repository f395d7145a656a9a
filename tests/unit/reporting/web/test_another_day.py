"""The record of a young person shows the status of another day, as it was known on another still."""

import pytest

from tests.support.identities import REVIEWER
from tests.support.person_views import PERSON
from tests.unit.reporting.web.conftest import Visit, plain

RECORD = f"/people/{PERSON.person_id}"


def test_the_status_of_another_day_stands_where_todays_does(visit: Visit) -> None:
    client = visit(REVIEWER)
    assert ">Now<" in client.get(RECORD).text
    html = client.get(RECORD, params={"as_at": "3 10 2026", "group": "education"}).text
    assert "On 3 October 2026, as known on 5 October 2026 at 09:00" in html
    assert ">Now<" not in html
    assert f'href="{RECORD}?group=education">Show the status of today' in html
    assert '<input type="hidden" name="group" value="education">' in html
    assert 'value="3 10 2026"' in html


@pytest.mark.parametrize(
    ("known_on", "until", "group"),
    [
        ("30/9/2026", "30 September 2026 at 23:59", "Not tracked"),
        ("1/10/2026", "1 October 2026 at 23:59", "In education"),
        ("9/10/2026", "5 October 2026 at 09:00", "In education"),
    ],
)
def test_it_is_as_known_at_the_end_of_the_day_or_now(visit: Visit, known_on: str, until: str, group: str) -> None:
    html = visit(REVIEWER).get(RECORD, params={"known_on": known_on}).text
    assert f"On 5 October 2026, as known on {until}" in html
    assert group in html.partition('id="now"')[2].partition("</div>")[0]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"as_at": "9/13/2026"}, "Enter the day with the day before the month"),
        ({"known_on": "soon", "as_at": "1/10/2026"}, "Enter the day on which it was known as a real date"),
    ],
)
def test_a_day_that_is_none_is_asked_for_again(visit: Visit, asked: dict[str, str], sentence: str) -> None:
    answer = visit(REVIEWER).get(RECORD, params=asked)
    assert answer.status_code == 400
    assert answer.text.count(sentence) == 2
    assert all(f'value="{typed}"' in answer.text for typed in asked.values())
    assert ">Now<" in answer.text


def test_before_anything_was_known_it_is_not_said_that_files_do_not_mention_the_person_any_more(visit: Visit) -> None:
    html = visit(REVIEWER).get(RECORD, params={"known_on": "30/9/2026"}).text
    card = html.partition('id="now"')[2].partition("</section>")[0]
    assert "No file that counted then mentioned the young person." in card
    assert "any more" not in card
    assert [line for line in card.splitlines() if line.strip() == "."] == []


def test_both_clocks_and_the_numbers_in_which_somebody_stands_are_on_the_page(visit: Visit) -> None:
    words = plain(visit(REVIEWER).get(RECORD).text)
    assert "As at 5 October 2026 By what was known at 5 October 2026 at 09:00" in words
    assert "As at 3 October 2026" in plain(visit(REVIEWER).get(RECORD, params={"as_at": "3 10 2026"}).text)
    assert "31 October 2026, a month of the national return" in words
    assert "Not known Among the Years 12 and 13 of the published figures" in words
