"""`python -m tools.supply.audit`, or `make audit`: what is known against the packages that are locked.

With `--advisories PATH` in files of advisories (OSV's format), without any network; otherwise services of advisories
are asked by pip-audit and npm. Exit status 0: all were looked up, nothing is known. 1: something is. 2: used wrongly.
3: not all could be looked up, and nothing is known against the others: that is no good news.
"""

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.supply.advisories import Component, Finding, read_advisories
from tools.supply.locks import EVERYTHING, ON_REQUEST, ROOT, SHIPPED, jars, locked, scripts

CLEAN, KNOWN, NOT_ASKED = 0, 1, 3
PIP_AUDIT: Final = ROOT / "build" / "audit" / "bin" / "pip-audit"
_SHOWN: Final = 10
Run = Callable[[Sequence[str]], "subprocess.CompletedProcess[str]"]


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking."""

    asked: int
    findings: tuple[Finding, ...]
    not_asked: tuple[str, ...]
    """What should have been looked up, each with its reason."""
    source: str


def components() -> tuple[Component, ...]:
    """Return all that is locked: packages, scripts, jars."""
    shipped, some = _names(SHIPPED), {name for file in ON_REQUEST for name in _names(file)}

    def where(name: str) -> str:
        return "image of every service" if name in shipped else "some images" if name in some else "in no image"

    return (
        *(Component("PyPI", one.name, one.version, where(one.name)) for one in locked(EVERYTHING)),
        *(Component("npm", one.name, one.version, "pages" if one.shipped else "in no image") for one in scripts()),
        *(Component("Maven", one.name, one.version, "local stack") for one in jars()),
    )


def _names(file: str) -> set[str]:
    return {one.name for one in locked(file)}


def look_into(path: Path, wanted: Iterable[Component]) -> Looked:
    """Look everything up in files of advisories; what has none of its ecosystem there was not asked about."""
    try:
        advisories = read_advisories(path)
    except (OSError, ValueError) as error:
        return Looked(0, (), (f"everything: {error}",), str(path))
    ecosystems = {ecosystem for ecosystem, _ in advisories.by_package}
    asked = [one for one in wanted if one.ecosystem in ecosystems]
    left = sorted({one.ecosystem for one in wanted if one.ecosystem not in ecosystems})
    return Looked(
        len(asked),
        tuple(finding for one in asked for finding in advisories.against(one)),
        tuple(f"{ecosystem}: no advisory of it there" for ecosystem in left),
        f"{advisories.read} advisories in {path}, the newest of {advisories.newest or 'an unknown day'}",
    )


def ask_service(service: str, lock: Path, wanted: Iterable[Component], run: Run | None = None) -> Looked:
    """Ask a service of advisories about the packages of a lock, by pip-audit."""
    known = {(one.name, one.version): one for one in wanted if one.ecosystem == "PyPI"}
    command = [str(PIP_AUDIT), "--requirement", str(lock), "--require-hashes", "--disable-pip", "--format", "json"]
    done = (run or _run)([*command, "--progress-spinner", "off", "--vulnerability-service", service])
    try:
        entries = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Looked(0, (), (f"all packages of Python: {service} did not answer: {_last_line(done.stderr)}",), service)
    asked = [entry for entry in entries if "skip_reason" not in entry]
    findings = []
    for entry in asked:
        named = (entry["name"], entry["version"])
        component = known.get(named) or Component("PyPI", *named, where="unknown")
        findings += [_from_report(component, one) for one in entry["vulns"]]
    left = tuple(f"{entry['name']}: {entry['skip_reason']}" for entry in entries if "skip_reason" in entry)
    return Looked(len(asked), tuple(findings), left, service)


def ask_npm(wanted: Iterable[Component], run: Run | None = None) -> Looked:
    """Ask the pages' registry about their scripts and styles, by npm."""
    known = {one.name: one for one in wanted if one.ecosystem == "npm"}
    program = shutil.which("npm") or str(ROOT / ".venv" / "bin" / "npm")
    done = (run or _run)([program, "audit", "--json", "--prefix", str(ROOT)])
    try:
        entries = json.loads(done.stdout)["vulnerabilities"]
    except (ValueError, KeyError, TypeError):
        return Looked(0, (), (f"all scripts: npm could not ask: {_last_line(done.stderr)}",), "npm")
    findings = [
        Finding(known.get(name) or Component("npm", name, "", "unknown"), one["url"], (), one["title"], ())
        for name, entry in entries.items()
        for one in entry["via"]
        if isinstance(one, dict)
    ]
    return Looked(len(known), tuple(findings), (), "npm")


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it said nothing"])[-1][:200]


def _from_report(component: Component, report: dict[str, object]) -> Finding:
    aliases, repaired_in = report.get("aliases"), report.get("fix_versions")
    return Finding(
        component,
        str(report["id"]),
        tuple(map(str, aliases)) if isinstance(aliases, list) else (),
        str(report.get("description") or "").strip().partition("\n")[0],
        tuple(map(str, repaired_in)) if isinstance(repaired_in, list) else (),
    )


def _run(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command


def report(all_looked: Sequence[Looked]) -> tuple[int, list[str]]:
    """Return the exit status and what to say."""
    findings = [finding for looked in all_looked for finding in looked.findings]
    lacking = [reason for looked in all_looked for reason in looked.not_asked]
    lines = [_line(finding) for finding in findings]
    lines += [
        f"Looked up {looked.asked} in {looked.source}: {len(looked.findings) or 'nothing'} known."
        for looked in all_looked
        if looked.asked
    ]
    lines += [f"NOT looked up: {one}" for one in lacking[:_SHOWN]]
    if len(lacking) > _SHOWN:
        lines.append(f"NOT looked up: {len(lacking) - _SHOWN} more")
    if not any(looked.asked for looked in all_looked):
        lines.append("Nothing was looked up: this says nothing about the packages.")
    return (KNOWN if findings else NOT_ASKED if lacking else CLEAN), lines


def _line(finding: Finding) -> str:
    one, aliases = finding.component, f" ({', '.join(finding.aliases)})" if finding.aliases else ""
    repaired = f"; mended in {', '.join(finding.repaired_in)}" if finding.repaired_in else "; nothing mends it yet"
    doubt = " Whether it concerns this version could not be told." if finding.undecided else ""
    return f"{one.name} {one.version} ({one.where}): {finding.id}{aliases}: {finding.summary[:160]}{repaired}.{doubt}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Look, print and return the exit status."""
    parser = argparse.ArgumentParser(prog="make audit", description="What is known against the packages locked here.")
    parser.add_argument("--advisories", type=Path, help="a folder, JSON, YAML or zip of advisories in OSV's format")
    parser.add_argument("--service", choices=("osv", "pypi"), default="osv", help="whom pip-audit asks")
    parser.add_argument("--lock", type=Path, default=ROOT / EVERYTHING, help="of what pip-audit asks")
    given = parser.parse_args(arguments)
    if given.advisories:
        looked = [look_into(given.advisories, components())]
    else:
        looked = [ask_service(given.service, given.lock, components()), ask_npm(components())]
    status, lines = report(looked)
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return status


if __name__ == "__main__":
    sys.exit(main())
