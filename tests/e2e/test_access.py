"""The table of access against the four services as they run: real sessions, real tables, everybody's real ids.

The fakes of `tests/unit/access` answer for every row of the table. Here the ids are of rows in PostgreSQL, so that a
WHERE that forgets whose it is, or a route that is wired to the wrong check, shows. What would be carried out is not
sent: a form goes only where it must be refused.
"""

import re
import secrets
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg
import httpx2
import pytest

from deploy.jobs.accounts import NewAccount, ensure_accounts
from services.reporting.queries.submission.submissions import Submission
from shared.web.accounts.permissions import Role
from tests.support.access.others import ACCOUNT, KEY, PLACE
from tests.support.access.reporting import (
    COLLEGES_EFFECTIVE,
    COLLEGES_HELD,
    COLLEGES_THREAD,
    OTHERS_EFFECTIVE,
    OTHERS_HELD,
    OTHERS_PUPIL,
    OTHERS_THREAD,
)
from tests.support.access.rows import ACTS_FOR, STAFF, Owner, Row, Visitor, answer_of
from tests.support.access.table import ROWS
from tests.support.contradiction_views import ALONE
from tests.support.person_views import PERSON
from tests.support.services import RunningServices
from tests.support.submission_views import EFFECTIVE, HELD, OTHER, OWN, WAITING, named

pytestmark = pytest.mark.stack

COLLEGE: Final = "19990001"
PLACES: Final = {Owner.OWN: OWN, Owner.OTHER_SCHOOL: OTHER, Owner.OTHER_COLLEGE: COLLEGE}
LOCAL: Final = {
    Visitor.SCHOOL: "school",
    Visitor.COLLEGE: "college",
    Visitor.ANALYST: "analyst",
    Visitor.AUDITOR: "auditor",
    Visitor.ADMIN: "admin",
    Visitor.REVIEWER: "reviewer",
}
"""Accounts that every local stack has."""
MADE: Final = {Visitor.ENDED: OTHER, Visitor.DELEGATED: OTHER, Visitor.IDLE: OWN}
"""Accounts of this test, and for whom each is made."""
NOT_AS_ASKED: Final = (
    "/decide/",
    "/snapshots/{snapshot_id}",
    "/activity-reports/{summer}",
    "/national-return/{snapshot_id}",
    "/what-moved",
    "/what-if/{snapshot_id}",
    "/own/",
    "/second",
    "/subscriptions/{webhook_id}",
    "/subject-access/{access_id}",
    "/quality/leavers/{kind}",
    "/calendar/change/",
    "/colleagues/{place_id}",
    "/dead-letters/resend",
    "/lists/{collection}/of/",
    "/templates/{collection}",
)
"""Where even whoever may is told that it does not exist, because nothing is held, subscribed, silent or issued here."""
_NEWEST: Final = """
SELECT DISTINCT ON (establishment) establishment, submission_id FROM reporting.submissions JOIN reporting.generations
USING (submission_id) WHERE establishment = ANY($1)
ORDER BY establishment, submissions.received_at DESC
"""
_FOREIGN_FILES: Final = "SELECT submission_id::text FROM reporting.submissions WHERE establishment <> $1"
_FOREIGN_PEOPLE: Final = """
SELECT person_id::text FROM reporting.people WHERE person_id NOT IN (
    SELECT person_id FROM reporting.claims JOIN reporting.generations USING (generation_id)
    JOIN reporting.returns USING (return_id) WHERE establishment = $1
) AND school IS DISTINCT FROM $1
"""
_THREADS: Final = """
SELECT contradiction_id FROM reporting.contradictions WHERE closed_at IS NULL AND $1 = ANY(establishments)
AND NOT ($2::text[] && establishments) ORDER BY 1 LIMIT 1
"""
_NEITHERS: Final = """
SELECT person_id::text FROM reporting.people WHERE school <> ALL($1) AND establishment <> ALL($1) ORDER BY 1 LIMIT 1
"""
_DELEGATE: Final = """
INSERT INTO shared.account_establishments (account_id, establishment, from_on, until_on, how, given_by,
    given_at)
SELECT id, $2, current_date - 1, current_date + 30, 'delegated', 'school', now() FROM shared.accounts WHERE name = $1
"""
_END: Final = """
UPDATE shared.account_establishments SET ended_at = now(), ended_by = 'operator'
WHERE account_id = (SELECT id FROM shared.accounts WHERE name = $1)
"""


