"""The page of dead letters over a list: what a test puts in is what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from starlette.applications import Starlette

from shared.contracts.topics import ROWS_EXTRACTED, Topic
from shared.errors import Transient
from shared.kafka.dead_letters import DeadLetterCount, DeadLetterFilter, ReplayedCount
from shared.web.addresses import Addresses
from shared.web.app import web_app
from shared.web.dead_letters import dead_letter_routes
from shared.web.pages.site import Site
from tests.support.clock import FixedClock
from tests.support.identities import MemoryIdentities

NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)
PREFIX = "onward"


def letters(
    reason: str = "bad_payload", count: int = 2, *, consumer: str = "JudgeRows", topic: Topic = ROWS_EXTRACTED
) -> DeadLetterCount:
    """Return so many dead letters for one reason."""
    newest = datetime.now(UTC)
    return DeadLetterCount(consumer, topic.on(PREFIX), reason, count, newest - timedelta(days=3), newest, count)


@dataclass
class MemoryLetters:
    """The port `KeptLetters`."""

    found: list[DeadLetterCount] = field(default_factory=list)
    done: list[ReplayedCount] = field(default_factory=list)
    kafka_away: bool = False

    async def counts(self, wanted: DeadLetterFilter) -> Sequence[DeadLetterCount]:
        asked = (wanted.reason, wanted.topic, wanted.consumer)
        return [
            one
            for one in self.found
            if all(ask in (None, have) for ask, have in zip(asked, (one.reason, one.topic, one.consumer), strict=True))
        ]

    async def replay(self, wanted: DeadLetterFilter, *, by: str) -> int:
        if self.kafka_away:
            raise Transient("kafka NodeNotReadyError")
        again = await self.counts(wanted)
        self.found = [one for one in self.found if one not in again]
        self.done += [ReplayedCount(one.consumer, one.topic, one.reason, by, one.letters, NOW) for one in again]
        return sum(one.letters for one in again)

    async def replayed(self) -> Sequence[ReplayedCount]:
        return self.done


@dataclass
class DeadLettersUnderTest:
    """The page, what it is given, and who may sign in."""

    letters: MemoryLetters = field(default_factory=MemoryLetters)
    identities: MemoryIdentities = field(default_factory=MemoryIdentities)

    def app(self, address: str = "http://testserver") -> Starlette:
        """Return the application of one service; `address`: where it is served."""
        addresses = Addresses("http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3", address)
        site = Site("validation", addresses, self.identities, FixedClock(NOW))
        return web_app(site, dead_letter_routes(self.letters, PREFIX))
