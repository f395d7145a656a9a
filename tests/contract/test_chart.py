"""The Helm chart cannot be installed here; this is how far it can be proved: by its manifests, and what it refuses.

The manifests in deploy/helm/rendered are looked at everywhere; what needs Helm itself runs where Helm is.
"""

import importlib
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from deploy.capacity import measured
from deploy.capacity.bounds import CONNECTIONS_KEPT, REPLICAS_MAX
from deploy.jobs import migrate, topics
from deploy.jobs.recovery.backup import INCOMPLETE
from deploy.jobs.recovery.settings import RecoverySettings
from shared.contracts.ingest import ROWS_MAX
from shared.contracts.rights import ACCOUNTS, ADMINISTRATOR, MONITOR, SUBSCRIPTIONS, account_on_kafka
from shared.contracts.topics import TOPICS
from shared.service_names import SERVICES
from tests.contract.test_compose import _settings_of, _variables
from tools import manifests
from tools.manifests import CHART, EXAMPLES, RENDERED, documents, value_sets

RESTORING = "restoring"
SETS = [name for name in value_sets() if name != RESTORING]
"""Those with which the services run."""
JOBS = {"migrate": migrate, "topics": topics}
HELM = manifests.helm()
needs_helm = pytest.mark.skipif(HELM is None, reason=manifests.NOT_RUN)
SCALED_BY = {
    "validation": {"ingest.rows-extracted.v1"},
    "matching": {"validation.records-accepted.v1"},
    "reporting": {"validation.rows-judged.v1", "matching.claims-matched.v1"},
}
"""The topics that carry rows, for each consumer; the others have a message or two for each file."""


def of(name: str, *kinds: str) -> list[dict[str, Any]]:
    rendered = documents((RENDERED / f"{name}.yaml").read_text(encoding="utf-8"))
    return [one for one in rendered if one["kind"] in kinds]


