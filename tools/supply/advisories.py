"""Advisories in OSV's format, from files, and which of them concern a version.

Format: https://ossf.github.io/osv-schema/ (ids, `affected` packages, `versions`, `ranges` of events).
"""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

_SUFFIXES: Final = frozenset({".json", ".yaml", ".yml"})
_COMPARABLE: Final = frozenset({"ECOSYSTEM", "SEMVER"})
"""Kinds of ranges that speak of versions; the third, GIT, speaks of commits."""


@dataclass(frozen=True, slots=True)
class Component:
    """Something locked, as advisories name it."""

    ecosystem: str
    """PyPI, npm or Maven."""
    name: str
    version: str
    where: str
    """What it is part of, in words."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An advisory that concerns a component."""

    component: Component
    id: str
    aliases: tuple[str, ...]
    summary: str
    repaired_in: tuple[str, ...]
    undecided: bool = False
    """It names the component, and whether it concerns the version could not be told."""


@dataclass(frozen=True, slots=True)
class Advisories:
    """What was read, by ecosystem and name."""

    by_package: Mapping[tuple[str, str], tuple[dict[str, Any], ...]]
    read: int
    newest: str
    """The latest `modified`, a day; empty where none says."""

    def against(self, component: Component) -> list[Finding]:
        """Return what is known against a component."""
        entries = self.by_package.get(_key(component.ecosystem, component.name), ())
        return [finding for entry in entries if (finding := _finding(entry, component)) is not None]


def read_advisories(path: Path) -> Advisories:
    """Read a file (JSON, YAML, or a zip of such), or all of a folder. Raises ValueError, OSError for what cannot be."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    read, newest = 0, ""
    for entry in _entries(path):
        read += 1
        newest = max(newest, str(entry.get("modified", ""))[:10])
        if entry.get("withdrawn"):
            continue
        for key in {_key_of(affected) for affected in entry.get("affected", [])}:
            found.setdefault(key, []).append(entry)
    return Advisories({key: tuple(entries) for key, entries in found.items()}, read, newest)


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    if path.is_dir():
        files = sorted(one for one in path.rglob("*") if one.suffix in _SUFFIXES or one.suffix == ".zip")
        for file in files:
            yield from _entries(file)
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if Path(name).suffix in _SUFFIXES:
                    yield from _parsed(archive.read(name).decode("utf-8"), name)
    else:
        yield from _parsed(path.read_text(encoding="utf-8"), path.name)


def _parsed(text: str, name: str) -> Iterator[dict[str, Any]]:
    try:
        content = json.loads(text) if name.endswith(".json") else yaml.load(text, yaml.CSafeLoader)
    except (ValueError, yaml.YAMLError) as error:
        raise ValueError(f"{name} cannot be read: {type(error).__name__}") from None
    for entry in content if isinstance(content, list) else [content]:
        if not isinstance(entry, dict) or "id" not in entry:
            raise ValueError(f"{name} is no advisory: it has no id")
        yield entry


def _key(ecosystem: str, name: str) -> tuple[str, str]:
    kind = ecosystem.partition(":")[0]
    return kind, canonicalize_name(name) if kind == "PyPI" else name


def _key_of(affected: Mapping[str, Any]) -> tuple[str, str]:
    package = affected.get("package", {})
    return _key(str(package.get("ecosystem", "")), str(package.get("name", "")))


def _finding(entry: Mapping[str, Any], component: Component) -> Finding | None:
    about = [one for one in entry["affected"] if _key_of(one) == _key(component.ecosystem, component.name)]
    answers = [_concerns(one, component.version) for one in about]
    if not any(answer is not False for answer in answers):
        return None
    return Finding(
        component,
        str(entry["id"]),
        tuple(str(one) for one in entry.get("aliases", [])),
        str(entry.get("summary") or entry.get("details") or "").strip().partition("\n")[0],
        tuple(dict.fromkeys(fixed for one in about for fixed in _fixed(one))),
        undecided=not any(answers),
    )


def _concerns(affected: Mapping[str, Any], version: str) -> bool | None:
    """Say whether what is affected is this version; None where that cannot be told."""
    if version in affected.get("versions", []):
        return True
    ranges = [one for one in affected.get("ranges", []) if one.get("type") in _COMPARABLE]
    if not ranges:
        return False if affected.get("versions") else None
    answers = [_within(one.get("events", []), version) for one in ranges]
    if any(answers):
        return True
    return None if None in answers else False


def _within(events: Iterable[Mapping[str, str]], version: str) -> bool | None:
    """Say whether a version lies between an `introduced` and the `fixed`, `limit` or `last_affected` after it."""
    try:
        asked = Version(version)
        ordered = sorted((_at(text), kind != "introduced", kind) for one in events for kind, text in one.items())
    except InvalidVersion:
        return None
    inside = False
    for at, _, kind in ordered:
        if at > asked or (at == asked and kind == "last_affected"):
            break
        inside = kind == "introduced"
    return inside


def _at(text: str) -> Version:
    return Version("0.dev0") if text == "0" else Version(text)


def _fixed(affected: Mapping[str, Any]) -> Iterator[str]:
    for one in affected.get("ranges", []):
        if one.get("type") in _COMPARABLE:
            yield from (event["fixed"] for event in one.get("events", []) if "fixed" in event)
