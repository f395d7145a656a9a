"""What sending a list out needs from the world."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.lists.who_is_listed import ListedToday
from shared.vocabulary.collections.collection import ListOf


class NewListIssue(NamedTuple):
    """An issue of a list as it is kept."""

    entry_id: UUID
    """Made of the account, its form and what was issued: the same sent twice is one issue."""
    collection: str
    period: str
    issued_at: datetime
    account: str


class ListIssue(NamedTuple):
    """An issue that is out."""

    issue_id: int
    issued_at: datetime
    account: str
    answered: bool
    """Something has come for it since, so that it cannot be taken back."""


class ListIssues(Protocol):
    """The lists that went out."""

    async def hold(self) -> None:
        """Let nobody else send a list out, or take one back, until the transaction ends."""
        ...

    async def is_kept(self, entry_id: UUID) -> bool:
        """Return whether this was issued before."""
        ...

    async def listed_today(self, of: ListOf, period: str, on: date, kind_of: KindOf) -> Sequence[ListedToday]:
        """Return who stands on a list today."""
        ...

    async def find_out(self, collection: str, period: str) -> ListIssue | None:
        """Return the issue that is out; None: none is."""
        ...

    async def keep(self, issue: NewListIssue, names: Mapping[str, Sequence[UUID]]) -> None:
        """Keep an issue, with who stands on it by school."""
        ...

    async def take_back(self, issue_id: int, at: datetime, account: str) -> None:
        """Keep that an issue was taken back."""
        ...
