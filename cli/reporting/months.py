"""The months of the national return: how they stand, and their steps by the form of the page."""

import re
import urllib.parse
from html import unescape
from typing import Annotated, Any, Final

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from cli.addresses import Addresses, NotUpError, read_addresses
from cli.http_session import HttpSession

PATH: Final = "/months"
READS: Final = "analyst"
ACTS: Final = "reviewer"
_HIDDEN: Final = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')
_PROBLEM: Final = re.compile(r'<a href="#(?:take|reason|reference)">([^<]*)</a>')
_out: Final = Console(soft_wrap=True)


def month(
    month_end: Annotated[
        str | None, typer.Argument(metavar="YYYY-MM-DD", help="The last day of the month; left out: list them.")
    ] = None,
    step: Annotated[
        str | None,
        typer.Argument(help="check, close, send, accept, reject or reopen; left out: show how the month stands."),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; to reject and to reopen it must be given.")] = "",
    reference: Annotated[str, typer.Option(help="DfE's reference, of a receipt.")] = "",
) -> None:
    """Show how the months of the national return stand, or take the next step of one. Who did it is kept."""
    addresses, session = read_addresses(), HttpSession()
    if month_end is None:
        _out.print(table(_fetch(addresses, session, READS, "")["months"]))
        return
    if step is not None:
        take(addresses, session, f"{PATH}/{month_end}/{step}", {"reason": reason, "reference": reference})
    _out.print(table([_fetch(addresses, session, ACTS if step else READS, f"/{month_end}")]))


def take(addresses: Addresses, session: HttpSession, path: str, given: dict[str, str]) -> None:
    """Take a step as the page of it shows the month now. Raise NotUpError with the page's own words when it refuses."""
    reporting = addresses.service("reporting")
    session.sign_in(reporting, addresses.account(ACTS))
    shown = session.get(f"{reporting}{path}")
    if shown.status != 200:
        raise NotUpError(f"There is no such month or step (status {shown.status}).")
    fields = {name: unescape(value) for name, value in _HIDDEN.findall(shown.text)} | given
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": reporting}
    answer = session.post(f"{reporting}{path}", urllib.parse.urlencode(fields).encode(), headers)
    if answer.status >= 300:
        answered = "; ".join(unescape(one) for one in _PROBLEM.findall(answer.text))
        raise NotUpError(answered or f"It was refused (status {answer.status}).")


def table(months: list[dict[str, Any]]) -> Table:
    """Return months as a table."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("month", "state", "edition", "next step", "snapshot", "by"):
        made.add_column(name, no_wrap=True)
    for one in months:
        snapshot = one["checked_snapshot"] if one["state"] == "checked" else one["closed_snapshot"]
        cells = (one["month"], one["state"], one["edition"], one["next"] or "-", snapshot or "-", one["by"] or "-")
        made.add_row(*map(str, cells))
    return made


def _fetch(addresses: Addresses, session: HttpSession, role: str, path: str) -> Any:
    reporting = addresses.service("reporting")
    session.sign_in(reporting, addresses.account(role))
    return session.get_json(f"{reporting}/api{PATH}{path}")
