"""`make dev SERVICE=reporting`: one service in the foreground, started anew whenever its code changes."""

import logging
import os
import sys
from pathlib import Path
from typing import Any

from watchfiles import Change, DefaultFilter, run_process

from deploy.local import stack
from deploy.local.paths import CHECKOUT, StackPaths
from deploy.local.preparing import prepare
from deploy.local.services import launch
from deploy.local.services.kept_settings import kept_settings, say_differing
from deploy.local.services.launch import Replica
from deploy.local.state import addresses
from deploy.local.state.files import locked

WATCHED = ("shared",)
"""Folders that every service reads, beside its own."""
SUFFIXES = (".py", ".html", ".css", ".js", ".csv", ".json")
STOP_S = 15


class SourceFilter(DefaultFilter):
    """Lets through changes of files that a service reads when it starts."""

    def __call__(self, change: Change, path: str) -> bool:
        """Return whether this change is worth a restart."""
        return path.endswith(SUFFIXES) and super().__call__(change, path)


def run(paths: StackPaths, service: str) -> int:
    """Run the service with reload until it is interrupted, on servers that are started if need be. Return 0.

    It takes the settings that the stack is up with, or the caller's where none is up, and says their names. The other
    services are neither needed nor touched. Where `make up` runs this service too, that one is stopped first. Raise
    StackError when there is no such service, or when the servers cannot be started.
    """
    launch.check_name(service)
    with locked(paths.lock):
        number = _prepare(paths, service)
    print(f"{service:<11} {launch.url(number)}", flush=True)
    print(f"Ctrl-C ends it; a change under {' or '.join(_watched(service))} starts it again.", flush=True)
    # It would warn of Ctrl-C, which is how this ends.
    logging.getLogger("watchfiles").setLevel(logging.ERROR)
    try:
        run_process(
            *(CHECKOUT / folder for folder in _watched(service)),
            target=f"{sys.executable} -m services.{service}.main",
            target_type="command",
            watch_filter=SourceFilter(),
            callback=lambda changes: print(f"Changed: {_names(changes)}. Starting {service} again.", flush=True),
            sigint_timeout=STOP_S,
        )
    finally:
        addresses.update(paths, lambda file: file["services"].pop(service, None))
    print(f"{service} has stopped; `make up` starts it like the others.", flush=True)
    return 0


def _prepare(paths: StackPaths, service: str) -> int:
    """Bring up what the service needs, put its environment into ours, and return its port."""
    content, settings = stack.start_servers(paths), kept_settings(paths)
    say_differing(paths, content, settings)
    print(f"Settings: {', '.join(sorted(settings)) or 'none but the defaults'}.", flush=True)
    prepare(paths, content, settings)
    stack.stop_service(paths, service)
    ports = launch.choose_ports(paths, [Replica(service, 0)])
    number = ports[service]
    content = addresses.read(paths)
    common = _addresses_of_others(content) | launch.common_environment(paths, content, {service: number}, settings)
    entry = {"url": launch.url(number), "pid": os.getpid()}

    def change(file: dict[str, Any]) -> None:
        file["environment"] = common
        file["services"] = content["services"] | {service: entry | {"replicas": [entry]}}

    addresses.update(paths, change)
    own = launch.environment(common, launch.own_environment(content, service), number)
    os.environ.clear()
    os.environ.update(own)
    os.chdir(CHECKOUT)
    return number


def _addresses_of_others(content: dict[str, Any]) -> dict[str, str]:
    """Return where other services' pages are, as far as they are known: links lead there."""
    return {name: value for name, value in content["environment"].items() if name.endswith("_URL")}


def _watched(service: str) -> tuple[str, ...]:
    return (f"services/{service}", *WATCHED)


def _names(changes: set[tuple[Change, str]]) -> str:
    return ", ".join(sorted({str(Path(path).relative_to(CHECKOUT)) for _, path in changes})[:5])
