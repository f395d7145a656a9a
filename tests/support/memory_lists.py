"""Lists that went out, in memory: as the tables `list_issues` and `listed_people`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.lists.who_is_listed import ListedToday
from services.reporting.usecases.lists.ports import ListIssue, NewListIssue
from shared.vocabulary.collections.collection import ListOf


@dataclass(slots=True)
class MemoryListIssues:
    """The port `ListIssues`."""

    today: Sequence[ListedToday] = ()
    kept: list[tuple[NewListIssue, Mapping[str, Sequence[UUID]]]] = field(default_factory=list)
    taken_back: set[int] = field(default_factory=set)
    answered: bool = False

    async def hold(self) -> None:
        """Nobody else is there."""

    async def is_kept(self, entry_id: UUID) -> bool:
        return any(one.entry_id == entry_id for one, _ in self.kept)

    async def listed_today(self, of: ListOf, period: str, on: date, kind_of: KindOf) -> Sequence[ListedToday]:
        return self.today

    async def find_out(self, collection: str, period: str) -> ListIssue | None:
        for issue_id, (one, _) in enumerate(self.kept, 1):
            if (one.collection, one.period) == (collection, period) and issue_id not in self.taken_back:
                return ListIssue(issue_id, one.issued_at, one.account, self.answered)
        return None

    async def keep(self, issue: NewListIssue, names: Mapping[str, Sequence[UUID]]) -> None:
        self.kept.append((issue, names))

    async def take_back(self, issue_id: int, at: datetime, account: str) -> None:
        self.taken_back.add(issue_id)
