"""deploy/docker/tls.yml over docker-compose.yml: whoever calls Kafka or PostgreSQL does so over TLS, and checks whom.

It cannot be run here. What can is: its certificates, its proxy (test_proxy.py), and PostgreSQL with its settings.
"""

import json
import os
import shutil
import socket
import ssl
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any, Final

import asyncpg
import jsonschema
import pytest
import yaml
from cryptography import x509

from deploy.jobs.kafka import hand_out as accounts
from deploy.jobs.tls.hand_out import HOLDERS, TRUST, hand_out
from deploy.local.machine.account import unprivileged
from shared.contracts.rights import MONITOR, account_on_kafka, rights
from shared.persistence.pool import close_pool, open_pool
from shared.settings import ServiceSettings
from tests.support.pages import free_port

CHECKOUT: Final = Path(__file__).resolve().parents[2]
VERIFIED: Final = "?sslmode=verify-full&sslrootcert=/run/onward/trust/authority.pem"
TRUSTED: Final = "trust:/run/onward/trust:ro"
ADDRESSES: Final = ("https://onward.county.example", "kafka.county.example:9094")


@pytest.fixture(scope="module")
def plain() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8"))
    return content["services"]  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def content() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((CHECKOUT / "deploy" / "docker" / "tls.yml").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def over(content: dict[str, Any]) -> dict[str, Any]:
    services: dict[str, Any] = content["services"]
    return services


def test_it_obeys_the_compose_schema(content: dict[str, Any]) -> None:
    packaged = resources.files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    jsonschema.validate(content, json.loads(packaged.read_text(encoding="utf-8")))


def test_it_names_no_service_and_no_variable_that_is_not_there(plain: dict[str, Any], over: dict[str, Any]) -> None:
    assert over.keys() - plain.keys() == {"certificates"}
    known = ServiceSettings.model_fields
    for name, service in over.items():
        for variable in service.get("environment", {}):
            told = variable in plain[name].get("environment", {}) or variable.removeprefix("ONWARD_").lower() in known
            assert told or (name, variable) == ("kafka", "SECURITY"), (name, variable)


def test_whoever_signs_in_to_postgresql_wants_tls_and_checks_whom_it_speaks_to(
    plain: dict[str, Any], over: dict[str, Any]
) -> None:
    clients = {name: one["environment"]["DATABASE_URL"] for name, one in plain.items() if _has(one, "DATABASE_URL")}
    assert len(clients) >= 9
    for name, url in clients.items():
        assert over[name]["environment"]["DATABASE_URL"] == url + VERIFIED, name
        assert TRUSTED in over[name]["volumes"], name


def test_whoever_signs_in_to_kafka_wants_tls_and_checks_whom_it_speaks_to(
    plain: dict[str, Any], over: dict[str, Any]
) -> None:
    clients = [name for name, one in plain.items() if _has(one, "KAFKA_BOOTSTRAP_SERVERS")]
    assert len(clients) >= 9
    for name in clients:
        environment = over[name]["environment"]
        assert environment["ONWARD_KAFKA_SECURITY"] == "SASL_SSL", name
        assert environment["ONWARD_KAFKA_CA_FILE"] == "/run/onward/trust/authority.pem", name
        assert TRUSTED in over[name]["volumes"], name
    assert over["kafka"]["environment"] == {"SECURITY": "SASL_SSL"}
    assert over["kafka-accounts"]["environment"] == {"ONWARD_KAFKA_SECURITY": "SASL_SSL"}


def _has(service: dict[str, Any], variable: str) -> bool:
    return variable in service.get("environment", {})


def test_postgresql_is_set_as_without_it_and_takes_nobody_without_tls(
    plain: dict[str, Any], over: dict[str, Any]
) -> None:
    before, command = plain["postgres"]["command"], over["postgres"]["command"]
    assert command[: len(before)] == before
    assert {"-cssl=on", "-chba_file=/etc/onward/pg_hba.conf"} < set(command[len(before) :])
    lines = (CHECKOUT / "deploy" / "docker" / "pg_hba.conf").read_text(encoding="utf-8").splitlines()
    rules = [line.split() for line in lines if not line.startswith("#")]
    assert [(rule[0], rule[-1]) for rule in rules] == [("local", "scram-sha-256"), ("hostssl", "scram-sha-256")]


def test_every_server_waits_for_its_certificate_and_finds_no_others_key(over: dict[str, Any]) -> None:
    made = {volume.split(":")[1].split("/")[-1]: volume.split(":")[0] for volume in over["certificates"]["volumes"]}
    for holder in HOLDERS:
        own = over[holder.name]
        assert own["depends_on"] == {"certificates": {"condition": "service_completed_successfully"}}
        keys = {volume.split(":")[0] for volume in own["volumes"]} & set(made.values())
        assert keys == {made[holder.name]}
    others = [name for name in over if name not in {"certificates", *(holder.name for holder in HOLDERS)}]
    assert all(set(over[name].get("volumes", ())) <= {TRUSTED} for name in others)


def test_certificates_are_made_for_the_names_that_are_called_and_kept_closed(tmp_path: Path) -> None:
    hand_out(tmp_path / "given", tmp_path / "out", ADDRESSES)
    first = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*.pem")}
    hand_out(tmp_path / "given", tmp_path / "out", ADDRESSES)
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*.pem")} == first
    for holder in HOLDERS:
        file = tmp_path / "out" / holder.name / holder.file
        assert file.stat().st_mode & 0o777 == 0o600
        names = x509.load_pem_x509_certificates(file.read_bytes())[0].extensions.get_extension_for_class(
            x509.SubjectAlternativeName
        )
        outside = {"localhost", "onward.county.example", "kafka.county.example"} if holder.outside else set[str]()
        assert set(names.value.get_values_for_type(x509.DNSName)) == {holder.name} | outside
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(file)  # key and chain in one file
    ssl.create_default_context(cafile=tmp_path / "out" / TRUST / "authority.pem")
    assert not list((tmp_path / "out" / TRUST).glob("*key*"))


def test_the_authoritys_own_certificate_is_taken_where_there_is_one(tmp_path: Path) -> None:
    hand_out(tmp_path / "none", tmp_path / "elsewhere", ("localhost:1",))
    given = tmp_path / "given"
    given.mkdir()
    (given / "proxy.pem").write_bytes((tmp_path / "elsewhere" / "proxy" / "server.pem").read_bytes())
    (given / "authority.pem").write_bytes((tmp_path / "elsewhere" / TRUST / "authority.pem").read_bytes())
    hand_out(given, tmp_path / "out", ADDRESSES)
    assert (tmp_path / "out" / "proxy" / "server.pem").read_bytes() == (given / "proxy.pem").read_bytes()
    trusted = x509.load_pem_x509_certificates((tmp_path / "out" / TRUST / "authority.pem").read_bytes())
    assert len(trusted) == 2


@pytest.mark.parametrize("security", ["SASL_PLAINTEXT", "SASL_SSL"])
def test_the_page_of_topics_signs_in_as_the_table_says_and_reads_no_message(
    plain: dict[str, Any], over: dict[str, Any], security: str, tmp_path: Path
) -> None:
    accounts.hand_out(tmp_path, security)
    (cluster,) = yaml.safe_load((tmp_path / MONITOR / "ui.yml").read_text(encoding="utf-8"))["kafka"]["clusters"]
    properties = cluster["properties"]
    assert cluster["bootstrapServers"] == plain["reporting"]["environment"]["KAFKA_BOOTSTRAP_SERVERS"]
    assert properties["security.protocol"] == security
    broker = (CHECKOUT / "deploy" / "kafka" / "server.properties").read_text(encoding="utf-8")
    assert f"sasl.enabled.mechanisms={properties['sasl.mechanism']}\n" in broker
    password = (tmp_path / "admin" / MONITOR).read_text(encoding="utf-8")
    name = account_on_kafka(MONITOR)
    assert f'username="{name}" password="{password}";' in properties["sasl.jaas.config"]
    may = {(right.operation, right.resource) for right in rights("onward") if right.account == name}
    assert may == {("DESCRIBE", "TOPIC"), ("DESCRIBE_CONFIGS", "TOPIC"), ("DESCRIBE", "GROUP")}
    folder = f"{MONITOR}:/run/onward/kafka:ro"
    assert plain["kafka-ui"]["volumes"] == [f"kafka-{folder}"]
    trusted = [f"{properties['ssl.truststore.location'].rsplit('/', 1)[0]}"] if security == "SASL_SSL" else []
    assert trusted == [TRUSTED.split(":")[1]] * len(trusted)
    assert over["kafka-ui"]["volumes"] == [TRUSTED]


PROGRAMS: Final = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
"""A PostgreSQL of the machine: that of the local stack was built without TLS."""


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder that an account without privileges reaches, unlike pytest's own."""
    folder = Path("/var/tmp") / f"onward-tls-{os.getpid()}"
    folder.mkdir(mode=0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(PROGRAMS is None, reason="not run: PostgreSQL of the machine, with TLS")
async def test_postgresql_with_its_settings_takes_who_checks_its_name_and_nobody_without_tls(
    over: dict[str, Any], scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, port, password = unprivileged(), free_port(), "invented-for-this-test"
    hand_out(scratch / "given", scratch / "made", ADDRESSES)
    (scratch / "password").write_text(password)
    shutil.copy(CHECKOUT / "deploy" / "docker" / "pg_hba.conf", scratch)
    for path in (scratch, *scratch.rglob("*")):
        os.chown(path, account.uid, account.gid)
    places = {"/run/onward/certificate": f"{scratch}/made/postgres", "/etc/onward": str(scratch)}
    options = [f"-cport={port}", "-clisten_addresses=127.0.0.1", "-cunix_socket_directories=", "-cfsync=off"]
    for word in over["postgres"]["command"][1:]:
        for there, here in places.items():
            word = word.replace(there, here)
        options.append(word)
    made = ["initdb", "-D", "data", "-U", "onward", "--pwfile=password", "--auth=scram-sha-256", "--no-sync"]
    starting = ["pg_ctl", "-D", "data", "-w", "-l", "log", "-o", " ".join(options), "start"]
    # pg_ctl hands its own output on to the server, so it must not be a pipe that we wait on.
    for program, *words in (made, ["sh", "-c", '"$@" >/dev/null 2>&1', "sh", *starting]):
        done = account.run(["env", f"PATH={PROGRAMS}:{os.environ['PATH']}", program, *words], folder=scratch)
        assert done.returncode == 0, done.stderr
    try:
        await _tls_alone(over, scratch, port, password, monkeypatch)
    finally:
        account.run([f"{PROGRAMS}/pg_ctl", "-D", "data", "-m", "immediate", "stop"], folder=scratch)


async def _tls_alone(
    over: dict[str, Any], scratch: Path, port: int, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sign in with the address of the jobs, as it stands but for password, port and place of the certificate."""
    url = over["migrate"]["environment"]["DATABASE_URL"].replace("${POSTGRES_PASSWORD:?}", password)
    url = url.replace(":5432/onward?", f":{port}/postgres?").replace("/run/onward", f"{scratch}/made")
    resolve = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: resolve({"postgres": "127.0.0.1"}.get(host, host), *rest, **more),
    )
    pool = await open_pool(url, schema="public", size_max=2)
    assert await pool.fetchval("SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()") == "TLSv1.3"
    await close_pool(pool)
    with pytest.raises(ssl.SSLCertVerificationError):
        await asyncpg.connect(url.replace("@postgres:", "@127.0.0.1:"))
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError, match="no encryption"):
        await asyncpg.connect(f"{url.partition('?')[0]}?sslmode=disable")
