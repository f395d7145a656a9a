"""Reminders over a real database and a real SMTP server: none after acceptance, none twice."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from services.reporting.domain.reminders.planning import OwedReturn, ReminderKey
from services.reporting.queries.board.obligations import PostgresObligations
from services.reporting.queries.reminders.owed import owed_reader
from services.reporting.queries.reminders.preview import PostgresReminderSources, PreviewQueries
from services.reporting.usecases.reminders.enter_settings import EndPause, KeepContacts, PauseCommand, PauseReminders
from services.reporting.usecases.reminders.ports import ContactAddress, PauseScope
from services.reporting.usecases.settle_returns import SettleReturns
from shared.errors import Transient
from shared.persistence.pool import Pool, connection_of
from shared.vocabulary.establishments import Establishment, Register
from tests.support.clock import FixedClock
from tests.support.mail_server import TAKEN, LocalMail, Received, local_mail
from tests.support.reminders import SIGN_IN, Replica, SkewedClock, enter_contact, owed_unless_accepted, replica_of
from tests.support.reporting import Office
from tests.support.returns import Line, Return, at

pytestmark = pytest.mark.stack

OUTCOMES = ("sent", "refused", "stopped")
DUE = date(2026, 9, 18)
ON_THE_DAY = at("2026-09-18 09:00")
SCHOOLS = [f"88600{number:02d}" for number in range(1, 13)]
ENROLMENTS = [OwedReturn(school, "S_ENR", "2026-27", DUE, DUE) for school in SCHOOLS]
LEAVERS = [
    OwedReturn(school, "S_LEAVE", "2026-09", date(2026, 9, 25), date(2026, 9, 30), lowest_year=10) for school in SCHOOLS
]
OWED = [*ENROLMENTS, *LEAVERS]


@pytest.fixture
async def mail() -> AsyncIterator[LocalMail]:
    """Return a mail server on loopback."""
    async with local_mail() as opened:
        yield opened


@pytest.fixture
async def schools(office: Office) -> Sequence[str]:
    """Return schools of which each has a data contact."""
    for school in SCHOOLS:
        await enter_contact(office.pool, school, "data contact", f"data@{school}.example")
    return SCHOOLS


def as_typed(text: str) -> str:
    """Return a text with the line ends that it was written with."""
    return text.replace("\r\n", "\n")


async def states(pool: Pool) -> list[tuple[Any, ...]]:
    rows = await pool.fetch("SELECT establishment, collection, rung, state, attempts FROM reminders ORDER BY 1, 2, 3")
    return [tuple(row) for row in rows]


async def test_a_school_gets_one_message_for_all_that_it_owes(
    office: Office, schools: Sequence[str], mail: LocalMail
) -> None:
    replica = replica_of(office.pool, mail, owed_unless_accepted(OWED), ON_THE_DAY)
    assert await replica.send() == len(schools)
    assert [one.to for one in mail.received] == [(f"data@{school}.example",) for school in schools]
    first = mail.received[0]
    assert "School post-16 enrolment, 2026-27, due on Friday 18 September 2026." in first.text
    assert "School leavers, September 2026, due on Friday 25 September 2026. Year 10 and above" in first.text
    assert '<a href="https://onward.example/sign-in">' in first.html
    assert "@" not in first.text + first.html + str(first.content["To"]) + str(first.content["Subject"])
    assert await replica.send() == 0
    assert len(await states(office.pool)) == 2 * len(schools)


async def test_nothing_is_sent_on_a_day_or_at_an_hour_without_sending(
    office: Office, schools: Sequence[str], mail: LocalMail
) -> None:
    for now in ("2026-09-18 07:59", "2026-09-18 15:00", "2026-09-19 09:00", "2026-09-21 07:00"):
        assert await replica_of(office.pool, mail, owed_unless_accepted(OWED), at(now)).send() == 0
    assert await replica_of(office.pool, mail, owed_unless_accepted(OWED), at("2026-09-18 08:00")).send() > 0


async def test_replicas_whose_clocks_are_wrong_send_each_message_once(
    office: Office, schools: Sequence[str], mail: LocalMail
) -> None:
    replicas = [
        replica_of(office.pool, mail, owed_unless_accepted(OWED), ON_THE_DAY, skew=timedelta(minutes=skew))
        for skew in (-10, 0, 10)
    ]
    await asyncio.gather(*(replica.send() for replica in replicas))
    for replica in replicas:
        await replica.send()
    assert sorted(one.to for one in mail.received) == [(f"data@{school}.example",) for school in schools]
    assert {(state, attempts) for *_, state, attempts in await states(office.pool)} == {("sent", 1)}


async def test_hours_go_by_the_databases_clock(office: Office, schools: Sequence[str], mail: LocalMail) -> None:
    early = at("2026-09-18 07:55")
    assert (
        await replica_of(office.pool, mail, owed_unless_accepted(OWED), early, skew=timedelta(minutes=10)).send() == 0
    )
    late = at("2026-09-18 08:05")
    assert await replica_of(office.pool, mail, owed_unless_accepted(OWED), late, skew=-timedelta(minutes=10)).send() > 0


@pytest.mark.parametrize("seed", range(6))
async def test_none_is_sent_after_acceptance_whoever_settles_at_the_same_time(
    office: Office, schools: Sequence[str], mail: LocalMail, seed: int
) -> None:
    """When the server has the content, no return that it names has been accepted, as anybody else sees it."""
    chance = Random(seed)
    for school in schools:
        await office.hear(Return(f"{seed} {school}", [Line(1)], at("2026-09-18 08:30"), establishment=school).events)
    sent_late: list[Received] = []

    async def look(one: Received) -> str:
        accepted = "SELECT EXISTS (SELECT FROM returns WHERE establishment = $1 AND generation_id IS NOT NULL)"
        await asyncio.sleep(0)
        if "enrolment" in one.text and await office.pool.fetchval(accepted, one.to[0][5:12]):
            sent_late.append(one)
        return TAKEN

    mail.on_content = look
    skews = [timedelta(minutes=minutes) for minutes in (10, -10)]
    replicas = [replica_of(office.pool, mail, owed_unless_accepted(OWED), ON_THE_DAY, skew=skew) for skew in skews]

    async def settle(skew: timedelta) -> None:
        settling = SettleReturns(office.begin, SkewedClock(FixedClock(ON_THE_DAY), skew))
        await asyncio.sleep(chance.random() / 20)
        while await settling():
            pass

    await asyncio.gather(*(one.send() for one in replicas), *(settle(skew) for skew in skews))
    assert sent_late == []
    counted = await office.pool.fetchval("SELECT count(*) FROM returns WHERE generation_id IS NOT NULL")
    assert counted == len(schools)
    before = len(mail.received)
    for replica in replicas:
        await replica.send()
    assert all("enrolment" not in one.text for one in mail.received[before:])
    counts = [one.metrics.value("onward_mails_total", kind="reminders", outcome="sent") for one in replicas]
    assert sum(counts) == len(mail.received)


async def test_acceptance_waits_while_a_message_is_handed_over(
    office: Office, schools: Sequence[str], mail: LocalMail
) -> None:
    await office.hear(Return("enrolment", [Line(1)], at("2026-09-18 08:30"), establishment=schools[0]).events)
    handing_over, go_on = asyncio.Event(), asyncio.Event()

    async def wait(one: Received) -> str:
        handing_over.set()
        await go_on.wait()
        return TAKEN

    mail.on_content = wait
    sending = asyncio.create_task(replica_of(office.pool, mail, owed_unless_accepted(OWED), ON_THE_DAY).send())
    await handing_over.wait()
    settling = asyncio.create_task(office.settle())
    await waits_for_a_lock(office.pool)
    assert await office.pool.fetchval("SELECT count(*) FROM returns WHERE generation_id IS NOT NULL") == 0
    go_on.set()
    await asyncio.gather(sending, settling)
    assert await office.pool.fetchval("SELECT count(*) FROM returns WHERE generation_id IS NOT NULL") == 1


async def waits_for_a_lock(pool: Pool) -> None:
    """Return once somebody waits for an advisory lock."""
    waiting = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)"
    async with asyncio.timeout(10):
        while not await pool.fetchval(waiting):
            await asyncio.sleep(0.01)


class CrashError(Exception):
    """Stands for the death of the process."""


async def test_a_crash_before_the_content_sends_nothing_and_the_next_look_does(
    office: Office, schools: Sequence[str], mail: LocalMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    replica = replica_of(office.pool, mail, owed_unless_accepted(OWED), ON_THE_DAY)

    async def dies(*_: object) -> bool:
        raise CrashError

    monkeypatch.setattr(replica.records, "note_begun", dies)
    with pytest.raises(CrashError):
        await replica.send()
    assert mail.received == []
    await office.take_in(Return("enrolment", [Line(1)], at("2026-09-18 08:30"), establishment=schools[0]))
    another = replica_of(office.pool, mail, owed_unless_accepted(OWED), ON_THE_DAY)
    assert await another.send() == len(schools)
    assert "enrolment" not in mail.received[0].text
    assert "leavers" in mail.received[0].text


async def test_a_transaction_that_is_lost_before_the_content_sends_nothing(
    office: Office, schools: Sequence[str], mail: LocalMail
) -> None:
    """Without it nobody keeps returns from being accepted."""

    async def cut() -> None:
        await office.pool.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        )

    mail.on_recipient = cut
    replica = replica_of(office.pool, mail, owed_unless_accepted(OWED), ON_THE_DAY)
    with pytest.raises(Transient):
        await replica.send()
    assert mail.received == []
    assert await states(office.pool) == []


async def test_after_a_crash_while_it_was_handed_over_a_message_is_not_sent_again(
    office: Office, schools: Sequence[str], mail: LocalMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    replica = replica_of(office.pool, mail, owed_unless_accepted(OWED), ON_THE_DAY)

    async def dies(*_: object) -> None:
        raise CrashError

    monkeypatch.setattr(replica.records, "settle", dies)
    with pytest.raises(CrashError):
        await replica.send()
    assert len(mail.received) == 1
    assert {state for *_, state, _ in await states(office.pool)} == {"handing over"}
    await replica_of(office.pool, mail, owed_unless_accepted(OWED), ON_THE_DAY).send()
    assert len({one.to for one in mail.received}) == len(mail.received) == len(schools)


async def test_what_the_server_puts_off_is_sent_later_with_the_same_id(
    office: Office, schools: Sequence[str], mail: LocalMail
) -> None:
    owed = owed_unless_accepted(ENROLMENTS[:1])
    offered: list[str] = []

    async def puts_off(one: Received) -> str:
        offered.append(one.message_id)
        return "451 try later" if len(offered) == 1 else TAKEN

    mail.on_content = puts_off
    replica = replica_of(office.pool, mail, owed, ON_THE_DAY)
    assert await replica.send() == 0
    assert [tuple(one[3:]) for one in await states(office.pool)] == [("to try again", 1)]
    mail.recipient_replies = {f"data@{SCHOOLS[0]}.example": "450 greylisted"}
    assert await replica.send() == 0
    mail.recipient_replies = {}
    assert await replica.send() == 1
    assert [tuple(one[3:]) for one in await states(office.pool)] == [("sent", 3)]
    assert len(set(offered)) == 1


async def test_another_message_of_the_day_has_another_id(
    office: Office, schools: Sequence[str], mail: LocalMail
) -> None:
    """Or it would be taken for a copy of the first, and dropped."""
    first = replica_of(office.pool, mail, owed_unless_accepted(ENROLMENTS[:1]), ON_THE_DAY)
    assert await first.send() == 1
    both = replica_of(office.pool, mail, owed_unless_accepted([ENROLMENTS[0], LEAVERS[0]]), ON_THE_DAY)
    assert await both.send() == 1
    assert len({one.message_id for one in mail.received}) == 2


async def test_what_was_put_off_and_comes_with_more_is_settled_under_the_new_id(
    office: Office, schools: Sequence[str], mail: LocalMail
) -> None:
    mail.recipient_replies = {f"data@{SCHOOLS[0]}.example": "450 greylisted"}
    assert await replica_of(office.pool, mail, owed_unless_accepted(ENROLMENTS[:1]), ON_THE_DAY).send() == 0
    mail.recipient_replies = {f"data@{SCHOOLS[0]}.example": "550 no"}
    both = replica_of(office.pool, mail, owed_unless_accepted([ENROLMENTS[0], LEAVERS[0]]), ON_THE_DAY)
    assert await both.send() == 0
    assert [tuple(one[3:]) for one in await states(office.pool)] == [("refused", 2), ("refused", 1)]
    assert await office.pool.fetchval("SELECT count(DISTINCT message_id) FROM reminders") == 1


@pytest.mark.parametrize("end", ["2026-09-18 15:00", "2026-09-19 09:00", "2026-09-21 09:00"])
@pytest.mark.parametrize("within", [False, True])
async def test_a_look_that_takes_too_long_leaves_the_rest(
    office: Office, schools: Sequence[str], mail: LocalMail, end: str, *, within: bool
) -> None:
    """When the hours of sending are over, or the day is, also between the recipient and the content."""
    start = at("2026-09-18 14:59")
    replica = replica_of(office.pool, mail, owed_unless_accepted(OWED), start)

    async def recipient() -> None:
        if within:
            replica.true.advance(at(end) - start)

    async def content(_: Received) -> str:
        replica.true.advance(at(end) - start)
        return TAKEN

    mail.on_recipient, mail.on_content = recipient, content
    assert await replica.send() == (0 if within else 1)
    assert len(mail.received) == (0 if within else 1)


async def test_what_the_server_refuses_is_refused_for_good_and_the_others_go_on(
    office: Office, schools: Sequence[str], mail: LocalMail
) -> None:
    mail.recipient_replies = {f"data@{SCHOOLS[3]}.example": "550 5.1.1 no such user data@8860004.example"}
    replica = replica_of(office.pool, mail, owed_unless_accepted(ENROLMENTS), ON_THE_DAY)
    assert await replica.send() == len(schools) - 1
    refused = await office.pool.fetch("SELECT establishment, reply FROM reminders WHERE state = 'refused'")
    assert [tuple(row) for row in refused] == [(SCHOOLS[3], "550")]
    counted = {one: replica.metrics.value("onward_mails_total", kind="reminders", outcome=one) for one in OUTCOMES}
    assert counted == {"sent": len(schools) - 1, "refused": 1, "stopped": 0}
    assert await replica.send() == 0


@pytest.mark.parametrize(("reply", "state"), [("421 closing", "to try again"), ("", "unsure")])
async def test_a_connection_that_ends_at_the_end_of_the_content(
    office: Office, schools: Sequence[str], mail: LocalMail, reply: str, state: str
) -> None:
    """With a refusal before it the message may be sent again; without an answer nobody knows, and it is not."""

    async def hangs_up(one: Received) -> str:
        if not reply and mail.transport is not None:
            mail.transport.abort()
        return reply or TAKEN

    mail.on_content = hangs_up
    replica = replica_of(office.pool, mail, owed_unless_accepted(ENROLMENTS[:1]), ON_THE_DAY)
    assert await replica.send() == 0
    assert [one[3] for one in await states(office.pool)] == [state]


async def test_the_preview_equals_what_is_sent_the_next_day(
    office: Office, schools: Sequence[str], mail: LocalMail
) -> None:
    """Word by word; less whatever is accepted, paused or taken from the list between."""
    owed = owed_unless_accepted(OWED)
    preview = PreviewQueries(PostgresReminderSources(office.pool, owed), SIGN_IN, lambda number: f"Invented {number}")
    shown = {
        (school, message.letter.subject, message.letter.text)
        for school in schools
        for message in await preview.messages(DUE, school)
    }
    lines = (await preview.preview(DUE, "written", page=1, page_size=100)).lines.items
    await replica_of(office.pool, mail, owed, ON_THE_DAY).send()
    assert {(one.to[0][5:12], str(one.content["Subject"]), as_typed(one.text)) for one in mail.received} == shown
    sent = await office.pool.fetch(
        "SELECT establishment, collection, period, due_on, rung, role, first_due FROM reminders"
    )
    assert {ReminderKey(**row) for row in sent} == {line.key for line in lines}


async def test_the_preview_equals_what_is_sent_of_what_is_really_owed(
    office: Office, schools: Sequence[str], mail: LocalMail
) -> None:
    """By register, calendar and what came: one return counts, and of another nothing could be used."""
    register = Register([Establishment(one, "Invented", None, None, "school", None, None, None) for one in schools])
    counts = Return("counts", [Line(1)], at("2026-09-17 10:00"), establishment=schools[0])
    useless = Return("useless", [Line(1, fate="refused")], at("2026-09-17 10:00"), establishment=schools[1])
    await office.take_in(counts, useless)
    owed = owed_reader(register)
    preview = PreviewQueries(PostgresReminderSources(office.pool, owed), SIGN_IN, lambda number: f"Invented {number}")
    shown = {one: [(m.letter.subject, m.letter.text) for m in await preview.messages(DUE, one)] for one in schools}
    await replica_of(office.pool, mail, owed, ON_THE_DAY).send()
    sent: dict[str, list[tuple[str, str]]] = {one: [] for one in schools}
    for one in mail.received:
        sent[one.to[0][5:12]].append((str(one.content["Subject"]), as_typed(one.text)))
    assert sent == shown
    asked = [school for school, messages in sent.items() if any("enrolment" in text for _, text in messages)]
    assert asked == schools[1:]
    assert sent[schools[1]] != sent[schools[2]]


async def test_what_is_accepted_or_paused_after_the_preview_is_left_out_and_nothing_else(
    office: Office, schools: Sequence[str], mail: LocalMail
) -> None:
    owed = owed_unless_accepted(OWED)
    preview = PreviewQueries(PostgresReminderSources(office.pool, owed), SIGN_IN, str)
    before = {line.key for line in (await preview.preview(DUE, "written", page=1, page_size=100)).lines.items}
    for school in schools[:3]:
        await office.take_in(Return(f"of {school}", [Line(1)], at("2026-09-17 15:00"), establishment=school))
    replica = replica_of(office.pool, mail, owed, ON_THE_DAY)
    pause = PauseReminders(replica.units.begin, replica.time)
    scope = PauseScope(establishment=schools[5])
    assert await pause(PauseCommand("form", scope, "They have a new head", "pat")) == "paused"
    await replica.send()
    sent = await office.pool.fetch(
        "SELECT establishment, collection, period, due_on, rung, role, first_due FROM reminders"
    )
    left_out = before - {ReminderKey(**row) for row in sent}
    assert {(key.establishment, key.collection) for key in left_out} == {
        *((school, "S_ENR") for school in schools[:3]),
        *((schools[5], collection) for collection in ("S_ENR", "S_LEAVE")),
    }
    assert {ReminderKey(**row) for row in sent} <= before


async def test_all_mail_is_stopped_at_once_also_in_the_middle(
    office: Office, schools: Sequence[str], mail: LocalMail
) -> None:
    replica = replica_of(office.pool, mail, owed_unless_accepted(OWED), ON_THE_DAY)
    pause = PauseReminders(replica.units.begin, replica.time)

    async def stop(one: Received) -> str:
        if len(mail.received) == 2:
            await pause(PauseCommand("form", PauseScope(), "Something is wrong", "pat"))
        return TAKEN

    mail.on_content = stop
    assert await replica.send() == 3
    assert await replica.send() == 0
    number = await office.pool.fetchval("SELECT pause_id FROM reminder_pauses")
    assert await EndPause(replica.units.begin, replica.time)(number, "pat")
    assert not await EndPause(replica.units.begin, replica.time)(number, "pat")
    assert await replica.send() == len(schools) - 3


async def test_a_corrected_address_is_tried_again_the_same_day(
    office: Office, schools: Sequence[str], mail: LocalMail
) -> None:
    mail.recipient_replies = {f"data@{schools[0]}.example": "550 no"}
    replica = replica_of(office.pool, mail, owed_unless_accepted(ENROLMENTS[:1]), ON_THE_DAY)
    assert await replica.send() == 0
    keep = KeepContacts(replica.units.begin, replica.time)
    assert await keep([ContactAddress(schools[0], "data contact", "not an address")], "pat") is None
    new = [ContactAddress(schools[0], "data contact", "new@school.example"), ContactAddress(schools[0], "head", None)]
    assert await keep(new, "pat") == 1
    assert await keep(new, "pat") == 0
    assert await replica.send() == 1
    assert [one.to for one in mail.received] == [("new@school.example",)]
    noted = await office.pool.fetch("SELECT establishment, role, act, account FROM contact_changes")
    assert [tuple(row) for row in noted] == [(schools[0], "data contact", "changed", "pat")]


async def test_what_is_owed_is_read_from_calendar_register_and_what_came(office: Office, mail: LocalMail) -> None:
    """By the board's own answer: a return that waits or counts is not owed, one that gave nothing to use is."""
    school = Establishment(SCHOOLS[0], "Invented", None, None, "school", None, None, None)
    read = owed_reader(Register([school]))
    async with connection_of(office.pool) as connection:
        everything = {(one.collection, one.due_on) for one in await read(connection, SCHOOLS[0], DUE)}
        assert await read(connection, None, DUE) == await read(connection, SCHOOLS[0], DUE)
        assert await read(connection, SCHOOLS[1], DUE) == []
    assert ("S_ENR", DUE) in everything
    refused = Return("refused", [Line(1, fate="refused")], at("2026-09-17 10:00"))
    await office.take_in(refused)
    async with connection_of(office.pool) as connection:
        (enrolment,) = [one for one in await read(connection, SCHOOLS[0], DUE) if one.collection == "S_ENR"]
    assert enrolment.unusable
    await office.take_in(Return("good", [Line(1)], at("2026-09-17 11:00")))
    async with connection_of(office.pool) as connection:
        left = {(one.collection, one.due_on) for one in await read(connection, SCHOOLS[0], DUE)}
    assert left == everything - {("S_ENR", DUE)}


