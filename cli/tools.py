"""Words that a service itself carries out, in a process of its own with the service's settings."""

import os
import subprocess
import sys

from cli.addresses import CHECKOUT, Addresses, NotUpError


def run(addresses: Addresses, service: str, *words: str) -> str:
    """Run `python -m services.<service>.main WORDS` for this stack and return what it printed for people.

    Raise NotUpError when it failed, or when nobody wrote down where the database is.
    """
    url = os.environ.get("DATABASE_URL") or addresses.content.get("postgres", {}).get("service_urls", {}).get(service)
    if not url:
        raise NotUpError(f"{addresses.file} names no database of {service}: run `make up`.")
    environment = {str(name): str(value) for name, value in addresses.content.get("environment", {}).items()}
    done = subprocess.run(  # noqa: S603 (our own module, words of ours)
        [sys.executable, "-m", f"services.{service}.main", *words],
        cwd=CHECKOUT,
        env={**os.environ, **environment, "DATABASE_URL": url, "ONWARD_LOG_LEVEL": "ERROR"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotUpError(f"{service} could not do it: {(done.stdout + done.stderr).strip()[-500:]}")
    return "".join(line for line in done.stdout.splitlines(keepends=True) if not line.startswith("{"))
