"""The national return: builds the pre-flight of every snapshot, and what its pages need."""

from typing import Final

from services.reporting.adapters.national_return.checks import PostgresReturnChecks
from services.reporting.adapters.national_return.records import PostgresReturnRecords
from services.reporting.queries.national_return.returns import NationalReturnQueries, national_return_over
from services.reporting.usecases.national_return.check_snapshots import CheckSnapshots
from shared.runtime.service import ServiceRuntime
from shared.vocabulary.establishments import Register

_CHECK_EVERY_S: Final = 5.0


def add_national_return(runtime: ServiceRuntime, register: Register) -> NationalReturnQueries:
    """Let every snapshot be checked once it is made; return what the pages need."""
    records = PostgresReturnRecords(runtime.pool, register)
    check = CheckSnapshots(PostgresReturnChecks(runtime.pool), records, runtime.clock)
    runtime.every(_CHECK_EVERY_S, "pre-flight of the national return", check)
    return national_return_over(runtime.pool, register)
