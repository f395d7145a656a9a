"""Accounts for those who read status changes: `python -m deploy.jobs.kafka.consumers add NAME`, as the administrator.

Each reads one topic and nothing else, in groups whose names begin as it is told (docs/decisions/0053): the public one
or, made with `--in-full`, the one with sensitive codes (docs/decisions/0060). Who is given that is decided by an
account that may subscribe others (ONWARD_ACCOUNT, ONWARD_PASSWORD), and stands in the audit (DATABASE_URL).
"""

import argparse
import asyncio
import os
import re
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from deploy.jobs.kafka.administration import Administration
from deploy.jobs.kafka.consumer_audit import Act, note_in_full
from deploy.jobs.kafka.passwords import draw_password
from deploy.jobs.whole_files import write_whole
from shared.contracts.rights import Right, consumer_on_kafka, consumer_rights, groups_of_consumer
from shared.contracts.topics import STATUS_CHANGED, STATUS_CHANGED_IN_FULL
from shared.errors import OnwardError
from shared.kafka.access import KafkaAccess
from shared.observability import logs
from shared.observability.terminal import say
from shared.settings import ServiceSettings

NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_PREFIX: Final = consumer_on_kafka("")
_ACTS: Final[dict[str, Act]] = {"add": "given", "rotate": "given anew", "remove": "taken back"}


class ConsumerRefused(OnwardError):  # noqa: N818
    """There is such a consumer already, or there is none; or the file for its password cannot be written."""


