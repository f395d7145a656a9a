"""Measure how far each subscription is: webhooks, and consumer groups of the public topic."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from services.reporting.usecases.webhooks.ports import LooksAtWebhooks
from shared.observability.metrics import MetricName


class GroupFigures(Protocol):
    """How far a consumer group is."""

    @property
    def group(self) -> str: ...
    @property
    def messages(self) -> int: ...
    @property
    def oldest_s(self) -> float: ...


class Gauges(Protocol):
    """Shows figures, and takes back those of what is gone."""

    def gauge(self, name: MetricName, value: float, **labels: str) -> None:
        """Set a gauge."""
        ...

    def forget(self, name: MetricName, **labels: str) -> None:
        """Drop one series of a gauge."""
        ...


Series = tuple[MetricName, str, str]
"""A gauge, the name of its label, and what the label says."""
FindsGroups = Callable[[], Awaitable[Sequence[GroupFigures]]]


class MeasureSubscriptions:
    """Show how far each subscription is; every replica shows the same."""

    def __init__(self, webhooks: LooksAtWebhooks, groups: FindsGroups, gauges: Gauges) -> None:
        self._webhooks = webhooks
        self._groups = groups
        self._gauges = gauges
        self._shown: dict[str, set[Series]] = {}

    async def __call__(self) -> None:
        """Measure once: webhooks first, which need no Kafka. Raises Transient."""
        found: dict[Series, float] = {}
        for one in await self._webhooks.figures():
            webhook = str(one.webhook_id)
            found["onward_webhook_changes_waiting", "webhook", webhook] = one.waiting
            found["onward_webhook_oldest_seconds", "webhook", webhook] = one.oldest_s
            found["onward_webhook_dead_letters", "webhook", webhook] = one.dead_letters
        self._show("webhooks", found)
        found = {}
        for group in await self._groups():
            found["onward_subscriber_lag", "group", group.group] = group.messages
            found["onward_subscriber_lag_seconds", "group", group.group] = group.oldest_s
        self._show("groups", found)

    def _show(self, kind: str, found: dict[Series, float]) -> None:
        """Show these figures, and take back those of what is gone."""
        for (name, label, value), figure in found.items():
            self._gauges.gauge(name, figure, **{label: value})
        for name, label, value in self._shown.get(kind, set()) - found.keys():
            self._gauges.forget(name, **{label: value})
        self._shown[kind] = set(found)
