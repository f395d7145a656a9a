"""What the pages of subscriptions read and command, in lists."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from services.reporting.domain.webhooks.addresses import AllowedAddresses, target_of
from services.reporting.entrypoints.web.webhooks.pages import WebhookDependencies
from services.reporting.queries.webhooks.consumer_groups import GroupLine
from services.reporting.queries.webhooks.subscriptions import (
    ActLine,
    DeadReason,
    MessageLine,
    SecretLine,
    WebhookDetails,
    WebhookLine,
)
from services.reporting.usecases.webhooks.decide import Created, Refusal, SimpleAct, WantedWebhook
from services.reporting.usecases.webhooks.ports import DeadLetterChoice, SentAnswer
from shared.errors import Transient
from shared.persistence.listing import Listing
from tests.support.submission_views import page_of

AT: Final = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
SECRET: Final = "whsec_" + "c2VjcmV0" * 5
ACTIVE: Final = WebhookLine(
    webhook_id=1,
    name="Careers system",
    address="https://careers.example/status-changes",
    state="active",
    filling=False,
    waiting=3,
    oldest=AT,
    dead_letters=0,
    failures=0,
    failing_since=None,
    delivered_at=AT,
    not_before=None,
    created_by="reviewer@example.org",
    created_at=AT,
)
DELIVERED: Final = MessageLine(str(UUID(int=1)), "changes", 80, "delivered", 1, 204, None, 0.04, AT, AT, AT)
DEAD: Final = replace(DELIVERED, message_id=str(UUID(int=2)), changes=1, state="dead", attempts=9, status=422)
TAKEN: Final = SentAnswer(204, None, None, 0.035)
GROUP: Final = GroupLine("careers-system", 12, 95.0)


@dataclass(slots=True)
class MemorySubscriptions:
    """Every port of the pages of subscriptions."""

    lines: list[WebhookLine] = field(default_factory=lambda: [ACTIVE])
    kept: list[MessageLine] = field(default_factory=lambda: [DELIVERED])
    secrets: list[SecretLine] = field(default_factory=lambda: [SecretLine(AT, None)])
    acts: list[ActLine] = field(default_factory=lambda: [ActLine("created", "reviewer@example.org", AT)])
    held_back: int = 0
    read_by: list[GroupLine] | None = field(default_factory=lambda: [GROUP])
    """None: Kafka does not answer."""
    answer: SentAnswer = TAKEN
    asked: list[WantedWebhook] = field(default_factory=list)
    done: list[tuple[int, str, str]] = field(default_factory=list)
    chosen: list[DeadLetterChoice] = field(default_factory=list)

    def forget(self) -> None:
        """Be as new."""
        fresh = MemorySubscriptions()
        for name in self.__slots__:
            setattr(self, name, getattr(fresh, name))

    def needs(self) -> WebhookDependencies:
        """Return what the pages need, over these lists."""
        return WebhookDependencies(self, self, self.create, self.rotate, self.act, self.dead_letters, self.test)

    async def listing(self) -> Sequence[WebhookLine]:
        return self.lines

    async def find(self, webhook_id: int) -> WebhookDetails | None:
        line = next((one for one in self.lines if one.webhook_id == webhook_id), None)
        if line is None:
            return None
        dead = [one for one in self.kept if one.state == "dead"]
        reasons = {(one.status, one.problem) for one in dead}
        found = [
            DeadReason(
                *reason,
                messages=sum((one.status, one.problem) == reason for one in dead),
                changes=sum(one.changes for one in dead if (one.status, one.problem) == reason),
                oldest=AT,
            )
            for reason in sorted(reasons, key=str)
        ]
        return WebhookDetails(line, self.secrets, found, self.held_back, self.acts)

    async def messages(self, webhook_id: int, *, dead: bool, page: int, page_size: int) -> Listing[MessageLine]:
        return page_of([one for one in self.kept if not dead or one.state == "dead"], page, page_size)

    async def groups(self) -> Sequence[GroupLine]:
        if self.read_by is None:
            raise Transient("kafka is away")
        return self.read_by

    async def create(self, asked: WantedWebhook) -> Created | list[Refusal] | None:
        problems: list[Refusal] = [] if asked.name else ["name wanted"]
        if target_of(asked.address, AllowedAddresses()) is None:
            problems.append("address not allowed")
        if problems:
            return problems
        self.asked.append(asked)
        new = replace(ACTIVE, webhook_id=len(self.lines) + 1, name=asked.name, address=asked.address)
        self.lines.append(new)
        return Created(new.webhook_id, SECRET)

    async def rotate(self, webhook_id: int, account: str) -> str | None:
        self.done.append((webhook_id, "rotate", account))
        return SECRET

    async def act(self, webhook_id: int, act: SimpleAct, account: str) -> bool:
        self.done.append((webhook_id, act, account))
        self.lines = [
            replace(one, state="paused" if act == "pause" else "active") if one.webhook_id == webhook_id else one
            for one in self.lines
            if act != "delete" or one.webhook_id != webhook_id
        ]
        return True

    async def dead_letters(self, webhook_id: int, choice: DeadLetterChoice, account: str, *, resend: bool) -> int:
        self.done.append((webhook_id, "resend" if resend else "leave-out", account))
        self.chosen.append(choice)
        return 1

    async def test(self, webhook_id: int, account: str) -> SentAnswer | None:
        self.done.append((webhook_id, "test", account))
        return self.answer if any(one.webhook_id == webhook_id for one in self.lines) else None
