"""The four services for a test, as processes: on servers of their own or on the shared ones.

Those on the shared servers have a database, topic prefix and state folder of their own. With servers of their own a
test may also stop the broker and the database.
"""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.addresses import Addresses, NotUpError
from cli.hook import AUTHORITY, PATH, hook_secret, signed
from cli.hook import Upload as Delivery
from cli.http_session import Answer, HttpSession
from deploy.demo.county import County, Upload
from deploy.demo.population.people import BUSINESS_DATE
from deploy.local import stack as local_stack
from deploy.local.paths import CHECKOUT, StackPaths
from deploy.local.servers.kafka_address import KafkaAddress
from shared.contracts.rights import ADMINISTRATOR
from shared.kafka.access import KafkaAccess
from tests.support.stack import Stack, create_database, delete_topics, drop_database

UP_S = 240


@dataclass(frozen=True, slots=True)
class RunningServices:
    """A stack that runs, with what tests do to it."""

    paths: StackPaths
    environment: Mapping[str, str]
    """What `deploy.local` is called with."""

    @property
    def addresses(self) -> dict[str, Any]:
        """Return the content of its address file."""
        content: dict[str, Any] = json.loads(self.paths.addresses.read_text(encoding="utf-8"))
        return content

    @property
    def admin_url(self) -> str:
        """Return the database address of the administrator."""
        return str(self.addresses["postgres"]["admin_url"])

    @property
    def kafka_address(self) -> KafkaAddress:
        """Return where the broker is and how accounts sign in."""
        return KafkaAddress.from_json(self.addresses["kafka"])

    def kafka(self, account: str = ADMINISTRATOR) -> KafkaAccess:
        """Return how an account reaches the broker."""
        return self.kafka_address.access(account)

    def kafka_client(self, account: str = ADMINISTRATOR) -> dict[str, Any]:
        """Return the connection arguments of aiokafka's clients for an account."""
        return self.kafka(account).client_options()

    @property
    def topic_prefix(self) -> str:
        """Return the prefix of its topics."""
        return str(self.addresses["environment"]["ONWARD_TOPIC_PREFIX"])

    def url(self, service: str) -> str:
        """Return the address of a service. Raises NotUpError while everything is stopped."""
        found = self.addresses.get("services", {}).get(service)
        if found is None:
            raise NotUpError(f"{service} is stopped")
        return str(found["url"])

    def replicas(self, service: str) -> list[dict[str, Any]]:
        """Return address and process id of every replica of a service."""
        listed: list[dict[str, Any]] = self.addresses["services"][service]["replicas"]
        return listed

    def log(self, service: str) -> Path:
        """Return the log of a service's first replica."""
        return self.paths.logs / f"{service}.log"

    def local(self, *arguments: str) -> str:
        """Run `python -m deploy.local` for this stack and return what it printed. Fails the test when it fails."""
        done = subprocess.run(
            [sys.executable, "-m", "deploy.local", *arguments],
            cwd=CHECKOUT,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            timeout=UP_S,
            check=False,
        )
        assert done.returncode == 0, f"deploy.local {' '.join(arguments)}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        return done.stdout

    def scale(self, service: str, count: int) -> None:
        """Run so many replicas of a service."""
        self.local("scale", service, str(count))

    def kill(self, name: str, number: int = 1) -> None:
        """Kill a service's replica, `kafka` or `postgres` as a crash would."""
        local_stack.kill(self.paths, name, number)

    @asynccontextmanager
    async def frozen(self, service: str) -> AsyncIterator[None]:
        """Have a service's first replica stand still for as long as the block lasts, and then go on."""
        pid = int(self.replicas(service)[0]["pid"])
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def lose_kafkas_disk(self) -> None:
        """Stop everything, and start it again with nothing on Kafka's disk."""
        self.local("down")
        shutil.rmtree(self.paths.kafka)
        self.local("up")

    def restart(self, name: str) -> None:
        """Stop a service, `kafka` or `postgres` gracefully and start it again."""
        self.local("restart", name)

    def deliver(self, upload: Upload) -> tuple[int, str]:
        """Send a file of the county through the hook; return status and submission id (or what was said instead)."""
        answer = self._post(*self._signed(upload))
        return answer.status, str(answer.json()["submission_id"]) if answer.status < 300 else answer.text

    def deliver_until_taken(self, upload: Upload, *, timeout_s: float = 90.0) -> str:
        """Send the same delivery again and again, as the portal does, until it is acknowledged; return its submission.

        Only an absent or unwell receiver is a reason to try again.
        """
        body, headers = self._signed(upload)
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                answer = self._post(body, headers)
            except NotUpError:
                answer = None
            if answer is not None and answer.status < 300:
                return str(answer.json()["submission_id"])
            assert answer is None or answer.status in (429, 502, 503), f"{answer.status} {answer.text}"
            assert time.monotonic() < deadline, f"{upload.file_name} was not taken within {timeout_s:.0f} s"
            time.sleep(0.2)

    def _signed(self, upload: Upload) -> tuple[bytes, dict[str, str]]:
        content = upload.path.read_bytes()
        delivery = Delivery(upload.file_name, content, sender=upload.establishment or "MI")
        return signed(delivery, self._secret_for(upload))

    def _post(self, body: bytes, headers: dict[str, str]) -> Answer:
        return HttpSession().post(f"{self.url('ingest')}{PATH}", body, headers)

    def _secret_for(self, upload: Upload) -> str:
        if upload.establishment:
            return self.hook_secret
        return hook_secret(Addresses(self.paths.addresses, self.addresses), sender=AUTHORITY)

    @property
    def hook_secret(self) -> str:
        """Return the secret that the portal signs with."""
        return hook_secret(Addresses(self.paths.addresses, self.addresses))


