"""`python -m tools.manifests`: the chart's rendered manifests are valid and, where Helm is, up to date.

`--render` writes them anew (make manifests). Without Helm only what stands in deploy/helm/rendered is checked.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import jsonschema
import yaml
from kubernetes_validate.utils import ValidationError, validate

HELM: Final = Path(__file__).resolve().parents[1] / "deploy" / "helm"
CHART: Final = HELM / "onward"
EXAMPLES: Final = HELM / "examples"
RENDERED: Final = HELM / "rendered"
SCHEMAS: Final = HELM / "schemas"
KUBERNETES: Final = "1.33"
"""The version whose schemas are asked; the chart says from which one on it works."""
NOT_RUN: Final = "not run: helm (the rendered manifests are checked as they stand; make helm installs it, with Go)"
RULES: Final = CHART / "files" / "rules.yml"
ALERTS: Final = CHART.parents[1] / "observability" / "prometheus" / "rules.yml"
"""The chart holds a copy of the alert rules, since Helm reads no file outside it."""
UNCHECKED: Final = {"PrometheusRule", "ServiceMonitor"}
"""Kinds of others for which no schema is at hand: a test looks at the fields that are used."""
_PLACES: Final = (Path("build/tools"), Path.home() / "go" / "bin")


def helm() -> str | None:
    """Return where Helm is, None where it is not."""
    places = os.pathsep.join([os.environ.get("PATH", ""), *(str(place.absolute()) for place in _PLACES)])
    return shutil.which("helm", path=places)


def value_sets() -> list[str]:
    """Return the names of the sets of values."""
    return sorted(path.stem for path in EXAMPLES.glob("*.yaml"))


def render(program: str, name: str, *further: str) -> str:
    """Return what Helm makes of a set of values. Raises CalledProcessError with its words in `stderr`."""
    command = [program, "template", "onward", str(CHART), "--namespace", "onward", "--kube-version", f"{KUBERNETES}.0"]
    command += ["--values", str(EXAMPLES / f"{name}.yaml"), *further]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own command


def documents(text: str) -> list[dict[str, Any]]:
    """Return the manifests of a file."""
    return [document for document in yaml.safe_load_all(text) if document]


def defects(manifest: dict[str, Any]) -> list[str]:
    """Return what is wrong with a manifest by the schema of its kind; a field that nobody knows is wrong."""
    kind = manifest["kind"]
    name = f"{kind} {manifest['metadata']['name']}"
    if kind in UNCHECKED:
        return []
    own = SCHEMAS / f"{kind}.json"
    if own.exists():
        return [f"{name}: {one}" for one in _by_schema(manifest, json.loads(own.read_text(encoding="utf-8")))]
    try:
        validate(manifest, KUBERNETES, strict=True)
    except ValidationError as error:
        return [f"{name}: {'.'.join(str(part) for part in error.path)}: {error.message}"]
    return []


def _by_schema(manifest: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    for error in jsonschema.Draft7Validator(_closed(schema)).iter_errors(manifest):
        yield f"{error.json_path}: {error.message}"


def _closed(schema: Any) -> Any:
    """Return a schema in which an object has no other fields than those it lists, as an API server prunes them."""
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(value) for name, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and "type" in schema and "additionalProperties" not in schema:
        closed["additionalProperties"] = False
    return closed


def main(arguments: list[str]) -> int:
    """Check, or with --render write; print what was checked and return the exit status."""
    program, writing = helm(), arguments == ["--render"]
    if writing and program is None:
        sys.stderr.write("Helm is not here: make helm installs it, with Go.\n")
        return 1
    wrong = [] if program is None else [*_lint(program), *_stale(program, writing=writing)]
    kinds = 0
    for name in value_sets():
        manifests = documents((RENDERED / f"{name}.yaml").read_text(encoding="utf-8"))
        kinds += len(manifests)
        wrong += [f"{name}: {defect}" for manifest in manifests for defect in defects(manifest)]
    sys.stderr.write("".join(f"{one}\n" for one in wrong))
    if program is None:
        sys.stdout.write(f"{NOT_RUN}\n")
    sys.stdout.write(f"{kinds} manifests of {len(value_sets())} sets of values: {len(wrong)} defects\n")
    return 1 if wrong else 0


def _lint(program: str) -> Iterator[str]:
    for name in value_sets():
        command = [program, "lint", "--strict", "--quiet", str(CHART), "--values", str(EXAMPLES / f"{name}.yaml")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
        if done.returncode:
            yield f"{name}: {done.stdout}{done.stderr}"


def _stale(program: str, *, writing: bool) -> Iterator[str]:
    RENDERED.mkdir(exist_ok=True)
    if writing:
        shutil.copyfile(ALERTS, RULES)
    for name in value_sets():
        path, text = RENDERED / f"{name}.yaml", render(program, name)
        if writing:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or documents(path.read_text(encoding="utf-8")) != documents(text):
            yield f"deploy/helm/rendered/{name}.yaml is out of date: make manifests"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
