"""A service's pages as one application that refuses routes which do not say what they need."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware

from shared.web.pages import error_pages, openid, sign_in
from shared.web.pages.assets import VERSION
from shared.web.pages.site import Site
from shared.web.requests.base_path import BasePath
from shared.web.requests.routes import GuardedRoute, Open, get
from shared.web.requests.security_headers import SecurityHeaders

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]

_STATIC: Final = Open("style sheets and scripts hold nothing about anybody")


def web_app(site: Site, routes: Sequence[GuardedRoute], *, lifespan: Lifespan | None = None) -> Starlette:
    """Build the application of a service: its own routes, signing in and out, static files and error pages.

    Raises TypeError for a route that does not say what it needs.
    """
    on_provider = openid.ROUTES if site.single_sign_on else ()
    files = get("/static/{name}", site.assets.serve, needs=_STATIC, takes=(VERSION,))
    declared = [*routes, *sign_in.ROUTES, *on_provider, files]
    for route in declared:
        if not isinstance(route, GuardedRoute):
            raise TypeError(f"{route!r} does not say what it needs: declare it with shared.web.requests.routes")
    app = Starlette(
        routes=declared,
        middleware=[
            Middleware(SecurityHeaders, form_targets=site.other_origins, https=site.https),
            Middleware(BasePath, path=site.link(site.service, "")),
        ],
        exception_handlers=error_pages.HANDLERS,
        lifespan=lifespan,
    )
    # Its redirects would lead to whatever host the request names.
    app.router.redirect_slashes = False
    app.state.site = site
    return app
