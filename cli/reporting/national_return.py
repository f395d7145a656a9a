"""The national return: what its pre-flight found, and its file."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from cli.addresses import NotUpError, read_addresses
from cli.http_session import HttpSession

PATH: Final = "/national-return"
ROLE: Final = "reviewer"
FILE_TIMEOUT_S: Final = 120.0
_out: Final = Console(soft_wrap=True)


def national_return(
    snapshot: Annotated[
        int | None, typer.Option(help="Number of a snapshot; left out: the newest day that was checked.")
    ] = None,
    file: Annotated[Path | None, typer.Option(help="Write the XML here, too. That it was taken is recorded.")] = None,
    sent: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day of sending; left out: the first after the period."),
    ] = None,
) -> None:
    """Show what is wrong with the national return, by number; exit 1 while its file would be refused."""
    addresses, session = read_addresses(), HttpSession()
    reporting = addresses.service("reporting")
    session.sign_in(reporting, addresses.account(ROLE))
    asked = "" if snapshot is None else f"?snapshot={snapshot}"
    found = session.get_json(f"{reporting}/api{PATH}{asked}")
    _out.print(table(found))
    for one in found["stops"]:
        _out.print(f"not ready: {one}", markup=False)
    if file is not None:
        day = "" if sent is None else f"?sent={sent:%Y-%m-%d}"
        answer = session.get(f"{reporting}{PATH}/{found['snapshot']}/return.xml{day}", timeout_s=FILE_TIMEOUT_S)
        if answer.status != 200:
            raise NotUpError(f"The file is not to be had (status {answer.status}).")
        file.write_bytes(answer.body)
    raise typer.Exit(0 if found["ready"] else 1)


def table(found: Any) -> Table:
    """Return the errors by number as a table."""
    title = f"as at {found['as_at']}, {found['records']} records, snapshot {found['snapshot']}"
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=title, title_justify="left")
    for name in ("number", "priority", "people"):
        made.add_column(name, no_wrap=True, justify="right")
    made.add_column("what is wrong")
    made.add_column("put right by")
    for one in found["by_number"]:
        counts = (str(one[name]) for name in ("number", "priority", "people"))
        made.add_row(*counts, one["sentence"], one["put_right_by"])
    return made
