"""Every locked package has a licence that lets Onward be MIT; what is not permissive is listed with its reason."""

import re
from pathlib import Path

import pytest

from tools.supply.licences import (
    NOT_IN_ANY_IMAGE,
    PERMISSIVE,
    STATED,
    is_expression,
    is_permissive,
    is_taken,
    licence_of,
)
from tools.supply.locks import EVERYTHING, ON_REQUEST, SHIPPED, Package, locked, scripts

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "licences.md"
EXCEPTED = {name for names in NOT_IN_ANY_IMAGE.values() for name in names}


def _named(package: Package) -> str:
    return package.name


@pytest.mark.parametrize("package", locked(EVERYTHING), ids=_named)
def test_a_package_is_permissive_or_listed(package: Package) -> None:
    assert is_taken(package.name, licence_of(package)), licence_of(package)


@pytest.mark.parametrize("package", locked(SHIPPED), ids=_named)
def test_what_every_image_holds_is_permissive(package: Package) -> None:
    assert is_permissive(licence_of(package)), licence_of(package)


def test_what_images_are_built_with_on_request_is_permissive_but_for_one_set_of_certificates() -> None:
    found = [one.name for file in ON_REQUEST for one in locked(file) if not is_permissive(licence_of(one))]
    assert found == ["certifi"]


def test_scripts_and_styles_are_permissive_or_listed() -> None:
    assert all(is_taken(one.name, one.licence) for one in scripts())
    assert all(is_permissive(one.licence) for one in scripts() if one.shipped)


def test_a_package_that_is_not_on_every_machine_has_its_licence_stated() -> None:
    """Otherwise the generated page would depend on the machine that writes it."""
    installed_here_or_there = {"cffi", "httpcore2", "librt", "pycparser", "truststore"}
    conditional = {one.name for one in locked(EVERYTHING) if one.marker}
    assert conditional - installed_here_or_there <= set(STATED)


@pytest.mark.parametrize(
    ("expression", "taken"),
    [
        ("MIT", True),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", False),
        ("", False),
    ],
)
def test_a_licence_that_is_not_permissive_is_refused(expression: str, taken: bool) -> None:
    assert is_taken("anything", expression) is taken


def test_a_licence_is_known_by_its_expression() -> None:
    assert is_expression("MIT AND (Apache-2.0 OR BSD-2-Clause)")
    assert not is_expression("BSD")
    assert not is_expression("Copyright 2023\n\nPermission is hereby granted")
    assert all(is_expression(one) for one in (*PERMISSIVE, *NOT_IN_ANY_IMAGE, *STATED.values()))


def test_the_page_lists_what_is_excepted_and_nothing_else() -> None:
    rows = re.findall(r"^\| `([a-z0-9_./@-]+)`(?: \(npm\))? \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(EXCEPTED)


def test_nothing_is_stated_or_excepted_that_is_gone() -> None:
    known = {one.name for one in locked(EVERYTHING)} | {one.name for one in scripts()}
    assert known >= set(STATED) | EXCEPTED


def test_the_licence_is_the_one_that_the_project_names() -> None:
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
    assert 'license = "MIT"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
