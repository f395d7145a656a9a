"""`./onward chase`: what it prints and sends, and that no address stands in it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from services.reporting.entrypoints.chase import Chase
from services.reporting.entrypoints.web.labels import Names
from services.reporting.queries.reminders.history import MailState
from tests.support.calendar_views import MemoryCalendar
from tests.support.clock import FixedClock
from tests.support.notice_views import MemoryNotices
from tests.support.reminder_views import MAIL, ClockTime, MemoryReminders
from tests.support.reporting_pages import NOW
from tests.support.submission_views import REGISTER


class Sender:
    """Stands for what sends; counts how often it is asked."""

    def __init__(self, sent: int) -> None:
        self.sent = sent
        self.asked = 0

    async def __call__(self) -> int:
        self.asked += 1
        return self.sent


REMINDERS, NOTICES = Sender(3), Sender(2)


async def said(*words: str, mail: MailState = MAIL, sends: bool = True) -> Sequence[str]:
    clock, memory = FixedClock(NOW), MemoryReminders(paused=[], mail=mail)
    reminders = memory.needs(REGISTER, clock, MemoryCalendar().calendar)
    notices = MemoryNotices().needs(REGISTER, memory, ClockTime(clock), mail)
    if sends:
        reminders, notices = replace(reminders, send=REMINDERS), replace(notices, send=NOTICES)
    return [line async for line in Chase(reminders, notices, Names(REGISTER))(words)]


@pytest.fixture(autouse=True)
def nothing_asked() -> None:
    REMINDERS.asked = NOTICES.asked = 0


async def test_it_shows_who_is_written_to_on_a_day_and_sends_nothing() -> None:
    lines = await said("2026-10-06")
    assert lines == [
        "Reminders on Tuesday 6 October 2026: 2; messages: 1",
        "  not sent: 2 (no address)",
        "  8860001 Larkfield Bank School, data contact: School post-16 enrolment, 2026-27, due 2026-09-29,"
        " 5 working days late",
        "  8860001 Larkfield Bank School, data contact: School leavers, September 2026, due 2026-09-29,"
        " 5 working days late",
        "Nothing was sent.",
    ]
    assert (REMINDERS.asked, NOTICES.asked) == (0, 0)


async def test_today_it_shows_the_e_mails_with_notices_too_and_no_address() -> None:
    lines = await said()
    assert "E-mails with notices, now: 1" in lines
    notice = (
        "Notice: 1 list for you, 1 return with rows to put right, 1 return that could not be used, 1 return accepted"
    )
    assert f"  8860001 Larkfield Bank School, data contact: {notice}" in lines
    assert "  notices not in them: 2 (not so any more)" in lines
    assert "@" not in "".join(lines)


async def test_with_go_both_are_sent() -> None:
    assert await said("--go") == [
        "Sent: 3 messages with reminders, 2 e-mails with notices (09:00 to 16:00 on working days)."
    ]
    assert (REMINDERS.asked, NOTICES.asked) == (1, 1)


async def test_without_a_mail_server_it_says_so() -> None:
    off = MailState(on=False, start=MAIL.start, end=MAIL.end)
    assert await said("--go", mail=off, sends=False) == [
        "No mail server is set (ONWARD_MAIL_HOST), so nothing is sent."
    ]
    assert (await said(mail=off, sends=False))[-1] == "Nothing was sent: no mail server is set."
