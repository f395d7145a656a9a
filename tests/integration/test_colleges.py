"""A college sends its enrolment and its joiners and leavers; whoever else does is told so, and nothing of it counts."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from cli.addresses import Account
from cli.http_session import HttpSession
from deploy.demo.county import County, Upload, make_county
from deploy.demo.plan import Plan
from deploy.jobs.accounts import NewAccount, ensure_accounts
from shared.vocabulary.collections import C_ENR, C_JOIN, C_LEAVE, Collection
from shared.web.accounts.permissions import Role
from tests.support.final_state import wait_until_quiet
from tests.support.flow import send
from tests.support.services import RunningServices, services_on_shared_servers
from tests.support.stack import Stack
from tests.support.workbooks import A_LEARNER, A_TRACKED_PERSON, Row, heading, roll, workbook

pytestmark = pytest.mark.stack

COLLEGE, OTHER, UNKNOWN, SCHOOL = "19990001", "19990002", "19990009", "8860001"
FIRST: Row = {"P1": None, "P3": "5161128622", "P5": "Kempton", "P6": "Zara", "P10": date(2010, 2, 14)}
SECOND: Row = {"P1": None, "P3": "5634030128", "P5": "Larkrise", "P6": "Tamsin", "P10": date(2009, 3, 2)}
AT_COLLEGE: Row = {
    **A_LEARNER,
    "E3": COLLEGE,
    "E5": "Riverside",
    "P4": "10042",
    "L5": "STUDYPROG",
    "L6": "Diploma in Brickwork",
    "L4": "60303900",
    "L1": "2",
    "L10": date(2027, 7, 9),
    "L11": "25",
}


def sheet(collection: Collection, *rows: Row) -> list[Any]:
    """Return heading and lines of a sheet of the collection."""
    return [heading(collection), *([row.get(use.id) for use in collection.columns] for row in rows)]


@dataclass(frozen=True)
class Sender:
    """Sends workbooks to running services."""

    running: RunningServices
    folder: Path

    async def __call__(self, name: str, content: bytes, establishment: str | None = COLLEGE) -> str:
        """Send a file, wait for what comes of it, and return its submission."""
        path = self.folder / name
        path.write_bytes(content)
        submissions = await send(self.running, [Upload(name, path, establishment, "", 0, "")])
        await wait_until_quiet(self.running.admin_url, submissions)
        return submissions[0]

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        connection = await asyncpg.connect(self.running.admin_url)
        try:
            return [tuple(row) for row in await connection.fetch(query)]
        finally:
            await connection.close()

    async def outcome(self, submission: str) -> tuple[Any, ...]:
        """Return outcome, its code, and the rows that were read."""
        query = "SELECT outcome, outcome_code, rows_extracted FROM reporting.submissions WHERE submission_id = '{}'"
        return (await self.rows(query.format(submission)))[0]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    county = make_county(Plan(people=40, seed=3), tmp_path_factory.mktemp("county"))
    with county.register.open("a", encoding="utf-8") as register:
        register.writelines(
            f",Invented College {number},,{number},further education,,,\n" for number in (COLLEGE, OTHER)
        )
    return county


@pytest.fixture(scope="module")
async def sender(stack: Stack, county: County, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sender]:
    async with services_on_shared_servers(stack, county) as running:
        yield Sender(running, tmp_path_factory.mktemp("colleges"))


async def test_learners_of_two_campuses_are_one_return_and_learn_at_the_college(sender: Sender) -> None:
    tracked = [{**A_TRACKED_PERSON, **FIRST}, {**A_TRACKED_PERSON, **SECOND, "K1": "100002", "P15": "13"}]
    await sender("County roll.xlsx", roll(tracked), None)
    learners = [{**AT_COLLEGE, **FIRST}, {**AT_COLLEGE, **SECOND, "E5": "Hilltop", "L7": "PT", "L8": 300}]
    await sender(f"{COLLEGE} enrolment.xlsx", workbook({"Learners": sheet(C_ENR, *learners)}))
    returns = "SELECT establishment, period FROM reporting.returns WHERE collection = 'C_ENR'"
    assert await sender.rows(returns) == [(COLLEGE, "2026-27")]
    assert await _statuses(sender) == [("Kempton", "education", "230"), ("Larkrise", "education", "250")]


async def test_a_joiner_and_a_leaver_of_one_workbook_are_each_what_their_sheet_says(sender: Sender) -> None:
    joined = {**AT_COLLEGE, "P3": "1341876054", "P1": None, "P5": "Ashgrove", "P6": "Nell", "J1": date(2026, 9, 10)}
    left = {**AT_COLLEGE, **SECOND, "V1": date(2026, 9, 11), "V5": "D24", "V10": "44"}
    content = workbook({"Joiners": sheet(C_JOIN, joined), "Leavers": sheet(C_LEAVE, left)})
    await sender(f"{COLLEGE} joiners and leavers.xlsx", content)
    returns = "SELECT collection, establishment, period FROM reporting.returns WHERE collection LIKE 'C\\_J%'"
    assert await sender.rows(returns) == [("C_JL", COLLEGE, "2026-09")]
    assert await _statuses(sender) == [
        ("Ashgrove", "education", "230"),
        ("Kempton", "education", "230"),
        ("Larkrise", "neet", "619"),
    ]


@pytest.mark.parametrize(
    ("name", "row", "code"),
    [
        (f"{SCHOOL} college enrolment.xlsx", {}, "F072"),
        (f"{OTHER} enrolment.xlsx", {}, "F021"),
        ("unknown.xlsx", {"E3": UNKNOWN}, "F071"),
        ("nobody.xlsx", {"E3": None}, "F070"),
    ],
)
async def test_a_file_of_the_wrong_sender_is_set_aside_with_its_reason(
    sender: Sender, name: str, row: Row, code: str
) -> None:
    before = await _statuses(sender)
    content = workbook({"Learners": sheet(C_ENR, {**AT_COLLEGE, "P5": "Thorne", **row})})
    submission = await sender(name, content)
    assert (await sender.outcome(submission))[:2] == ("set_aside", code)
    assert await _statuses(sender) == before


@pytest.fixture(scope="module")
async def uploaders(sender: Sender) -> tuple[HttpSession, HttpSession]:
    """Browsers in which the college and another one are signed in."""
    sessions = []
    for number in (COLLEGE, OTHER):
        account = NewAccount(f"uploader.{number}", "correct horse battery", Role.UPLOADER, number)
        await ensure_accounts(sender.running.admin_url, [account])
        session = HttpSession()
        signed = Account(account.name, account.password, str(account.role))
        await asyncio.to_thread(session.sign_in, sender.running.url("reporting"), signed)
        sessions.append(session)
    return sessions[0], sessions[1]


async def test_a_college_sees_its_files_and_no_other_college_does(
    sender: Sender, uploaders: tuple[HttpSession, HttpSession]
) -> None:
    submission = await sender(f"{COLLEGE} again.xlsx", workbook({"Learners": sheet(C_ENR, {**AT_COLLEGE, **FIRST})}))
    address = sender.running.url("reporting")
    pages = [
        await asyncio.to_thread(session.get, f"{address}/submissions{path}")
        for session in uploaders
        for path in ("", f"/{submission}")
    ]
    assert [page.status for page in pages] == [200, 200, 200, 404]
    assert [f"Invented College {COLLEGE}" in page.text for page in pages] == [True, True, False, False]


async def _statuses(sender: Sender) -> list[tuple[Any, ...]]:
    return await sender.rows(
        "SELECT DISTINCT c.surname, p.status_group, p.code FROM reporting.claims c"
        " JOIN reporting.people p USING (person_id) WHERE p.status_group <> 'out of scope' ORDER BY 1"
    )
