"""An HTTP session: signs in as a browser does, fetches JSON, and posts a body as the portal does."""

import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from http.cookiejar import CookieJar
from typing import Any, Final

from cli.addresses import Account, NotUpError

TIMEOUT_S: Final = 60.0
_SIGN_IN_COOKIES: Final = ("onward_sign_in", "__Host-onward_sign_in")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    url: str = ""
    """Where it came from in the end, redirects followed."""

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """Return the body as JSON; raises ValueError where it is none."""
        return json.loads(self.body)


class HttpSession:
    """Keeps cookies, so that one sign-in serves all services of a host."""

    def __init__(self) -> None:
        self._cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies))

    def get(self, url: str, *, timeout_s: float = TIMEOUT_S) -> Answer:
        """Fetch and return the answer, whatever its status. Raise NotUpError when there is none."""
        return self._open(urllib.request.Request(_checked(url), headers={"Accept": "application/json"}), timeout_s)  # noqa: S310

    def post(self, url: str, body: bytes, headers: dict[str, str], *, timeout_s: float = TIMEOUT_S) -> Answer:
        """Post a body and return the answer, whatever its status. Raise NotUpError when there is none."""
        return self._open(urllib.request.Request(_checked(url), data=body, headers=headers, method="POST"), timeout_s)  # noqa: S310

    def sign_in(self, base_url: str, account: Account) -> None:
        """Sign in by the form, as a browser does. Raise NotUpError when the account is refused."""
        self.get(f"{base_url}/sign-in")
        token = next((cookie.value for cookie in self._cookies if cookie.name in _SIGN_IN_COOKIES), None)
        form = {"name": account.name, "password": account.password, "next": "/live", "form_token": token or ""}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": base_url}
        answer = self.post(f"{base_url}/sign-in", urllib.parse.urlencode(form).encode(), headers)
        if answer.status >= 500:
            raise NotUpError(f"{base_url} is there, but cannot sign anybody in just now (status {answer.status}).")
        if answer.status >= 400:
            raise NotUpError(f"{base_url} did not let {account.name} in (status {answer.status}).")

    def get_json(self, url: str) -> Any:
        """Fetch JSON. Raise NotUpError when the answer is anything else."""
        answer = self.get(url)
        if answer.status != 200:
            raise NotUpError(f"{url} answered {answer.status}.")
        try:
            return answer.json()
        except ValueError:
            raise NotUpError(f"{url} answered something that is not JSON.") from None

    def _open(self, request: urllib.request.Request, timeout_s: float) -> Answer:
        try:
            with self._opener.open(request, timeout=timeout_s) as answer:
                return Answer(answer.status, answer.read(), answer.url)
        except urllib.error.HTTPError as failure:
            with failure:
                return Answer(failure.code, failure.read(), failure.url or "")
        except (urllib.error.URLError, HTTPException, OSError) as failure:
            raise NotUpError(_lost(_place(request.full_url), failure)) from failure


def _lost(place: str, failure: Exception) -> str:
    """Return the sentence for a server that is not there, or that broke off while it was sent to."""
    cause = getattr(failure, "reason", failure)
    if isinstance(cause, BrokenPipeError | ConnectionResetError):
        return f"{place} broke off before everything was sent ({type(cause).__name__})."
    return f"{place} does not answer ({type(failure).__name__})."


def _checked(url: str) -> str:
    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise NotUpError(f"{url} is not an http address.")
    return url


def _place(url: str) -> str:
    parts = urllib.parse.urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
