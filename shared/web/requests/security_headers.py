"""Security headers on every answer, and a new nonce for every request."""

import secrets
from collections.abc import Iterable
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # same-origin, not no-referrer: with the latter browsers send `Origin: null` and our own forms would be refused.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_HSTS: Final = "max-age=31536000; includeSubDomains"


def content_security_policy(nonce: str, form_targets: Iterable[str] = ()) -> str:
    """Return the policy: everything from ourselves, no inline style, inline script only with the nonce.

    `form_targets` are the origins of our other services: browsers apply form-action to redirects after a POST as well.
    """
    targets = " ".join(("'self'", *form_targets))
    return (
        f"default-src 'none'; object-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self'; "
        f"connect-src 'self'; form-action {targets}; frame-ancestors 'none'; base-uri 'none'"
    )


def add_security_headers(headers: MutableHeaders, *, nonce: str, form_targets: Iterable[str], https: bool) -> None:
    """Set the security headers; what a page holds is kept out of every cache unless the answer sets another policy."""
    headers["Content-Security-Policy"] = content_security_policy(nonce, form_targets)
    for name, value in _ALWAYS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "no-store")
    if https:
        headers["Strict-Transport-Security"] = _HSTS


class SecurityHeaders:
    """ASGI middleware that puts the nonce into `request.state.nonce` and the headers onto the answer."""

    def __init__(self, app: ASGIApp, *, form_targets: tuple[str, ...], https: bool) -> None:
        self._app = app
        self._form_targets = form_targets
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_security_headers(
                    MutableHeaders(scope=message), nonce=nonce, form_targets=self._form_targets, https=self._https
                )
            await send(message)

        await self._app(scope, receive, send_with_headers)
