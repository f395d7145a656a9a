"""Fills in forms as a person does in a browser: opens the page, takes the form's hidden fields, sends it."""

import urllib.parse
from html.parser import HTMLParser

from cli.addresses import Account
from cli.http_session import Answer, HttpSession
from deploy.demo.sending import StuckError


class _Forms(HTMLParser):
    """Collects the forms of a page: where each is sent, and its hidden fields."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, or a hidden field of the last one."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
        elif tag == "input" and self.forms and given.get("type") == "hidden":
            self.forms[-1][1][given.get("name", "")] = given.get("value", "")


class Browser:
    """Somebody who has signed in to a service."""

    def __init__(self, base_url: str, account: Account) -> None:
        self._base_url = base_url
        self._session = HttpSession()
        self._session.sign_in(base_url, account)

    def fill_in(self, path: str, fields: dict[str, str], **chosen: str) -> str:
        """Send the form of that page which posts to the page's own path, and return the path that comes of it.

        `chosen`: values of hidden fields by which one of several forms is given. Raise StuckError when it is refused.
        """
        page = self._session.get(f"{self._base_url}{path}")
        found = _Forms()
        found.feed(page.text)
        for action, hidden in found.forms:
            if action.endswith(path) and chosen.items() <= hidden.items():
                return self._sent(path, self._post(path, hidden | fields))
        raise StuckError(f"{path} answered {page.status} and has no such form.")

    def _post(self, path: str, fields: dict[str, str]) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self._base_url}
        return self._session.post(f"{self._base_url}{path}", urllib.parse.urlencode(fields).encode(), headers)

    def _sent(self, path: str, answer: Answer) -> str:
        came_to = urllib.parse.urlsplit(answer.url).path
        # The page of what was just sent may not be there yet: 404.
        if answer.status not in (200, 404) or came_to == path:
            raise StuckError(f"{path} was not taken: {answer.status}.")
        return came_to
