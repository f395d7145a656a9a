"""`MemoryIdentities`: accounts and sessions in a dictionary, for tests of pages. One suite judges it and the real."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4, uuid5

from shared.contracts.events import NAMESPACE
from shared.web.accounts.attempts import QUIET, limits_on, wait_after
from shared.web.accounts.identities import Account, ActsFor, CameBy, OpenSession, Session, SignInRefused
from shared.web.accounts.permissions import Role
from shared.web.accounts.postgres_identities import SessionLimits

LIMITS = SessionLimits()
UNSTATED = CameBy()
PASSWORD = "correct horse battery"
"""Every account of the fake has this one."""


def account(role: Role, establishment: str | None = None, name: str | None = None) -> Account:
    """Build an account; its id follows from its name."""
    name = name or f"{role}{establishment or ''}@example.org"
    acts_for = (ActsFor(establishment),) if establishment else ()
    return Account(uuid5(NAMESPACE, name), name, role, establishment, acts_for)


UPLOADER = account(Role.UPLOADER, "8860001")
REVIEWER = account(Role.REVIEWER)
ANALYST = account(Role.ANALYST)
ADMIN = account(Role.ADMIN)
AUDITOR = account(Role.AUDITOR)
EVERYBODY = (UPLOADER, REVIEWER, ANALYST, ADMIN, AUDITOR)


@dataclass(slots=True)
class KeptSession:
    """A session as the fake keeps it."""

    account: Account
    form_token: str
    came_by: CameBy
    id: UUID
    started_at: datetime
    seen_at: datetime
    chosen: str | None = None


class MemoryIdentities:
    """The port `shared.web.accounts.identities.Identities` without a database."""

    def __init__(
        self, accounts: Iterable[Account] = EVERYBODY, *, wall: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._accounts = {one.name.casefold(): one for one in accounts}
        self._sessions: dict[str, KeptSession] = {}
        self._failures: dict[str, tuple[int, datetime]] = {}
        self._wall = wall

    @property
    def accounts(self) -> tuple[Account, ...]:
        """Everybody who may sign in."""
        return tuple(self._accounts.values())

    def keep(self, account: Account) -> None:
        """Add an account, or have one be otherwise from now on: who is signed in with it, too."""
        self._accounts[account.name.casefold()] = account

    def forget(self, account: Account) -> None:
        """Disable an account."""
        self._accounts.pop(account.name.casefold(), None)
        self._sessions = {secret: one for secret, one in self._sessions.items() if one.account.id != account.id}

    async def check_password(self, name: str, password: str, *, address: str) -> Account | SignInRefused:
        wait_s = await self.count_try(name, address=address)
        if wait_s:
            return SignInRefused(wait_s=wait_s)
        found = self._accounts.get(name.casefold())
        if found is None or password != PASSWORD:
            return SignInRefused()
        await self.forgive(name, address=address)
        return found

    async def count_try(self, name: str, *, address: str) -> int:
        now, limits = self._wall(), limits_on(name, address)
        counted = {key: self._failures.get(key, (0, now)) for key in limits}
        counted = {key: (0 if at <= now - QUIET else failures, at) for key, (failures, at) in counted.items()}
        waits = [counted[key][1] + wait_after(counted[key][0], one.free, one.longest) for key, one in limits.items()]
        if max(waits) > now:
            return max(1, int((max(waits) - now).total_seconds()))
        self._failures |= {key: (failures + 1, now) for key, (failures, _) in counted.items()}
        return 0

    async def forgive(self, name: str, *, address: str) -> None:
        first, *others = limits_on(name, address)
        self._failures.pop(first, None)
        for key in others:
            failures, at = self._failures[key]
            self._failures[key] = (failures - 1, at)

    async def open_session(self, account: Account, came_by: CameBy = UNSTATED) -> str:
        secret, now = secrets.token_urlsafe(32), self._wall()
        self._sessions[secret] = KeptSession(account, secrets.token_urlsafe(32), came_by, uuid4(), now, now)
        return secret

    async def find_session(self, secret: str) -> Session | None:
        kept = self._living(secret)
        if kept is None:
            return None
        kept.seen_at = self._wall()
        account = self._accounts.get(kept.account.name.casefold(), kept.account)
        places = [one.establishment for one in account.acts_for]
        chosen = kept.chosen if kept.chosen in places else next(iter(places), None)
        return Session(replace(account, establishment=chosen), kept.form_token, by_provider=bool(kept.came_by.provider))

    async def close_session(self, secret: str) -> None:
        self._sessions.pop(secret, None)

    async def choose_establishment(self, secret: str, establishment: str) -> bool:
        session, kept = await self.find_session(secret), self._sessions.get(secret)
        if session is None or kept is None:
            return False
        if establishment not in [one.establishment for one in session.account.acts_for]:
            return False
        kept.chosen, kept.form_token = establishment, secrets.token_urlsafe(32)
        return True

    async def open_sessions(self, secret: str) -> Sequence[OpenSession]:
        own = self._living(secret)
        found = [
            OpenSession(one.id, one.came_by.provider, one.came_by.browser, one.started_at, one.seen_at, key == secret)
            for key, one in self._sessions.items()
            if own is not None and one.account.id == own.account.id and self._living(key)
        ]
        return sorted(found, key=lambda one: one.started_at, reverse=True)

    async def close_sessions(self, secret: str, session_id: UUID | None) -> None:
        own = self._living(secret)
        for key, one in list(self._sessions.items()):
            if own is not None and one.account.id == own.account.id and session_id in (None, one.id):
                del self._sessions[key]

    def _living(self, secret: str) -> KeptSession | None:
        now, kept = self._wall(), self._sessions.get(secret)
        if kept is None or kept.started_at + LIMITS.life <= now or kept.seen_at <= now - LIMITS.idle:
            return None
        return kept
