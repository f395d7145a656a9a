"""The words of the `onward` command."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console

from cli import checking, health, story, tools, watching
from cli.addresses import Addresses, NotUpError, read_addresses
from cli.hook import PORTAL, NilReturn, Upload, hook_secret, send
from cli.http_session import HttpSession
from cli.people import accounts, privacy
from cli.reporting import figures, months, national_return

app = typer.Typer(help="Onward from the command line.", no_args_is_help=True, add_completion=False)
app.command()(privacy.audit)
app.command()(privacy.retention)
app.command(name="subject-access")(privacy.subject_access)
app.command(context_settings=privacy.WORDS_OF_THE_JOB)(privacy.erase)
app.command()(accounts.consumer)
app.command()(months.month)
app.command(name="national-return")(national_return.national_return)
app.command(context_settings=privacy.WORDS_OF_THE_JOB, add_help_option=False)(accounts.accounts)
_out = Console(soft_wrap=True)


def main() -> None:
    """Run the command; print what is missing in one line and exit 1."""
    try:
        app(prog_name="onward")
    except NotUpError as failure:
        print(failure, file=sys.stderr)
        raise SystemExit(1) from None


@app.command(name="send")
def send_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The workbook to send.")],
    tag: Annotated[str, typer.Option(help="The portal's tag.")] = "Tracking YP",
    signed_by: Annotated[
        str, typer.Option(help="Sign as this sender of the file of keys; the county roll needs `authority`.")
    ] = PORTAL,
    comment: Annotated[str | None, typer.Option(help="What the sender would write beside it.")] = None,
    establishment: Annotated[str | None, typer.Option(help="DfE number or UKPRN of the sender.")] = None,
    sender: Annotated[str, typer.Option(help="Who uploaded it, as the portal would know them.")] = PORTAL,
    data_taken_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When the data were taken from the sender's system.")
    ] = None,
) -> None:
    """Send one file through the upload hook, signed; exit 0 only when its receipt was acknowledged."""
    addresses = read_addresses()
    upload = Upload(
        file.name,
        file.read_bytes(),
        tag=tag,
        sender=sender,
        establishment=establishment,
        comment=comment,
        data_taken_on=data_taken_on.date() if data_taken_on else None,
    )
    _deliver(addresses, upload, signed_by)


@app.command(name="nil")
def state_nil(
    collection: Annotated[
        str, typer.Argument(help="What there is nothing of: S_JOIN, S_LEAVE, C_JL, C_JOIN, C_LEAVE.")
    ],
    establishment: Annotated[str, typer.Argument(help="DfE number or UKPRN of whose return it is.")],
    month: Annotated[str, typer.Argument(help="YYYY-MM")],
    signed_by: Annotated[str, typer.Option(help="Sign as this sender of the file of keys.")] = PORTAL,
    sender: Annotated[str, typer.Option(help="Who stated it, as the portal would know them.")] = PORTAL,
) -> None:
    """State through the upload hook, signed, that there is nothing to send; exit 0 only when it was acknowledged."""
    _deliver(read_addresses(), NilReturn(collection, establishment, month, sender=sender), signed_by)


def _deliver(addresses: Addresses, upload: Upload | NilReturn, signed_by: str) -> None:
    answer = send(HttpSession(), addresses.service("ingest"), hook_secret(addresses, sender=signed_by), upload)
    _out.print(f"{answer.status} {answer.text}", markup=False)
    if answer.status >= 300:
        raise typer.Exit(1)


@app.command()
def status() -> None:
    """Show whether each service is ready and how far behind it is. Dead letters are counted since its start."""
    addresses = read_addresses()
    found = health.ask_health(addresses, HttpSession())
    if not found:
        raise NotUpError("Nothing is up: run `make up`.")
    kafka_up = health.kafka_listens(addresses) and not any(one.kafka_away for one in found)
    _out.print(health.table(found))
    if not kafka_up:
        _out.print("Kafka is away: uploads are taken and wait. Of the local stack, `make up` starts it again.")
    if any(one.wall_missing for one in found):
        _out.print("Schools read without a wall of the database: docs/decisions/0062-two-people.md says why.")
    if not (kafka_up and all(one.ready for one in found)):
        raise typer.Exit(1)


@app.command(name="story")
def tell_story(
    submission: Annotated[UUID, typer.Argument(help="The id of a submission, as its page and its receipt give it.")],
    logs: Annotated[
        str | None, typer.Option("--from", help="A log, or - for what is piped in; left out: the local stack's logs.")
    ] = None,
) -> None:
    """Show what every service logged about one submission, in order: rows in, rows out, seconds, outcome."""
    if logs == "-":
        lines = story.story(sys.stdin, submission)
    else:
        files = [Path(logs)] if logs else story.log_files(read_addresses().file.parent / "logs")
        lines = story.story(story.lines_of_files(files), submission)
    if not lines:
        raise NotUpError(f"No log says anything about {submission}.")
    _out.print(story.table(lines))


@app.command(name="figures")
def show_figures(
    as_json: Annotated[bool, typer.Option("--json", help="The JSON of the page's own endpoint.")] = False,
    as_at: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Of this day, computed anew; left out: today.")
    ] = None,
    known_at: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S"], help="As known then; without +00:00 in UTC."
        ),
    ] = None,
) -> None:
    """Show NEET, not known and EET by district and year group."""
    addresses = read_addresses()
    found = figures.fetch(addresses, HttpSession(), as_at=as_at, known_at=known_at)
    if as_json:
        typer.echo(figures.as_text(found))
    else:
        _out.print(figures.table(found))


@app.command(name="resend")
def resend(
    submissions: Annotated[
        list[UUID] | None, typer.Argument(help="Ids of submissions; left out: all that have no verdict.")
    ] = None,
) -> None:
    """Resend, from the kept originals, what was lost on its way: submissions whose page ends in no verdict.

    What a consumer finds missing is resent by itself; this is for what nobody could notice.
    """
    _out.print(tools.run(read_addresses(), "ingest", "resend", *map(str, submissions or ())).strip())


@app.command()
def republish() -> None:
    """Publish the current status of everybody again, with the same ids and versions: after Kafka's disk was lost."""
    _out.print(tools.run(read_addresses(), "reporting", "republish").strip())


