"""The pages of one service: their addresses, assets and accounts, and how a page is rendered for an account."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse

from shared.clock import Clock
from shared.web.accounts.identities import Identities
from shared.web.addresses import Addresses, ServiceName
from shared.web.openid.sign_on import SingleSignOn
from shared.web.pages.assets import Assets, load_assets
from shared.web.pages.navigation import navigation_for
from shared.web.pages.templating import environment
from shared.web.requests.routes import session_of


@dataclass(frozen=True, slots=True)
class Site:
    """The pages of one service, and where those of the others are."""

    service: ServiceName
    addresses: Addresses
    identities: Identities
    clock: Clock
    simulated: bool = False
    """True when the business date is set and not the calendar's: every page shows it."""
    templates: Path | None = None
    """The folder of the service's own templates; shared ones are found by name after them."""
    single_sign_on: SingleSignOn | None = None
    """The authority's provider; None: everybody signs in with a password of ours."""
    emergency_only: bool = False
    """Of the accounts with a password, only those for emergencies may sign in."""
    assets: Assets = field(default_factory=load_assets)
    pages: jinja2.Environment = field(init=False)

    def __post_init__(self) -> None:
        pages = environment(self.templates)
        pages.globals.update(link=self.link, static=self.static, own_service=self.service)
        object.__setattr__(self, "pages", pages)

    @property
    def https(self) -> bool:
        """True when browsers reach this service over TLS; cookies are then Secure."""
        return self.addresses.of(self.service).startswith("https://")

    @property
    def other_origins(self) -> tuple[str, ...]:
        """Return the origins of the other services."""
        return self.addresses.other_origins(self.service)

    def link(self, service: ServiceName, path: str) -> str:
        """Return the address of a page as seen from this service."""
        return self.addresses.link(service, path, seen_from=self.service)

    def static(self, name: str) -> str:
        """Return the address of a static file with its version."""
        return self.link(self.service, self.assets.address(name))


def site_of(request: Request) -> Site:
    """Return the site that serves this request."""
    site = request.app.state.site
    assert isinstance(site, Site)
    return site


def page(request: Request, template: str, context: Mapping[str, Any] | None = None, status: int = 200) -> HTMLResponse:
    """Render a template inside the layout for whoever is signed in."""
    site, session = site_of(request), session_of(request)
    account = session.account if session else None
    html = site.pages.get_template(template).render(
        {
            "account": account,
            "form_token": getattr(request.state, "form_token", ""),
            "cspNonce": request.state.nonce,
            "navigation": navigation_for(account, site.service, request.url.path, site.link),
            "simulated_today": site.clock.today() if site.simulated else None,
            **(context or {}),
        }
    )
    return HTMLResponse(html, status_code=status)
