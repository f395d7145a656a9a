"""Accounts for those who read status changes: `python -m deploy.jobs.kafka.consumers add NAME`, as the administrator.

Each reads the public topic and nothing else, in groups whose names begin as it is told (docs/decisions/0053).
"""

import argparse
import re
import sys
from dataclasses import dataclass, field, replace
from typing import Final

from deploy.jobs.kafka.administration import Administration
from deploy.jobs.kafka.passwords import draw_password
from shared.contracts.rights import Right, consumer_on_kafka, consumer_rights, groups_of_consumer
from shared.contracts.topics import STATUS_CHANGED
from shared.errors import OnwardError
from shared.kafka.access import KafkaAccess
from shared.settings import ServiceSettings

NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_PREFIX: Final = consumer_on_kafka("")


class ConsumerRefused(OnwardError):  # noqa: N818
    """There is such a consumer already, or there is none."""


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
        return sorted(name for name in names if consumer_rights(name, self._prefix) <= rights)

    def add(self, name: str) -> NewPassword:
        """Make an account and allow it to read. Raises ConsumerRefused or AccountsRefused."""
        if consumer_on_kafka(name) in self._administration.accounts():
            raise ConsumerRefused(f"there is a consumer {name} already")
        self._administration.allow(consumer_rights(name, self._prefix))
        return self._with_new_password(name)

    def rotate(self, name: str) -> NewPassword:
        """Give a consumer another password: the one before opens nothing new. Raises as `add` does."""
        self._check(name)
        return self._with_new_password(name)

    def remove(self, name: str) -> None:
        """Forbid a consumer everything, on open connections too, and remove its account. Raises as above."""
        self._check(name)
        self._administration.forbid(self._rights_of(name))
        self._administration.remove_accounts([consumer_on_kafka(name)])

    def _with_new_password(self, name: str) -> NewPassword:
        made = NewPassword(consumer_on_kafka(name), draw_password())
        self._administration.set_passwords({made.account: made.password})
        return made

    def _check(self, name: str) -> None:
        if consumer_on_kafka(name) not in self._administration.accounts():
            raise ConsumerRefused(f"there is no consumer {name}")

    def _rights_of(self, name: str) -> set[Right]:
        return {one for one in self._administration.rights() if one.account == consumer_on_kafka(name)}


def main() -> None:
    """Carry out one word and say what was done; a password is printed once and kept nowhere."""
    options, settings = _parse(), ServiceSettings()
    try:
        consumers = Consumers(Administration(KafkaAccess.of(settings)), settings.topic_prefix)
        sys.stdout.write("".join(f"{line}\n" for line in _carried_out(options, consumers, settings)))
    except (OnwardError, OSError) as failure:
        sys.exit(f"nothing was done: {failure}")


def _carried_out(options: argparse.Namespace, consumers: Consumers, settings: ServiceSettings) -> list[str]:
    if options.verb == "list":
        return consumers.listing() or ["There are no consumers."]
    if options.verb == "remove":
        consumers.remove(options.name)
        return [f"{options.name} may read nothing any more."]
    made = consumers.rotate(options.name) if options.verb == "rotate" else consumers.add(options.name)
    access = KafkaAccess.of(settings)
    address = settings.kafka_outside_address or settings.kafka_bootstrap_servers
    return properties(replace(access, bootstrap_servers=address), made, options.name, settings.topic_prefix)


def properties(access: KafkaAccess, made: NewPassword, name: str, prefix: str) -> list[str]:
    """Return the lines of `consumer.properties`, which Kafka's own programs take: what a consumer is given.

    `access`: how consumers reach Kafka; the account in it is not told.
    """
    lines = [
        f"# Status changes: topic {STATUS_CHANGED.on(prefix)}. The password is kept nowhere else.",
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


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.jobs.kafka.consumers", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("list", help="show who may read status changes")
    for verb in (
        verbs.add_parser("add", help="make an account; its password is printed once"),
        verbs.add_parser("rotate", help="give a consumer a new password, printed once"),
        verbs.add_parser("remove", help="take everything away from a consumer"),
    ):
        verb.add_argument("name", type=_name, help="small letters, digits and hyphens")
    return parser.parse_args()


def _name(text: str) -> str:
    if not NAME.fullmatch(text):
        raise argparse.ArgumentTypeError("a name is of small letters, digits and hyphens, at most 41")
    return text


if __name__ == "__main__":
    main()