@app.command()
def chase(
    day: Annotated[
        datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Left out: today.")
    ] = None,
    go: Annotated[bool, typer.Option("--go", help="Send what is due now; left out: only show.")] = False,
) -> None:
    """Show who is written to on a day: reminders of returns, and notices of what became of files. No address is shown.

    With --go what is due now is sent, as the service does by itself, in the hours of sending; nothing is sent twice.
    """
    if go and day is not None:
        raise typer.BadParameter("What is sent is always today's: leave one of --go and --on out.")
    words = ["--go"] if go else [f"{day:%Y-%m-%d}"] if day else []
    _out.print(tools.run(read_addresses(), "reporting", "chase", *words).rstrip(), markup=False)


@app.command()
def watch(
    from_beginning: Annotated[
        bool, typer.Option("--from-beginning", help="First what the topic holds: everybody's newest status.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Follow the public topic: one line for each change of a status, until Ctrl-C. It names ids, groups and codes."""
    show = watching.json_of if as_json else watching.line_of
    watching.run(read_addresses(), show, everything=from_beginning)


@app.command()
def peek(
    topic: Annotated[str, typer.Argument(help="Such as validation.rows-judged.v1; with .dead: its dead letters.")],
    partition: Annotated[int | None, typer.Option(help="Left out: all partitions.")] = None,
    offset: Annotated[
        int | None, typer.Option(help="The first message, of one partition; left out: the newest.")
    ] = None,
    limit: Annotated[int, typer.Option(help="How many messages, at most 20.")] = 1,
) -> None:
    """Open messages and show them on this terminal, with their envelopes. Who opened which is recorded."""
    options = {"--partition": partition, "--offset": offset, "--limit": limit}
    raise typer.Exit(
        tools.run_job(read_addresses(), "peek", topic, *tools.options_of(options), account_role="reviewer")
    )


@app.command(name="dead-letters")
def dead_letters(
    service: Annotated[str | None, typer.Option(help="Left out: all services; --each and --open need one.")] = None,
    reason: Annotated[str | None, typer.Option(help="Such as unknown_submission.")] = None,
    topic: Annotated[str | None, typer.Option(help="Where they came from, such as ingest.rows-extracted.v1.")] = None,
    each: Annotated[bool, typer.Option("--each", help="One by one, with their ids.")] = False,
    open_: Annotated[int | None, typer.Option("--open", metavar="ID", help="Show one on this terminal.")] = None,
) -> None:
    """List dead letters by reason, with what to do. With --open one is shown; who opened which is recorded."""
    options = {"--service": service, "--reason": reason, "--topic": topic, "--open": open_}
    words = [*tools.options_of(options), *(["--each"] if each else [])]
    role = None if open_ is None else "reviewer"
    raise typer.Exit(tools.run_job(read_addresses(), "dead_letters", *words, account_role=role))


@app.command()
def replay(
    reason: Annotated[str | None, typer.Option(help="Such as unknown_submission.")] = None,
    topic: Annotated[str | None, typer.Option(help="Where they came from, such as ingest.rows-extracted.v1.")] = None,
    since: Annotated[
        str | None, typer.Option(help="Set aside then or later: 2026-11-30, or 2026-11-30T14:00 (UTC).")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Set aside before then.")] = None,
    service: Annotated[str | None, typer.Option(help="Left out: all services.")] = None,
    go: Annotated[bool, typer.Option("--go", help="Publish them; left out: only count.")] = False,
) -> None:
    """Publish dead letters again to the topics they came from: first counted, then, with --go, done and marked."""
    options = {"--reason": reason, "--topic": topic, "--since": since, "--until": until, "--service": service}
    words = [*tools.options_of(options), *(["--go"] if go else [])]
    raise typer.Exit(tools.run_job(read_addresses(), "replay", *words))


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="New or empty, on another disk; with --verify, a backup.")],
    verify: Annotated[bool, typer.Option("--verify", help="Only check a backup that is there.")] = False,
    keys: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Copy the keys too, into this folder elsewhere.")
    ] = None,
    keep_days: Annotated[int, typer.Option(min=1, max=3650, help="In how many days it is to be deleted.")] = 30,
) -> None:
    """Back up database and originals while everything runs. The master key is not put beside them."""
    options = {"--keys": keys.resolve() if keys else None, "--keep-days": keep_days}
    words = [str(folder.resolve()), *tools.options_of(options), *(["--verify"] if verify else [])]
    raise typer.Exit(tools.run_job(read_addresses(), "recovery.backup", *words))


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="The backup.")],
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite what is there.")] = False,
    keys: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder that holds the keys, where there are none.")
    ] = None,
    erasures: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A newer list of erasures than the backup's.")
    ] = None,
) -> None:
    """Restore a backup; it is verified first. The services must be down. Without --replace nothing is overwritten."""
    options = {"--keys": keys.resolve() if keys else None, "--erasures": erasures.resolve() if erasures else None}
    words = [str(folder.resolve()), *tools.options_of(options), *(["--replace"] if replace else [])]
    raise typer.Exit(tools.run_local("restore", *words))


@app.command()
def check(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The workbook to check.")],
    day: Annotated[
        datetime | None,
        typer.Option(
            "--on",
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="As if it came on this day; else the stack's own day, or today.",
        ),
    ] = None,
) -> None:
    """Check a workbook here, without sending it: what would be refused, cell by cell. Exit 3 when anything would be."""
    verdict = checking.check_file(file, day.date() if day else checking.day_of(read_addresses()))
    _out.print(checking.report(verdict))
    if verdict.refused or verdict.unreadable:
        raise typer.Exit(3)