def values_of(name: str) -> dict[str, Any]:
    base: dict[str, Any] = yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))
    return _merged(base, yaml.safe_load((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")))


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        result[key] = _merged(base[key], value) if both else value
    return result


def pods(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for one in of(name, "Deployment", "Job"):
        yield one["metadata"]["labels"]["app.kubernetes.io/component"], one["spec"]["template"]["spec"]
    for one in of(name, "CronJob"):
        yield "backup", one["spec"]["jobTemplate"]["spec"]["template"]["spec"]


def environment(pod: dict[str, Any]) -> dict[str, Any]:
    (container,) = pod["containers"]
    names = [entry["name"] for entry in container["env"]]
    assert len(names) == len(set(names))
    return {entry["name"]: entry.get("value", entry.get("valueFrom")) for entry in container["env"]}


@pytest.mark.parametrize("name", value_sets())
def test_every_manifest_obeys_the_schema_of_its_kind(name: str) -> None:
    rendered = documents((RENDERED / f"{name}.yaml").read_text(encoding="utf-8"))
    assert [defect for one in rendered for defect in manifests.defects(one)] == []


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("Deployment", ("spec", "template", "spec", "readOnlyRootFilesytem"), True),
        ("NetworkPolicy", ("spec", "ingres"), []),
        ("ScaledObject", ("spec", "maxReplicaCount"), "four"),
        ("ScaledObject", ("spec", "minReplicas"), 2),
        ("TriggerAuthentication", ("spec", "secretTargetRefs"), []),
    ],
)
def test_the_schemas_would_notice(kind: str, path: tuple[str, ...], value: object) -> None:
    (damaged, *_) = of("county", kind)
    place = damaged
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    assert manifests.defects(damaged)


@pytest.mark.parametrize("name", SETS)
def test_every_service_and_job_is_there_with_what_belongs_to_it(name: str) -> None:
    there = {(one["kind"], one["metadata"]["name"].removeprefix("onward-")) for one in of(name, "Deployment", "Job", "Service", "PodDisruptionBudget")}  # fmt: skip # noqa: E501
    wanted = {(kind, service) for kind in ("Deployment", "Service", "PodDisruptionBudget") for service in SERVICES}
    assert there == wanted | {("Job", job) for job in JOBS}
    scaled = {one["metadata"]["name"].removeprefix("onward-") for one in of(name, "ScaledObject")}
    assert scaled == (set(SERVICES) if values_of(name)["autoscaling"]["enabled"] else set())


@pytest.mark.parametrize("name", SETS)
def test_every_setting_is_one_that_the_program_knows(name: str) -> None:
    for component, pod in pods(name):
        known = _variables(_settings_of(component) if component in SERVICES else RecoverySettings)
        assert set(environment(pod)) <= known | {"DATABASE_URL", "ONWARD_ROLE_PASSWORDS", "ONWARD_KAFKA_SESSION_S"}


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("service", SERVICES)
def test_the_settings_of_a_service_are_ones_that_it_starts_with(
    name: str, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name_of, value in environment(dict(pods(name))[service]).items():
        monkeypatch.setenv(name_of, value if isinstance(value, str) else "postgresql://127.0.0.1/onward")
    settings = _settings_of(service)()
    assert settings.pool_size == values_of(name)["services"][service]["poolSize"]


@pytest.mark.parametrize("name", SETS)
def test_what_starts_is_there_and_every_mount_has_its_volume(name: str) -> None:
    for component, pod in pods(name):
        (container,) = pod["containers"]
        (module,) = container.get("args") or re.findall(r"exec python -m (\S+)", container["command"][-1])
        assert importlib.util.find_spec(module), module
        image = {"backup": "recovery"}.get(component, component if component in SERVICES else "jobs")
        assert container["image"].startswith(f"onward-{image}:")
        mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
        assert set(mounts) == {volume["name"] for volume in pod["volumes"]}
        files = {key: value for key, value in environment(pod).items() if key.endswith(("_FILE", "_DIR"))}
        for path in files.values():
            assert any(path.startswith(mount) for mount in mounts.values()), path


@pytest.mark.parametrize("name", SETS)
def test_pods_are_confined(name: str) -> None:
    for _, pod in pods(name):
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        (container,) = pod["containers"]
        security = container["securityContext"]
        assert (security["allowPrivilegeEscalation"], security["readOnlyRootFilesystem"]) == (False, True)
        assert security["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["requests"]["memory"] == container["resources"]["limits"]["memory"]


@pytest.mark.parametrize("name", SETS)
def test_probes_ask_for_life_and_readiness_and_never_restart_for_kafka(name: str) -> None:
    for deployment in of(name, "Deployment"):
        pod = deployment["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        paths = {probe: container[probe]["httpGet"]["path"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")}  # fmt: skip # noqa: E501
        assert paths == {"startupProbe": "/live", "livenessProbe": "/live", "readinessProbe": "/ready"}
        assert container["ports"] == [{"name": "http", "containerPort": int(environment(pod)["ONWARD_HTTP_PORT"])}]
        assert deployment["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
        assert {one["topologyKey"] for one in pod["topologySpreadConstraints"]} == {
            "kubernetes.io/hostname",
            "topology.kubernetes.io/zone",
        }


@pytest.mark.parametrize("name", SETS)
def test_secrets_are_named_and_never_held(name: str) -> None:
    text = (RENDERED / f"{name}.yaml").read_text(encoding="utf-8")
    assert "kind: Secret" not in text
    assert not re.search(r"postgres(ql)?://|whsec_|BEGIN ", text)
    for component, pod in pods(name):
        url = environment(pod).get("DATABASE_URL")
        key = {"migrate": "admin-url", "backup": "admin-url"}.get(component, f"{component}-url")
        assert url is None or url["secretKeyRef"] == {"name": "onward-database", "key": key}


@pytest.mark.parametrize("name", SETS)
def test_autoscaling_looks_at_the_topics_and_groups_of_the_consumers(name: str) -> None:
    partitions = {topic.name: topic.partitions for topic in TOPICS}
    for one in of(name, "ScaledObject"):
        service = one["spec"]["scaleTargetRef"]["name"].removeprefix("onward-")
        triggers = [trigger["metadata"] for trigger in one["spec"]["triggers"] if trigger["type"] == "kafka"]
        topics_of = {trigger["topic"].removeprefix("onward.") for trigger in triggers}
        assert topics_of == SCALED_BY.get(service, set())
        assert topics_of <= {topic.name for topic in SUBSCRIPTIONS[service]}
        for trigger in triggers:
            assert trigger["consumerGroup"] == f"onward.{service}.{trigger['topic'].removeprefix('onward.')}"
            assert trigger["offsetResetPolicy"] == "earliest"
            assert trigger["limitToPartitionsWithLag"] == "true"
            assert one["spec"]["maxReplicaCount"] <= partitions[trigger["topic"].removeprefix("onward.")]
        assert one["spec"]["minReplicaCount"] >= 1


@pytest.mark.parametrize("service", SCALED_BY)
def test_a_replica_clears_what_starts_another_in_about_half_a_minute(service: str) -> None:
    """By the processor time that the bench measured, of full messages."""
    threshold = values_of("county")["autoscaling"]["lagThreshold"][service]
    assert 10 <= threshold * ROWS_MAX * measured.read().us[service] / 1e6 <= 60


@pytest.mark.parametrize("name", ["county", "large"])
def test_accounts_on_kafka_are_those_of_the_table_of_rights(name: str) -> None:
    accounts = {component: environment(pod).get("ONWARD_KAFKA_USERNAME") for component, pod in pods(name)}
    wanted = {service: account_on_kafka(service) for service in SERVICES}
    jobs = {"migrate": None, "topics": account_on_kafka(ADMINISTRATOR)}
    assert accounts == wanted | jobs | ({"backup": None} if values_of(name)["backup"]["enabled"] else {})
    (volume,) = (one for one in dict(pods(name))["topics"]["volumes"] if one["name"] == "kafka-accounts")
    assert {item["key"] for item in volume["secret"]["items"]} == set(ACCOUNTS)
    (keda,) = of(name, "TriggerAuthentication")
    assert {one["parameter"]: one["key"] for one in keda["spec"]["secretTargetRef"]}["password"] == MONITOR


@pytest.mark.parametrize("name", SETS)
def test_nothing_goes_in_or_out_but_what_a_policy_names(name: str) -> None:
    policies = {one["metadata"]["name"].removeprefix("onward-"): one["spec"] for one in of(name, "NetworkPolicy")}
    backup = {"backup"} if values_of(name)["backup"]["enabled"] else set()
    assert set(policies) == {"nothing", "names", *SERVICES, *JOBS} | backup
    assert policies["nothing"]["policyTypes"] == ["Ingress", "Egress"]
    assert not {"ingress", "egress"} & set(policies["nothing"])
    for _, pod in pods(name):
        assert pod  # every pod has the labels of `nothing`, by its template
    values = values_of(name)
    provider = {443} if values["signIn"]["issuer"] else set()
    further = ({587} if values["mail"]["host"] else set()) | ({443} if values["webhooks"]["enabled"] else set())
    ports = {who: {p["port"] for rule in policies[who].get("egress", []) for p in rule["ports"]} for who in policies}
    kafka, database = (values["networkPolicy"][port] for port in ("kafkaPort", "databasePort"))
    assert all(ports[job] == {database} for job in ("migrate", *backup))
    assert ports["topics"] == {kafka}
    assert ports["ingest"] == ports["validation"] == ports["matching"] == {kafka, database} | provider
    assert ports["reporting"] == {kafka, database} | provider | further
    assert not {"ingress"} & set(policies["migrate"])


def test_the_ingress_has_a_path_for_each_service_and_tls() -> None:
    (ingress,) = of("county", "Ingress")
    (rule,) = ingress["spec"]["rules"]
    paths = {(one["path"], one["pathType"]): one["backend"]["service"]["name"] for one in rule["http"]["paths"]}
    assert paths == {(f"/{service}", "Prefix"): f"onward-{service}" for service in SERVICES} | {
        ("/", "Exact"): "onward-reporting"
    }
    assert ingress["spec"]["tls"] == [{"hosts": [rule["host"]], "secretName": "onward-tls"}]
    for service in SERVICES:
        url = environment(dict(pods("county"))[service])[f"ONWARD_{service.upper()}_URL"]
        assert url == f"https://{rule['host']}/{service}"


def test_a_service_monitor_is_there_when_asked_for_and_reads_the_port_of_the_services() -> None:
    (monitor,) = of("county", "ServiceMonitor")
    (endpoint,) = monitor["spec"]["endpoints"]
    relabelled = {one["targetLabel"]: one for one in endpoint.pop("relabelings")}
    assert endpoint == {"port": "http", "path": "/metrics", "interval": "30s"}
    assert relabelled["job"]["replacement"] == "onward"
    assert relabelled["service"]["sourceLabels"] == ["__meta_kubernetes_service_label_app_kubernetes_io_component"]
    components = {service["metadata"]["labels"]["app.kubernetes.io/component"] for service in of("county", "Service")}
    assert components == set(SERVICES)
    labels = monitor["spec"]["selector"]["matchLabels"]
    assert all(labels.items() <= service["metadata"]["labels"].items() for service in of("county", "Service"))
    assert of("small", "ServiceMonitor") == []


def test_the_alert_rules_are_those_of_the_file_that_promtool_tests() -> None:
    assert manifests.RULES.read_bytes() == manifests.ALERTS.read_bytes(), "make manifests"
    (rule,) = of("county", "PrometheusRule")
    assert rule["spec"] == yaml.safe_load(manifests.ALERTS.read_text(encoding="utf-8"))
    assert rule["metadata"]["labels"]["release"] == "prometheus"
    assert of("small", "PrometheusRule") == []


def test_backups_are_made_by_a_job_of_their_own_that_reads_the_vault_and_writes_elsewhere() -> None:
    (cron,) = of("county", "CronJob")
    pod = cron["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    mounts = {one["name"]: one.get("readOnly", False) for one in container["volumeMounts"]}
    assert mounts == {"tmp": False, "keys": True, "vault": True, "backups": False}
    claims = {one["name"]: one.get("persistentVolumeClaim", {}).get("claimName") for one in pod["volumes"]}
    assert (claims["vault"], claims["backups"]) == ("onward-vault", "onward-backups")
    assert (cron["spec"]["concurrencyPolicy"], cron["spec"]["schedule"]) == ("Forbid", "30 1 * * *")
    (rule,) = cron["spec"]["jobTemplate"]["spec"]["podFailurePolicy"]["rules"]
    assert (rule["action"], rule["onExitCodes"]["values"]) == ("FailJob", [INCOMPLETE])
    assert of("small", "CronJob") == []


def test_the_backups_command_names_a_new_folder_that_a_restore_may_be_told(tmp_path: Path) -> None:
    """Run by a real shell, with a `python` that shows what it is given."""
    (cron,) = of("county", "CronJob")
    (container,) = cron["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    stand_in = tmp_path / "python"
    stand_in.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="utf-8")
    stand_in.chmod(0o755)
    path = f"{tmp_path}:/usr/bin:/bin"
    done = subprocess.run(container["command"], env={"PATH": path}, capture_output=True, text=True, check=True)
    module, folder, *options = done.stdout.split("\n")[1:-1]
    assert (module, options) == ("deploy.jobs.recovery.backup", ["--keep-days", "30"])
    name = folder.removeprefix("/backup/")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d{4}Z", name)
    assert re.fullmatch(SCHEMA["properties"]["restore"]["properties"]["from"]["pattern"], name)


def test_while_something_is_restored_no_service_runs_and_one_job_brings_it_back() -> None:
    kinds = {(one["kind"], one["metadata"]["name"]) for one in of(RESTORING, "Deployment", "Job", "CronJob", "ScaledObject")}  # fmt: skip # noqa: E501
    assert kinds == {("Job", "onward-restore")}
    ((component, pod),) = pods(RESTORING)
    (container,) = pod["containers"]
    assert container["args"] == ["deploy.jobs.recovery.restore", "/backup/2026-11-29T0130Z", "--replace"]
    assert container["image"].startswith("onward-recovery:")
    assert set(environment(pod)) <= _variables(RecoverySettings) | {"DATABASE_URL", "ONWARD_ROLE_PASSWORDS"}
    assert environment(pod)["ONWARD_KAFKA_USERNAME"] == account_on_kafka(ADMINISTRATOR)
    mounts = {one["name"]: one.get("readOnly", False) for one in container["volumeMounts"]}
    assert (mounts["vault"], mounts["backups"]) == (False, True)
    assert set(mounts) == {volume["name"] for volume in pod["volumes"]}
    policies = {one["metadata"]["name"]: one["spec"] for one in of(RESTORING, "NetworkPolicy")}
    ports = {port["port"] for rule in policies[f"onward-{component}"]["egress"] for port in rule["ports"]}
    assert ports == {9093, 5432}
    kept = {one["metadata"]["name"] for one in of(RESTORING, "PersistentVolumeClaim", "Service", "Ingress")}
    assert {"onward-vault", "onward-ingest", "onward"} <= kept


@pytest.mark.parametrize("name", value_sets())
def test_the_example_values_obey_the_charts_schema(name: str) -> None:
    jsonschema.validate(values_of(name), SCHEMA)


SCHEMA = json.loads((CHART / "values.schema.json").read_text(encoding="utf-8"))


def test_the_schema_bounds_replicas_and_pools_as_the_program_does() -> None:
    service = SCHEMA["properties"]["services"]["properties"]["matching"]["properties"]
    assert service["replicas"]["properties"]["max"]["maximum"] == REPLICAS_MAX
    assert service["poolSize"]["minimum"] == 2
    assert SCHEMA["properties"]["database"]["properties"]["keptConnections"]["minimum"] == CONNECTIONS_KEPT


@pytest.mark.parametrize("name", SETS)
def test_connections_of_all_replicas_and_one_more_of_each_fit(name: str) -> None:
    values = values_of(name)
    most = "max" if values["autoscaling"]["enabled"] else "min"
    wanted = sum((one["replicas"][most] + 1) * one["poolSize"] for one in values["services"].values())
    assert wanted <= values["database"]["maxConnections"] - values["database"]["keptConnections"]


@needs_helm
@pytest.mark.parametrize("name", value_sets())
def test_the_rendered_manifests_are_those_of_the_chart(name: str) -> None:
    assert HELM is not None
    rendered = documents((RENDERED / f"{name}.yaml").read_text(encoding="utf-8"))
    assert documents(manifests.render(HELM, name)) == rendered


@needs_helm
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("services.matching.replicas.max=13", "maximum"),
        ("services.matching.replicas.min=0", "minimum"),
        ("services.matching.replicas.min=5", "min 5 is above max 4"),
        ("services.reporting.replicas.max=5", "may open 200 connections; database.maxConnections 200"),
        ("services.ingest.poolSize=11", "may open 194 connections"),
        ("database.maxConnections=197", "leaves 189"),
        ("vault.accessMode=ReadWriteOnce", "ReadWriteMany"),
        ("kafka.security=SASL_PLAINTEXT", "kafka.allowUnencrypted"),
        ("trustedProxies=", "trustedProxies"),
        ("trustedProxies=*", "trustedProxies"),
        ("mail.from=", "mail.host needs mail.from"),
        ("backup.claim=", "backup.claim: name the volume claim"),
        ("backup.claim=,backup.enabled=false,restore.from=x", "backup.claim: name the volume claim"),
        ("backup.schedule=daily", "schedule"),
        ("restore.from=../elsewhere", "from"),
        ("signIn.clientId=", "signIn.issuer needs signIn.clientId"),
        ("signIn.issuer=http://login.example", "signIn"),
        ("signIn.roles[0].role=superuser", "signIn"),
        ("signIn.issuer=,signIn.localAccounts=emergency", "emergency needs a provider"),
        ("servces.matching.poolSize=3", "servces"),
    ],
)
def test_values_that_mean_nothing_together_are_refused_with_the_reason(given: str, said: str) -> None:
    assert HELM is not None
    with pytest.raises(subprocess.CalledProcessError) as refused:
        manifests.render(HELM, "county", "--set", given)
    assert said in refused.value.stderr


@needs_helm
def test_values_at_the_bound_are_taken() -> None:
    assert HELM is not None
    manifests.render(HELM, "county", "--set", "database.maxConnections=198")
