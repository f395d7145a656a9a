"""The manual's page of every locked package with its licence."""

from collections.abc import Iterable, Iterator

from tools.manual.markdown import page, table
from tools.supply.licences import licence_of
from tools.supply.locks import EVERYTHING, ON_REQUEST, SHIPPED, Package, jars, locked, scripts


def licences_page() -> str:
    """Return what is in the images, what is in some of them, and what only builds and tests."""
    shipped = locked(SHIPPED)
    some = _without(shipped, (package for file in ON_REQUEST for package in locked(file)))
    rest = _without((*shipped, *some), locked(EVERYTHING))
    lines = [
        "# Licences, package by package",
        "",
        "From the lock files, as SPDX expressions. [licences.md](../licences.md) says which are taken and why;"
        " [sbom.cdx.json](sbom.cdx.json) is the same for programs, with hashes and what needs what.",
        *_section("In the image of every service", shipped, shipped=True),
        *_section("In images that send traces, or back up and restore", some),
        *_section("Builds, tests and the local stack: in no image", rest, shipped=False),
        "",
        f"The local stack's Kafka brings {len(jars())} jars (`deploy/local/servers/kafka-jars.txt`), in no image.",
    ]
    return page(lines)


def _without(known: Iterable[Package], packages: Iterable[Package]) -> tuple[Package, ...]:
    seen = {package.name for package in known}
    found = {package.name: package for package in packages if package.name not in seen}
    return tuple(found[name] for name in sorted(found))


def _section(title: str, packages: Iterable[Package], *, shipped: bool | None = None) -> Iterator[str]:
    rows = [(f"`{one.name}`", one.version, licence_of(one), one.marker) for one in packages]
    rows += [(f"`{one.name}` (npm)", one.version, one.licence, "") for one in scripts() if one.shipped is shipped]
    yield from ("", f"## {title}", "", *table(("Package", "Version", "Licence", "For"), rows))
