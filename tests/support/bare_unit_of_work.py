"""Units of work whose only table is the connection itself, for tests of what lies beneath the services."""

from typing import Final

from shared.outbox.unit_of_work import Begin
from shared.persistence.pool import Connection
from shared.runtime.service import ServiceRuntime


class BareUseCase:
    """Stands for a use case where a test has none."""


USE_CASE: Final = BareUseCase()
"""Begins units of work in tests that have no use case."""


def begin_of(runtime: ServiceRuntime) -> Begin[Connection]:
    """Return what opens units of work of a service."""
    return runtime.units_of_work(lambda connection: connection).begin
