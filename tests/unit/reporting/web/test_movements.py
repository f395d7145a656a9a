"""The page of what moved: its numbers add up, each opens so many people, and nobody reads more than they may."""

import csv
import io
import re
from html import unescape

import pytest

from services.reporting.domain.movements.movements import MEASURES
from tests.support.identities import ADMIN, ANALYST
from tests.support.person_views import PERSON
from tests.support.reporting_pages import Desktop
from tests.unit.reporting.web.conftest import Visit, plain

_FIGURE = re.compile(r'<a class="govuk-link" href="([^"]*/what-moved/people[^"]*)">([\d,]+)<')
_LISTED = re.compile(r">([\d,]+) young (?:person|people)[^<]*</caption>")


@pytest.mark.parametrize("measure", MEASURES, ids=lambda one: one.key)
def test_every_number_opens_so_many_people(visit: Visit, measure: object) -> None:
    client = visit(ANALYST)
    found = _FIGURE.findall(client.get(f"/what-moved?measure={measure.key}").text)  # type: ignore[attr-defined]
    assert found
    for address, number in found:
        listed = _LISTED.search(client.get(unescape(address)).text)
        assert listed is not None
        assert listed[1] == number


def test_the_file_and_the_json_add_up(visit: Visit) -> None:
    client = visit(ANALYST)
    found = client.get("/api/what-moved?from=3&to=1").json()
    assert found["to"]["people"] - found["from"]["people"] == sum(one["net"] for one in found["reasons"])
    lines = list(csv.reader(io.StringIO(client.get("/what-moved.csv?from=3&to=1").content.decode("utf-8-sig"))))
    assert [int(line[1]) - int(line[2]) for line in lines[2:-1]] == [one["net"] for one in found["reasons"]]
    assert [int(lines[1][3]), int(lines[-1][3])] == [found["from"]["people"], found["to"]["people"]]
    assert lines[-2][3] == lines[-1][3], "with the last reason all are there"


def test_somebody_who_enrolled_is_listed_with_before_and_after(visit: Visit) -> None:
    found = visit(ANALYST).get("/what-moved/people?from=3&to=1&measure=not-known&reason=enrolled&way=fewer").text
    assert f"/people/{PERSON.person_id}" in found
    assert "Current situation not known" in plain(found)


def test_whoever_may_not_see_records_gets_numbers_alone(visit: Visit) -> None:
    html = visit(ADMIN).get("/what-moved").text
    assert "Difference" in html
    assert _FIGURE.findall(html) == []


def test_with_one_day_there_is_nothing_to_compare(visit: Visit, desktop: Desktop) -> None:
    kept = desktop.movements.kept.pop()
    assert "not two snapshots" in visit(ANALYST).get("/what-moved").text
    assert visit(ANALYST).get("/api/what-moved").status_code == 404
    desktop.movements.kept.append(kept)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/what-moved?from=99", 404),
        ("/what-moved?from=many", 400),
        ("/what-moved?measure=height", 400),
        ("/what-moved/people?from=3&to=1", 400),
        ("/what-moved/people?from=3&to=1&reason=none&way=more", 400),
    ],
)
def test_what_cannot_be_asked_is_refused(visit: Visit, address: str, status: int) -> None:
    assert visit(ANALYST).get(address).status_code == status
