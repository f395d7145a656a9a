"""Accounts and senders' keys from a shell: `python -m deploy.jobs.manage_accounts WORD …`, as the administrator's role.

What is done here goes through the same use cases as the pages, and into the same record of changes, as `operator`.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from services.validation.adapters.accounts.account_store import accounts_over
from services.validation.adapters.accounts.sender_key_store import sender_keys_over
from services.validation.queries.accounts import AccountLine, KeyLine, PostgresAccountQueries
from services.validation.usecases.accounts.change_account import (
    AccountOrder,
    ChangeAccount,
    ChangeRole,
    DisableAccount,
    EnableAccount,
    EndEstablishment,
    EndSessions,
    GiveEstablishment,
    MakeAccount,
    ResetPassword,
)
from services.validation.usecases.accounts.change_sender_key import (
    ChangeSenderKey,
    EndKey,
    ExchangeKey,
    KeyOrder,
    MakeKey,
)
from shared.crypto.master_key import read_master_key
from shared.crypto.sender_keys import SenderKeySeal
from shared.errors import OnwardError
from shared.observability.terminal import say
from shared.persistence.pool import Pool, close_pool, open_pool
from shared.settings import ServiceSettings
from shared.vocabulary.collections import ENTITLED_ONLY
from shared.vocabulary.london import london_day
from shared.web.accounts.permissions import Role

OPERATOR: Final = "operator"
_LISTED: Final = 10_000
_ACCOUNT_HEADINGS: Final = ("account", "role", "acts for", "state", "last sign-in")
_KEY_HEADINGS: Final = ("sender", "key", "stands", "taken until", "last used")
_FILE: Final = "the file of keys (ONWARD_HOOK_KEYS_FILE)"
_PLAIN: Final[dict[str, Callable[[UUID], AccountOrder]]] = {
    "disable": DisableAccount,
    "enable": EnableAccount,
    "reset": ResetPassword,
    "sign-out": EndSessions,
}


async def manage(settings: ServiceSettings, asked: argparse.Namespace) -> str:
    """Do what is asked and return what to print. Raises OnwardError with the reason why not."""
    pool = await open_pool(settings.database_url, schema="shared", size_max=2, application="onward-accounts")
    try:
        if asked.word in {"list", "keys"}:
            return await (_list(pool, settings) if asked.word == "list" else _keys(pool, settings))
        if asked.word.startswith("key-"):
            return await _change_key(pool, settings, asked)
        return await _change(pool, asked)
    finally:
        await close_pool(pool)


async def _list(pool: Pool, settings: ServiceSettings) -> str:
    queries = PostgresAccountQueries(pool, idle_minutes=settings.session_idle_minutes)
    found = await queries.accounts("", None, page=1, page_size=_LISTED)
    return _table(_ACCOUNT_HEADINGS, map(_line, found.items))


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return headings and rows in columns, two blanks between them."""
    lines = [headings, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


def _line(one: AccountLine) -> Sequence[str]:
    state = "disabled" if one.disabled_at else "in use"
    seen = _minute(one.signed_in_at) or "never"
    return one.name, one.role, ",".join(one.establishments) or "-", state, seen


async def _keys(pool: Pool, settings: ServiceSettings) -> str:
    found = await PostgresAccountQueries(pool, idle_minutes=settings.session_idle_minutes).sender_keys()
    return _table(_KEY_HEADINGS, map(_key_line, found))


def _key_line(one: KeyLine) -> Sequence[str]:
    """Return the columns of a key; one of the file is neither ended nor exchanged here."""
    stands = "here" if one.key_id else "in the file"
    return one.sender, one.fingerprint, stands, _minute(one.ends_at) or "it is ended", _minute(one.used_at) or "never"


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


async def _change(pool: Pool, asked: argparse.Namespace) -> str:
    open_accounts = accounts_over(pool)
    async with open_accounts() as store:
        known = await store.find_named(asked.name)
    if asked.word == "add":
        order: AccountOrder = MakeAccount(asked.name, asked.role, asked.establishment, emergency=asked.emergency)
    elif known is None:
        raise OnwardError("there is no account with that name")
    else:
        order = await _order(pool, asked, known.id)
    done = await ChangeAccount(open_accounts, _now)(order, OPERATOR)
    if isinstance(done, str):
        raise OnwardError(f"not done: {done}")
    return f"the word that sets its password, within a day: {done.word}" if done.word else "done"


async def _order(pool: Pool, asked: argparse.Namespace, account_id: UUID) -> AccountOrder:
    if asked.word in _PLAIN:
        return _PLAIN[asked.word](account_id)
    if asked.word == "role":
        return ChangeRole(account_id, asked.role)
    if asked.word == "give":
        return GiveEstablishment(account_id, asked.establishment, asked.since or london_day(_now()), asked.until)
    view = await PostgresAccountQueries(pool, idle_minutes=1).account(account_id)
    places = view.places if view else ()
    found = next((one.id for one in places if one.establishment == asked.establishment and not one.ended_at), None)
    if found is None:
        raise OnwardError("it does not act for that school or college")
    return EndEstablishment(account_id, found)


async def _change_key(pool: Pool, settings: ServiceSettings, asked: argparse.Namespace) -> str:
    seal = SenderKeySeal(read_master_key(settings.master_key_file))
    order: KeyOrder
    if asked.word == "key-add":
        order = MakeKey(asked.sender, ENTITLED_ONLY if asked.authority else frozenset())
    elif asked.word == "key-exchange":
        order = ExchangeKey(asked.sender, asked.days)
    else:
        keys = await PostgresAccountQueries(pool, idle_minutes=1).sender_keys()
        found = next((one.key_id for one in keys if one.fingerprint == asked.fingerprint and one.key_id), None)
        if found is None:
            raise OnwardError("there is no such key here")
        order = EndKey(found)
    done = await ChangeSenderKey(sender_keys_over(pool), seal, _now)(order, OPERATOR)
    if done == "no key":
        raise OnwardError(await _why_no_key(pool, asked.sender))
    if isinstance(done, str):
        raise OnwardError(f"not done: {done}")
    return f"the new key of {done.sender}, shown once: {done.key}" if done.key else "done"


async def _why_no_key(pool: Pool, sender: str) -> str:
    """Return why there is nothing to exchange, and what to do first."""
    keys = await PostgresAccountQueries(pool, idle_minutes=1).sender_keys()
    if any(one.sender == sender and one.key_id is None for one in keys):
        return f"not done: the key of {sender} stands in {_FILE}: add a stored key with `key-add {sender}` first"
    return f"not done: {sender} has no stored key: add one with `key-add {sender}`. One in {_FILE} is changed there"


def _now() -> datetime:
    return datetime.now(UTC)


def parser() -> argparse.ArgumentParser:
    """Return what the command line may say."""
    found = argparse.ArgumentParser(prog="./onward accounts", description="Accounts and the keys of senders.")
    words = found.add_subparsers(dest="word", required=True)
    words.add_parser("list", help="every account: role, schools, last sign-in")
    words.add_parser("keys", help="every key of a sender: fingerprint, where it stands, end, last use")
    for word in (*_PLAIN, "role", "give", "end", "add"):
        one = words.add_parser(word)
        one.add_argument("name")
        if word in {"role", "add"}:
            one.add_argument("role", type=Role, choices=list(Role), metavar="role", help=", ".join(Role))
        if word in {"give", "end", "add"}:
            one.add_argument("establishment", nargs="?" if word == "add" else None)
        if word == "add":
            one.add_argument("--emergency", action="store_true", help="signs in also where others use the provider")
        if word == "give":
            one.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD")
            one.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD")
    made = words.add_parser("key-add")
    made.add_argument("sender")
    made.add_argument("--authority", action="store_true", help="it may send what is the authority's own")
    exchanged = words.add_parser("key-exchange")
    exchanged.add_argument("sender")
    exchanged.add_argument("--days", type=int, default=14, help="for which the old key is taken too")
    words.add_parser("key-end").add_argument("fingerprint")
    return found


def main() -> None:
    """Do what the command line says, and print what came of it or why not."""
    asked = parser().parse_args()
    try:
        done = asyncio.run(manage(ServiceSettings(), asked))
    except (OnwardError, OSError) as refusal:
        sys.exit(str(refusal))
    if not say([done]):
        sys.exit(
            "it is done, and nobody read what was said of it: a password or key in it is lost (reset, key-exchange)"
        )


if __name__ == "__main__":
    main()
