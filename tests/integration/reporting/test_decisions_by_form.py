"""Deciding through the real pages and forms, on a real database: one asks, another confirms, the page follows."""

import html
import re
from datetime import date
from typing import Any

import httpx2
import pytest

from services.reporting.entrypoints.web.files.decisions import DecisionCommands
from services.reporting.queries.audit.proposals import PostgresProposals
from shared.web.accounts.identities import Account
from shared.web.accounts.permissions import Role
from tests.support.identities import REVIEWER, UPLOADER, MemoryIdentities, account
from tests.support.reporting import Office
from tests.support.reporting_pages import Desktop
from tests.support.reporting_queries import StoredPeople, StoredSubmissions
from tests.support.returns import Line, Return, at, roll

pytestmark = pytest.mark.stack

COLLEAGUE = account(Role.REVIEWER, name="colleague@example.org")
ROLL = roll("roll", [Line(number) for number in range(1, 41)], at("2026-09-10 08:00"), part_size=20)
FIRST = Return("first", [Line(number) for number in range(1, 31)], at("2026-09-18 10:00"))


class Visitor:
    """One account's browser on pages over the database of the office."""

    def __init__(self, desktop: Desktop, who: Account) -> None:
        self._desktop = desktop
        self._who = who
        transport = httpx2.ASGITransport(app=desktop.app())
        self._client = httpx2.AsyncClient(transport=transport, base_url="http://testserver", follow_redirects=True)

    async def page(self, address: str) -> str:
        await self._sign_in()
        return (await self._client.get(address)).text

    async def send(self, address: str, **fields: str) -> tuple[int, str]:
        """Open the page and send its form with these fields filled in; return the status and the text that comes."""
        shown = await self.page(address)
        form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', shown))
        action = re.search(r'<form method="post"[^>]* action="([^"]+)"', shown[shown.index("<main") :])
        assert action is not None
        answer = await self._client.post(html.unescape(action[1]), data={**form, **fields})
        return answer.status_code, words(answer.text)

    async def _sign_in(self) -> None:
        self._client.cookies.set("onward_session", await self._desktop.identities.open_session(self._who))


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") :]).split())


def visitors(office: Office, *accounts: Account) -> tuple[Visitor, ...]:
    reading: Any = StoredSubmissions(office.pool)
    people: Any = StoredPeople(office.pool)
    decisions: Any = DecisionCommands(office.previewing, office.deciding, office.answering)
    accounts = accounts or (REVIEWER, COLLEAGUE)
    identities = MemoryIdentities(accounts)
    desktop = Desktop(submissions=reading, people=people, decisions=decisions, identities=identities)
    desktop.proposals = PostgresProposals(office.pool)
    return tuple(Visitor(desktop, one) for one in accounts)


async def test_bug_1_the_county_is_emptied_only_by_two_people_with_a_reason(office: Office) -> None:
    await office.take_in(ROLL, FIRST)
    one, other = visitors(office)
    file = f"/submissions/{ROLL.submission_id}"
    status, text = await one.send(f"{file}/decide/undo", reason="")
    assert status == 400
    assert "the decision takes 40 young people out" in text
    status, text = await one.send(f"{file}/decide/undo", reason="The wrong file")
    assert status == 200
    assert "Waiting for a second person" in text
    assert "Counts now" in text
    status, text = await one.send(f"{file}/second", answer="confirm")
    assert status == 400
    assert "cannot be the second person" in text
    await office.settle()
    assert await office.recompute() == 0
    assert "1 proposal waits for a second person" in words(await other.page("/"))
    assert f"{file}/second" in await other.page("/proposals")
    assert "Somebody else confirms what you asked for" in words(await one.page("/proposals"))
    assert "Somebody else" not in words(await other.page("/proposals"))
    status, text = await other.send(f"{file}/second", answer="confirm")
    assert status == 200
    assert "Being put into force" in text
    assert 'data-finished="no"' in await other.page(file)
    await office.settle()
    await office.recompute()
    text = words(await other.page(file))
    assert "Taken out" in text
    assert f"by {REVIEWER.name}" in text
    assert f"confirmed by {COLLEAGUE.name}" in text


async def test_bug_1_the_question_is_true_when_nothing_is_left_to_count(office: Office) -> None:
    await office.take_in(ROLL, FIRST)
    one, _ = visitors(office)
    text = words(await one.page(f"/submissions/{FIRST.submission_id}/decide/undo"))
    assert "nothing counts for this return any more" in text
    assert "counts again" not in text
    later = Return("later", [Line(number) for number in range(1, 30)], at("2026-09-25 10:00"))
    await office.take_in(later)
    text = words(await one.page(f"/submissions/{later.submission_id}/decide/undo"))
    assert "first.xlsx" in text
    assert "counts again" in text


