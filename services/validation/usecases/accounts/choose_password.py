"""Somebody chooses a password: with the old one, or with the word that an administrator had made."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from services.validation.usecases.accounts.ports import AccountChange, AccountStore, KnownAccount, OpenAccounts
from shared.web.accounts.password_rules import PasswordProblem, PasswordRules
from shared.web.accounts.passwords import hash_password, password_matches, sha256_of

PasswordRefusal = PasswordProblem | Literal["old password", "word"]
"""old password: it is not that. word: it is not this account's, has been used, or its day has passed."""


@dataclass(frozen=True, slots=True)
class ByOldPassword:
    """Whoever is signed in knows the password so far."""

    name: str
    old: str = field(repr=False)
    new: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ByWord:
    """Whoever has the word that an administrator had made."""

    name: str
    word: str = field(repr=False)
    new: str = field(repr=False)


class ChoosePassword:
    """Keep the new password and end every session of the account."""

    def __init__(self, open_accounts: OpenAccounts, rules: PasswordRules, wall: Callable[[], datetime]) -> None:
        self._open = open_accounts
        self._rules = rules
        self._wall = wall

    async def __call__(self, chosen: ByOldPassword | ByWord) -> PasswordRefusal | None:
        """Return why it is not taken; None: it is, and whoever was signed in is signed out. Raises Transient."""
        now = self._wall()
        async with self._open() as store:
            known = await _find(store, chosen, now)
            if isinstance(known, str):
                return known
            problem = self._rules.problem(chosen.new, name=known.name)
            if problem is not None:
                return problem
            await store.keep_password(known.id, await asyncio.to_thread(hash_password, chosen.new))
            await store.end_sessions(known.id, now)
            act = "password set by word" if isinstance(chosen, ByWord) else "password changed"
            await store.note(AccountChange(act, known.name, known.name, now))
        return None


async def _find(
    store: AccountStore, chosen: ByOldPassword | ByWord, now: datetime
) -> KnownAccount | Literal["old password", "word"]:
    if isinstance(chosen, ByWord):
        found = await store.find_by_word(chosen.name, sha256_of(chosen.word), now)
        return found or "word"
    known = await store.find_named(chosen.name)
    if known is None or known.disabled or known.password_hash is None:
        return "old password"
    matches = await asyncio.to_thread(password_matches, chosen.old, known.password_hash)
    return known if matches else "old password"
