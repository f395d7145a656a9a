"""Everything a service's `main` plugs together: database, keys, Kafka in and out, health, and an orderly end."""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn, TypeVar

import uvloop
from starlette.applications import Starlette

from shared.audit.anchors import EVERY_S as ANCHORS_EVERY_S
from shared.audit.anchors import AnchorAudit
from shared.clock import Clock, clock_for
from shared.compiled.finder import compiled_modules
from shared.concurrency.backoff import Backoff
from shared.contracts.topics import Topic
from shared.crypto.keyring import KeyRing
from shared.errors import Fatal, Transient
from shared.kafka.access import KafkaAccess
from shared.kafka.codec import EventCodec
from shared.kafka.consumer.context import ConsumerContext
from shared.kafka.consumer.event_consumer import EventConsumer
from shared.kafka.consumer.watchdog import Watchdog
from shared.kafka.dead_letters import DeadLetters
from shared.kafka.gaps.postgres_gaps import PostgresGaps
from shared.kafka.gaps.published import PublishedTopic
from shared.kafka.producer import Producer
from shared.observability import logs, start_tracing, tracing
from shared.observability.build_info import show_build
from shared.observability.health import Health, health_routes
from shared.observability.metrics import Metrics
from shared.outbox.inbox import purge
from shared.outbox.outbox import Outbox, relay
from shared.outbox.publisher import KafkaPublisher, Publisher
from shared.outbox.unit_of_work import UnitOfWorkFactory
from shared.persistence.pool import Connection, Pool, close_pool, open_pool, reachable
from shared.runtime.database_watch import DatabaseWatch
from shared.runtime.http_server import serve
from shared.runtime.misspelt import log_unknown_settings
from shared.settings import ServiceSettings

KEYS_KEPT_DAYS: Final = 29
"""A day longer than a record can be of use: kept by its topic for 14 days and, set aside on the last, for 14 more."""
_KEYS_EVERY_S: Final = 300.0
_PURGE_EVERY_S: Final = 3600.0
_DATABASE_EVERY_S: Final = 5.0
_START_BACKOFF: Final = Backoff(first_s=0.2, pause_max_s=5.0, total_s=60.0)
_GARBAGE_THRESHOLDS: Final = (100_000, 20, 50)
"""Events are thousands of small values without cycles: looking for cycles at the usual 700 doubled what they cost."""

T = TypeVar("T")
S = TypeVar("S", bound=ServiceSettings)
Job = Callable[[], Awaitable[object]]
log = logs.get_logger("runtime")


@dataclass(slots=True)
class ServiceRuntime:
    """What a service is built on. `build` in its `main.py` plugs the use cases into it."""

    settings: ServiceSettings
    service: str
    clock: Clock
    metrics: Metrics
    health: Health
    pool: Pool
    keyring: KeyRing
    publisher: Publisher
    event_consumer: EventConsumer
    producer: Producer
    outbox: Outbox
    codec: EventCodec
    watchdog: Watchdog
    fatal: asyncio.Event
    _at_start: list[Job] = field(default_factory=list)
    _at_stop: list[Job] = field(default_factory=list)
    _jobs: list[tuple[str, Job]] = field(default_factory=list)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def units_of_work(self, tables: Callable[[Connection], T]) -> UnitOfWorkFactory[T]:
        """Return what opens this service's units of work, each with its tables over the transaction's connection."""
        return UnitOfWorkFactory(
            self.service, tables, pool=self.pool, codec=self.codec, outbox=self.outbox, metrics=self.metrics
        )

    def published(self, topic: Topic) -> PublishedTopic:
        """Return what notices that this topic was made anew."""
        return PublishedTopic(KafkaAccess.of(self.settings), topic, self.settings.topic_prefix, PostgresGaps(self.pool))

    def every(self, seconds: float, name: str, job: Job) -> None:
        """Run `job` now and then every `seconds` while the service runs; Transient is waited out, a bug is fatal."""

        async def repeat() -> None:
            while True:
                try:
                    await job()
                except Transient as error:
                    log.warning("job will be tried again", job=name, reason=str(error))
                # `wait_for` of Python 3.11, which libraries wait with, may swallow the cancellation that stops us.
                if (task := asyncio.current_task()) is not None and task.cancelling():
                    return
                await asyncio.sleep(seconds)

        self._jobs.append((name, repeat))

    def background(self, name: str, job: Job) -> None:
        """Run `job` once beside the service; its end is fine, its failure is fatal."""
        self._jobs.append((name, job))

    def at_start(self, job: Job) -> None:
        """Run `job` to its end before the service serves, handles events or does anything in the background."""
        self._at_start.append(job)

    def at_stop(self, job: Job) -> None:
        """Run `job` once everything else of the service has stopped."""
        self._at_stop.append(job)

    async def run_app(self, app: Starlette) -> None:
        """Serve `app` with the probes, handle events and run jobs until SIGTERM; then finish what is in hand.

        Raises Fatal when the process must be started again, so that it exits non-zero.
        """
        app.router.routes[:0] = health_routes(self.health, self.metrics)
        compiled = compiled_modules(self.service)
        self.metrics.gauge("onward_compiled_modules", compiled)
        show_build(self.metrics, commit=self.settings.commit, compiled=compiled > 0)
        log.info("starting with compiled modules" if compiled else "starting as plain Python", count=compiled)
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_GARBAGE_THRESHOLDS)
        for prepare in self._at_start:
            await prepare()
        for name, job in self._jobs:
            self._start(name, job)
        self._start("event_consumer", self.event_consumer.start)
        try:
            settings = self.settings
            await serve(
                *(app, settings.http_host, settings.http_port, self.fatal, self.metrics),
                trusted_proxies=settings.trusted_proxies,
            )
        finally:
            await self.stop()
        if self.health.fatal:
            raise Fatal(self.health.fatal)

    async def stop(self) -> None:
        """Stop handling events, then the jobs; what is in hand is finished first."""
        await self.event_consumer.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        while self._at_stop:
            await self._at_stop.pop()()

    def _start(self, name: str, job: Job) -> None:
        task = asyncio.ensure_future(_as_coroutine(job))
        task.set_name(name)
        task.add_done_callback(self._ended)
        self._tasks.append(task)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a job failed", job=task.get_name(), **logs.failure(error))
            self.declare_fatal(f"job {task.get_name()}: {type(error).__name__}")

    def declare_fatal(self, reason: str) -> None:
        """End this process in an orderly way, with a failure."""
        self.health.fatal = self.health.fatal or reason
        self.fatal.set()


