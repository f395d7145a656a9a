"""The manual's page of every setting, and the list of their names that services know a misspelt one by."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from deploy.jobs.recovery.settings import RecoverySettings
from services.ingest.settings import IngestSettings
from services.matching.settings import MatchingSettings
from services.reporting.settings import ReportingSettings
from services.validation.settings import ValidationSettings
from shared.settings import ServiceSettings
from tools.manual.markdown import page, table

SECTIONS: Final[Mapping[str, type[ServiceSettings]]] = {
    "Every service, and the jobs": ServiceSettings,
    "ingest": IngestSettings,
    "validation": ValidationSettings,
    "matching": MatchingSettings,
    "reporting": ReportingSettings,
    "Backing up and restoring": RecoverySettings,
}
COMMANDS: Final[Mapping[str, str]] = {
    "ONWARD_ACCOUNT": "The account with which a command signs in, where the local stack has none.",
    "ONWARD_PASSWORD": "Its password.",
    "ONWARD_HOOK_SECRET": "The key with which `./onward send` signs, where the local stack has none.",
    "ONWARD_ROLE_PASSWORDS": "Passwords of the services' database roles: JSON by service, or a file of it.",
    "ONWARD_KAFKA_TLS": "yes: the broker of the local stack speaks TLS; it stays so until no.",
    "ONWARD_STATE_DIR": "The folder of the local stack, in place of `.onward`.",
    "ONWARD_ASSETS": "no: `make setup` leaves the pages' assets out.",
    "ONWARD_CHAOS": "long: `make chaos` kills more.",
    "ONWARD_FUZZ": "How many damaged files `make fuzz` reads; `_SEED` and `_HOOK` beside it.",
    "ONWARD_FUZZ_SEED": "See ONWARD_FUZZ.",
    "ONWARD_FUZZ_HOOK": "See ONWARD_FUZZ.",
    "ONWARD_INSTALL_BROWSER": "1: tests install the browser that they need.",
    "ONWARD_REQUIRE_STACK": "1: tests that need Kafka and PostgreSQL fail where they are missing.",
    "ONWARD_TEST_FIGURES": "The file into which a part of the tests writes how many passed.",
    "ONWARD_LATER_ROWS": "How many rows come after a month was closed, in the test of that: `make later`.",
    "ONWARD_UPGRADE_FROM": "A checkout of the release before, for the test of an upgrade: `make upgrade-test`.",
    "ONWARD_WRITE_TABLES": "1: the test of the page of tables writes it.",
}
"""What commands read and no service: `make`, `./onward`, the tests."""
_SECRET: Final = re.compile(r"(password|secret|master_key|hook_keys)_file$")


def settings_page() -> str:
    """Return every setting with its type, default, bounds and meaning."""
    lines = [
        "# Settings",
        "",
        "Environment variables, read once at the start of a process. A value that is out of bounds stops it with the"
        " setting's name. A variable that begins with ONWARD_ and is none of these is logged as a warning.",
        "",
        "**secret**: never in a log. **file of a secret**: readable by the account of the service alone.",
    ]
    for title, settings in SECTIONS.items():
        rows = [_row(settings, name, field) for name, field in _own_fields(settings)]
        if rows:
            head = ("Variable", "Type", "Default", "Bounds", "Meaning")
            lines += ["", f"## {title}", "", *table(head, rows)]
    lines += ["", "## Commands, not services", "", *table(("Variable", "Meaning"), COMMANDS.items())]
    return page(lines)


def setting_names() -> str:
    """Return the names of all of them, one a line."""
    names = {variable(one, name) for one in SECTIONS.values() for name in one.model_fields}
    return "".join(f"{name}\n" for name in sorted(names | COMMANDS.keys()))


def variable(settings: type[ServiceSettings], name: str) -> str:
    """Return the environment variable of a field."""
    given = settings.model_fields[name].validation_alias
    return str(given or f"{settings.model_config.get('env_prefix', '')}{name}").upper()


def _own_fields(settings: type[ServiceSettings]) -> Iterator[tuple[str, FieldInfo]]:
    inherited = ServiceSettings.model_fields if settings is not ServiceSettings else {}
    return ((name, field) for name, field in settings.model_fields.items() if name not in inherited)


def _row(settings: type[ServiceSettings], name: str, field: FieldInfo) -> tuple[str, ...]:
    meaning = " ".join((field.description or "").split())
    secret = "**secret**. " if not field.repr else "**file of a secret**. " if _SECRET.search(name) else ""
    return f"`{variable(settings, name)}`", _kind(field.annotation), _default(field), _bounds(field), secret + meaning


def _kind(annotation: Any) -> str:
    if get_origin(annotation) is Literal:
        return " or ".join(f"`{one}`" for one in get_args(annotation))
    parts = [one for one in get_args(annotation) if one is not type(None)]
    if get_origin(annotation) is dict:
        return "JSON object"
    if get_origin(annotation) in (frozenset, set, list, tuple):
        return "list, with commas"
    if parts:
        return _kind(parts[0])
    words = {Path: "path", str: "text", int: "whole number", float: "number", bool: "true or false"}
    return words.get(annotation, getattr(annotation, "__name__", "text").lower())


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if value is None or value == "":
        return "–"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {one}" for name, one in value.items()) or "–"
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, value))) or "–"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _bounds(field: FieldInfo) -> str:
    words = {"ge": "≥ {}", "gt": "> {}", "le": "≤ {}", "lt": "< {}", "pattern": "`{}`"}
    found = [
        text.format(getattr(one, name))
        for one in field.metadata
        for name, text in words.items()
        if getattr(one, name, None) is not None
    ]
    return ", ".join(found) or "–"
