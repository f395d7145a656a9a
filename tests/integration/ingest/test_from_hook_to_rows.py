"""One process of ingest on the real servers: from a signed request to rows on Kafka, and what happens around it."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest

from cli.hook import Upload, signed
from cli.http_session import HttpSession
from services.ingest.domain.file_findings import PERMANENT_CODES, FileRefusal, NoteKind
from shared.contracts.ingest import RowsExtracted, SubmissionExtracted, SubmissionReceived, SubmissionUnreadable
from tests.integration.ingest.conftest import KEY, Deployment, Ear, running
from tests.support import workbooks

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module", autouse=True)
async def service(deployment: Deployment, ear: Ear) -> AsyncIterator[None]:
    async with running(deployment):
        yield


async def send(
    deployment: Deployment, content: bytes, file_name: str = "8860001 enrolment.xlsx", delivery_id: str | None = None
) -> UUID:
    upload = Upload(file_name, content, establishment="8860001" if file_name.startswith("886") else None)
    body, headers = signed(upload, KEY, delivery_id=delivery_id)
    answer = await asyncio.to_thread(HttpSession().post, f"{deployment.url}/hooks/perspective-lite", body, headers)
    assert answer.status == 202, answer
    return UUID(json.loads(answer.body)["submission_id"])


def learners(count: int, title: str = "Maths") -> list[workbooks.Row]:
    return [{**workbooks.A_LEARNER, "P4": str(n), "L3": title} for n in range(count)]


async def test_a_return_becomes_parts_and_an_end(deployment: Deployment, ear: Ear) -> None:
    submission_id = await send(deployment, workbooks.enrolment(learners(1_100)))
    said = await ear.outcome_of(submission_id)
    assert isinstance(said, SubmissionExtracted)
    assert (said.parts, said.rows, said.establishment, said.period) == (3, 1_100, "8860001", "2026-27")
    parts = [event for event in ear.of(submission_id) if isinstance(event, RowsExtracted)]
    assert sorted((min(part.ordinals), len(part.lines)) for part in parts) == [(0, 500), (500, 500), (1000, 100)]
    [received] = [event for event in ear.of(submission_id) if isinstance(event, SubmissionReceived)]
    assert received.received_at == said.received_at


async def test_an_unreadable_file_says_why_and_the_next_is_read(deployment: Deployment, ear: Ear) -> None:
    hurt = await send(deployment, workbooks.corrupt())
    well = await send(deployment, workbooks.enrolment(learners(2, "Physics")))
    said = await ear.outcome_of(hurt)
    assert isinstance(said, SubmissionUnreadable)
    assert (said.outcome, said.code) == ("unreadable", PERMANENT_CODES[FileRefusal.DAMAGED])
    assert isinstance(await ear.outcome_of(well), SubmissionExtracted)


async def test_another_schools_return_is_set_aside(deployment: Deployment, ear: Ear) -> None:
    rows = [{**row, "E1": "886/0002"} for row in learners(3)]
    said = await ear.outcome_of(await send(deployment, workbooks.enrolment(rows)))
    assert isinstance(said, SubmissionUnreadable)
    assert (said.outcome, said.code) == ("set_aside", PERMANENT_CODES[FileRefusal.ESTABLISHMENT_DIFFERS])


async def test_the_same_delivery_is_the_same_submission_and_the_same_bytes_change_nothing(
    deployment: Deployment, ear: Ear
) -> None:
    a, b = workbooks.enrolment(learners(4, "Art")), workbooks.enrolment(learners(4, "Biology"))
    first = await send(deployment, a, delivery_id="msg_same")
    assert await send(deployment, a, delivery_id="msg_same") == first
    assert isinstance(await ear.outcome_of(first), SubmissionExtracted)
    again = await ear.outcome_of(await send(deployment, a))
    assert isinstance(again, SubmissionExtracted)
    assert (again.repeats, again.parts) == (first, 0)
    assert [note.code for note in again.notes] == [PERMANENT_CODES[NoteKind.SAME_AS_LATEST]]
    for content in (b, a):
        said = await ear.outcome_of(await send(deployment, content))
        assert isinstance(said, SubmissionExtracted)
        assert (said.repeats, said.rows) == (None, 4)


async def test_twenty_requests_with_one_delivery_at_once_are_one_submission(deployment: Deployment, ear: Ear) -> None:
    content = workbooks.enrolment(learners(5, "Chemistry"))
    upload = Upload("8860001.xlsx", content, establishment="8860001")
    body, headers = signed(upload, KEY, delivery_id="msg_race")
    senders = [
        asyncio.to_thread(HttpSession().post, f"{deployment.url}/hooks/perspective-lite", body, headers)
        for _ in range(20)
    ]
    answers = await asyncio.gather(*senders)
    assert {answer.status for answer in answers} == {202}
    [submission_id] = {json.loads(answer.body)["submission_id"] for answer in answers}
    assert isinstance(await ear.outcome_of(submission_id), SubmissionExtracted)
    connection = await asyncpg.connect(deployment.database.admin_url)
    try:
        files = {str(row["file_id"]) for row in await connection.fetch("SELECT file_id FROM ingest.submissions")}
    finally:
        await connection.close()
    assert {path.name for path in (deployment.folder / "vault").rglob("*") if path.is_file()} == files


async def test_a_file_in_the_watched_folder_is_read_too(deployment: Deployment, ear: Ear) -> None:
    content = workbooks.roll()
    inbox = deployment.folder / "inbox"
    (inbox / "County roll.xlsx").write_bytes(content)
    car = {"uploaded_at": "2026-10-05T09:00:00Z", "sha256": hashlib.sha256(content).hexdigest()}
    (inbox / "County roll.xlsx.json").write_text(json.dumps(car))
    result = inbox / "done" / "County roll.xlsx.result.json"
    async with asyncio.timeout(20):
        while not result.exists():
            await asyncio.sleep(0.05)
    said = await ear.outcome_of(json.loads(result.read_text())["submission_id"])
    assert isinstance(said, SubmissionExtracted)
    assert (said.collection, said.establishment, said.rows) == ("ROLL", "886", 1)


async def test_nothing_readable_lies_in_the_vault_or_the_log(deployment: Deployment, ear: Ear) -> None:
    await ear.outcome_of(await send(deployment, workbooks.enrolment(learners(2, "Canary studies"))))
    kept = b"".join(path.read_bytes() for path in (deployment.folder / "vault").rglob("*") if path.is_file())
    log = (deployment.folder / "ingest.log").read_bytes()
    for name in (b"Kempton", b"U886000026001", b"Canary", b"07700"):
        assert name not in kept
        assert name not in log
