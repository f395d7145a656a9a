"""Schools are told of lists that are out for them, over a real database and a real SMTP server."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest

from services.reporting.queries.notices.inbox import PostgresNoticeInbox
from services.reporting.queries.notices.mails import NoticeMailQueries, PostgresNoticePlans
from services.reporting.usecases.lists.issue_list import TakeListBack
from services.reporting.usecases.lists.ports import NewListIssue
from tests.support.mail_server import TAKEN, LocalMail, Received, local_mail
from tests.support.notices import SITE, NoticeReplica
from tests.support.reminders import enter_contact
from tests.support.reporting import Office
from tests.support.returns import Line, Return, at, person_id

pytestmark = pytest.mark.stack

SCHOOL, OTHER, UNASKED = "8860001", "8860002", "8860003"
CODE, PERIOD = "TEP_DEST", "2026-27"
NOW = at("2026-10-12 09:00")


@pytest.fixture
async def mail(office: Office) -> AsyncIterator[LocalMail]:
    """Return a mail server on loopback; three schools have a data contact. It is the day of the list."""
    office.clock.advance(NOW - office.clock.now())
    for school in (SCHOOL, OTHER, UNASKED):
        await enter_contact(office.pool, school, "data contact", f"data@{school}.example")
    async with local_mail() as opened:
        yield opened


async def send_out(office: Office, names: Mapping[str, Sequence[int]]) -> None:
    issue = NewListIssue(uuid4(), CODE, PERIOD, office.clock.now(), "officer")
    async with office.begin("test") as work:
        people = {school: [person_id(one) for one in numbers] for school, numbers in names.items()}
        await work.tables.lists.keep(issue, people)


async def take_back(office: Office) -> str:
    shown = await office.pool.fetchval("SELECT issue_id::text FROM list_issues WHERE taken_back_at IS NULL")
    return await TakeListBack(office.begin, office.clock)(CODE, PERIOD, "officer", shown)


def answers(name: str, *numbers: int) -> Return:
    lines = [Line(number, facts={"destination": "D13"}) for number in numbers]
    return Return(name, lines, at("2026-10-12 08:30"), CODE, SCHOOL, PERIOD)


async def shown(office: Office, school: str = SCHOOL) -> list[tuple[str, bool, str]]:
    inbox = await PostgresNoticeInbox(office.pool).inbox(school, "sam", page=1, page_size=10)
    return [(line.named, line.notice.holds, line.sentence) for line in inbox.lines.items]


async def test_each_school_on_a_list_is_told_once_and_no_name(office: Office, mail: LocalMail) -> None:
    await send_out(office, {SCHOOL: [1, 2], OTHER: [3]})
    replica = NoticeReplica(office.pool, mail, NOW)
    await replica.note()
    queries = NoticeMailQueries(PostgresNoticePlans(office.pool), SITE, lambda number: f"Invented {number}")
    preview = (await queries.preview(NOW + timedelta(minutes=11))).mails
    assert await replica.tell() == 2
    assert [one.text.replace("\r\n", "\n") for one in mail.received] == [one.letter.text for one in preview]
    assert [one.to for one in mail.received] == [(f"data@{SCHOOL}.example",), (f"data@{OTHER}.example",)]
    first = mail.received[0]
    assert str(first.content["Subject"]) == "Notice: 1 list for you"
    assert "Leaver destinations, 2026-27, sent out on 12 October 2026" in first.text
    assert f"2 names. Answer by Saturday 31 October 2026. {SITE}/lists/{CODE}/of/{SCHOOL}" in first.text
    named = ("Leaver destinations, 2026-27", True, "2 names. Answer by Saturday 31 October 2026.")
    assert (await shown(office), await shown(office, UNASKED)) == ([named], [])
    replica.true.advance(timedelta(hours=2))
    assert await replica.tell() == 0


async def test_a_list_that_was_taken_back_is_told_to_nobody_and_its_next_issue_is(
    office: Office, mail: LocalMail
) -> None:
    await send_out(office, {SCHOOL: [1, 2]})
    replica = NoticeReplica(office.pool, mail, NOW)
    await replica.note()
    assert await take_back(office) == "taken back"
    assert await replica.tell() == 0
    await send_out(office, {SCHOOL: [1]})
    assert await replica.tell() == 1
    assert "1 name. Answer by" in mail.received[0].text
    assert "2 names" not in mail.received[0].text
    assert [holds for _, holds, _ in await shown(office)] == [True, False]
    assert await take_back(office) == "taken back"
    await send_out(office, {SCHOOL: [2, 3, 4]})
    replica.true.advance(timedelta(hours=1))
    assert await replica.tell() == 1
    assert "3 names. Answer by" in mail.received[1].text


async def test_a_school_that_has_answered_all_names_is_told_no_more(office: Office, mail: LocalMail) -> None:
    await send_out(office, {SCHOOL: [1, 2], OTHER: [3]})
    replica = NoticeReplica(office.pool, mail, NOW)
    await replica.choose(SCHOOL, ["list out"], "sam")
    await replica.note()
    await office.take_in(answers("some", 1))
    assert [(holds, said[:19]) for name, holds, said in await shown(office)] == [(True, "2 names, 1 answered")]
    await office.take_in(answers("all", 1, 2))
    assert await replica.tell() == 1
    assert mail.received[0].to == (f"data@{OTHER}.example",)
    assert (False, "Not so any more: it was taken back, or all its names are answered.") in [
        one[1:] for one in await shown(office)
    ]


@pytest.mark.parametrize("seed", range(3))
async def test_none_is_sent_of_a_list_that_is_being_taken_back(office: Office, mail: LocalMail, seed: int) -> None:
    """When the server has the content, the list is out, as anybody else sees it; two replicas send."""
    chance, schools = Random(seed), [f"88600{number:02d}" for number in range(10, 20)]
    for school in schools:
        await enter_contact(office.pool, school, "data contact", f"data@{school}.example")
    await send_out(office, {school: [number] for number, school in enumerate(schools)})
    void: list[Received] = []

    async def look(one: Received) -> str:
        await asyncio.sleep(0)
        if not await office.pool.fetchval("SELECT EXISTS (SELECT FROM list_issues WHERE taken_back_at IS NULL)"):
            void.append(one)
        return TAKEN

    mail.on_content = look
    replicas = [NoticeReplica(office.pool, mail, NOW, skew=timedelta(minutes=skew)) for skew in (10, -10)]
    for replica in replicas:
        await replica.note()
        replica.true.advance(timedelta(minutes=11))

    async def take_it_back() -> None:
        await asyncio.sleep(chance.random() / 5)
        assert await take_back(office) == "taken back"

    await asyncio.gather(*(one.send() for one in replicas), take_it_back())
    assert void == []
    to = [one.to for one in mail.received]
    assert len(set(to)) == len(to)
    assert await replicas[0].send() == 0


@pytest.mark.parametrize(("step", "received", "then"), [("note_begun", 0, 1), ("settle", 1, 0)])
async def test_a_crash_tells_of_no_list_twice(
    office: Office, mail: LocalMail, monkeypatch: pytest.MonkeyPatch, step: str, received: int, then: int
) -> None:
    await send_out(office, {SCHOOL: [1]})
    replica = NoticeReplica(office.pool, mail, NOW)
    await replica.die_at(step, monkeypatch)
    assert len(mail.received) == received
    assert await NoticeReplica(office.pool, mail, NOW + timedelta(hours=2)).tell() == then
