"""How a service's `main` gets its site from its settings."""

from pathlib import Path

from shared.clock import Clock
from shared.persistence.pool import Pool
from shared.settings import ServiceSettings
from shared.web.accounts.postgres_identities import PostgresIdentities
from shared.web.addresses import Addresses, ServiceName
from shared.web.pages.site import Site


def open_site(
    settings: ServiceSettings, service: ServiceName, *, pool: Pool, clock: Clock, templates: Path | None = None
) -> Site:
    """Return the site of a service; accounts and sessions are in the schema `shared`, which every service may use."""
    return Site(
        service=service,
        addresses=Addresses(
            ingest=settings.ingest_url,
            validation=settings.validation_url,
            matching=settings.matching_url,
            reporting=settings.reporting_url,
        ),
        identities=PostgresIdentities(pool),
        clock=clock,
        simulated=settings.business_date is not None,
        templates=templates,
    )
