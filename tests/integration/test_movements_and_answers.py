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
from shared.vocabulary.collections import ROLL, S_CHECK, S_ENR, S_JOIN, S_LEAVE, TEP_DEST, Collection
from tests.support.final_state import conservation_failures, dead_letters, wait_until_quiet
from tests.support.flow import send
from tests.support.services import RunningServices, services_on_shared_servers
from tests.support.stack import Stack
from tests.support.workbooks import A_LEARNER, A_TRACKED_PERSON, Row, heading, workbook

pytestmark = pytest.mark.stack

NAMES = ("Abara", "Bowen", "Cordell", "Dimmock", "Ekwueme", "Farrant", "Goodhew")
"""Seven people in Year 12; the answers below are in this order."""
EXPECTED = {
    "Abara": ("neet", "619"),  # enrolled, then a leaver on the leavers' sheet
    "Bowen": ("education", "210"),  # enrolled, and correct on the pupil list
    "Cordell": ("education", "210"),  # on the joiners' sheet alone
    "Dimmock": ("employment", "310"),  # whom no enrolment lists; the school answered
    "Ekwueme": ("education", "210"),  # not on the pupil list; the school wrote that they joined
    "Farrant": ("not known", "810"),  # whose details are wrong: nothing changes
    "Goodhew": ("employment", "330"),  # enrolled, then left by the answer to the pupil list
}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(Plan(people=300, seed=3), tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
async def running(stack: Stack, county: County) -> AsyncIterator[RunningServices]:
    async with services_on_shared_servers(stack, county) as running:
        yield running


class Files:
    """Workbooks about the seven, as one school and the authority send them."""

    def __init__(self, folder: Path, school: str) -> None:
        self._folder, self._school = folder, school

    def of(self, name: str, sheets: Mapping[str, Sequence[tuple[Collection, Row]]]) -> Upload:
        content = workbook({sheet: self._lines(rows) for sheet, rows in sheets.items()})
        path = self._folder / name
        path.write_bytes(content)
        [collection, *_] = [one.code for rows in sheets.values() for one, _ in rows]
        sender = None if collection == "ROLL" else self._school
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


async def test_what_a_school_says_of_its_pupils_becomes_what_they_do(
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
    uploads = [
        files.of("roll.xlsx", {"Roll": [(ROLL, about(name)) for name in NAMES]}),
        files.of("enrolment.xlsx", {"Enrolment": enrolled}),
        files.of(
            "joiners and leavers.xlsx",
            {"Joiners": [(S_JOIN, about("Cordell", **joined))], "Leavers": [(S_LEAVE, left)]},
        ),
        files.of(f"{school} destinations.xlsx", {"Destinations": [(TEP_DEST, answered)]}),
        files.of("pupil list.xlsx", {"Check": [(S_CHECK, row) for row in answers]}),
    ]
    submissions = await send(running, uploads[:1])
    await wait_until_quiet(running.admin_url, submissions, timeout_s=90)
    submissions += await send(running, uploads[1:])
    await wait_until_quiet(running.admin_url, submissions, timeout_s=90)
    assert await statuses(running.admin_url) == EXPECTED
    assert await conservation_failures(running.admin_url) == []
    assert await dead_letters(running.admin_url) == {}
