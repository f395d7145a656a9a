"""`python -m deploy.local VERB`: what `make servers`, `make up`, `make down` and `make status` call."""

import argparse
import logging
import os
import sys
from typing import Any

from deploy.local.errors import INTERRUPTED, StackError
from deploy.local.paths import StackPaths, here
from deploy.local.services.code_version import CHANGED
from deploy.local.state.files import locked


def main() -> int:
    """Carry out one verb and return the exit code: 0, or 1 with one line that gives the reason."""
    options = _read_arguments()
    # While a server starts, each refused connection would be a line here.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    paths = here()
    try:
        if options.verb == "jars":
            return _write_jars(options.version)
        paths.prepare()
        if options.verb == "status":
            return _status(paths)
        if options.verb == "test":
            return _test(paths, options.arguments)
        if options.verb == "prometheus":
            return _prometheus(paths)
        if options.verb == "dev":
            return _dev(paths, options.name)
        with locked(paths.lock):
            if options.verb == "restore":
                return _restore(paths, options.arguments)
            _CHANGES[options.verb](paths, options)
    except StackError as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(INTERRUPTED, file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read us has read enough
    return 0


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("servers", help="start Kafka and PostgreSQL only")
    verbs.add_parser("up", help="start the servers and the four services")
    verbs.add_parser("down", help="stop everything of this checkout")
    verbs.add_parser("clean", help="stop everything and remove its data")
    verbs.add_parser("status", help="show addresses, sign-in, health and lag")
    again = verbs.add_parser(
        "restart", help="stop gracefully and start again: all services, a service, kafka, postgres"
    )
    again.add_argument("name", nargs="?", help="a service, kafka or postgres; left out: all services")
    killing = verbs.add_parser("kill", help="end by SIGKILL, as a crash would: a service, kafka or postgres")
    killing.add_argument("name")
    killing.add_argument("number", type=int, nargs="?", default=1, help="which replica, from 1")
    scaling = verbs.add_parser("scale", help="run several replicas of a service")
    scaling.add_argument("name")
    scaling.add_argument("count", type=int)
    testing = verbs.add_parser("test", help="run pytest on servers that run, or that are started and stopped for it")
    testing.add_argument("arguments", nargs=argparse.REMAINDER)
    developing = verbs.add_parser("dev", help="run one service in the foreground and restart it when its code changes")
    developing.add_argument("name", help="a service")
    verbs.add_parser("prometheus", help="have the machine's Prometheus scrape every replica, in the foreground")
    restoring = verbs.add_parser("restore", help="restore a backup into this stack, whose services are down")
    restoring.add_argument("arguments", nargs=argparse.REMAINDER)
    listing = verbs.add_parser("jars", help="write the list of Kafka's jars anew for a version")
    listing.add_argument("version")
    return parser.parse_args()


def _servers(paths: StackPaths, _: argparse.Namespace) -> None:
    from deploy.local import stack

    content = stack.start_servers(paths)
    print(f"Kafka      {content['kafka']['bootstrap_servers']}")
    print(f"PostgreSQL {content['postgres']['admin_url'].rsplit('@', 1)[-1]}")


def _up(paths: StackPaths, _: argparse.Namespace) -> None:
    from deploy.local import stack

    _show_addresses(stack.up(paths))
    if outdated := stack.outdated_services(paths):
        print(CHANGED.format(", ".join(outdated)))
    print("`make status` shows who may sign in; `make down` stops everything.")


def _show_addresses(content: dict[str, Any]) -> None:
    for service, entry in content["services"].items():
        print(f"{service:<11} {entry['url']}")


def _down(paths: StackPaths, _: argparse.Namespace) -> None:
    from deploy.local import stack

    stopped = stack.down(paths)
    print(f"Stopped {' and '.join(stopped)}." if stopped else "Nothing was running.")


def _clean(paths: StackPaths, options: argparse.Namespace) -> None:
    from deploy.local import stack

    _down(paths, options)
    stack.remove_data(paths)


def _restart(paths: StackPaths, options: argparse.Namespace) -> None:
    from deploy.local import stack

    if options.name is None:
        _show_addresses(stack.restart_services(paths))
    else:
        stack.restart(paths, options.name)


def _kill(paths: StackPaths, options: argparse.Namespace) -> None:
    from deploy.local import stack

    stack.kill(paths, options.name, options.number)


def _scale(paths: StackPaths, options: argparse.Namespace) -> None:
    from deploy.local import stack

    stack.scale(paths, options.name, options.count)


def _status(paths: StackPaths) -> int:
    from deploy.local import status

    return 0 if status.show(paths) else 3


def _test(paths: StackPaths, arguments: list[str]) -> int:
    from deploy.local import testing

    return testing.run(paths, arguments)


def _prometheus(paths: StackPaths) -> int:
    from deploy.local import prometheus

    return prometheus.run(paths)


def _restore(paths: StackPaths, arguments: list[str]) -> int:
    from deploy.local import restoring

    return restoring.restore(paths, arguments)


def _dev(paths: StackPaths, service: str) -> int:
    from deploy.local import develop

    return develop.run(paths, service)


def _write_jars(version: str) -> int:
    from deploy.local.servers import jars

    jars.write_list(jars.resolve_list(version))
    return 0


_CHANGES = {
    "servers": _servers,
    "up": _up,
    "down": _down,
    "clean": _clean,
    "restart": _restart,
    "kill": _kill,
    "scale": _scale,
}

if __name__ == "__main__":
    sys.exit(main())
