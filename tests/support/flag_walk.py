"""Every output of the table of flags, opened at running services as each role: what is said of one young person."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from cli.addresses import Addresses
from cli.http_session import HttpSession
from services.reporting.domain.flags.outputs import OUTPUTS
from tests.support.services import RunningServices

ROLES: Final = ("reviewer", "analyst", "auditor", "admin", "uploader")
_ELSEWHERE: Final = ("onward ", "reporting.", "webhook")
"""Outputs that are no pages: messages hold ids alone, and what a shell shows is tried by its own tests."""


class Seen(NamedTuple):
    """What one account was shown at one address."""

    status: int
    about: str
    """What is said of the young person: the rows that name them, or all of a page that is about them alone."""


def pages_of_people() -> list[str]:
    """Return the pages and files of the table."""
    return [one for one in OUTPUTS if not one.startswith(_ELSEWHERE)]


def walk(
    running: RunningServices, addresses: Mapping[str, str], surname: str, roles: Sequence[str] = ROLES
) -> dict[tuple[str, str], Seen]:
    """Return what each role is shown of somebody, by output and role; `addresses`: of each output, without a host."""
    accounts, found = Addresses(running.paths.addresses, running.addresses), {}
    for role in roles:
        session = HttpSession()
        session.sign_in(running.url("reporting"), accounts.account(role))
        for output, path in addresses.items():
            service, _, _ = output.partition("/")
            answer = session.get(f"{running.url(service or 'reporting')}{path}")
            text = answer.text if answer.status == 200 else ""
            rows = [row for row in re.split(r"<tr\b|<section\b", text) if surname in row.partition("</tr>")[0]]
            alone = "{person_id}" in output or output.startswith("matching/")
            found[output, role] = Seen(answer.status, text.partition("<main")[2] if alone else "".join(rows))
    return found
