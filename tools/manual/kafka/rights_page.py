"""The manual's page about Kafka's accounts, written from the table of rights."""

from collections.abc import Iterator

from shared.contracts.rights import (
    ACCOUNTS,
    UNLIMITED,
    Right,
    account_on_kafka,
    consumer_on_kafka,
    consumer_rights,
    rights,
)
from tools.manual.markdown import page, table

_PREFIX = "onward"
_CONSUMER = "NAME"
_MEANINGS = {
    "admin": "makes topics, accounts and rights; may do everything",
    "broker": "what brokers and controllers sign in to each other with; may do everything",
    "jobs": "looks into messages (not those with codes in full), watches, publishes dead letters again",
    "monitor": "sees topics and how far behind groups are, for alerts and scaling; reads no message",
}


def kafka_rights_page() -> str:
    """Return who may do what, account by account."""
    accounts = (
        (f"`{account_on_kafka(name)}`", _MEANINGS.get(name, f"the service {name}")) for name in (*ACCOUNTS, *UNLIMITED)
    )
    lines = [
        "# Kafka's accounts and rights",
        "",
        "From `shared/contracts/rights.py`, here for the prefix `onward`. Whatever is not listed is refused. Who may"
        " read or write a topic may also see that it is there. A star stands for every name that begins so.",
        "",
        *table(("Account", "Is"), accounts),
    ]
    consumer, found = consumer_on_kafka(_CONSUMER), rights(_PREFIX)
    sections = {name: [one for one in found if one.account == name] for name in map(account_on_kafka, ACCOUNTS)}
    sections[consumer] = [*consumer_rights(_CONSUMER, _PREFIX)]
    sections[f"{consumer}, made with --in-full"] = [*consumer_rights(_CONSUMER, _PREFIX, in_full=True)]
    for title, may in sections.items():
        lines += ["", f"## {title}", "", *table(("May", "On", "Name"), _rows(may))]
    return page(lines)


def _rows(may: list[Right]) -> Iterator[tuple[str, str, str]]:
    for right in sorted(may):
        star = "*" if right.is_prefix else ""
        yield right.operation.lower().replace("_", " "), right.resource.lower(), f"`{right.name}{star}`"
