"""The software bill of materials, in CycloneDX's form: `python -m tools.supply.sbom`, or `make sbom`.

It is made of the lock files alone and holds no time, so the same locks give the same bytes.
"""

import base64
import json
import re
import sys
import tomllib
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from deploy.local.servers.jars import Jar
from tools.supply.licences import licence_of
from tools.supply.locks import (
    EVERYTHING,
    ON_REQUEST,
    ROOT,
    SHIPPED,
    Image,
    Package,
    Script,
    images,
    jars,
    locked,
    scripts,
)

PATH: Final = ROOT / "docs" / "generated" / "sbom.cdx.json"
WHERE: Final = "onward:where"
"""The property that says where a component is."""
_SPDX_LICENCES: Final = LicenseFactory()


def sbom() -> str:
    """Return the bill as JSON. Raises ValueError where it is not as CycloneDX's own schema has it."""
    bom = Bom()
    bom.metadata.component = onward = _onward()
    packages: dict[str, list[Component]] = {}
    for package in locked(EVERYTHING):
        packages.setdefault(package.name, []).append(_of_package(package))
    client = _client()
    others = [*map(_of_script, scripts()), *map(_of_jar, jars()), *map(_of_image, images())]
    for component in (*chain.from_iterable(packages.values()), client, *others):
        bom.components.add(component)
    _depend(bom, onward, packages)
    shipped = [other for other in others if other.scope is ComponentScope.REQUIRED]
    bom.register_dependency(onward, shipped)
    bom.register_dependency(client, [*packages["aiokafka"], *packages["pydantic"]])
    return _checked(_without_time(JsonV1Dot6(bom).output_as_string()))


def defects(text: str) -> list[str]:
    """Return what is wrong with a bill by CycloneDX's schema; nothing where it is valid."""
    found = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    return [] if found is None else [str(found).splitlines()[0]]


def _checked(text: str) -> str:
    if found := defects(text):
        raise ValueError(f"the bill of materials is not valid: {found[0]}")
    return text


def _onward() -> Component:
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return Component(
        name="onward",
        version=about["version"],
        type=ComponentType.APPLICATION,
        bom_ref="onward",
        licenses=[_SPDX_LICENCES.make_with_id(about["license"])],
        description=about["description"],
    )


def _client() -> Component:
    about = tomllib.loads((ROOT / "clients" / "python" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return _component(
        PackageURL("pypi", name=about["name"], version=about["version"]),
        ComponentScope.OPTIONAL,
        "client of consumers, in clients/python",
        licence=about["license"],
    )


def _of_package(package: Package) -> Component:
    scope, where = _place_of(package)
    url = PackageURL("pypi", name=package.name, version=package.version)
    more = () if not package.marker else (Property(name="onward:for", value=package.marker),)
    shown = scope is not ComponentScope.EXCLUDED
    return _component(url, scope, where, licence=licence_of(package), sha256=package.sha256 if shown else (), more=more)


def _place_of(package: Package) -> tuple[ComponentScope, str]:
    if package.name in {one.name for one in locked(SHIPPED)}:
        return ComponentScope.REQUIRED, "image of every service"
    for file in ON_REQUEST:
        if package.name in {one.name for one in locked(file)}:
            return ComponentScope.OPTIONAL, f"images that are built with {file}"
    return ComponentScope.EXCLUDED, "development, tests and the local stack"


def _of_script(script: Script) -> Component:
    scope = ComponentScope.REQUIRED if script.shipped else ComponentScope.EXCLUDED
    where = "image of every service" if script.shipped else "tests and checks"
    group, _, name = script.name.rpartition("/")
    made = _component(PackageURL("npm", group, name, script.version), scope, where, licence=script.licence)
    algorithm, _, encoded = script.integrity.partition("-")
    made.hashes.add(HashType(alg=_ALGORITHMS[algorithm], content=base64.b64decode(encoded).hex()))
    return made


_ALGORITHMS: Final = {"sha512": HashAlgorithm.SHA_512, "sha1": HashAlgorithm.SHA_1}


def _of_jar(jar: Jar) -> Component:
    group, _, name = jar.name.partition(":")
    url = PackageURL("maven", group, name, jar.version)
    made = _component(url, ComponentScope.EXCLUDED, "Kafka of the local stack, in a process of its own")
    made.hashes.add(HashType(alg=HashAlgorithm.SHA_256, content=jar.sha256))
    return made


def _of_image(image: Image) -> Component:
    scope = ComponentScope.REQUIRED if image.name == "python" else ComponentScope.EXCLUDED
    beside = "builds the images" if image.built_upon else "beside the services in Docker"
    where = "below the image of every service" if scope is ComponentScope.REQUIRED else beside
    namespace, _, name = image.name.rpartition("/")
    return _component(PackageURL("docker", namespace, name, image.tag), scope, where, kind=ComponentType.CONTAINER)


def _component(
    url: PackageURL,
    scope: ComponentScope,
    where: str,
    *,
    kind: ComponentType = ComponentType.LIBRARY,
    licence: str = "",
    sha256: Iterable[str] = (),
    more: Iterable[Property] = (),
) -> Component:
    hashes = [HashType(alg=HashAlgorithm.SHA_256, content=one) for one in sha256]
    files = [ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri(str(url)), hashes=hashes)]
    return Component(
        name=url.name,
        group=url.namespace,
        version=url.version,
        type=kind,
        scope=scope,
        bom_ref=str(url),
        purl=url,
        licenses=[_SPDX_LICENCES.make_from_string(licence)] if licence else [],
        external_references=files if hashes else [],
        properties=[Property(name=WHERE, value=where), *more],
    )


def _depend(bom: Bom, onward: Component, packages: dict[str, list[Component]]) -> None:
    needs: dict[str, list[Component]] = {}
    for package in locked(EVERYTHING):
        for one in package.needed_by:
            needs.setdefault(one, []).extend(packages[package.name])
    for name, found in needs.items():
        for component in [onward] if name == "onward" else packages[name]:
            bom.register_dependency(component, found)


def _without_time(text: str) -> str:
    """Return the bill without the time of its making, under a serial number that follows from what it says."""
    bill = json.loads(text)
    bill["metadata"].pop("timestamp", None)
    bill["serialNumber"] = ""
    bill["serialNumber"] = f"urn:uuid:{uuid5(NAMESPACE_URL, json.dumps(bill, sort_keys=True))}"
    ordered = {name: bill[name] for name in (*_FIRST, *sorted(bill.keys() - set(_FIRST)))}
    return _HASH.sub(r"{\1, \2}", json.dumps(ordered, indent=1, ensure_ascii=False)) + "\n"


_FIRST: Final = ("$schema", "bomFormat", "specVersion", "serialNumber", "version", "metadata")
_HASH: Final = re.compile(r"\{\s+(\"alg\": \"[^\"]+\"),\s+(\"content\": \"[^\"]+\")\s+\}")


def main(path: Path = PATH) -> int:
    """Write the bill and say what it holds; return the exit status."""
    text = sbom()
    path.write_text(text, encoding="utf-8")
    scopes = [one.get("scope", "") for one in json.loads(text)["components"]]
    counts = ", ".join(f"{scopes.count(scope)} {scope}" for scope in ("required", "optional", "excluded"))
    sys.stdout.write(f"{path.relative_to(ROOT)}: {counts}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
