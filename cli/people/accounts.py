"""Words of the command about who comes in: accounts, keys of senders, and who reads status changes."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from cli import tools
from cli.addresses import read_addresses
from shared.contracts.rights import ADMINISTRATOR


def consumer(
    act: Annotated[Literal["list", "add", "rotate", "remove"], typer.Argument(help="rotate: give a new password.")],
    name: Annotated[str | None, typer.Argument(help="Small letters, digits and hyphens.")] = None,
    in_full: Annotated[
        bool, typer.Option("--in-full", help="With add: sensitive codes too; this is recorded.")
    ] = False,
    to: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write what is given there, for its owner alone; else: print it."),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="With add: FILE may be there already.")] = False,
) -> None:
    """Make or remove the account of somebody who reads status changes. Its password is shown once.

    Codes in full are given in the name of ONWARD_ACCOUNT or, left out, of the local stack's reviewer.
    """
    flags = [*(["--in-full"] if in_full else []), *(["--overwrite"] if overwrite else [])]
    words = [act, *flags, *tools.options_of({"--to": to.resolve() if to else None}), *([name] if name else [])]
    role = "reviewer" if act in {"add", "rotate"} else None
    done = tools.run_job(
        read_addresses(),
        "kafka.consumers",
        *words,
        kafka_account=ADMINISTRATOR,
        account_role=role,
        account_needed=False,
    )
    raise typer.Exit(done)


def accounts(context: typer.Context) -> None:
    """Accounts and the keys of senders: list, add, disable, reset, give … (--help). Everything is recorded."""
    raise typer.Exit(tools.run_job(read_addresses(), "manage_accounts", *context.args))
