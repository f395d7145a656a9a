"""`python -m deploy.local VERB`: what `make servers`, `make up`, `make down` and `make status` call."""

import argparse
import logging
import sys
import warnings

from deploy.local import addresses, jars, servers
from deploy.local.errors import StackError
from deploy.local.places import Places, here
from deploy.local.state import locked


def main() -> int:
    """Carry out one verb and return the exit code: 0, or 1 with one line that says why not."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("servers", help="start Kafka and PostgreSQL only")
    verbs.add_parser("down", help="stop everything of this checkout")
    listing = verbs.add_parser("jars", help="write the list of Kafka's jars anew for a version")
    listing.add_argument("version")
    options = parser.parse_args()
    # While a server starts, each refused connection would be a line here.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", module="platformdirs")
    places = here()
    try:
        if options.verb == "jars":
            jars.write_list(jars.resolve_list(options.version))
            return 0
        places.prepare()
        with locked(places.lock):
            return start_servers(places) if options.verb == "servers" else stop_all(places)
    except StackError as failure:
        print(failure, file=sys.stderr)
        return 1


def start_servers(places: Places) -> int:
    """Start the two servers and say where they are."""
    found = servers.start(places)
    addresses.write_servers(places, found)
    print(f"Kafka      {found.bootstrap_servers}\nPostgreSQL {found.admin_url.rsplit('@', 1)[-1]}")
    return 0


def stop_all(places: Places) -> int:
    """Stop what runs."""
    stopped = servers.stop(places)
    print(f"Stopped {' and '.join(stopped)}." if stopped else "Nothing was running.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
