"""Objections and confidential records: entered with a day and a reason, shown on the record, places withheld."""

from dataclasses import replace
from datetime import date

import pytest

from services.reporting.domain.flags.outputs import OUTPUTS
from services.reporting.queries.person import FlagLine
from shared.contracts.topics import TOPICS
from shared.web.accounts.permissions import Permission
from tests.support.identities import ANALYST, AUDITOR, EVERYBODY, REVIEWER
from tests.support.person_views import PERSON
from tests.support.reporting_pages import NOW, Desktop
from tests.unit.reporting.web.conftest import Visit
from tests.unit.reporting.web.test_looks_are_recorded import OF_PEOPLE

ADDRESS = f"/people/{PERSON.person_id}/flags"
CONFIDENTIAL = FlagLine("confidential", True, date(2026, 9, 1), "The social worker rang", "officer@example.org", NOW)
OBJECTION = replace(CONFIDENTIAL, flag="objection", reason="By letter")


def test_every_output_with_people_says_what_it_shows() -> None:
    """A page that shows people is found by its looks; a topic that others read, by its audience."""
    assert set(OUTPUTS) == OF_PEOPLE | {topic.name for topic in TOPICS if topic.audience != "internal"}


def _enter(visit: Visit, **given: str) -> int:
    client = visit(REVIEWER)
    token = client.get(ADDRESS).text.partition('name="form_token" value="')[2].partition('"')[0]
    form = {"form_token": token, "form_id": "one", "flag": "objection", "act": "set", "since": "1 9 2026"}
    return client.post(ADDRESS, data=form | {"reason": "By letter"} | given).status_code


def test_an_objection_is_entered_with_its_day_and_reason(visit: Visit, desktop: Desktop) -> None:
    assert _enter(visit) == 303
    assert _enter(visit, act="lifted", flag="confidential") == 303
    assert [(one.flag, one.in_force, one.since, one.reason, one.account) for one in desktop.flagged] == [
        ("objection", True, date(2026, 9, 1), "By letter", REVIEWER.name),
        ("confidential", False, date(2026, 9, 1), "By letter", REVIEWER.name),
    ]


@pytest.mark.parametrize(
    "given",
    [{"flag": ""}, {"act": "perhaps"}, {"since": "31 2 2026"}, {"since": ""}, {"reason": ""}, {"reason": "x" * 501}],
)
def test_what_is_missing_is_asked_again(visit: Visit, desktop: Desktop, given: dict[str, str]) -> None:
    assert _enter(visit, **given) == 422
    assert desktop.flagged == []


def test_a_record_shows_what_holds(visit: Visit, desktop: Desktop) -> None:
    desktop.people.flags_kept = (replace(OBJECTION, in_force=False), OBJECTION, CONFIDENTIAL)
    text = visit(REVIEWER).get(f"/people/{PERSON.person_id}").text
    assert "Confidential: where they are is withheld" in text
    assert "The social worker rang" in text
    assert "Objection to details being passed on" not in text


def test_where_somebody_confidential_is_only_those_see_who_may(visit: Visit, desktop: Desktop) -> None:
    postcode = PERSON.details.postcode
    assert postcode
    for account in (REVIEWER, ANALYST, AUDITOR):
        assert postcode in visit(account).get(f"/people/{PERSON.person_id}").text
    desktop.people.flags_kept = (CONFIDENTIAL,)
    for account in (ANALYST, AUDITOR):
        text = visit(account).get(f"/people/{PERSON.person_id}").text
        assert postcode not in text
        assert "Withheld" in text
    assert postcode in visit(REVIEWER).get(f"/people/{PERSON.person_id}").text
    assert [one for one in EVERYBODY if one.may(Permission.SEE_CONFIDENTIAL)] == [REVIEWER]
