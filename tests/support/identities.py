"""`MemoryIdentities`: accounts and sessions in a dictionary, for tests of pages. One suite judges it and the real."""

import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from uuid import uuid5

from shared.contracts.events import NAMESPACE
from shared.web.accounts.attempts import QUIET, limits_on, wait_after
from shared.web.accounts.identities import Account, Session, SignInRefused
from shared.web.accounts.permissions import Role
from shared.web.accounts.postgres_identities import IDLE_MAX, LIFE_MAX

PASSWORD = "correct horse battery"
"""Every account of the fake has this one."""


def account(role: Role, establishment: str | None = None, name: str | None = None) -> Account:
    """Build an account; its id follows from its name."""
    name = name or f"{role}{establishment or ''}@example.org"
    return Account(uuid5(NAMESPACE, name), name, role, establishment)


UPLOADER = account(Role.UPLOADER, "8860001")
REVIEWER = account(Role.REVIEWER)
ANALYST = account(Role.ANALYST)
ADMIN = account(Role.ADMIN)
AUDITOR = account(Role.AUDITOR)
EVERYBODY = (UPLOADER, REVIEWER, ANALYST, ADMIN, AUDITOR)


class MemoryIdentities:
    """The port `shared.web.accounts.identities.Identities` without a database."""

    def __init__(
        self, accounts: Iterable[Account] = EVERYBODY, *, wall: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._accounts = {one.name.casefold(): one for one in accounts}
        self._sessions: dict[str, tuple[Session, datetime, datetime]] = {}
        self._failures: dict[str, tuple[int, datetime]] = {}
        self._wall = wall

    @property
    def accounts(self) -> tuple[Account, ...]:
        """Everybody who may sign in."""
        return tuple(self._accounts.values())

    async def check_password(self, name: str, password: str, *, address: str) -> Account | SignInRefused:
        now, limits = self._wall(), limits_on(name, address)
        counted = {key: self._failures.get(key, (0, now)) for key in limits}
        counted = {key: (0 if at <= now - QUIET else failures, at) for key, (failures, at) in counted.items()}
        waits = [counted[key][1] + wait_after(counted[key][0], one.free, one.longest) for key, one in limits.items()]
        if max(waits) > now:
            return SignInRefused(wait_s=max(1, int((max(waits) - now).total_seconds())))
        found = self._accounts.get(name.casefold())
        if found is None or password != PASSWORD:
            self._failures |= {key: (failures + 1, now) for key, (failures, _) in counted.items()}
            return SignInRefused()
        self._failures.pop(next(iter(limits)), None)
        return found

    async def open_session(self, account: Account) -> str:
        secret, now = secrets.token_urlsafe(32), self._wall()
        self._sessions[secret] = (Session(account, secrets.token_urlsafe(32)), now + LIFE_MAX, now)
        return secret

    async def find_session(self, secret: str) -> Session | None:
        now = self._wall()
        session, ends_at, seen_at = self._sessions.get(secret, (None, now, now))
        if session is None or ends_at <= now or seen_at <= now - IDLE_MAX:
            return None
        self._sessions[secret] = (session, ends_at, now)
        return session

    async def close_session(self, secret: str) -> None:
        self._sessions.pop(secret, None)
