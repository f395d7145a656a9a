"""The lock files as values: every package that anything of Onward is built, tested or run with."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from deploy.local.servers.jars import Jar, read_list

ROOT: Final = Path(__file__).resolve().parents[2]
SHIPPED: Final = "deploy/docker/requirements.lock"
"""What the image of every service holds."""
ON_REQUEST: Final = ("deploy/docker/traces.lock", "deploy/docker/recovery.lock")
"""What only images hold that are built to send traces, or to back up and restore."""
EVERYTHING: Final = "requirements.lock"
"""All of it, with what tests, builds and the local stack need."""
_PIN: Final = re.compile(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)(?: ; ([^\\]+?))? ?\\?$")


@dataclass(frozen=True, slots=True)
class Package:
    """One locked package of Python."""

    name: str
    version: str
    marker: str
    """For which systems and versions of Python it is; empty: for all."""
    sha256: tuple[str, ...]
    """Of each file that it is published as."""
    needed_by: tuple[str, ...]
    """Names of packages; `onward` for what is asked for in pyproject.toml."""


@dataclass(frozen=True, slots=True)
class Script:
    """One locked package of the pages' scripts and styles."""

    name: str
    version: str
    licence: str
    integrity: str
    """Algorithm and base64, as npm writes it."""
    shipped: bool


@dataclass(frozen=True, slots=True)
class Image:
    """An image that is built upon, or run beside the services in Docker."""

    name: str
    tag: str
    built_upon: bool


def read_lock(text: str) -> tuple[Package, ...]:
    """Return the packages of a lock as `uv pip compile --generate-hashes` writes it.

    Raises ValueError for a line that is none of its kinds.
    """
    found: list[tuple[str, str, str, list[str], list[str]]] = []
    for line in text.splitlines():
        word = line.strip()
        if pin := _PIN.match(line):
            found.append((pin[1], pin[2], pin[3] or "", [], []))
        elif word.startswith("--hash=sha256:"):
            found[-1][3].append(word.removeprefix("--hash=sha256:").rstrip(" \\"))
        elif word.startswith("#"):
            found[-1][4].extend(_needed_by(word))
        elif word:
            raise ValueError(f"not a line of a lock: {word}")
    return tuple(Package(name, version, marker, tuple(sums), tuple(by)) for name, version, marker, sums, by in found)


def _needed_by(comment: str) -> Iterator[str]:
    word = comment.removeprefix("#").strip().removeprefix("via").strip()
    if word:
        yield "onward" if word.startswith(("onward ", "pyproject.toml")) else word


@cache
def locked(file: str) -> tuple[Package, ...]:
    """Return the packages of a lock file, by its path from the root."""
    return read_lock((ROOT / file).read_text(encoding="utf-8"))


@cache
def scripts() -> tuple[Script, ...]:
    """Return the packages of package-lock.json."""
    entries = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return tuple(
        Script(
            path.removeprefix("node_modules/"),
            entry["version"],
            entry["license"],
            entry["integrity"],
            not entry.get("dev", False),
        )
        for path, entry in entries.items()
        if path
    )


def jars() -> tuple[Jar, ...]:
    """Return the jars of the local stack's Kafka."""
    return read_list()


@cache
def images() -> tuple[Image, ...]:
    """Return the images that the Dockerfile and the compose file name."""
    dockerfile = (ROOT / "deploy" / "docker" / "Dockerfile").read_text(encoding="utf-8")
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    built_upon = set(re.findall(r"^FROM (\S+):(\S+)", dockerfile, re.MULTILINE))
    beside = set(re.findall(r"^    image: (\S+):(\S+)$", compose, re.MULTILINE))
    return tuple(Image(name, tag, built_upon=(name, tag) in built_upon) for name, tag in sorted(built_upon | beside))
