"""Reads the topic into a table for as long as it is let: through restarts, outages and lost disks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from aiokafka.errors import (
    AuthenticationFailedError,
    GroupAuthorizationFailedError,
    KafkaError,
    TopicAuthorizationFailedError,
    UnsupportedCodecError,
)

from onward_status_changes.changes import Change, fold
from onward_status_changes.connection import Connection
from onward_status_changes.kafka_log import Log, Offsets, OtherLogError, Record, TopicMissingError, open_log
from onward_status_changes.message import Status, StatusMessage, UnreadableMessageError, read_message
from onward_status_changes.table import Progress, Table

TOPIC: Final = "onward.reporting.status-changed.v1"
TOPIC_IN_FULL: Final = "onward.reporting.status-changed-in-full.v1"
"""With sensitive codes, for those who were given it; otherwise the same."""
AWAY_MAX: Final = timedelta(hours=18)
"""Kafka keeps a tombstone for a day at least: who was away for less has missed none."""
FORGET_MAX: Final = 0.5
"""The share of a table that a reading from the beginning removes by itself."""
FEW: Final = 20
"""A table of no more people is not guarded so."""
_NOTED_EVERY: Final = timedelta(minutes=1)
"""How often it is noted that a table is up to date where nothing comes."""
_FIRST_COMMIT_S: Final = 30.0
_COMMIT_S: Final = 1.0
"""A broker that comes back with another disk takes longer: no commit can reach it that was meant for the one before."""
_PAUSES_S: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_HOPELESS: Final = (
    AuthenticationFailedError,
    GroupAuthorizationFailedError,
    TopicAuthorizationFailedError,
    UnsupportedCodecError,
)
_logger = logging.getLogger("onward_status_changes")

OnChanges = Callable[[Sequence[Change]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Goal:
    """Where the log ended at a moment: who has read so far has read all that was published before it."""

    at: datetime
    ends: Offsets

    def reached_at(self, positions: Offsets) -> bool:
        """Return whether reading has come so far."""
        return all(positions[partition] >= end for partition, end in self.ends.items())


class Follower:
    """Keeps one table.

    `group` names the table to Kafka, and shows Onward how far behind it is; no two tables share one. None: the one that
    the connection's file names. `on_changes` is told of changes before the table has them: of each at least once, in
    order, again only after a crash. `forget_max` is the share of the table that a reading from the beginning removes;
    where more is missing from the topic, nobody is forgotten until it has been published again.
    """

    def __init__(
        self,
        connection: Connection,
        table: Table,
        *,
        group: str | None = None,
        topic: str = TOPIC,
        on_changes: OnChanges | None = None,
        forget_max: float = FORGET_MAX,
    ) -> None:
        self._connection = connection
        self._table = table
        self._group = group or connection.group or f"{topic.partition('.')[0]}.consumers.status-table"
        self._topic = topic
        self._on_changes = on_changes
        self._forget_max = forget_max

    async def run(self) -> None:
        """Follow the topic until cancelled; wait while Kafka is away, or the topic that was read is not there.

        Raises what waiting cannot mend: AccountRefusedError, UnreadableMessageError, aiokafka's errors about rights;
        TopicMissingError for a new table.
        """
        await self._keep_trying(until_end=False)

    async def read_to_end(self) -> None:
        """Return when the table holds all that was published before this call. Raises as `run` does."""
        await self._keep_trying(until_end=True)

    async def _keep_trying(self, *, until_end: bool) -> None:
        failures, anew = 0, False
        while True:
            try:
                async with self._opened() as log:
                    reading = Reading(log, self._table, self._topic, self._on_changes, self._forget_max)
                    await reading.begin(anew=anew)
                    failures, anew = 0, False
                    await reading.go_on(until_end=until_end)
                    return
            except OtherLogError:
                anew = True
            except TopicMissingError as error:
                if await self._table.load() is None:
                    raise
                failures = await self._wait(str(error), failures)
            except _HOPELESS:
                raise
            except (KafkaError, OSError) as error:
                failures = await self._wait(f"Kafka is away ({type(error).__name__})", failures)

    async def _wait(self, reason: str, failures: int) -> int:
        pause_s = _PAUSES_S[min(failures, len(_PAUSES_S) - 1)]
        _logger.warning("%s: trying again in %.1f s", reason, pause_s)
        await asyncio.sleep(pause_s)
        return failures + 1

    def _opened(self) -> AbstractAsyncContextManager[Log]:
        return open_log(self._connection, self._topic, self._group)


class Reading:
    """One connection's worth of reading: from where the table stands, or from the beginning."""

    def __init__(
        self,
        log: Log,
        table: Table,
        topic: str,
        on_changes: OnChanges | None = None,
        forget_max: float = FORGET_MAX,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._log = log
        self._table = table
        self._topic = topic
        self._on_changes = on_changes
        self._forget_max = forget_max
        self._now = now
        self._progress: Progress
        self._held_back = False

    async def begin(self, *, anew: bool = False) -> None:
        """Find where to read on; `anew`: from the beginning, whatever the table says."""
        stored = await self._table.load()
        beginnings = await self._log.beginnings()
        if stored is not None and not anew:
            reason = await self._why_not(stored, beginnings)
            if reason is None:
                self._progress = stored
                self._log.seek(stored.positions)
                return
            _logger.warning("reading from the beginning: %s", reason)
        number = stored.reading + 1 if stored else 1
        self._progress = Progress(self._topic, number, beginnings, self._now(), whole=False)
        await self._table.store((), (), self._progress)
        self._log.seek(beginnings)
        await self._log.commit(beginnings, within_s=_FIRST_COMMIT_S)

    async def go_on(self, *, until_end: bool) -> None:
        """Read on; until cancelled, or `until_end`: until all is read that was published before this call.

        Raises OtherLogError when what is read is another log.
        """
        goal = await self._aim()
        while True:
            records = await self._log.poll()
            positions = await self._log.positions()
            if positions != self._progress.positions:
                await self._take(records, positions)
            if not goal.reached_at(self._progress.positions):
                continue
            await self._come_to(goal)
            if until_end:
                return
            if not records or self._now() - goal.at > _NOTED_EVERY:
                goal = await self._aim()

    async def _why_not(self, stored: Progress, beginnings: Offsets) -> str | None:
        """Return why reading cannot go on where the table stands; None: it can."""
        if stored.topic != self._topic or stored.positions.keys() != beginnings.keys():
            return "the table was made from another topic"
        if self._now() - stored.fresh_at > AWAY_MAX:
            return "it was away for so long that it may have missed who is gone"
        if (await self._log.committed()).keys() != beginnings.keys():
            return "the topic was made anew, or Kafka's disk was lost"
        ends = await self._log.ends()
        places = stored.positions.items()
        if any(not beginnings[partition] <= offset <= ends[partition] for partition, offset in places):
            return "the topic does not hold where it stood"
        return None

    async def _aim(self) -> Goal:
        at = self._now()
        ends = await self._log.ends()
        if any(self._progress.positions[partition] > end for partition, end in ends.items()):
            raise OtherLogError
        return Goal(at, ends)

    async def _take(self, records: Sequence[Record], positions: Offsets) -> None:
        """Bring records into the table, with the positions behind them."""
        messages = [_read(self._topic, record) for record in records]
        folded = fold(messages, await self._table.held({one.person_id for one in messages}))
        # After fetching and before writing: what was fetched from another log must not come into the table.
        if (await self._log.committed()).keys() != positions.keys():
            raise OtherLogError
        await self._tell(folded.changes)
        self._progress = replace(self._progress, positions=dict(positions))
        changed = {change.person_id for change in folded.changes}
        kept = [one for one in folded.kept.values() if one.person_id in changed or not self._progress.whole]
        await self._table.store(kept, folded.gone, self._progress)
        with suppress(TimeoutError):
            await self._log.commit(positions, within_s=_COMMIT_S)

    async def _come_to(self, goal: Goal) -> None:
        """Note that all is read that was published before the goal was set, and forget who is gone."""
        since_noted = goal.at - self._progress.fresh_at
        if since_noted > AWAY_MAX:
            raise OtherLogError  # so slow that tombstones may have gone before they were read
        missing: Sequence[Status] = ()
        whole = self._progress.whole
        if not whole:
            missing = await self._table.not_seen_in(self._progress.reading)
            whole = not await self._too_many(len(missing))
        if whole == self._progress.whole and since_noted < _NOTED_EVERY:
            return
        gone = missing if whole else ()
        await self._tell([Change(one.person_id, one, None) for one in gone])
        self._progress = replace(self._progress, fresh_at=goal.at, whole=whole)
        await self._table.store((), [one.person_id for one in gone], self._progress)

    async def _too_many(self, missing: int) -> bool:
        """Return whether so many are missing that the topic is not believed yet: it may still be empty."""
        held = await self._table.count()
        too_many = missing > self._forget_max * held and held > FEW
        if too_many and not self._held_back:
            _logger.warning("%d of %d people are not in the topic: kept until it is published again", missing, held)
        self._held_back = too_many
        return too_many

    async def _tell(self, changes: Sequence[Change]) -> None:
        if changes and self._on_changes is not None:
            await self._on_changes(changes)


def _read(topic: str, record: Record) -> StatusMessage:
    try:
        return read_message(record.key, record.value)
    except UnreadableMessageError as error:
        raise UnreadableMessageError(
            f"{topic}, partition {record.partition}, offset {record.offset}: {error}"
        ) from None
