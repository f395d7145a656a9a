"""Snapshots: has them made, one each night, and old ones removed; returns what their pages need."""

from typing import Final

from services.reporting.adapters.snapshots.snapshots import PostgresSnapshots
from services.reporting.adapters.what_if.process import WhatIfProcess
from services.reporting.domain.claim_state import KindOf
from services.reporting.entrypoints.web.snapshots.pages import SnapshotDependencies
from services.reporting.queries.snapshots.snapshots import PostgresSnapshotQueries
from services.reporting.settings import ReportingSettings
from services.reporting.usecases.snapshots.ask_snapshot import AskSnapshot
from services.reporting.usecases.snapshots.keep_snapshots import MakeNightly, RemoveOldSnapshots
from services.reporting.usecases.snapshots.make_snapshots import MakeSnapshots
from shared.runtime.service import ServiceRuntime

_MAKE_EVERY_S: Final = 2.0
_NIGHTLY_EVERY_S: Final = 300.0
_REMOVE_EVERY_S: Final = 3600.0


def add_snapshots(runtime: ServiceRuntime, settings: ReportingSettings, kind_of: KindOf) -> SnapshotDependencies:
    """Let snapshots be made and removed; return what their pages need."""
    snapshots = PostgresSnapshots(runtime.pool)
    what_if = WhatIfProcess(settings.database_url, settings.establishments_file)
    runtime.every(_MAKE_EVERY_S, "snapshots", MakeSnapshots(snapshots, kind_of, what_if))
    runtime.every(_REMOVE_EVERY_S, "old snapshots", RemoveOldSnapshots(snapshots))
    if settings.nightly_snapshot_from is not None:
        nightly = MakeNightly(snapshots, runtime.clock, settings.nightly_snapshot_from)
        runtime.every(_NIGHTLY_EVERY_S, "nightly snapshot", nightly)
    return SnapshotDependencies(
        PostgresSnapshotQueries(runtime.pool), AskSnapshot(snapshots, runtime.clock), runtime.clock
    )
