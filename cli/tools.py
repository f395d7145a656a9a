"""Commands that a service or a deployment job carries out, in a process of its own with the stack's settings."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cli.addresses import CHECKOUT, Addresses, NotUpError
from shared.contracts.rights import JOBS
from shared.kafka.access import KafkaAccess


def run(addresses: Addresses, service: str, *words: str) -> str:
    """Run `python -m services.<service>.main WORDS` for this stack and return what it printed for people.

    Raise NotUpError when it failed, or when nobody wrote down where the database is.
    """
    url = os.environ.get("DATABASE_URL") or addresses.content.get("postgres", {}).get("service_urls", {}).get(service)
    if not url:
        raise NotUpError(f"{addresses.file} names no database of {service}: run `make up`.")
    done = subprocess.run(  # noqa: S603 (our own module, words of ours)
        [sys.executable, "-m", f"services.{service}.main", *words],
        cwd=CHECKOUT,
        env={
            **_environment(addresses),
            **_kafka_account(addresses, service),
            "DATABASE_URL": url,
            "ONWARD_LOG_LEVEL": "ERROR",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotUpError(f"{service} could not do it: {(done.stdout + done.stderr).strip()[-500:]}")
    return "".join(line for line in done.stdout.splitlines(keepends=True) if not line.startswith("{"))


def run_job(
    addresses: Addresses,
    job: str,
    *words: str,
    account_role: str | None = None,
    account_needed: bool = True,
    kafka_account: str = JOBS,
) -> int:
    """Run `python -m deploy.jobs.<job> WORDS` as the administrator, on this terminal, and return its exit code.

    `account_role`: the job signs in with an account of this role, where it is needed always or may turn out to be;
    `kafka_account`: and with this one to Kafka. Raise NotUpError when nobody wrote down where the database is, or who
    may sign in and that is needed always.
    """
    url = os.environ.get("DATABASE_URL") or addresses.content.get("postgres", {}).get("admin_url")
    if not url:
        raise NotUpError(f"{addresses.file} names no database: run `make up`.")
    environment = {**_environment(addresses), **_kafka_account(addresses, kafka_account), "DATABASE_URL": url}
    if account_role:
        environment |= _account(addresses, account_role, needed=account_needed)
    command = [sys.executable, "-m", f"deploy.jobs.{job}", *words]
    return subprocess.run(command, cwd=CHECKOUT, env=environment, check=False).returncode  # noqa: S603 (ours)


def _account(addresses: Addresses, role: str, *, needed: bool) -> dict[str, str]:
    try:
        account = addresses.account(role)
    except NotUpError:
        if needed:
            raise
        return {}
    return {"ONWARD_ACCOUNT": account.name, "ONWARD_PASSWORD": account.password}


def options_of(options: Mapping[str, object]) -> list[str]:
    """Return the options that were given, as words of a command."""
    return [word for name, value in options.items() if value is not None for word in (name, str(value))]


def run_local(*words: str) -> int:
    """Run `python -m deploy.local WORDS` on this terminal, for a stack that need not be up; return its exit code."""
    command = [sys.executable, "-m", "deploy.local", *words]
    return subprocess.run(command, cwd=CHECKOUT, check=False).returncode  # noqa: S603 (ours)


def _environment(addresses: Addresses) -> dict[str, str]:
    """Return the variables of this process and, over them, those that the stack was started with."""
    kafka = addresses.content.get("kafka", {}).get("environment", {})
    return {**os.environ, **_texts(kafka), **_texts(addresses.content.get("environment", {}))}


def _kafka_account(addresses: Addresses, name: str) -> dict[str, str]:
    """Return the variables with which a process signs in to Kafka under this account; none where there are none."""
    return _texts(addresses.content.get("kafka", {}).get("accounts", {}).get(name, {}))


def kafka_access(addresses: Addresses, account: str) -> KafkaAccess | None:
    """Return how this stack's Kafka is reached under an account, or the one that the environment names.

    None: nobody knows.
    """
    variables = dict(os.environ)
    if not variables.get("KAFKA_BOOTSTRAP_SERVERS"):
        kafka = addresses.content.get("kafka") or {}
        variables |= {**_texts(kafka.get("environment", {})), **_kafka_account(addresses, account)}
    servers = variables.get("KAFKA_BOOTSTRAP_SERVERS")
    if not servers:
        return None
    security: Any = variables.get("ONWARD_KAFKA_SECURITY") or "PLAINTEXT"
    password, ca_file = variables.get("ONWARD_KAFKA_PASSWORD_FILE"), variables.get("ONWARD_KAFKA_CA_FILE")
    return KafkaAccess(
        servers,
        security,
        variables.get("ONWARD_KAFKA_USERNAME"),
        Path(password).read_text(encoding="utf-8").strip() if password else None,
        Path(ca_file) if ca_file else None,
    )


def _texts(variables: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in variables.items()}
