"""Alert rules and dashboards speak of metrics that exist, each alert is tested and leads to what to do."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import promql_parser
import pytest
import yaml

from deploy.local import prometheus
from shared.observability.metrics import METRICS
from shared.service_names import SERVICES
from tools.dashboards.__main__ import written
from tools.dashboards.panels import WIDTH

ROOT: Final = Path(__file__).resolve().parents[3]
FOLDER: Final = ROOT / "deploy" / "observability"
RULES: Final = FOLDER / "prometheus" / "rules.yml"
RULE_TESTS: Final = FOLDER / "prometheus" / "rules_test.yml"
SCRAPED: Final = frozenset({"job", "instance", "service"})
"""Labels that Prometheus adds by its configuration."""
OF_EVERY_PROCESS: Final = {
    "up": frozenset[str](),
    "process_start_time_seconds": frozenset[str](),
    "process_cpu_seconds_total": frozenset[str](),
    "process_resident_memory_bytes": frozenset[str](),
}
SEVERITIES: Final = {"critical", "warning", "notice"}


def series() -> dict[str, frozenset[str]]:
    """Return the labels of every series that a service shows, by its name."""
    found: dict[str, frozenset[str]] = dict(OF_EVERY_PROCESS)
    for metric in METRICS:
        labels = frozenset(metric.labels)
        if metric.kind == "histogram":
            found |= {f"{metric.name}_bucket": labels | {"le"}}
            found |= {f"{metric.name}_{part}": labels for part in ("sum", "count")}
        else:
            found[metric.name] = labels
    return found


SERIES: Final = series()


def alerts() -> list[dict[str, Any]]:
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def dashboards() -> dict[str, Any]:
    return {path.stem: json.loads(text) for path, text in written().items()}


def panels() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, dashboard in dashboards().items():
        for panel in dashboard["panels"]:
            yield name, panel


def expressions() -> dict[str, str]:
    """Return every expression of rules and panels by where it stands."""
    found = {rule["alert"]: rule["expr"] for rule in alerts()}
    for name, panel in panels():
        for target in panel.get("targets", ()):
            place = f"{name}: {panel['title']} {target['refId']}"
            found[place] = target["expr"].replace("$__rate_interval", "5m")
    return found


EXPRESSIONS: Final = expressions()


def selectors(expression: str) -> list[tuple[str, frozenset[str]]]:
    """Return the name and the matched labels of every selector of an expression."""
    found: list[tuple[str, frozenset[str]]] = []

    def visit(node: Any) -> bool:
        if isinstance(node, promql_parser.VectorSelector):
            found.append((node.name or "", frozenset(one.name for one in node.matchers.matchers)))
        return True

    promql_parser.walk(promql_parser.parse(expression), visit)
    return found


@pytest.mark.parametrize("place", EXPRESSIONS)
def test_an_expression_asks_for_series_and_labels_that_exist(place: str) -> None:
    asked = selectors(EXPRESSIONS[place])
    assert asked
    for name, labels in asked:
        assert name in SERIES, f"{name} is no series of ours"
        assert labels <= SERIES[name] | SCRAPED
        assert "job" in labels, "another program's series of the same name must not count"


@pytest.mark.parametrize("place", EXPRESSIONS)
def test_an_expression_groups_by_labels_that_its_series_have(place: str) -> None:
    grouped = {label.strip() for by in re.findall(r"\bby \(([^)]*)\)", EXPRESSIONS[place]) for label in by.split(",")}
    known = SCRAPED.union(*(SERIES[name] for name, _ in selectors(EXPRESSIONS[place])))
    assert grouped <= known


def test_a_series_that_does_not_exist_would_be_noticed() -> None:
    assert selectors('rate(onward_surname_total{job="x"}[5m])') == [("onward_surname_total", frozenset({"job"}))]
    with pytest.raises(ValueError):  # noqa: PT011 (the parser has no class of its own)
        promql_parser.parse("sum by (")


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: rule["alert"])
def test_an_alert_says_how_grave_it_is_in_a_sentence_and_leads_to_the_runbook(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in SEVERITIES
    assert rule["annotations"]["summary"].endswith(".")
    page, anchor = rule["annotations"]["runbook"].split("#")
    headings = re.findall(r"^#+ (.+)$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert anchor in {heading.lower().replace(" ", "-") for heading in headings}


def test_the_runbook_explains_no_alert_that_is_not_there() -> None:
    explained = re.findall(
        r"^### (Onward\w+)$", (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    led_to = {rule["annotations"]["runbook"].split("#")[1] for rule in alerts()}
    assert {one.lower() for one in explained} == led_to


def rule_tests() -> list[dict[str, Any]]:
    tests: list[dict[str, Any]] = yaml.safe_load(RULE_TESTS.read_text(encoding="utf-8"))["tests"]
    return tests


def test_every_alert_is_seen_to_fire() -> None:
    fired = {one["alertname"] for test in rule_tests() for one in test.get("alert_rule_test", ()) if one["exp_alerts"]}
    assert fired == {rule["alert"] for rule in alerts()}


def test_what_the_tests_of_rules_feed_them_is_what_a_service_shows() -> None:
    for test in rule_tests():
        for fed in test["input_series"]:
            ((name, labels),) = selectors(fed["series"])
            assert labels == SERIES[name] | SCRAPED, fed["series"]


@pytest.mark.parametrize("name", dashboards())
def test_a_dashboard_has_what_grafana_needs(name: str) -> None:
    dashboard = dashboards()[name]
    assert dashboard["uid"] == name
    assert dashboard["schemaVersion"] >= 39
    ids = [panel["id"] for panel in dashboard["panels"]]
    assert len(ids) == len(set(ids))
    for panel in dashboard["panels"]:
        assert panel["title"]
        assert set(panel["gridPos"]) == {"x", "y", "w", "h"}
        if panel["type"] != "row":
            assert panel["description"].endswith(".")
            assert panel["targets"]
            assert all(target["datasource"] == panel["datasource"] for target in panel["targets"])


@pytest.mark.parametrize("name", dashboards())
def test_panels_do_not_lie_on_one_another(name: str) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in dashboards()[name]["panels"]:
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= WIDTH
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken
        taken |= cells


def test_the_data_source_of_the_panels_is_the_one_that_is_set_up() -> None:
    (source,) = yaml.safe_load((FOLDER / "grafana" / "datasources.yml").read_text(encoding="utf-8"))["datasources"]
    asked = {panel["datasource"]["uid"] for _, panel in panels() if panel["type"] != "row"}
    assert asked == {source["uid"]}


def test_the_dashboards_in_the_repository_are_the_tables() -> None:
    assert {path: path.read_text(encoding="utf-8") for path in written()} == written()
    assert {path.name for path in (FOLDER / "grafana" / "dashboards").iterdir()} == {path.name for path in written()}


def test_compose_and_prometheus_agree_on_where_services_answer() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    (job,) = yaml.safe_load((FOLDER / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))["scrape_configs"]
    asked = {(name, str(one["port"])) for one in job["dns_sd_configs"] for name in one["names"]}
    there = {(name, compose[name]["environment"]["ONWARD_HTTP_PORT"]) for name in SERVICES}
    assert asked == there


def test_the_local_prometheus_asks_every_replica_under_its_service() -> None:
    content = {
        "services": {
            "matching": {"replicas": [{"url": "http://127.0.0.1:15001"}, {"url": "http://127.0.0.1:15002"}]},
            "ingest": {"replicas": [{"url": "http://127.0.0.1:15003"}]},
        }
    }
    assert prometheus.targets_of(content) == [
        {"targets": ["127.0.0.1:15003"], "labels": {"service": "ingest"}},
        {"targets": ["127.0.0.1:15001", "127.0.0.1:15002"], "labels": {"service": "matching"}},
    ]


def test_the_local_prometheus_listens_on_loopback_alone(tmp_path: Path) -> None:
    words = prometheus.command("prometheus", tmp_path, 15_000)
    assert "--web.listen-address=127.0.0.1:15000" in words
    (job,) = prometheus.configuration(tmp_path / "targets.json")["scrape_configs"]
    assert job["job_name"] == "onward"
