"""Words of the command about people's data: the audit, how long what is kept is kept, and erasing."""

from pathlib import Path
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import typer

from cli import tools
from cli.addresses import read_addresses

WORDS_OF_THE_JOB: Final[dict[str, Any]] = {"allow_extra_args": True, "ignore_unknown_options": True}


def audit(
    act: Annotated[Literal["verify"], typer.Argument(help="verify: read every entry.")],
    since: Annotated[str | None, typer.Option(help="A newest anchor noted before: it must still stand.")] = None,
) -> None:
    """Verify the audit: exit 1 when any entry was altered, removed or put elsewhere."""
    raise typer.Exit(tools.run_job(read_addresses(), "privacy.audit", *(["--since", since] if since else [])))


def retention(
    ask: Annotated[bool, typer.Option("--ask", help="Order that all of it is erased; left out: only show.")] = False,
) -> None:
    """Show how long what is kept is kept, and who and what is past its day: ids, nobody's name."""
    words = ["--ask"] if ask else []
    role = "reviewer" if ask else None
    raise typer.Exit(tools.run_job(read_addresses(), "privacy.retention", *words, account_role=role))


def subject_access(
    person: Annotated[UUID, typer.Argument(help="The id of a young person, as the address of their record has it.")],
    folder: Annotated[Path, typer.Argument(help="New or empty: a summary to read, and every row as a file.")],
) -> None:
    """Put together everything that is held on a young person, over all services, which must run. It is recorded."""
    words = (str(person), str(folder.resolve()))
    raise typer.Exit(tools.run_job(read_addresses(), "privacy.subject_access", *words, account_role="reviewer"))


def erase(
    context: typer.Context,
    act: Annotated[str, typer.Argument(help="ask, answer, list or finish.")],
) -> None:
    """Have a young person or an original erased: asked for by one account, confirmed by another, who is named."""
    addresses = read_addresses()
    if act == "answer":
        addresses.named_account("auditor")
    role = {"ask": "reviewer", "answer": "auditor"}.get(act)
    raise typer.Exit(tools.run_job(addresses, "privacy.erasures", act, *context.args, account_role=role))
