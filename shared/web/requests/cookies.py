"""The two cookies: the secret of a session, and the token that the sign-in form itself must carry."""

from starlette.requests import Request
from starlette.responses import Response

_SESSION = "onward_session"
_SIGN_IN = "onward_sign_in"


def secret_of(request: Request) -> str | None:
    """Return the session secret that the browser sent."""
    return request.cookies.get(_name(request, _SESSION))


def sign_in_token_of(request: Request) -> str | None:
    """Return the token that the sign-in page gave to this browser."""
    return request.cookies.get(_name(request, _SIGN_IN))


def keep_secret(request: Request, response: Response, secret: str) -> None:
    """Give the browser its session secret; it goes when the browser closes, the server ends it earlier."""
    _set(request, response, _SESSION, secret)
    forget_sign_in_token(request, response)


def keep_sign_in_token(request: Request, response: Response, token: str) -> None:
    """Give the browser the token that its sign-in form carries as well."""
    _set(request, response, _SIGN_IN, token)


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
