"""The pages of reminders: whom they name, what they refuse, and what stands in no address."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from services.reporting.domain.calendar.asking import Asked
from services.reporting.entrypoints.web.reminders.words import rung_words, state_of
from services.reporting.queries.reminders.history import LastLook, MailState
from services.reporting.usecases.reminders.enter_settings import is_mail_address
from services.reporting.usecases.reminders.ports import ContactAddress, PauseScope
from tests.support.calendar_views import a_change
from tests.support.identities import ANALYST, REVIEWER
from tests.support.reminder_views import AT, DUE, MAIL, SENT, STOPPED
from tests.support.reporting_pages import Desktop
from tests.support.submission_views import OWN
from tests.unit.reporting.web.conftest import Visit, form_token, plain

REMINDER = {"of": OWN, "collection": "S_ENR", "period": "2026-27", "due": DUE.isoformat(), "rung": "+5"}
FORM = "/reminders/pause"


def token(client: TestClient) -> dict[str, str]:
    return form_token(client.get("/").text) | {"form_id": "one form"}


def test_the_preview_is_of_the_next_working_day_and_names_everybody(visit: Visit, desktop: Desktop) -> None:
    desktop.reminders.paused = []
    html = plain(visit(REVIEWER).get("/reminders").text)
    assert "Next working day: Tuesday 6 October 2026" in html
    assert "1 message with 2 reminders." in html
    assert "To be sent (2)" in html
    assert "No address (2)" in html
    assert "School post-16 enrolment, 2026-27 29 September 2026 5 working days late" in html
    nobody = plain(visit(REVIEWER).get("/reminders?show=nobody").text)
    assert "Head teacher or principal School leavers, September 2026" in nobody
    assert "@" not in html.replace("reviewer@example.org", "")


def test_a_pause_is_asked_for_by_the_date_that_was_first_set(visit: Visit, desktop: Desktop) -> None:
    first = DUE - timedelta(days=7)
    desktop.reminders.owed = [one._replace(moved_from=first) for one in desktop.reminders.owed]
    desktop.reminders.paused = []
    assert f"due={first}&amp;" in visit(REVIEWER).get("/reminders").text
    asked = {"of": OWN, "collection": "S_ENR", "period": "2026-27", "due": first.isoformat(), "rung": "+5"}
    form = visit(REVIEWER).get(FORM, params=asked).text
    assert "School post-16 enrolment, 2026-27, first due 22 September 2026" in form


def test_the_rules_follow_the_reading_that_is_taken(visit: Visit, desktop: Desktop) -> None:
    year_9 = "Year 9 is taken, and asked of nobody"
    assert year_9 in visit(REVIEWER).get("/reminders/rules").text
    desktop.calendar.changes = [a_change(1, Asked("reading", "lowest-year", value="appendix"))]
    html = visit(REVIEWER).get("/reminders/rules").text
    desktop.calendar.forget()
    assert year_9 not in html
    assert "own Year 12" in html


def test_it_says_when_nothing_is_sent_and_why(visit: Visit, desktop: Desktop) -> None:
    desktop.reminders.look = LastLook(AT, "mail server: SMTPConnectError")
    assert "(mail server: SMTPConnectError). It is tried again" in visit(REVIEWER).get("/reminders").text
    desktop.reminders.look = LastLook(AT, "postgresql ConnectionDoesNotExistError")
    html = visit(REVIEWER).get("/reminders").text
    assert "(postgresql ConnectionDoesNotExistError). It is tried again" in html
    assert "mail server" not in html
    desktop.reminders.paused = [STOPPED]
    assert "All reminders are stopped since" in visit(REVIEWER).get("/reminders").text
    off = MailState(on=False, start=MAIL.start, end=MAIL.end)
    pages = Desktop(reminders=replace(desktop.reminders, mail=off), identities=desktop.identities)
    client = TestClient(pages.app())
    client.cookies = visit(REVIEWER).cookies
    assert "No mail server is set, so nothing is sent" in client.get("/reminders").text


@pytest.mark.parametrize("day", ["2026-10-04", "2027-12-01", "tomorrow"])
def test_a_day_that_is_over_or_far_away_has_no_preview(visit: Visit, day: str) -> None:
    assert visit(REVIEWER).get(f"/reminders?day={day}").status_code == 400


def test_a_pause_wants_a_scope_and_a_reason(visit: Visit, desktop: Desktop) -> None:
    client = visit(REVIEWER)
    answer = client.post(FORM, data=REMINDER | token(client))
    assert answer.status_code == 422
    assert "Select which reminders are not to be sent" in answer.text
    assert "Enter why, in at most 500 characters" in answer.text
    long = client.post(FORM, data=REMINDER | token(client) | {"scope": "rung", "reason": "x" * 501})
    assert long.status_code == 422
    assert desktop.reminders.commands == []


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("rung", PauseScope(OWN, "S_ENR", "2026-27", DUE, "+5")),
        ("return", PauseScope(OWN, "S_ENR", "2026-27", DUE)),
        ("establishment", PauseScope(OWN)),
        ("collection", PauseScope(None, "S_ENR", "2026-27", DUE)),
        ("everything", PauseScope()),
    ],
)
def test_from_one_reminder_to_all_may_be_paused(
    visit: Visit, desktop: Desktop, scope: str, expected: PauseScope
) -> None:
    client = visit(REVIEWER)
    answer = client.post(FORM, data=REMINDER | token(client) | {"scope": scope, "reason": "They are closed"})
    assert answer.headers["location"].endswith("/reminders/pauses?done=yes")
    (command,) = desktop.reminders.commands
    assert (command.scope, command.reason, command.account) == (expected, "They are closed", REVIEWER.name)


def test_without_a_reminder_only_all_of_them_may_be_stopped(visit: Visit, desktop: Desktop) -> None:
    client = visit(REVIEWER)
    assert client.post(FORM, data=token(client) | {"scope": "rung", "reason": "Why"}).status_code == 422
    nonsense = REMINDER | {"rung": "soon"}
    assert client.post(FORM, data=nonsense | token(client) | {"scope": "rung", "reason": "Why"}).status_code == 400
    assert client.post("/reminders/pauses/none/end", data=token(client)).status_code == 404
    assert desktop.reminders.commands == []


def test_an_address_is_kept_or_asked_for_again_and_stands_in_no_address_of_a_page(
    visit: Visit, desktop: Desktop
) -> None:
    client = visit(REVIEWER)
    path = f"/reminders/contacts/{OWN}"
    wrong = client.post(path, data=token(client) | {"data_contact": "office", "head": ""})
    assert wrong.status_code == 422
    assert "Enter an e-mail address, like name@example.org" in wrong.text
    kept = client.post(path, data=token(client) | {"data_contact": "", "head": "head@harbour.example"})
    assert "harbour" not in kept.headers["location"]
    assert desktop.reminders.entered == [
        (
            [ContactAddress(OWN, "data contact", None), ContactAddress(OWN, "head", "head@harbour.example")],
            REVIEWER.name,
        )
    ]
    assert client.get("/reminders/contacts/9999999").status_code == 404
    assert visit(ANALYST).get("/reminders/contacts").status_code == 403


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("", "Enter from 1 to 300 lines"),
        ("nobody data a@example.org", "Line 1: begin with the number"),
        ("9999999 data a@example.org", "Line 1: begin with the number"),
        (f"{OWN} office a@example.org", "Line 1: name the contact"),
        (f"{OWN} data a@example.org\n\n{OWN} head", "Line 3: end with one e-mail address"),
        (f"{OWN} data a@example.org b@example.org", "Line 1: end with one e-mail address"),
        (f"{OWN} data a@example.org\n{OWN} data b@example.org", "Line 2: a line above gives this contact another"),
    ],
)
def test_of_many_addresses_all_are_kept_or_none(visit: Visit, desktop: Desktop, lines: str, problem: str) -> None:
    client = visit(REVIEWER)
    answer = client.post("/reminders/contact-list", data=token(client) | {"lines": lines})
    assert answer.status_code == 422
    assert problem in answer.text
    assert desktop.reminders.entered == []


def test_many_addresses_are_read_as_copied_from_a_sheet(visit: Visit, desktop: Desktop) -> None:
    client = visit(REVIEWER)
    lines = f"886/0001\tdata\toffice@harbour.example\n\n{OWN}; Head; head@harbour.example\n"
    client.post("/reminders/contact-list", data=token(client) | {"lines": lines})
    ((contacts, _),) = desktop.reminders.entered
    assert contacts == [
        ContactAddress(OWN, "data contact", "office@harbour.example"),
        ContactAddress(OWN, "head", "head@harbour.example"),
    ]


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("office@harbour.example", True),
        ("o'brien.head+returns@school.kent.example", True),
        ("office@localhost", False),
        ("a b@example.org", False),
        ("a@example.org, b@example.org", False),
        ("<a@example.org>", False),
        ("a..b@example.org", False),
        ("a@example.org\nBcc: b@example.org", False),
        (f"{'a' * 65}@example.org", False),
        (f"a@{'b' * 250}.org", False),
        ("zoë@example.org", False),
        (".a@example.org", False),
        ("a.@example.org", False),
        ("a@-example.org", False),
        ("a@example.org-", False),
        (f"a@{'b' * 63}.org", True),
        (f"a@{'b' * 64}.org", False),
    ],
)
def test_what_counts_as_an_address(address: str, good: bool) -> None:
    assert is_mail_address(address) is good


def test_what_became_of_a_reminder_as_time_goes_by() -> None:
    handed = replace(SENT, state="handing over", begun_at=AT)
    assert state_of(handed, AT + timedelta(minutes=5), AT.date()) == "handing over"
    assert state_of(handed, AT + timedelta(minutes=16), AT.date()) == "unsure"
    put_off = replace(SENT, state="to try again", written_on=date(2026, 10, 5))
    assert state_of(put_off, AT, date(2026, 10, 5)) == "to try again"
    assert state_of(put_off, AT, date(2026, 10, 6)) == "gave up"
    assert [rung_words(one) for one in ("-10", "-1", "+0", "+1", "+5")] == [
        "10 working days before",
        "1 working day before",
        "On the due date",
        "1 working day late",
        "5 working days late",
    ]
