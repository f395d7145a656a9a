"""Every table is in a register: what holds young people is shown by a subject access and removed by an erasure.

A table that a migration adds belongs into a service's register, or below with the reason why it holds nobody.
"""

import inspect
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Final

import asyncpg
import pytest

from services.ingest.adapters import postgres_erasures
from services.ingest.adapters.holdings import HELD
from services.matching.adapters import erasures as of_matching
from services.matching.adapters.holdings import HOLDINGS as MATCHING
from services.reporting.adapters.erasure import erasures as of_reporting
from services.reporting.adapters.erasure.holdings import HOLDINGS as REPORTING
from shared.service_names import SERVICES
from tests.support.stack import Database

pytestmark = pytest.mark.stack

_WORK: Final = "how far work is: ids, counts and times"
_ENTERED: Final = "what staff decide and enter about returns, schools and settings"
_KEYS: Final = "keys, sealed or hashed"
_STAFF: Final = "accounts of staff, and what they did"
HOLD_NOBODY: Final[dict[str, str]] = {
    **{f"{service}.inbox": _WORK for service in SERVICES},
    **{f"{service}.outbox": "messages about to be sent, sealed; for less than a second" for service in SERVICES},
    **{
        f"{service}.dead_letters": "messages that were set aside, sealed under the key of their day"
        for service in SERVICES
    },
    **{f"validation.{name}": _WORK for name in ("tallies", "verdicts", "verdict_complaints", "outdated_judgements")},
    "validation.judged_parts": "keyed hashes of rows, until the whole return is judged",
    "validation.severity_changes": _ENTERED,
    **{f"matching.{name}": _WORK for name in ("newest", "tallies")},
    **{
        f"reporting.{name}": _WORK
        for name in (
            *("returns", "generations", "editions", "effective_periods", "unsettled_returns", "ticks"),
            *("guarantee_rounds", "establishments_to_compare", "reminder_looks", "routes", "notices", "notice_mails"),
            *("reminders", "webhook_messages", "snapshots", "return_checks", "acceptances"),
        )
    },
    **{
        f"reporting.{name}": _ENTERED
        for name in (
            *("decisions", "calendar_changes", "establishment_contacts", "contact_changes", "reminder_pauses"),
            *("list_issues", "activity_reports", "notice_reads", "notice_choices", "alert_notes"),
            *("webhooks", "webhook_acts", "month_acts"),
        )
    },
    "reporting.webhook_secrets": _KEYS,
    **{f"shared.{name}": _KEYS for name in ("day_keys", "sender_keys", "sender_key_uses")},
    **{f"shared.{name}": _WORK for name in ("gaps", "consumer_positions", "migrations", "erasure_steps")},
    **{
        f"shared.{name}": _STAFF
        for name in (
            *("accounts", "account_establishments", "sessions", "sign_in_attempts", "sign_ins_begun"),
            *("account_changes", "opened_messages"),
        )
    },
    **{f"shared.{name}": "hashes of the audit's entries" for name in ("audit_heads", "audit_anchors")},
    "shared.erasures": "orders, by whom: whom they are about is in the targets",
    "shared.erasure_rows": "places in files, until they are cleared: seconds",
    "shared.saved_searches": "what was typed in the last hour: nobody can tell for whom a few letters were",
    "shared.subject_access_parts": "what this register shows, sealed, for a day",
    "shared.subject_access_rows": "places in files, for a day",
}
HOLDINGS: Final = {one.table: one for one in (*REPORTING, *MATCHING)}
_ERASING: Final = {"reporting": of_reporting, "matching": of_matching, "ingest": postgres_erasures}
_TABLES: Final = """
SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY ($1)
"""
_PASSING: Final = {"shared.saved_searches", "shared.erasure_rows", "reporting.stale_people"}
"""Changed by an erasure beside what it erases."""


def changed_by(service: str, module: ModuleType) -> Iterator[str]:
    for name in re.findall(r"(?:DELETE FROM|(?<!FOR )(?<!DO )UPDATE) ([a-z_.]+)\b", inspect.getsource(module)):
        yield name if "." in name else f"{service}.{name}"


async def test_every_table_is_in_the_register_or_holds_nobody(database: Database) -> None:
    connection = await asyncpg.connect(database.admin_url)
    try:
        there = {row["name"] for row in await connection.fetch(_TABLES, [*SERVICES, "shared"])}
    finally:
        await connection.close()
    assert set(HOLDINGS) & set(HOLD_NOBODY) == set()
    assert {*HOLDINGS, HELD, *HOLD_NOBODY} == there


def test_what_an_erasure_touches_is_what_a_subject_access_shows() -> None:
    touched = {table for service, module in _ERASING.items() for table in changed_by(service, module)}
    erased = {one.table for one in HOLDINGS.values() if one.erased != "stays"} | {HELD}
    assert touched - _PASSING == erased - _PASSING
