"""The cookies: the secret of a session, and the tokens of a sign-in that is under way, here or at the provider."""

import secrets

from starlette.requests import Request
from starlette.responses import Response

_SESSION = "onward_session"
_SIGN_IN = "onward_sign_in"
_PROVIDER = "onward_provider"


def secret_of(request: Request) -> str | None:
    """Return the session secret that the browser sent."""
    return request.cookies.get(_name(request, _SESSION))


def sign_in_token_of(request: Request) -> str | None:
    """Return the token that the sign-in page gave to this browser."""
    return request.cookies.get(_name(request, _SIGN_IN))


def provider_token_of(request: Request) -> str | None:
    """Return the token with which this browser left for the provider."""
    return request.cookies.get(_name(request, _PROVIDER))


def new_sign_in_token(request: Request) -> str:
    """Return a new token for a form of somebody who is not signed in, and have the page's forms carry it."""
    token = secrets.token_urlsafe(32)
    request.state.form_token = token
    return token


def keep_secret(request: Request, response: Response, secret: str) -> None:
    """Give the browser its session secret; it goes when the browser closes, the server ends it earlier."""
    _set(request, response, _SESSION, secret)
    forget_sign_in_token(request, response)


def keep_sign_in_token(request: Request, response: Response, token: str) -> None:
    """Give the browser the token that its sign-in form carries as well."""
    _set(request, response, _SIGN_IN, token)


def keep_provider_token(request: Request, response: Response, token: str) -> None:
    """Give the browser the token that it must come back with from the provider."""
    _set(request, response, _PROVIDER, token)


def forget_provider_token(request: Request, response: Response) -> None:
    """Take it away: it was for one use."""
    _forget(request, response, _PROVIDER)


def forget_secret(request: Request, response: Response) -> None:
    """Take the session secret away."""
    _forget(request, response, _SESSION)


def forget_sign_in_token(request: Request, response: Response) -> None:
    """Take the sign-in token away: it was for one use."""
    _forget(request, response, _SIGN_IN)


def _https(request: Request) -> bool:
    https: bool = request.app.state.site.https
    return https


def _name(request: Request, name: str) -> str:
    # The prefix makes browsers refuse the cookie unless it is Secure, bound to this host and to the whole path.
    return f"__Host-{name}" if _https(request) else name


def _set(request: Request, response: Response, name: str, value: str) -> None:
    response.set_cookie(_name(request, name), value, path="/", secure=_https(request), httponly=True, samesite="lax")


def _forget(request: Request, response: Response, name: str) -> None:
    response.delete_cookie(_name(request, name), path="/", secure=_https(request), httponly=True, samesite="lax")
