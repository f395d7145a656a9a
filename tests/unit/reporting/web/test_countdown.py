"""The countdown of the September Guarantee: numbers add up, and people are noted when they are looked at."""

import csv
import io

from services.reporting.domain.guarantee.rounds import Round
from tests.support.countdown_views import FIRST_DISTRICT, GROUPS
from tests.support.identities import ADMIN, ANALYST, REVIEWER
from tests.support.reporting_pages import Desktop
from tests.support.submission_views import OTHER, OWN
from tests.unit.reporting.web.conftest import Visit


def test_every_day_to_the_end_of_september_counts() -> None:
    of = Round(2027)
    days = {of.days_left(of.kept_by.replace(month=month, day=day)) for month, day in ((9, 30), (10, 1), (12, 31))}
    assert days == {0}
    assert of.days_left(of.kept_by.replace(day=1)) == 29


def test_the_file_has_every_district_and_school(visit: Visit) -> None:
    text = visit(ANALYST).get("/guarantee.csv").text.lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sum(int(row["Cohort"]) for row in rows) == 111
    ours = next(row for row in rows if (row["District code"], row["School number"]) == (FIRST_DISTRICT, OWN))
    assert [ours[name] for name in ("Offer made", "Not appropriate", "No offer", "Not recorded")] == [
        *("40", "0", "3", "0")
    ]
    assert "Fernhollow" not in text


def test_a_line_opens_to_its_people_who_are_noted(visit: Visit, desktop: Desktop) -> None:
    client = visit(ANALYST)
    html = client.get(f"/guarantee?district={FIRST_DISTRICT}").text
    assert f"/guarantee/people?district={FIRST_DISTRICT}&amp;school={OTHER}" in html
    assert not desktop.people.noted
    html = client.get(f"/guarantee/people?district={FIRST_DISTRICT}&school={OTHER}&page=2").text
    assert "60 young people, page 2 of 2" in html
    assert [(account, what) for account, _, what in desktop.people.noted] == [(ANALYST.name, "guarantee countdown")]
    assert "7 young people" in client.get(f"/guarantee/people?district={FIRST_DISTRICT}&school=none").text
    assert "3 young people" in client.get(f"/guarantee/people?district={FIRST_DISTRICT}&offer=no offer").text
    assert client.get("/guarantee/people").status_code == 400


def test_somebody_confidential_stands_nowhere_in_numbers_and_lists_alike(visit: Visit, desktop: Desktop) -> None:
    """Nothing is left when a list is taken from its number; the whole county stays as it is."""
    her = GROUPS[0].people[0]
    desktop.countdown.hidden = frozenset({her})
    asked = (
        (f"{FIRST_DISTRICT}&school={OWN}", FIRST_DISTRICT, OWN, ("42", "43")),
        ("unknown&school=none", "", "", ("1", "0")),
    )
    try:
        for account, which in ((ANALYST, 0), (REVIEWER, 1)):
            client = visit(account)
            rows = list(csv.DictReader(io.StringIO(client.get("/guarantee.csv").text.lstrip("\ufeff"))))
            assert sum(int(row["Cohort"]) for row in rows) == 111
            cohorts = {(row["District code"], row["School number"]): row["Cohort"] for row in rows}
            for query, district, school, expected in asked:
                listed = client.get(f"/guarantee/people?district={query}").text
                assert cohorts.get((district, school), "0") == expected[which]
                assert listed.count("/people/") == int(expected[which])
                assert (f"/people/{her}" in listed) == (bool(district) == bool(which))
    finally:
        desktop.countdown.hidden = frozenset()


def test_a_line_of_nobody_but_them_does_not_stand_there(visit: Visit, desktop: Desktop) -> None:
    desktop.countdown.hidden = frozenset(GROUPS[-1].people)
    try:
        text = visit(ANALYST).get("/guarantee.csv").text
    finally:
        desktop.countdown.hidden = frozenset()
    assert f",{OWN}," in text
    assert f"District not known,{OWN}" not in text


def test_who_sees_no_records_sees_numbers_alone(visit: Visit) -> None:
    assert "/guarantee/people" not in visit(ADMIN).get(f"/guarantee?district={FIRST_DISTRICT}").text
