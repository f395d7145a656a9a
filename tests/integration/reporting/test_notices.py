"""Notices over a real database and a real SMTP server: each is told once, and none that is not so any more."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from services.reporting.domain.returns.obligations import Arrival
from services.reporting.queries.board.arrivals import arrivals_of
from services.reporting.queries.notices.inbox import PostgresNoticeInbox
from services.reporting.queries.notices.mails import NoticeMailQueries, PostgresNoticePlans
from services.reporting.queries.submission.submissions import PostgresSubmissionQueries
from services.reporting.usecases.reminders.enter_settings import KeepContacts, PauseCommand, PauseReminders
from services.reporting.usecases.reminders.ports import ContactAddress, PauseScope
from shared.contracts.ingest import SubmissionUnreadable
from shared.contracts.validation import RowsJudged
from tests.support.mail_server import TAKEN, LocalMail, Received, local_mail
from tests.support.notices import SITE, NoticeReplica
from tests.support.reminders import enter_contact, owed_unless_accepted, replica_of
from tests.support.reporting import Office
from tests.support.returns import Line, Return, at

pytestmark = pytest.mark.stack

SCHOOL, OTHER = "8860001", "8860002"
NOW = at("2026-10-05 09:00")
GOOD = Return("good", [Line(1), Line(2)], at("2026-10-05 08:30"))
MOVED = [Line(1, left_on=date(2026, 9, 20)), Line(2, "refused")]
PARTLY = Return("partly", MOVED, at("2026-10-05 08:40"), "S_LEAVE", period="2026-09")
NONE_USED = Return("none", [Line(3, "refused")], at("2026-10-05 08:50"), "S_JOIN", period="2026-09")
OF_OTHER = Return("other", [Line(4)], at("2026-10-05 08:55"), establishment=OTHER)


@pytest.fixture
async def mail(office: Office) -> AsyncIterator[LocalMail]:
    """Return a mail server on loopback; two schools have a data contact."""
    for school in (SCHOOL, OTHER):
        await enter_contact(office.pool, school, "data contact", f"data@{school}.example")
    async with local_mail() as opened:
        yield opened


async def kinds(office: Office) -> list[tuple[Any, ...]]:
    rows = await office.pool.fetch("SELECT submission_id, kind FROM notices ORDER BY notice_id")
    return [tuple(row) for row in rows]


async def mail_states(office: Office) -> list[tuple[Any, ...]]:
    rows = await office.pool.fetch("SELECT state, attempts, reply FROM notice_mails ORDER BY notice_id")
    return [tuple(row) for row in rows]


async def arrivals(office: Office) -> Sequence[Arrival]:
    async with office.pool.acquire() as connection:
        return await arrivals_of(connection)


def unread(of: Return) -> SubmissionUnreadable:
    return SubmissionUnreadable(
        submission_id=of.submission_id, outcome="unreadable", code="F010", received_at=of.received_at
    )


async def test_a_school_gets_one_e_mail_about_all_its_files_and_no_second(office: Office, mail: LocalMail) -> None:
    await office.take_in(GOOD, PARTLY, NONE_USED, OF_OTHER)
    replica = NoticeReplica(office.pool, mail, NOW)
    assert await replica.tell() == 2
    assert await kinds(office) == [
        (GOOD.submission_id, "accepted"),
        (PARTLY.submission_id, "to mend"),
        (NONE_USED.submission_id, "to mend"),
        (OF_OTHER.submission_id, "accepted"),
    ]
    first, second = mail.received
    assert (first.to, second.to) == ((f"data@{SCHOOL}.example",), (f"data@{OTHER}.example",))
    assert str(first.content["Subject"]) == "Notice: 2 returns with rows to put right, 1 return accepted"
    assert "1 of 2 rows could not be used." in first.text
    assert f"{SITE}/submissions/{PARTLY.submission_id}" in first.text
    assert ".xlsx" not in first.text + first.html
    assert "@" not in first.text + first.html + str(first.content["To"])
    assert await replica.tell() == 0
    assert await mail_states(office) == [("sent", 1, "250")] * 4


async def test_rows_that_are_not_answered_yet_are_no_rows_to_put_right(office: Office, mail: LocalMail) -> None:
    part = Return("part", [Line(1), Line(2, "refused")], at("2026-10-05 08:40"), "TEP_DEST", period="2026-27")
    none = Return("none", [Line(3, "refused")], at("2026-10-05 08:50"), "TEP_DEST", OTHER, "2026-27")
    for one in (part, none):
        one.events = [
            each.model_copy(update={"unanswered": each.refused}) if isinstance(each, RowsJudged) else each
            for each in one.events
        ]
    await office.take_in(part, none)
    assert await NoticeReplica(office.pool, mail, NOW).tell() == 1
    assert await kinds(office) == [(part.submission_id, "accepted")]
    assert "1 row. 1 row not answered yet." in mail.received[0].text
    arrived = {one.establishment: one for one in await arrivals(office)}
    assert (arrived[SCHOOL].fate, arrived[SCHOOL].rows_refused, arrived[OTHER].fate) == ("counts", 0, "rejected")
    found = await PostgresSubmissionQueries(office.pool).find_submission(part.submission_id)
    assert found is not None
    assert (found.counts.refused, found.counts.unanswered) == (0, 1)


async def test_a_full_mailbox_is_tried_again_after_half_an_hour(office: Office, mail: LocalMail) -> None:
    mail.recipient_replies = {f"data@{SCHOOL}.example": "452 mailbox full"}
    await office.take_in(PARTLY)
    replica = NoticeReplica(office.pool, mail, NOW)
    assert await replica.tell() == 0
    mail.recipient_replies = {}
    replica.true.advance(timedelta(minutes=19))
    assert await replica.send() == 0
    assert await mail_states(office) == [("to try again", 1, "452")]
    replica.true.advance(timedelta(minutes=11))
    assert await replica.send() == 1
    assert await mail_states(office) == [("sent", 2, "250")]


async def test_a_second_file_of_the_hour_waits(office: Office, mail: LocalMail) -> None:
    await office.take_in(PARTLY)
    replica = NoticeReplica(office.pool, mail, NOW)
    assert await replica.tell() == 1
    await office.take_in(NONE_USED)
    assert await replica.tell() == 0
    replica.true.advance(timedelta(minutes=49))
    assert await replica.tell() == 1
    assert "School joiners" in mail.received[1].text
    assert "School leavers" not in mail.received[1].text


async def test_a_file_that_could_not_be_read_is_told_of_until_another_comes(office: Office, mail: LocalMail) -> None:
    bad = Return("bad", [], at("2026-10-05 08:00"))
    received = bad.events[0].model_copy(update={"sender_establishment": SCHOOL})
    await office.hear([received, unread(bad)])
    replica = NoticeReplica(office.pool, mail, NOW)
    await replica.note()
    assert await kinds(office) == [(bad.submission_id, "not used")]
    await office.take_in(GOOD)
    assert await replica.tell() == 1
    assert "could not be used" not in mail.received[0].text


async def test_what_was_taken_out_is_told_to_nobody(office: Office, mail: LocalMail) -> None:
    await office.take_in(GOOD)
    replica = NoticeReplica(office.pool, mail, NOW)
    await replica.note()
    await office.decide(await office.generation_of(GOOD.submission_id), "undo")
    assert await replica.tell() == 0
    inbox = await PostgresNoticeInbox(office.pool).inbox(SCHOOL, "sam", page=1, page_size=10)
    assert [line.notice.holds for line in inbox.lines.items] == [False]


@pytest.mark.parametrize("seed", range(4))
async def test_none_is_sent_that_is_not_so_any_more_whoever_settles_at_the_same_time(
    office: Office, mail: LocalMail, seed: int
) -> None:
    """When the server has the content, what it calls accepted counts, as anybody else sees it; two replicas send."""
    chance, schools = Random(seed), [f"88600{number:02d}" for number in range(3, 13)]
    files = [Return(f"{seed} {one}", [Line(1)], at("2026-10-05 08:30"), establishment=one) for one in schools]
    for school in schools:
        await enter_contact(office.pool, school, "data contact", f"data@{school}.example")
    await office.take_in(*files)
    void: list[Received] = []

    async def look(one: Received) -> str:
        counts = "SELECT EXISTS (SELECT FROM returns WHERE establishment = $1 AND generation_id IS NOT NULL)"
        await asyncio.sleep(0)
        if not await office.pool.fetchval(counts, one.to[0][5:12]):
            void.append(one)
        return TAKEN

    mail.on_content = look
    replicas = [NoticeReplica(office.pool, mail, NOW, skew=timedelta(minutes=skew)) for skew in (10, -10)]
    for replica in replicas:
        await replica.note()
        replica.true.advance(timedelta(minutes=11))

    async def take_out(submission_id: UUID) -> None:
        await asyncio.sleep(chance.random() / 10)
        await office.decide(await office.generation_of(submission_id), "undo")

    async def take_some_out() -> None:
        for one in files[::2]:
            await take_out(one.submission_id)

    await asyncio.gather(*(one.send() for one in replicas), take_some_out())
    for replica in replicas:
        await replica.send()
    assert void == []
    to = [one.to for one in mail.received]
    assert len(set(to)) == len(to)
    assert {f"data@{one.establishment}.example" for one in files[1::2]} <= {address for (address,) in to}


@pytest.mark.parametrize(("step", "received", "then"), [("note_begun", 0, 1), ("settle", 1, 0)])
async def test_a_crash_sends_nothing_twice(
    office: Office, mail: LocalMail, monkeypatch: pytest.MonkeyPatch, step: str, received: int, then: int
) -> None:
    """Before the content nothing was sent and the next look does; after it nobody knows, and it is not sent again."""
    await office.take_in(GOOD)
    replica = NoticeReplica(office.pool, mail, NOW)
    await replica.die_at(step, monkeypatch)
    assert len(mail.received) == received
    another = NoticeReplica(office.pool, mail, NOW + timedelta(days=1, minutes=20))
    assert await another.send() == then


async def test_a_refused_address_is_tried_again_when_it_is_corrected(office: Office, mail: LocalMail) -> None:
    await office.take_in(GOOD)
    mail.recipient_replies = {f"data@{SCHOOL}.example": "550 no such user"}
    replica = NoticeReplica(office.pool, mail, NOW)
    assert await replica.tell() == 0
    assert await mail_states(office) == [("refused", 1, "550")]
    assert replica.metrics.value("onward_mails_total", kind="notices", outcome="refused") == 1
    assert replica.metrics.value("onward_mails_waiting", kind="notices") == 1
    assert await replica.tell() == 0
    reminders = replica_of(office.pool, mail, owed_unless_accepted([]), NOW)
    keep = KeepContacts(reminders.units.begin, reminders.time)
    await keep([ContactAddress(SCHOOL, "data contact", "office@harbour.example")], "pat")
    assert await replica.tell() == 1
    assert mail.received[0].to == ("office@harbour.example",)
    assert replica.metrics.value("onward_mails_total", kind="notices", outcome="sent") == 1
    assert replica.metrics.value("onward_mails_waiting", kind="notices") == 0


async def test_a_kind_that_is_turned_off_comes_by_no_e_mail_and_stands_on_the_page(
    office: Office, mail: LocalMail
) -> None:
    await office.take_in(GOOD, PARTLY, OF_OTHER)
    replica, inbox = NoticeReplica(office.pool, mail, NOW), PostgresNoticeInbox(office.pool)
    await replica.choose(SCHOOL, ["accepted"], "sam")
    await replica.choose(SCHOOL, ["to mend", "not used"], "sam")
    assert await inbox.by_mail(SCHOOL) == ["to mend", "not used"]
    assert await inbox.by_mail(OTHER) == ["list out", "to mend", "not used", "accepted"]
    assert await replica.tell() == 2
    assert "accepted" not in mail.received[0].text
    assert (await inbox.inbox(SCHOOL, "sam", page=1, page_size=10)).lines.total == 2
    noted = await office.pool.fetch("SELECT kind, by_mail, account FROM notice_choices ORDER BY choice_id")
    assert [tuple(row) for row in noted] == [
        ("list out", False, "sam"),
        ("to mend", False, "sam"),
        ("not used", False, "sam"),
        ("to mend", True, "sam"),
        ("not used", True, "sam"),
        ("accepted", False, "sam"),
    ]


async def test_what_stops_all_reminders_stops_notices(office: Office, mail: LocalMail) -> None:
    await office.take_in(GOOD)
    reminders = replica_of(office.pool, mail, owed_unless_accepted([]), NOW)
    pause = PauseReminders(reminders.units.begin, reminders.time)
    await pause(PauseCommand("form", PauseScope(), "The mail server is moved", "pat"))
    assert await NoticeReplica(office.pool, mail, NOW).tell() == 0


async def test_the_preview_is_what_is_sent(office: Office, mail: LocalMail) -> None:
    await office.take_in(GOOD, PARTLY)
    replica = NoticeReplica(office.pool, mail, NOW)
    await replica.note()
    queries = NoticeMailQueries(PostgresNoticePlans(office.pool), SITE, lambda number: f"Invented {number}")
    assert (await queries.preview(NOW)).left_out == {"too soon": 2}
    (shown,) = (await queries.preview(NOW + timedelta(minutes=11))).mails
    assert await replica.tell() == 1
    assert mail.received[0].text.replace("\r\n", "\n") == shown.letter.text
    assert str(mail.received[0].content["Subject"]) == shown.letter.subject
    (sent,) = await queries.sent()
    assert (sent.establishment, sent.notices, sent.state) == (SCHOOL, 2, "sent")


async def test_each_account_reads_for_itself(office: Office, mail: LocalMail) -> None:
    await office.take_in(GOOD, PARTLY, OF_OTHER)
    replica, inbox = NoticeReplica(office.pool, mail, NOW), PostgresNoticeInbox(office.pool)
    await replica.note()
    first = await inbox.inbox(SCHOOL, "sam", page=2, page_size=1)
    assert (first.unread, first.lines.total, [line.read for line in first.lines.items]) == (2, 2, [False])
    await replica.mark_read(SCHOOL, first.newest, "sam")
    assert await inbox.count_unread(SCHOOL, "sam") == 0
    assert await inbox.count_unread(SCHOOL, "kim") == 2
    assert await inbox.count_unread(OTHER, "sam") == 1
    await office.take_in(NONE_USED)
    await replica.note()
    found = await inbox.inbox(SCHOOL, "sam", page=1, page_size=10)
    assert [line.read for line in found.lines.items] == [False, True, True]


async def test_a_file_that_is_judged_again_is_not_told_of_twice(office: Office, mail: LocalMail) -> None:
    await office.take_in(PARTLY)
    replica = NoticeReplica(office.pool, mail, NOW)
    assert await replica.tell() == 1
    again = Return("partly", PARTLY.lines, PARTLY.received_at, PARTLY.collection, period=PARTLY.period, judgement=2)
    await office.take_in(again)
    replica.true.advance(timedelta(hours=2))
    assert await replica.tell() == 0
    assert len(await kinds(office)) == 1