@asynccontextmanager
async def open_service(
    settings: ServiceSettings, service: str, *, schema: str | None = None
) -> AsyncIterator[ServiceRuntime]:
    """Open what a service is built on; database and keys are there when it returns, Kafka may still be away."""
    metrics = Metrics()
    logs.configure(service, settings.log_level, on_dropped=_dropped_fields(metrics))
    log_unknown_settings()
    start_tracing.start(service, settings.traces_url)
    pool = await _with_retries(
        lambda: open_pool(settings.database_url, schema=schema or service, size_max=settings.pool_size)
    )
    try:
        runtime = _build(settings, service, schema or service, pool, metrics)
        await _with_retries(runtime.keyring.prepare)
        try:
            yield runtime
        finally:
            await runtime.stop()
            await runtime.outbox.close()
            await runtime.producer.stop()
    finally:
        await close_pool(pool)
        tracing.stop()


def _build(settings: ServiceSettings, service: str, schema: str, pool: Pool, metrics: Metrics) -> ServiceRuntime:
    health, fatal = Health(), asyncio.Event()

    def on_fatal(reason: str) -> None:
        health.fatal = health.fatal or reason
        fatal.set()

    access = KafkaAccess.of(settings)
    keyring = KeyRing.from_file(settings.master_key_file, pool)
    codec = EventCodec(service, settings.topic_prefix, keyring)
    producer = Producer(access, metrics, on_fatal, client_id=f"onward-{service}")
    outbox = Outbox(pool, producer, metrics, schema)
    dead_letters = DeadLetters(pool, producer, settings.topic_prefix)
    context = ConsumerContext(codec, dead_letters, PostgresGaps(pool), metrics, on_fatal)
    event_consumer = EventConsumer(access, settings.topic_prefix, service, context, session_s=settings.kafka_session_s)
    watchdog = Watchdog(event_consumer, metrics)
    runtime = ServiceRuntime(
        settings=settings,
        service=service,
        clock=clock_for(settings.business_date),
        metrics=metrics,
        health=health,
        pool=pool,
        keyring=keyring,
        publisher=KafkaPublisher(producer, codec),
        event_consumer=event_consumer,
        producer=producer,
        outbox=outbox,
        codec=codec,
        watchdog=watchdog,
        fatal=fatal,
    )
    _add_checks(runtime)
    _add_jobs(runtime)
    return runtime


def _add_checks(runtime: ServiceRuntime) -> None:
    async def consuming() -> bool:
        return runtime.event_consumer.ready()

    async def database() -> bool:
        return await reachable(runtime.pool)

    runtime.health.live_checks.append(runtime.watchdog.stuck)
    runtime.health.ready_checks |= {"events": consuming, "database": database}


def _add_jobs(runtime: ServiceRuntime) -> None:
    async def purge_inbox() -> None:
        await purge(runtime.pool)

    async def destroy_old_keys() -> None:
        await runtime.keyring.destroy_older_than(KEYS_KEPT_DAYS)

    runtime.every(_KEYS_EVERY_S, "keys", runtime.keyring.prepare)
    runtime.every(_PURGE_EVERY_S, "old keys", destroy_old_keys)
    runtime.every(_PURGE_EVERY_S, "inbox", purge_inbox)
    runtime.every(ANCHORS_EVERY_S, "anchors", AnchorAudit(runtime.pool, runtime.keyring.audit_secret))
    runtime.background("relay", lambda: relay(runtime.outbox, runtime.metrics))
    runtime.background("watchdog", runtime.watchdog.run)
    runtime.every(_DATABASE_EVERY_S, "database", DatabaseWatch(runtime.pool, runtime.metrics))


def run_service(service: str, settings: S, build: Callable[[ServiceRuntime, S], Starlette]) -> NoReturn:
    """Run a service until it is asked to stop: `build` plugs it together and returns its pages."""

    async def main() -> None:
        async with open_service(settings, service) as runtime:
            await runtime.run_app(build(runtime, settings))

    run(main())


def run(main: Coroutine[Any, Any, None]) -> NoReturn:
    """Run a service's main coroutine on uvloop and leave with 0, or with 1 when it must be started again."""
    try:
        uvloop.run(main)
    except (Fatal, Transient) as error:
        logs.log_fatal(str(error))
        raise SystemExit(1) from None
    raise SystemExit(0)


async def _as_coroutine(job: Job) -> None:
    await job()


async def _with_retries(act: Callable[[], Awaitable[Any]]) -> Any:
    for pause in _START_BACKOFF.pauses():
        with contextlib.suppress(Transient):
            return await act()
        await asyncio.sleep(pause)
    return await act()


def _dropped_fields(metrics: Metrics) -> Callable[[int], None]:
    return lambda count: metrics.count("onward_log_fields_dropped_total", count)