async def test_a_date_that_was_moved_is_known_by_the_day_that_it_was_moved_from(office: Office) -> None:
    school = Establishment(SCHOOLS[0], "Invented", None, None, "school", None, None, None)
    await office.pool.execute(
        "INSERT INTO calendar_changes (entry_id, kind, subject, occasion, due_on, last_day, value, from_on, reason,"
        " account, changed_at) VALUES (gen_random_uuid(), 'due', 'S_ENR', '2026-09', $1, $1, '', $2, 'Why', 'pat', $3)",
        date(2026, 10, 2),
        date(2026, 9, 1),
        at("2026-09-01 09:00"),
    )
    async with connection_of(office.pool) as connection:
        owed = await owed_reader(Register([school]))(connection, SCHOOLS[0], DUE)
    moved = [(one.collection, one.due_on, one.first_due) for one in owed if one.moved_from is not None]
    assert moved == [("S_ENR", date(2026, 10, 2), DUE)]


async def test_a_date_that_is_moved_later_is_told_once_and_then_only_new_steps(
    office: Office, schools: Sequence[str], mail: LocalMail
) -> None:
    """From 18 September, when three steps had been told, to 2 October."""
    for day in ("2026-09-04", "2026-09-15", "2026-09-18"):
        assert await replica_of(office.pool, mail, owed_unless_accepted(ENROLMENTS[:1]), at(f"{day} 09:00")).send() == 1
    due_on = date(2026, 10, 2)
    moved = owed_unless_accepted([ENROLMENTS[0]._replace(due_on=due_on, last_day=due_on, moved_from=DUE)])
    sent = {
        day: await replica_of(office.pool, mail, moved, at(f"{day} 09:00")).send()
        for day in ("2026-09-18", "2026-09-29", "2026-10-02", "2026-10-05")
    }
    assert sent == {"2026-09-18": 1, "2026-09-29": 0, "2026-10-02": 0, "2026-10-05": 1}
    told = [one.text.replace("\r\n", "\n") for one in mail.received[3:]]
    assert (
        "due on Friday 2 October 2026. The date has been changed: we last wrote of Friday 18 September 2026." in told[0]
    )
    assert "due on Friday 2 October 2026.\n" in told[1]