@asynccontextmanager
async def services_on_shared_servers(
    stack: Stack, county: County, *, settings: Mapping[str, str] | None = None
) -> AsyncIterator[RunningServices]:
    """Run the four services on the shared servers, in a database and under a prefix of their own."""
    database = await create_database(stack, migrated=False)
    prefix = f"test{secrets.token_hex(5)}"
    environment = {
        **stack.kafka_environment(),
        "DATABASE_URL": database.admin_url,
        "ONWARD_ROLE_PASSWORDS": json.dumps(stack.passwords),
        "ONWARD_TOPIC_PREFIX": prefix,
    }
    try:
        running = _up(environment | dict(settings or {}), county)
        try:
            yield running
        finally:
            _down(running)
    finally:
        await delete_topics(stack, prefix)
        await drop_database(stack, database.name)


@asynccontextmanager
async def own_services(county: County, *, settings: Mapping[str, str] | None = None) -> AsyncIterator[RunningServices]:
    """Run everything anew: a broker, a database and the four services, gone afterwards."""
    running = _up(dict(settings or {}), county)
    try:
        yield running
    finally:
        _down(running)


def _up(settings: Mapping[str, str], county: County) -> RunningServices:
    paths = StackPaths(CHECKOUT / ".onward" / "tests" / secrets.token_hex(4))
    paths.root.mkdir(parents=True)
    jars = CHECKOUT / ".onward" / "jars"
    if jars.exists():
        paths.jars.symlink_to(jars)
    foreign = ("KAFKA_BOOTSTRAP_SERVERS", "DATABASE_URL")
    machine = {k: v for k, v in os.environ.items() if not k.startswith("ONWARD_") and k not in foreign}
    ours = {
        "ONWARD_STATE_DIR": str(paths.root),
        "ONWARD_BUSINESS_DATE": BUSINESS_DATE.isoformat(),
        "ONWARD_NIGHTLY_SNAPSHOT_FROM": "",
        "ONWARD_ESTABLISHMENTS_FILE": str(county.register),
    }
    running = RunningServices(paths, {**machine, **ours, **settings})
    try:
        running.local("up")
    except BaseException:
        _down(running)
        raise
    return running


def _down(running: RunningServices) -> None:
    running.local("down")
    if running.paths.jars.is_symlink():
        running.paths.jars.unlink()
    running.local("clean")
    shutil.rmtree(running.paths.root, ignore_errors=True)