@dataclass
class Visits:
    """Everybody's sessions, the real ids, and what nobody else may see."""

    running: RunningServices
    clients: dict[Visitor, httpx2.AsyncClient] = field(default_factory=dict)
    tokens: dict[Visitor, str] = field(default_factory=dict)
    ids: dict[str, str | None] = field(default_factory=dict)
    """Of each id of the fakes the real one; None: the county has nothing of the kind."""
    foreign: dict[Owner, frozenset[str]] = field(default_factory=dict)

    def address(self, row: Row, owner: Owner) -> str | None:
        """Return the real address; None where there is nothing of the kind."""
        address = row.addresses[owner]
        for fake, real in self.ids.items():
            if re.search(rf"(?<![\w-]){re.escape(fake)}(?![\w-])", address):
                if real is None:
                    return None
                address = address.replace(fake, real)
        return f"{self.running.url(row.service)}{address}"

    async def ask(self, row: Row, visitor: Visitor, address: str) -> httpx2.Response:
        """Ask as the visitor, with the token of its session in a form."""
        client = self.clients[visitor]
        if row.method == "GET":
            return await client.get(address)
        return await client.post(address, data={"form_token": self.tokens[visitor], **row.form})


@pytest.fixture(scope="module")
async def visits(running: RunningServices) -> AsyncIterator[Visits]:
    """Sign everybody in, and learn the ids."""
    known = {one["account"]: one["password"] for one in running.addresses["sign_in"]}
    names = dict(LOCAL)
    for visitor, place in MADE.items():
        names[visitor] = f"matrix-{visitor.name.lower()}"
        known[names[visitor]] = secrets.token_urlsafe(18)
        made = NewAccount(names[visitor], known[names[visitor]], Role.UPLOADER, place)
        await ensure_accounts(running.admin_url, [made])
    found = Visits(running)
    connection = await asyncpg.connect(running.admin_url)
    try:
        await connection.execute(_DELEGATE, names[Visitor.DELEGATED], OWN)
        await connection.execute(_END, names[Visitor.IDLE])
        found.ids |= await _ids(connection)
        for owner, place in PLACES.items():
            rows = [*await connection.fetch(_FOREIGN_FILES, place), *await connection.fetch(_FOREIGN_PEOPLE, place)]
            found.foreign[owner] = frozenset(row[0] for row in rows)
    finally:
        await connection.close()
    for visitor in (*names, Visitor.ANONYMOUS):
        found.clients[visitor] = httpx2.AsyncClient(timeout=30)
        found.tokens[visitor] = "none"
        if visitor in names:
            await _sign_in(found, visitor, names[visitor], known[names[visitor]])
    for visitor, fake in ((Visitor.SCHOOL, PERSON.person_id), (Visitor.ENDED, OTHERS_PUPIL)):
        listed = await found.clients[visitor].get(f"{running.url('reporting')}/pupils")
        found.ids[str(fake)] = re.findall(r"/pupils/([0-9a-f-]{36})", listed.text)[0]
    yield found
    for client in found.clients.values():
        await client.aclose()


async def _sign_in(visits: Visits, visitor: Visitor, name: str, password: str) -> None:
    client, validation = visits.clients[visitor], visits.running.url("validation")
    token = _token((await client.get(f"{validation}/sign-in")).text)
    answer = await client.post(f"{validation}/sign-in", data={"form_token": token, "name": name, "password": password})
    assert answer.status_code == 303, visitor
    visits.tokens[visitor] = _token((await client.get(f"{validation}/account")).text)
    if visitor is Visitor.DELEGATED:
        chosen = {"form_token": visits.tokens[visitor], "establishment": OWN}
        assert (await client.post(f"{validation}/account/establishment", data=chosen)).status_code == 303
        visits.tokens[visitor] = _token((await client.get(f"{validation}/account")).text)