async def test_what_was_reminded_of_is_so_on_the_board_until_it_comes(
    office: Office, schools: Sequence[str], mail: LocalMail
) -> None:
    register = Register([Establishment(SCHOOLS[0], "Invented", None, None, "school", None, None, None)])
    board = PostgresObligations(office.pool, register, FixedClock(ON_THE_DAY))

    async def state() -> str:
        (found,) = [one.state for one in await board.obligations() if one.owed.collection == "S_ENR"]
        return found

    assert await state() == "expected"
    await replica_of(office.pool, mail, owed_reader(register), ON_THE_DAY).send()
    assert await state() == "reminded"
    await office.take_in(Return("good", [Line(1)], at("2026-09-18 11:00")))
    assert await state() == "accepted"


async def test_a_server_that_is_slow_with_the_content_is_not_waited_for(
    office: Office, schools: Sequence[str], mail: LocalMail
) -> None:
    """A return that is to be settled would wait as long."""
    never = asyncio.Event()

    async def dawdle(one: Received) -> str:
        await never.wait()
        return TAKEN

    mail.on_content = dawdle
    server = mail.server(hand_over_s=0.2)
    replica = Replica(office.pool, server, owed_unless_accepted(ENROLMENTS[:1]), ON_THE_DAY)
    assert await replica.send() == 0
    assert [one[3] for one in await states(office.pool)] == ["unsure"]
    never.set()


