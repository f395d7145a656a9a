"""The bill of materials: whole, valid, and the same for the same locks."""

import json
from typing import Any

import pytest

from tools.supply.locks import EVERYTHING, ON_REQUEST, SHIPPED, jars, locked, read_lock, scripts
from tools.supply.sbom import PATH, defects, sbom

LOCK = """\
alpha==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via onward (pyproject.toml)
beta==2.1.post1 ; sys_platform == 'win32' \\
    --hash=sha256:cc
    # via
    #   alpha
    #   onward (pyproject.toml)
"""


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(sbom())
    return made


def _in_scope(bill: dict[str, Any], *scopes: str) -> set[str]:
    return {one["purl"] for one in bill["components"] if one["scope"] in scopes}


def test_a_lock_is_read_with_its_markers_hashes_and_reasons() -> None:
    alpha, beta = read_lock(LOCK)
    assert (alpha.name, alpha.version, alpha.marker, alpha.sha256) == ("alpha", "1.0", "", ("aa", "bb"))
    assert (beta.version, beta.marker) == ("2.1.post1", "sys_platform == 'win32'")
    assert (alpha.needed_by, beta.needed_by) == (("onward",), ("alpha", "onward"))


def test_a_line_that_is_none_of_a_lock_is_refused() -> None:
    with pytest.raises(ValueError, match="not a line of a lock"):
        read_lock("-e .\n")


def test_the_written_bill_is_valid_and_up_to_date() -> None:
    written = PATH.read_text(encoding="utf-8")
    assert defects(written) == []
    assert written == sbom()


def test_a_bill_with_a_field_that_nobody_knows_is_not_valid(bill: dict[str, Any]) -> None:
    assert defects(json.dumps({**bill, "made_up": 1})) == [
        "Additional properties are not allowed ('made_up' was unexpected)"
    ]


def test_it_says_nothing_of_when_it_was_made(bill: dict[str, Any]) -> None:
    assert "timestamp" not in bill["metadata"]
    assert sbom() == sbom()


def test_every_locked_package_script_and_jar_is_in_it(bill: dict[str, Any]) -> None:
    known = {one["purl"] for one in bill["components"]}
    assert {f"pkg:pypi/{one.name}@{one.version}" for one in locked(EVERYTHING)} <= known
    assert {f"pkg:npm/{one.name.replace('@', '%40')}@{one.version}" for one in scripts()} <= known
    assert {f"pkg:maven/{one.name.replace(':', '/')}@{one.version}" for one in jars()} <= known


def test_it_says_what_is_shipped_and_what_is_not(bill: dict[str, Any]) -> None:
    shipped = {f"pkg:pypi/{one.name}@{one.version}" for one in locked(SHIPPED)}
    some = {f"pkg:pypi/{one.name}@{one.version}" for file in ON_REQUEST for one in locked(file)}
    assert {one for one in _in_scope(bill, "required") if not one.startswith("pkg:pypi/")} == {
        "pkg:docker/python@3.11-slim-bookworm",
        *(f"pkg:npm/{one.name}@{one.version}" for one in scripts() if one.shipped),
    }
    assert {one for one in _in_scope(bill, "required") if one.startswith("pkg:pypi/")} == shipped
    assert some <= _in_scope(bill, "required", "optional")
    assert not {one for one in _in_scope(bill, "required", "optional") if one.startswith("pkg:maven/")}


def test_what_is_shipped_has_a_licence_and_hashes(bill: dict[str, Any]) -> None:
    for one in bill["components"]:
        if one["scope"] == "required" and one["type"] == "library":
            assert one["licenses"], one["purl"]
            assert one.get("hashes") or one["externalReferences"][0]["hashes"], one["purl"]


def test_every_need_leads_to_a_component(bill: dict[str, Any]) -> None:
    known = {"onward", *(one["bom-ref"] for one in bill["components"])}
    needs = {one["ref"]: one.get("dependsOn", []) for one in bill["dependencies"]}
    assert set(needs) <= known
    assert {other for found in needs.values() for other in found} <= known
    assert "pkg:pypi/starlette@" in " ".join(needs["onward"])
