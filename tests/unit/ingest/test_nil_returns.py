"""Nil returns: a sender states that there is nothing to send; staff record it from an e-mail."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from services.ingest.domain.nil_returns import emailed_periods
from services.ingest.entrypoints.web.nil import PROBLEMS, NilPages
from services.ingest.usecases.extract_rows import ExtractRows
from services.ingest.usecases.receive_submission import ReceiveSubmission
from services.ingest.usecases.state_nil import OfferNil, StateNil
from shared.contracts.ingest import SubmissionExtracted, SubmissionReceived
from shared.vocabulary.collections import COLLECTIONS
from shared.web.accounts.permissions import Permission
from shared.web.app import web_app
from shared.web.requests.routes import get, post
from tests.support.clock import FixedClock
from tests.support.establishments import an_establishment, registered
from tests.support.identities import ADMIN, ANALYST, AUDITOR, REVIEWER, UPLOADER
from tests.support.ingest import RECEIVED_AT, MemorySubmissions, ScriptedReader, school_return
from tests.support.memory_unit_of_work import MemoryPublisher
from tests.support.memory_vault import MemoryVault
from tests.unit.ingest.test_sending_page import sign_in, site

FIND = registered(an_establishment("8860001"), an_establishment("8860002"))


class Door:
    """The pages and the extractor behind them, in memory."""

    def __init__(self) -> None:
        self.submissions = MemorySubmissions()
        self.vault = MemoryVault()
        self.clock = FixedClock(RECEIVED_AT)
        receive = ReceiveSubmission(self.submissions.begin, self.submissions, self.vault, self.clock)
        pages = NilPages(
            OfferNil(FIND, self.clock),
            StateNil(receive, FIND, self.clock),
            FIND,
            lambda: emailed_periods(self.clock.today()),
        )
        routes = [
            get("/nil", pages.show, needs=Permission.STATE_NIL),
            post("/nil", pages.state, needs=Permission.STATE_NIL),
            get("/nil/record", pages.ask, needs=Permission.RECORD_NIL),
            post("/nil/record", pages.record, needs=Permission.RECORD_NIL),
        ]
        self.client = TestClient(web_app(site(), routes), follow_redirects=False)

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        html = self.client.get(path).text
        token, form_id = (_field(html, name) for name in ("form_token", "form_id"))
        answer = self.client.post(path, data={"form_token": token, "form_id": form_id} | fields)
        return answer.status_code, answer.text

    async def extracted(self) -> list[SubmissionExtracted]:
        """Read what has been received and return what came of it."""
        received = [one for one in self.submissions.published_events if isinstance(one, SubmissionReceived)]
        reader = ScriptedReader(school_return())
        extract = ExtractRows(self.submissions.begin, self.submissions, self.vault, reader, MemoryPublisher(), FIND)
        await extract(received)
        assert reader.read_files == []  # a statement is never opened as a file
        return [one for one in self.submissions.published_events if isinstance(one, SubmissionExtracted)]


def _field(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found
    return found.group(1)


@pytest.fixture
def door() -> Iterator[Door]:
    made = Door()
    with made.client:
        yield made


async def test_one_click_is_a_return_without_rows_for_its_collection_and_month_alone(door: Door) -> None:
    sign_in(door.client, UPLOADER)
    assert door.post("/nil", of="S_LEAVE 2026-09")[0] == 303
    [said] = await door.extracted()
    assert (said.collection, said.establishment, said.period) == ("S_LEAVE", "8860001", "2026-09")
    assert (said.parts, said.rows, said.nil, said.repeats) == (0, 0, True, None)


async def test_a_second_click_changes_nothing(door: Door) -> None:
    sign_in(door.client, UPLOADER)
    door.post("/nil", of="S_LEAVE 2026-10")
    await door.extracted()
    door.clock.advance(timedelta(minutes=1))
    door.post("/nil", of="S_LEAVE 2026-10")
    first, second = await door.extracted()
    assert (first.repeats, second.repeats) == (None, first.submission_id)


def test_a_school_is_offered_the_months_of_its_movements_and_nothing_else(door: Door) -> None:
    sign_in(door.client, UPLOADER)
    html = door.client.get("/nil").text
    offered = re.findall(r'name="of" value="(\w+) ([\d-]+)"', html)
    assert {period for _, period in offered} == {"2026-10", "2026-09", "2026-08"}
    assert {code for code, _ in offered} == {"S_LEAVE", "S_JOIN"}


@pytest.mark.parametrize(
    "of", ["S_ENR 2026-27", "S_LEAVE 2026-11", "S_LEAVE 2026-01", "C_JL 2026-10", "ROLL standing", ""]
)
def test_nobody_states_nil_for_what_is_not_theirs_to_state(door: Door, of: str) -> None:
    sign_in(door.client, UPLOADER)
    assert door.post("/nil", of=of)[0] == 400
    assert not door.submissions.kept


EMAIL = {
    "collection": "S_LEAVE",
    "establishment": "8860002",
    "period": "2026-09",
    "stated_by": "Pat Fernhollow",
    "emailed_on": "2026-09-30",
    "emailed_time": "16:05",
}


async def test_an_email_counts_from_when_it_came(door: Door) -> None:
    sign_in(door.client, ADMIN)
    assert door.post("/nil/record", **EMAIL)[0] == 303
    [said] = await door.extracted()
    assert (said.establishment, said.received_at) == ("8860002", datetime(2026, 9, 30, 15, 5, tzinfo=UTC))
    [received] = door.submissions.received.values()
    assert received.nil is not None
    assert received.nil.stated_by == "Pat Fernhollow"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"collection": "ROLL"}, "collection"),
        ({"collection": ""}, "collection"),
        ({"establishment": "8869999"}, "establishment"),
        ({"establishment": ""}, "establishment"),
        ({"collection": "S_JL"}, "collection"),
        ({"period": "2026-12"}, "period"),
        ({"period": "2026-10"}, "period"),
        ({"period": "2026-04"}, "period"),
        ({"emailed_on": "2026-04-30"}, "emailed_at"),
        ({"stated_by": " "}, "stated_by"),
        ({"emailed_on": ""}, "emailed_at"),
        ({"emailed_on": "2026-10-06"}, "emailed_at"),
        ({"emailed_time": "noon"}, "emailed_at"),
    ],
)
def test_what_is_wrong_with_an_email_is_asked_again(door: Door, change: dict[str, str], problem: str) -> None:
    sign_in(door.client, REVIEWER)
    status, html = door.post("/nil/record", **EMAIL | change)
    assert status == 422
    assert html.count(PROBLEMS[problem]) == 2  # type: ignore[index]
    assert not door.submissions.kept


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"emailed_on": "0001-01-01"}, "Enter the day on which it came as a real date"),
        ({"emailed_on": "9/30/2026"}, "Enter the day on which it came with the day before the month"),
        ({"emailed_on": "30/9/26"}, "Enter the day on which it came with all four digits of the year"),
        ({"stated_by": "a" * 101}, "Enter a name of at most 100 characters"),
    ],
)
def test_a_slip_of_the_pen_is_told_and_what_was_typed_is_kept(
    door: Door, change: dict[str, str], sentence: str
) -> None:
    sign_in(door.client, REVIEWER)
    status, html = door.post("/nil/record", **EMAIL | change)
    assert (status, html.count(sentence)) == (422, 2)
    assert f'value="{next(iter(change.values()))}"' in html
    assert not door.submissions.kept


@pytest.mark.parametrize("typed", ["30/9/2026", "30 September 2026", "20260930"])
async def test_the_day_of_an_email_is_read_as_people_type_it(door: Door, typed: str) -> None:
    sign_in(door.client, ADMIN)
    assert door.post("/nil/record", **EMAIL | {"emailed_on": typed})[0] == 303
    [said] = await door.extracted()
    assert said.received_at == datetime(2026, 9, 30, 15, 5, tzinfo=UTC)


def test_who_may_state_and_who_may_record(door: Door) -> None:
    for who, state, record in [
        (UPLOADER, 200, 403),
        (REVIEWER, 403, 200),
        (ADMIN, 403, 200),
        (ANALYST, 403, 403),
        (AUDITOR, 403, 403),
    ]:
        door.client.cookies.clear()
        sign_in(door.client, who)
        assert (door.client.get("/nil").status_code, door.client.get("/nil/record").status_code) == (state, record)


async def test_whatever_month_is_offered_for_an_email_of_today_is_taken(door: Door) -> None:
    sign_in(door.client, ADMIN)
    html = door.client.get("/nil/record").text
    months = re.findall(r'<option value="(\d{4}-\d\d)"', html)
    assert months == ["2026-10", "2026-09", "2026-08", "2026-07", "2026-06", "2026-05"]
    for month in months:
        email = EMAIL | {"emailed_on": "2026-10-05", "emailed_time": "09:00", "period": month}
        assert door.post("/nil/record", **email)[0] == 303
    assert {said.period for said in await door.extracted()} == set(months)


def test_nil_is_stated_of_what_is_due_each_month_and_of_its_parts() -> None:
    """A school that sends joiners and leavers together states it of each: of one it says nothing about the other."""
    taking = {code for code, one in COLLECTIONS.items() if one.takes_nil}
    assert taking == {"S_JOIN", "S_LEAVE", "C_JL", "C_JOIN", "C_LEAVE"}


def test_nil_apart_is_of_parts_of_what_is_due_each_month() -> None:
    parts = {part for one in COLLECTIONS.values() if one.takes_nil for part in one.parts}
    assert {code for code, one in COLLECTIONS.items() if one.nil_apart} == parts