def _token(text: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', text)
    assert found is not None
    return found[1]


async def _ids(connection: Any) -> dict[str, str | None]:
    files = {
        row["establishment"]: str(row["submission_id"]) for row in await connection.fetch(_NEWEST, [*PLACES.values()])
    }
    fakes: Mapping[str, tuple[Submission, ...]] = {
        OWN: (HELD, EFFECTIVE, WAITING),
        OTHER: (OTHERS_HELD, OTHERS_EFFECTIVE),
        COLLEGE: (COLLEGES_HELD, COLLEGES_EFFECTIVE),
    }
    ids: dict[str, str | None] = {str(one.submission_id): files.get(place) for place, of in fakes.items() for one in of}
    ids[str(named("a learner"))] = str(await connection.fetchval(_NEITHERS, [OWN, OTHER]))
    threads = {OWN: ALONE.contradiction_id, OTHER: OTHERS_THREAD, COLLEGE: COLLEGES_THREAD}
    for place, fake in threads.items():
        found = await connection.fetchval(_THREADS, place, [one for one in PLACES.values() if one != place])
        ids[f"contradictions/{fake}"] = f"contradictions/{found}" if found else None
    ids[str(ACCOUNT)] = str(await connection.fetchval("SELECT id FROM shared.accounts ORDER BY name LIMIT 1"))
    ids |= dict.fromkeys((str(PLACE), str(KEY)))
    return ids


def _asked(row: Row, visitor: Visitor) -> Iterator[Owner]:
    """Yield whose is asked for: where somebody is refused whatever it is, once is enough."""
    refused = answer_of(row, visitor, Owner.OWN) in ("refused", "sign in")
    for owner in row.addresses:
        if not refused or owner is next(iter(row.addresses)):
            yield owner


def _shows_whose(row: Row, visitor: Visitor) -> bool:
    """Say whether asking shows whose it is: a form would be carried out, and what names nobody is all the office's."""
    return row.method == "GET" and (visitor not in STAFF or len(row.addresses) > 1)


def _answered(answer: httpx2.Response) -> str:
    leads = answer.headers.get("location", "")
    if answer.status_code == 401 or (answer.status_code == 303 and re.search(r"/sign-in(\?|$)", leads)):
        return "sign in"
    return {403: "refused", 404: "hidden"}.get(answer.status_code, "in" if answer.status_code < 500 else "broken")


VISITORS: Final = (*LOCAL, *MADE, Visitor.ANONYMOUS)


@pytest.mark.parametrize("visitor", VISITORS)
async def test_everybody_is_answered_as_the_table_says_and_is_shown_nobody_elses(
    visits: Visits, visitor: Visitor
) -> None:
    wrong: list[tuple[object, ...]] = []
    tried = 0
    own = ACTS_FOR.get(visitor)
    for row in (row for row in ROWS if not row.open):
        for owner in _asked(row, visitor):
            declared, address = answer_of(row, visitor, owner), visits.address(row, owner)
            if address is None or (declared == "in" and not _shows_whose(row, visitor)):
                continue
            answer, tried = await visits.ask(row, visitor, address), tried + 1
            there = declared != "in" or not any(part in row.path for part in NOT_AS_ASKED)
            if _answered(answer) not in ({declared} if there else {declared, "hidden"}):
                wrong.append((row.service, row.method, row.path, owner.value, declared, answer.status_code))
            if own and visits.foreign[own] & set(
                re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", answer.text)
            ):
                wrong.append((row.service, row.method, row.path, owner.value, "somebody else's id", answer.status_code))
    assert wrong == []
    assert tried > (40 if visitor in STAFF else 90)
