"""Objections and confidential records: entered with a day and a reason, shown on the record, places withheld."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from services.reporting.domain.flags.entries import FlagLine
from services.reporting.domain.flags.outputs import OUTPUTS, SHOW_NOBODY
from shared.contracts.topics import TOPICS
from shared.web.accounts.permissions import Permission
from tests.support.identities import ANALYST, AUDITOR, EVERYBODY, REVIEWER
from tests.support.outputs import all_outputs
from tests.support.person_views import PERSON
from tests.support.reporting_pages import NOW, Desktop
from tests.unit.reporting.web.conftest import Visit
from tests.unit.reporting.web.test_looks_are_recorded import OF_PEOPLE

ROOT = Path(__file__).parents[4]
ADDRESS = f"/people/{PERSON.person_id}/flags"
BY_ID = {"/audit", "/audit.csv"}
"""Whom it is about is on them by id alone, and where they are must not follow from the rest."""
CONFIDENTIAL = FlagLine("confidential", True, date(2026, 9, 1), "The social worker rang", "officer@example.org", NOW)
OBJECTION = replace(CONFIDENTIAL, flag="objection", reason="By letter")


def test_every_output_says_what_it_shows_or_why_nobody() -> None:
    """A new page, file, topic, message or word of the command without a row fails here."""
    nobody = [output for outputs in SHOW_NOBODY.values() for output in outputs]
    assert sorted(nobody) == sorted(set(nobody)), "no output has two reasons"
    assert set(OUTPUTS) & set(nobody) == set()
    assert set(OUTPUTS) | set(nobody) == all_outputs()


def test_every_page_that_shows_people_is_in_the_table() -> None:
    """Such a page is found by its looks, a topic that others read by its audience."""
    assert set(OUTPUTS) >= OF_PEOPLE | {topic.name for topic in TOPICS if topic.audience != "internal"}
    assert {one for one in OUTPUTS if one.startswith("/")} == OF_PEOPLE | BY_ID


def test_nothing_else_sends_messages() -> None:
    """Whoever builds another sender of mail, or another way out, gives what it sends a name among `MESSAGES`."""
    ways_out = re.compile(
        r"^(?:from|import) (?:aiosmtplib|smtplib|httpx2?|aiohttp|http\.client|urllib\.request)\b", re.MULTILINE
    )
    senders = {
        path.relative_to(ROOT).as_posix()
        for folder in ("services", "shared")
        for path in (ROOT / folder).rglob("*.py")
        if ways_out.search(path.read_text(encoding="utf-8"))
    }
    assert senders == {
        "services/reporting/adapters/reminders/mail.py",
        "services/reporting/adapters/webhooks/https.py",
        "shared/web/openid/provider.py",
    }


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


def test_of_somebody_confidential_nothing_that_a_file_says_is_shown(visit: Visit, desktop: Desktop) -> None:
    """Names of establishments, of files and of what was entered: all that the page shows to who may see it."""
    desktop.people.flags_kept = (CONFIDENTIAL,)
    address = f"/people/{PERSON.person_id}"
    shown = visit(REVIEWER).get(address).text
    places = ("Rothermere", "Biology", "Post-16 enrolments", "Tunbridge", "ME14", "social worker")
    found = [place for place in places if place in shown]
    assert len(found) >= 4, found
    for account in (ANALYST, AUDITOR):
        text = visit(account).get(address).text
        assert [place for place in found if place in text] == []
        assert "/submissions/" not in text
        assert "/contradictions/" not in text
        assert str(PERSON.details.upn) not in text
        assert re.search(r"Version 3, known since \d+ \w+ \d{4}\.", text), "the day alone: the minute leads to a file"
