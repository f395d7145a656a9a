"""What the pages of accounts show: everybody, one account, who acts for an establishment, senders' keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol
from uuid import UUID

from shared.persistence.listing import Listing, listing_of, view_of
from shared.persistence.pool import Pool, connection_of

CHANGES_MAX: Final = 50


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account in the list."""

    id: UUID
    name: str
    role: str
    establishments: Sequence[str]
    """Those that it acts for today."""
    emergency: bool
    by_provider: bool
    disabled_at: datetime | None
    signed_in_at: datetime | None
    sessions: int
    """Living ones."""
    has_password: bool


@dataclass(frozen=True, slots=True)
class PlaceView:
    """That an account acts for an establishment, or did."""

    id: UUID
    account_id: UUID
    account_name: str
    establishment: str
    from_on: date
    until_on: date | None
    how: str
    given_by: str
    ended_at: datetime | None
    ended_by: str | None

    def ended(self, today: date) -> bool:
        """Whether it is over."""
        return self.ended_at is not None or (self.until_on is not None and self.until_on < today)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One line of the record of changes."""

    act: str
    about: str
    detail: str
    account: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account with all that is known about it."""

    account: AccountLine
    places: Sequence[PlaceView]
    changes: Sequence[ChangeLine]


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key of a sender; the key itself is shown to nobody."""

    key_id: UUID | None
    """None: it stands in the operator's file, not here."""
    sender: str
    fingerprint: str
    may_send: Sequence[str]
    made_by: str
    made_at: datetime | None
    ends_at: datetime | None
    used_at: datetime | None


class AccountQueries(Protocol):
    """What there is to see. `now`, `today`: by the wall clock; sessions and rights are never simulated."""

    async def accounts(self, words: str, role: str | None, *, page: int, page_size: int) -> Listing[AccountLine]:
        """Return accounts whose name has these words, by name. Raises Transient."""
        ...

    async def account(self, account_id: UUID) -> AccountView | None:
        """Return one; None: there is none. Raises Transient."""
        ...

    async def acting_for(self, establishment: str) -> Sequence[PlaceView]:
        """Return who acts for an establishment today, or will. Raises Transient."""
        ...

    async def sender_keys(self) -> Sequence[KeyLine]:
        """Return every key, by sender, the newest first. Raises Transient."""
        ...

    async def key_changes(self) -> Sequence[ChangeLine]:
        """Return what was changed about keys, the newest first. Raises Transient."""
        ...


_LINE: Final = """
SELECT a.id, a.name, a.role, a.emergency, a.issuer IS NOT NULL AS by_provider, a.disabled_at, a.signed_in_at,
       a.password_hash IS NOT NULL AS has_password,
       ARRAY(SELECT DISTINCT m.establishment FROM shared.account_establishments m
             WHERE m.account_id = a.id AND m.ended_at IS NULL AND a.role = 'uploader'
               AND m.from_on <= (now() AT TIME ZONE 'Europe/London')::date
               AND (m.until_on IS NULL OR m.until_on >= (now() AT TIME ZONE 'Europe/London')::date)
             ORDER BY 1) AS establishments,
       (SELECT count(*) FROM shared.sessions s
        WHERE s.account_id = a.id AND s.ended_at IS NULL AND s.expires_at > now()
          AND s.seen_at > now() - $1 * interval '1 minute') AS sessions
"""
_ACCOUNTS: Final = f"""
{_LINE}, count(*) OVER () AS total
FROM shared.accounts a
WHERE ($2 = '' OR position(lower($2) IN lower(a.name)) > 0) AND ($3::text IS NULL OR a.role = $3)
ORDER BY lower(a.name), a.id LIMIT $4 OFFSET $5
"""
_ACCOUNT: Final = f"{_LINE} FROM shared.accounts a WHERE a.id = $2"
_PLACE: Final = """
SELECT m.id, m.account_id, a.name AS account_name, m.establishment, m.from_on, m.until_on, m.how, m.given_by,
       m.ended_at, m.ended_by
FROM shared.account_establishments m JOIN shared.accounts a ON a.id = m.account_id
"""
_PLACES: Final = f"{_PLACE} WHERE m.account_id = $1 ORDER BY m.ended_at DESC NULLS FIRST, m.given_at DESC LIMIT 100"
_ACTING_FOR: Final = f"""
{_PLACE} WHERE m.establishment = $1 AND m.ended_at IS NULL AND a.disabled_at IS NULL AND a.role = 'uploader'
  AND (m.until_on IS NULL OR m.until_on >= (now() AT TIME ZONE 'Europe/London')::date)
ORDER BY m.how = 'delegated', lower(a.name), m.given_at LIMIT 200
"""
_CHANGES: Final = """
SELECT act, about, detail, account, changed_at FROM shared.account_changes
WHERE about = $1 ORDER BY changed_at DESC, change_id DESC LIMIT $2
"""
_KEYS: Final = """
SELECT k.key_id, coalesce(k.sender, u.sender) AS sender, coalesce(k.fingerprint, u.fingerprint) AS fingerprint,
       coalesce(k.may_send, ARRAY[]::text[]) AS may_send, coalesce(k.made_by, '') AS made_by, k.made_at, k.ends_at,
       u.used_at
FROM shared.sender_keys k FULL JOIN shared.sender_key_uses u ON u.fingerprint = k.fingerprint
ORDER BY 2, k.made_at DESC NULLS LAST, 3 LIMIT 500
"""
_KEY_CHANGES: Final = """
SELECT act, about, detail, account, changed_at FROM shared.account_changes
WHERE act LIKE 'key %' ORDER BY changed_at DESC, change_id DESC LIMIT $1
"""


class PostgresAccountQueries:
    """`AccountQueries` over the schema `shared`."""

    def __init__(self, pool: Pool, *, idle_minutes: int) -> None:
        """`idle_minutes`: a session that nobody used for so long is living no more."""
        self._pool = pool
        self._idle = idle_minutes

    async def accounts(self, words: str, role: str | None, *, page: int, page_size: int) -> Listing[AccountLine]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_ACCOUNTS, self._idle, words, role, page_size, (page - 1) * page_size)
        return listing_of(rows, [view_of(AccountLine, row) for row in rows], page=page, page_size=page_size)

    async def account(self, account_id: UUID) -> AccountView | None:
        async with connection_of(self._pool) as connection:
            row = await connection.fetchrow(_ACCOUNT, self._idle, account_id)
            if row is None:
                return None
            places = await connection.fetch(_PLACES, account_id)
            changes = await connection.fetch(_CHANGES, row["name"], CHANGES_MAX)
        return AccountView(view_of(AccountLine, row), _views(PlaceView, places), _views(ChangeLine, changes))

    async def acting_for(self, establishment: str) -> Sequence[PlaceView]:
        async with connection_of(self._pool) as connection:
            return _views(PlaceView, await connection.fetch(_ACTING_FOR, establishment))

    async def sender_keys(self) -> Sequence[KeyLine]:
        async with connection_of(self._pool) as connection:
            return _views(KeyLine, await connection.fetch(_KEYS))

    async def key_changes(self) -> Sequence[ChangeLine]:
        async with connection_of(self._pool) as connection:
            return _views(ChangeLine, await connection.fetch(_KEY_CHANGES, CHANGES_MAX))


def _views(kind: Any, rows: Sequence[Any]) -> list[Any]:
    return [view_of(kind, row) for row in rows]