async def test_bug_2_the_page_of_a_held_file_follows_what_was_decided(office: Office) -> None:
    fewer = Return("fewer", [Line(number) for number in range(1, 16)], at("2026-09-25 10:00"))
    await office.take_in(ROLL, FIRST, fewer)
    one, _ = visitors(office)
    file = f"/submissions/{fewer.submission_id}"
    assert "Waiting for a decision" in words(await one.page(file))
    _, text = await one.send(f"{file}/decide/count", reason="They have left")
    assert "Being put into force" in text
    assert "Waiting for a decision" not in text
    assert "Make it count" not in text
    await office.settle()
    assert "Counts now" in words(await one.page(file))


async def test_a_school_says_that_it_meant_so_and_the_authority_reads_who_said_it(office: Office) -> None:
    fewer = Return("fewer", [Line(number) for number in range(1, 21)], at("2026-09-25 10:00"))
    await office.take_in(ROLL, FIRST, fewer)
    school, authority, other = visitors(office, UPLOADER, REVIEWER, account(Role.UPLOADER, "8860002"))
    file = f"/submissions/{fewer.submission_id}"
    assert "1 file changes so much that nothing in it counts yet" in words(await school.page("/"))
    shown = words(await school.page(file))
    assert "+0, −10, 0 changed" in shown
    assert "Yes, we meant that" in shown
    assert "Make it count" not in shown
    assert "Yes, we meant that" not in words(await authority.page(file))
    assert "does not exist" in await other.page(f"{file}/own/confirm") or "not found" in await other.page(f"{file}")
    status, text = await school.send(f"{file}/own/confirm", reason=" ")
    assert (status, "Enter why: the decision takes 10 young people out" in text) == (400, True)
    stale = await school.send(f"{file}/own/confirm", reason="They have left", shown="1-2-3-4-5")
    assert (stale[0], "Something else has changed since this question was shown" in stale[1]) == (409, True)
    _, text = await school.send(f"{file}/own/confirm", reason="They have left")
    assert "Being put into force" in text
    await office.settle()
    said = f"“Yes, we meant that”, said for the sender by {UPLOADER.name}"
    text = words(await authority.page(file))
    assert "Counts now" in text
    assert said in text
    assert "Reason: They have left" in text
    await school.send(f"{file}/own/withdraw")
    await office.settle()
    text = words(await authority.page(file))
    assert "Waiting for a decision" in text
    assert said in text
    assert "“Yes, we meant that” taken back by" in text
    await school.send(f"{file}/own/confirm", reason="They have left after all")
    await office.settle()
    await authority.send(f"{file}/decide/undo", reason="They are still here")
    await office.settle()
    text = words(await school.page(file))
    assert "Taken out" in text
    assert "Yes, we meant that" in text, "what was said stays in sight"
    assert "/own/" not in await school.page(file)


async def test_a_school_is_told_why_it_cannot_confirm_a_file_itself(office: Office) -> None:
    half = Return("half", [Line(number) for number in range(1, 16)], at("2026-09-25 10:00"))
    await office.take_in(ROLL, FIRST, half)
    (school,) = visitors(office, UPLOADER)
    text = words(await school.page(f"/submissions/{half.submission_id}"))
    assert "because it removes half of all whom the return lists, or more" in text
    assert "Yes, we meant that" not in text


async def test_a_late_leaver_alone_is_not_taken_for_the_whole_month_without_a_word(office: Office) -> None:
    """Neither counting nor leaving it aside is right: the page says what is, before anybody decides."""
    leavers = [
        Return(name, [Line(number, left_on=date(2026, 9, 25))], at(received), collection="S_LEAVE", period="2026-09")
        for name, number, received in (("september", 1, "2026-09-30 10:00"), ("late", 9, "2026-10-05 10:00"))
    ]
    await office.take_in(ROLL, FIRST, *leavers)
    school, authority = visitors(office, UPLOADER, REVIEWER)
    late = f"/submissions/{leavers[1].submission_id}"
    said = "send the whole month in one file, with them and with those whom the earlier file lists"
    for one, question in ((school, f"{late}/own/confirm"), (authority, f"{late}/decide/count")):
        assert said in words(await one.page(late))
        assert said in words(await one.page(question))
    assert said not in words(await authority.page(f"{late}/decide/undo"))
    assert said not in words(await authority.page(f"/submissions/{FIRST.submission_id}"))
