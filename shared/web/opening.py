"""How a service's `main` gets its site from its settings."""

from datetime import timedelta
from pathlib import Path

from shared.clock import Clock
from shared.persistence.pool import Pool
from shared.settings import ServiceSettings
from shared.web.accounts.postgres_identities import PostgresIdentities, SessionLimits
from shared.web.addresses import Addresses, ServiceName
from shared.web.openid.claims import ClaimRules
from shared.web.openid.kept import PostgresProvidedSignIns
from shared.web.openid.provider import OpenIdProvider, ProviderOptions
from shared.web.openid.sign_on import SingleSignOn
from shared.web.pages.site import Site
from shared.web.settings import SignInSettings


def open_site(
    settings: ServiceSettings, service: ServiceName, *, pool: Pool, clock: Clock, templates: Path | None = None
) -> Site:
    """Return the site of a service; accounts and sessions are in the schema `shared`, which every service may use."""
    limits = SessionLimits(timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours))
    emergency_only = settings.local_accounts == "emergency"
    options = provider_options(settings)
    return Site(
        service=service,
        addresses=Addresses(
            ingest=settings.ingest_url,
            validation=settings.validation_url,
            matching=settings.matching_url,
            reporting=settings.reporting_url,
        ),
        identities=PostgresIdentities(pool, limits=limits, emergency_only=emergency_only),
        clock=clock,
        simulated=settings.business_date is not None,
        templates=templates,
        single_sign_on=SingleSignOn(OpenIdProvider(options), PostgresProvidedSignIns(pool)) if options else None,
        emergency_only=emergency_only,
    )


def provider_options(settings: SignInSettings) -> ProviderOptions | None:
    """Return who the provider is; None: there is none. Raises OSError when the file of our secret cannot be read."""
    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        return None
    secret_file = settings.oidc_client_secret_file
    return ProviderOptions(
        name=settings.oidc_name,
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=secret_file.read_text(encoding="utf-8").strip() if secret_file else None,
        ca_file=settings.oidc_ca_file,
        clock_skew_s=settings.oidc_clock_skew_s,
        rules=ClaimRules(
            subject_claim=settings.oidc_subject_claim,
            role_claim=settings.oidc_role_claim,
            roles=settings.oidc_roles,
            establishment_claim=settings.oidc_establishment_claim,
            establishments=settings.oidc_establishments,
            acr=settings.oidc_acr,
            amr=settings.oidc_amr,
        ),
    )