class PasswordLost(OnwardError):  # noqa: N818
    """A consumer has a new password that nobody has."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} has a new password, and it is lost: {why}; give another with `rotate`")


@dataclass(frozen=True, slots=True)
class NewPassword:
    """An account with its password, which is kept nowhere."""

    account: str
    password: str = field(repr=False)


class Consumers:
    """The consumers of one deployment; their accounts and rights on Kafka are the only note of them."""

    def __init__(self, administration: Administration, prefix: str) -> None:
        self._administration = administration
        self._prefix = prefix

    def listing(self) -> list[str]:
        """Return the names of all, sorted. Raises AccountsRefused."""
        rights = self._administration.rights()
        names = {one.removeprefix(_PREFIX) for one in self._administration.accounts() if one.startswith(_PREFIX)}
        return sorted(
            name
            for name in names
            if any(consumer_rights(name, self._prefix, in_full=in_full) <= rights for in_full in (False, True))
        )

    def reads_in_full(self, name: str) -> bool:
        """Return whether a consumer is allowed to read codes in full. Raises AccountsRefused."""
        topic = STATUS_CHANGED_IN_FULL.on(self._prefix)
        return any(one.name == topic for one in self._rights_of(name))

    def add(self, name: str, *, in_full: bool = False) -> NewPassword:
        """Make an account and allow it to read. Raises ConsumerRefused or AccountsRefused."""
        self.check_free(name)
        self._administration.allow(consumer_rights(name, self._prefix, in_full=in_full))
        return self._with_new_password(name)

    def rotate(self, name: str) -> NewPassword:
        """Give a consumer another password: the one before opens nothing new. Raises as `add` does."""
        self.check(name)
        return self._with_new_password(name)

    def remove(self, name: str) -> None:
        """Forbid a consumer everything, on open connections too, and remove its account. Raises as above."""
        self.check(name)
        self._administration.forbid(self._rights_of(name))
        self._administration.remove_accounts([consumer_on_kafka(name)])

    def _with_new_password(self, name: str) -> NewPassword:
        made = NewPassword(consumer_on_kafka(name), draw_password())
        self._administration.set_passwords({made.account: made.password})
        return made

    def check_free(self, name: str) -> None:
        """Raise ConsumerRefused where there is such a consumer; or AccountsRefused."""
        if consumer_on_kafka(name) in self._administration.accounts():
            raise ConsumerRefused(f"there is a consumer {name} already")

    def check(self, name: str) -> None:
        """Raise ConsumerRefused where there is no such consumer; or AccountsRefused."""
        if consumer_on_kafka(name) not in self._administration.accounts():
            raise ConsumerRefused(f"there is no consumer {name}")

    def _rights_of(self, name: str) -> set[Right]:
        return {one for one in self._administration.rights() if one.account == consumer_on_kafka(name)}


def main() -> None:
    """Carry out one word and say what was done; a password is printed once and kept nowhere."""
    options, settings = parser().parse_args(), ServiceSettings()
    logs.configure("consumers", "CRITICAL", stream=sys.stderr)
    try:
        lines = carry_out(options, settings)
    except PasswordLost as lost:
        sys.exit(str(lost))
    except (OnwardError, OSError) as failure:
        sys.exit(f"nothing was done: {failure}")
    if not say(lines) and options.verb in ("add", "rotate") and not options.to:
        sys.exit(str(PasswordLost(options.name, "nobody read it")))


def carry_out(options: argparse.Namespace, settings: ServiceSettings) -> list[str]:
    """Do what was asked and return what there is to say. Raises OnwardError or OSError."""
    consumers = Consumers(Administration(KafkaAccess.of(settings)), settings.topic_prefix)
    if options.verb == "list":
        names = [f"{name}, codes in full" if consumers.reads_in_full(name) else name for name in consumers.listing()]
        return names or ["There are no consumers."]
    name: str = options.name
    if options.verb == "add":
        consumers.check_free(name)
    else:
        consumers.check(name)
    if file := getattr(options, "to", None):
        _check_writable(file, overwrite=options.verb == "rotate" or options.overwrite)
    in_full = options.in_full if options.verb == "add" else consumers.reads_in_full(name)
    if in_full:
        # Before it is done: who has been given something stands there, whatever breaks afterwards.
        asyncio.run(note_in_full(settings, _ACTS[options.verb], name))
    if options.verb == "remove":
        consumers.remove(name)
        return [f"{name} may read nothing any more."]
    made = consumers.rotate(name) if options.verb == "rotate" else consumers.add(name, in_full=in_full)
    address = settings.kafka_outside_address or settings.kafka_bootstrap_servers
    access = replace(KafkaAccess.of(settings), bootstrap_servers=address)
    lines = properties(access, made, name, settings.topic_prefix, in_full=in_full)
    if not file:
        return lines
    try:
        write_whole(file, "".join(f"{line}\n" for line in lines))
    except OSError as failure:
        raise PasswordLost(name, f"{file} could not be written ({failure.strerror})") from None
    return [f"{file} holds the account {made.account}; its password stands nowhere else."]


def _check_writable(file: Path, *, overwrite: bool) -> None:
    """Raise ConsumerRefused unless the file can be written: before there is a password that could be lost."""
    if file.is_dir() or (file.exists() and not overwrite):
        raise ConsumerRefused(f"{file} is there already" + ("" if file.is_dir() else " (--overwrite replaces it)"))
    if not (file.parent.is_dir() and os.access(file.parent, os.W_OK | os.X_OK)):
        raise ConsumerRefused(f"there is no folder {file.parent} that can be written to")


def properties(access: KafkaAccess, made: NewPassword, name: str, prefix: str, *, in_full: bool = False) -> list[str]:
    """Return the lines of `consumer.properties`, which Kafka's own programs take: what a consumer is given.

    `access`: how consumers reach Kafka; the account in it is not told.
    """
    topic = STATUS_CHANGED_IN_FULL if in_full else STATUS_CHANGED
    lines = [
        f"# Status changes: topic {topic.on(prefix)}. The password is kept nowhere else.",
        f"# Names of groups begin with {groups_of_consumer(name, prefix)}",
        f"bootstrap.servers={access.bootstrap_servers}",
        f"security.protocol={access.security}",
        "sasl.mechanism=SCRAM-SHA-512",
        "sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required"
        f' username="{made.account}" password="{made.password}";',
        f"group.id={groups_of_consumer(name, prefix)}statuses",
    ]
    trusted = ["ssl.truststore.type=PEM", f"ssl.truststore.location={access.ca_file}"]
    return [*lines, *(trusted if access.ca_file else [])]


def parser() -> argparse.ArgumentParser:
    """Return what reads the words of the command."""
    made = argparse.ArgumentParser(prog="python -m deploy.jobs.kafka.consumers", description=__doc__)
    verbs = made.add_subparsers(dest="verb", required=True)
    verbs.add_parser("list", help="show who may read status changes")
    adding = verbs.add_parser("add", help="make an account; its password is shown once")
    adding.add_argument("--in-full", action="store_true", help="with sensitive codes; for those who may see them")
    adding.add_argument("--overwrite", action="store_true", help="the file of --to may be there already")
    rotating = verbs.add_parser("rotate", help="give a consumer a new password, shown once")
    for verb in (adding, rotating):
        verb.add_argument("--to", type=Path, metavar="FILE", help="write it there, for its owner alone; else: print it")
    for verb in (adding, rotating, verbs.add_parser("remove", help="take everything away from a consumer")):
        verb.add_argument("name", type=_name, help="small letters, digits and hyphens")
    return made


def _name(text: str) -> str:
    if not NAME.fullmatch(text):
        raise argparse.ArgumentTypeError("a name is of small letters, digits and hyphens, at most 41")
    return text


if __name__ == "__main__":
    main()
