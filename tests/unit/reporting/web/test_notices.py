"""The pages of notices: what an establishment is told, what it chooses, and which e-mails the authority sees."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from services.reporting.queries.reminders.history import MailState
from tests.support.identities import ANALYST, UPLOADER
from tests.support.notice_views import NOTICES
from tests.support.reminder_views import MAIL, STOPPED
from tests.support.reporting_pages import Desktop
from tests.support.submission_views import EFFECTIVE, OTHER, OWN
from tests.unit.reporting.web.conftest import Visit, form_token, plain


def token(client: TestClient) -> dict[str, str]:
    return form_token(client.get("/").text)


def test_a_school_is_told_what_became_of_its_files_the_newest_first(visit: Visit) -> None:
    html = visit(UPLOADER).get("/notices").text
    text = plain(html)
    assert "6 notices" in text
    assert "School post-16 enrolment, 2026-27 , received 1 October 2026 at 10:30 1 October 2026 at 10:30" in text
    assert "Rows to put right 11 of 226 rows could not be used. Read" in text
    assert "Accepted Not so any more: its page says how it stands. New" in text
    assert text.index("Accepted Not so any more") < text.index("Accepted 3 rows.") < text.index("11 of 226")
    assert "Leaver destinations, 2026-27 , list sent out 1 October 2026 at 10:30" in text
    assert "A list is out for you 12 names, 5 answered. Answer by Saturday 31 October 2026. New" in text
    assert "A list is out for you Not so any more: it was taken back, or all its names are answered. New" in text
    assert f'href="/lists/TEP_DEST/of/{OWN}"' in html
    assert f"/submissions/{EFFECTIVE.submission_id}" in html
    assert str(EFFECTIVE.file_name) not in html


def test_no_school_sees_the_notices_of_another(visit: Visit, desktop: Desktop) -> None:
    desktop.notices.kept = [one._replace(about=replace(one.about, establishment=OTHER)) for one in NOTICES]
    assert "There are no notices yet." in visit(UPLOADER).get("/notices").text
    assert "notices are new" not in visit(UPLOADER).get("/").text


def test_what_is_new_stands_on_the_first_page_until_it_is_read(visit: Visit, desktop: Desktop) -> None:
    client = visit(UPLOADER)
    assert "5 notices are new" in client.get("/").text
    newest = re.search(r'name="until" value="([0-9]+)"', client.get("/notices").text)
    assert newest is not None
    answer = client.post("/notices/read", data=token(client) | {"until": newest[1]})
    assert (answer.status_code, answer.headers["location"]) == (303, "/notices")
    assert desktop.notices.commands == [(OWN, 6, UPLOADER.name)]
    assert "Mark all as read" not in client.get("/notices").text
    assert "notices are new" not in client.get("/").text


@pytest.mark.parametrize("until", ["", "0", "-1", "none", "9" * 19])
def test_what_names_no_notice_is_refused(visit: Visit, desktop: Desktop, until: str) -> None:
    client = visit(UPLOADER)
    assert client.post("/notices/read", data=token(client) | {"until": until}).status_code == 400
    assert desktop.notices.commands == []


def test_a_school_chooses_what_comes_by_e_mail(visit: Visit, desktop: Desktop) -> None:
    client = visit(UPLOADER)
    assert client.get("/notices").text.count(" checked") == 4
    answer = client.post("/notices/mail", data=token(client) | {"mail-to-mend": "yes", "mail-accepted": "no"})
    assert answer.headers["location"].endswith("/notices?done=yes")
    assert desktop.notices.commands == [(OWN, "to mend", UPLOADER.name)]
    html = client.get("/notices?done=yes").text
    assert html.count(" checked") == 1
    assert "Your choice is kept." in html


def test_the_authority_sees_word_by_word_which_e_mails_go_out_and_what_was_sent(visit: Visit, desktop: Desktop) -> None:
    desktop.notices.turned_off = {"not used"}
    text = plain(visit(ANALYST).get("/reminders/notices").text)
    assert "1 e-mail goes out next, on working days" in text
    subject = "Notice: 1 list for you, 1 return with rows to put right, 1 return accepted"
    assert f"Larkfield Bank School, data contact: {subject}" in text
    assert "11 of 226 rows could not be used." in text
    assert "Turned off by the school or college 1" in text
    assert "Not so any more 2" in text
    assert "Leaver destinations, 2026-27, sent out on 1 October 2026 at 10:30. 12 names, 5 answered." in text
    assert "Refused 550" in text
    desktop.clock.advance(NOTICES[0].noted_at - desktop.clock.now() + timedelta(minutes=1))
    assert "0 e-mails go out" in plain(visit(ANALYST).get("/reminders/notices").text)


def test_it_says_when_nothing_is_sent_and_why(visit: Visit, desktop: Desktop) -> None:
    desktop.reminders.paused = [STOPPED]
    assert "All reminders are stopped since" in visit(ANALYST).get("/reminders/notices").text
    desktop.notices.kept, desktop.notices.mailed = (), ()
    html = visit(ANALYST).get("/reminders/notices").text
    assert "0 e-mails go out" in html
    assert "Nothing has been sent." in html


async def test_it_says_that_no_mail_server_is_set() -> None:
    desktop = Desktop()
    desktop.reminders.mail = MailState(on=False, start=MAIL.start, end=MAIL.end)
    client = TestClient(desktop.app())
    client.cookies.set("onward_session", await desktop.identities.open_session(ANALYST), domain="testserver.local")
    assert "No mail server is set" in client.get("/reminders/notices").text


def test_the_rules_say_how_often_a_notice_comes(visit: Visit) -> None:
    text = plain(visit(ANALYST).get("/reminders/rules").text)
    assert "Rows to put right Data contact once in 1 hour" in text
    assert "Accepted Data contact once in 24 hours" in text
    assert "A list is out for you Data contact once in 1 hour" in text
