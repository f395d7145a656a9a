"""Workbooks of joiners and leavers and of answers to lists go through all services, from the hook to statuses."""

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import asyncpg
import pytest

from deploy.demo.county import County, Upload, make_county
from deploy.demo.plan import Plan
from deploy.demo.workbooks.spreadsheets import Cell
from services.validation.domain.values.upn import upn_check_letter
from shared.vocabulary.collections import (
    COLLECTIONS,
    CONTACT,
    ROLL,
    S_CHECK,
    S_ENR,
    S_JOIN,
    S_LEAVE,
    TEP_DEST,
    Collection,
)
from tests.support.final_state import conservation_failures, dead_letters, wait_until_quiet
from tests.support.flow import send
from tests.support.services import RunningServices, services_on_shared_servers
from tests.support.stack import Stack
from tests.support.workbooks import A_LEARNER, A_TRACKED_PERSON, Row, heading, workbook

pytestmark = pytest.mark.stack

NAMES = ("Abara", "Bowen", "Cordell", "Dimmock", "Ekwueme", "Farrant", "Goodhew", "Hurst", "Ilett")
"""Nine people in Year 12; the answers below are in this order."""
EXPECTED = {
    "Abara": ("neet", "619"),  # enrolled, then a leaver on the leavers' sheet
    "Bowen": ("education", "210"),  # enrolled, and correct on the pupil list
    "Cordell": ("education", "210"),  # on the joiners' sheet alone
    "Dimmock": ("employment", "310"),  # whom no enrolment lists; the school answered
    "Ekwueme": ("education", "210"),  # not on the pupil list; the school wrote that they joined
    "Farrant": ("not known", "810"),  # whose details are wrong: nothing changes
    "Goodhew": ("employment", "330"),  # enrolled, then left by the answer to the pupil list
    "Hurst": ("employment", "330"),  # whom a tracker reached
    "Ilett": ("neet", "619"),  # whose carer a tracker reached, after two calls that nobody answered
}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(Plan(people=300, seed=3), tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
async def running(stack: Stack, county: County) -> AsyncIterator[RunningServices]:
    async with services_on_shared_servers(stack, county) as running:
        yield running


class Files:
    """Workbooks about the nine, as one school and the authority send them."""

    def __init__(self, folder: Path, school: str) -> None:
        self._folder, self._school = folder, school

    def of(self, name: str, sheets: Mapping[str, Sequence[tuple[Collection, Row]]]) -> Upload:
        content = workbook({sheet: self._lines(rows) for sheet, rows in sheets.items()})
        path = self._folder / name
        path.write_bytes(content)
        [collection, *_] = [one.code for rows in sheets.values() for one, _ in rows]
        sender = None if COLLECTIONS[collection].needs_entitlement else self._school
        rows = sum(map(len, sheets.values()))
        return Upload(name, path, sender, collection, rows, hashlib.sha256(content).hexdigest())

    def _lines(self, rows: Sequence[tuple[Collection, Row]]) -> list[Sequence[Cell]]:
        collection = rows[0][0]
        lines: list[Sequence[Cell]] = [heading(collection)]
        for _, row in rows:
            whole = {**row, "E1": self._school}
            lines.append([whole.get(use.id) for use in collection.columns])
        return lines

    def about(self, name: str, **cells: Cell) -> Row:
        body = f"88600002600{1 + NAMES.index(name)}"
        who = {"P1": upn_check_letter(body) + body, "P3": None, "P5": name, "P6": "Robin", "K1": name}
        return {**A_TRACKED_PERSON, **A_LEARNER, **who, **cells}


async def statuses(admin_url: str) -> dict[str, tuple[str, str]]:
    """Return group and code of everybody by surname."""
    connection = await asyncpg.connect(admin_url)
    try:
        found = await connection.fetch(
            "SELECT DISTINCT c.surname, p.status_group, p.code FROM reporting.people p JOIN reporting.claims c"
            " USING (person_id) WHERE c.kind = 'ROLL'"
        )
    finally:
        await connection.close()
    return {surname: (group, code) for surname, group, code in found}


async def contacts_of(admin_url: str) -> dict[str, int]:
    """Return how many contacts each young person has, by surname."""
    connection = await asyncpg.connect(admin_url)
    try:
        found = await connection.fetch(
            "SELECT surname, count(*) FROM reporting.claims WHERE kind = 'CONTACT' AND person_id IS NOT NULL GROUP BY 1"
        )
    finally:
        await connection.close()
    return {str(surname): int(count) for surname, count in found}


async def test_what_a_school_and_the_trackers_say_becomes_what_young_people_do(
    running: RunningServices, county: County, tmp_path: Path
) -> None:
    school = county.returns[0].establishment or ""
    files = Files(tmp_path, school)
    about = files.about
    enrolled = [(S_ENR, about(name)) for name in ("Abara", "Bowen", "Goodhew")]
    left = about("Abara", V1=date(2026, 9, 25), V3="R04", V5="D24")
    answered = about("Dimmock", V5="D08", V6="Kent Builders")
    joined = {"J1": date(2026, 9, 28)}
    answers = [
        about("Bowen", K7="Correct"),
        about("Ekwueme", K7="Joined", **joined),
        about("Farrant", K7="Wrong details", K8="The forename is Robyn"),
        about("Goodhew", K7="Left", V1=date(2026, 9, 18), V5="D14"),
    ]
    nobody: Row = {"T1": date(2026, 9, 24), "T2": "PHONE", "T3": "NO ANSWER"}
    reached: Row = {"T1": date(2026, 9, 28), "T2": "TEXT", "T3": "REACHED"}
    contacts = [
        about("Hurst", **{**reached, "T4": "YP", "T5": "330", "T6": date(2026, 9, 1)}),
        about("Ilett", **nobody),
        about("Ilett", **{**nobody, "T1": date(2026, 9, 25)}),
        about("Ilett", **{**reached, "T4": "CARER", "T5": "619"}),
        about("Farrant", **nobody),
    ]
    uploads = [
        files.of("roll.xlsx", {"Roll": [(ROLL, about(name)) for name in NAMES]}),
        files.of("enrolment.xlsx", {"Enrolment": enrolled}),
        files.of(
            "joiners and leavers.xlsx",
            {"Joiners": [(S_JOIN, about("Cordell", **joined))], "Leavers": [(S_LEAVE, left)]},
        ),
        files.of(f"{school} destinations.xlsx", {"Destinations": [(TEP_DEST, answered)]}),
        files.of("pupil list.xlsx", {"Check": [(S_CHECK, row) for row in answers]}),
        files.of("contacts.xlsx", {"Contacts": [(CONTACT, row) for row in contacts]}),
    ]
    submissions = await send(running, uploads[:1])
    await wait_until_quiet(running.admin_url, submissions, timeout_s=90)
    submissions += await send(running, uploads[1:])
    await wait_until_quiet(running.admin_url, submissions, timeout_s=90)
    assert await statuses(running.admin_url) == EXPECTED
    assert await contacts_of(running.admin_url) == {"Farrant": 1, "Hurst": 1, "Ilett": 3}
    assert await conservation_failures(running.admin_url) == []
    assert await dead_letters(running.admin_url) == {}