async def test_a_recipient_that_the_server_is_slow_about_keeps_nobody_else_waiting(
    office: Office, schools: Sequence[str], mail: LocalMail
) -> None:
    never, named = asyncio.Event(), 0

    async def dawdle() -> None:
        nonlocal named
        named += 1
        if named == 1:
            await never.wait()

    mail.on_recipient = dawdle
    replica = Replica(office.pool, mail.server(agree_s=0.2), owed_unless_accepted(ENROLMENTS), ON_THE_DAY)
    assert await replica.send() == len(schools) - 1
    assert [one[3] for one in await states(office.pool)] == ["to try again", *["sent"] * (len(schools) - 1)]
    never.set()
    assert await replica.send() == 1


async def test_an_address_stands_in_no_other_table(office: Office, schools: Sequence[str], mail: LocalMail) -> None:
    """Whatever becomes of the messages, and whatever the server answers."""
    replies = ["250 OK", "450 try later", "550 5.1.1 no such user"]
    mail.recipient_replies = {
        f"data@{school}.example": f"{replies[number % 3]} data@{school}.example" if number % 3 else TAKEN
        for number, school in enumerate(schools)
    }
    replica = replica_of(office.pool, mail, owed_unless_accepted(OWED), ON_THE_DAY)
    await replica.send()
    new = [ContactAddress(schools[0], "head", "head@school.example"), ContactAddress(schools[1], "data contact", None)]
    await KeepContacts(replica.units.begin, replica.time)(new, "pat")
    tables = await office.pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'reporting'")
    holding = {
        row["tablename"]
        for row in tables
        if await office.pool.fetchval(
            f"SELECT EXISTS (SELECT FROM {row['tablename']} t WHERE t::text ~ '(data|head)@[a-z0-9]+[.]example')"
        )
    }
    assert holding == {"establishment_contacts"}


async def test_without_a_mail_server_the_day_says_why(office: Office, schools: Sequence[str], mail: LocalMail) -> None:
    replica = Replica(office.pool, mail.server(port=1), owed_unless_accepted(OWED), ON_THE_DAY)
    with pytest.raises(Transient, match="mail server: SMTPConnectError"):
        await replica.send()
    row = await office.pool.fetchrow("SELECT looked_on, problem FROM reminder_looks")
    assert row is not None
    assert tuple(row) == (DUE, "mail server: SMTPConnectError")
    assert await states(office.pool) == []
