"""The templates as they were published, version by version: `python -m tests.support.template_layouts` pins new ones.

What was published never changes: lines of a version that is pinned stay as they are.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from shared.vocabulary.code_lists import CODE_LISTS
from shared.vocabulary.collections import COLLECTIONS, Collection
from shared.vocabulary.columns import get_column
from shared.vocabulary.templates.layout import TemplateSheet, sheets_of

PINNED = Path(__file__).parents[1] / "unit" / "shared" / "vocabulary" / "template_layouts.txt"


def pinned() -> list[str]:
    """Return the lines of every version that was published."""
    return PINNED.read_text(encoding="utf-8").splitlines() if PINNED.exists() else []


def of_version(lines: Iterable[str], code: str, version: str) -> list[str]:
    """Return the lines of one version of one template."""
    return [line for line in lines if line.startswith(f"{code} {version} ")]


def present(collection: Collection) -> Iterator[str]:
    """Yield the template as the tables make it now: a line for each column of each sheet."""
    version = collection.template_versions[-1].id
    for number, sheet in enumerate(sheets_of(collection), 1):
        for use in sheet.columns:
            codes = _codes(sheet, use.id)
            yield f"{collection.code} {version} {number} {use.id} {use.need} {codes} {get_column(use.id).header}"


def _codes(sheet: TemplateSheet, column: str) -> str:
    """Return what stands for the codes of a column: they are many, and a fingerprint tells whether they changed."""
    name = sheet.code_lists.get(column)
    return sha256("\n".join(sorted(CODE_LISTS[name].labels)).encode()).hexdigest()[:8] if name else "-"


def main() -> None:
    """Pin the versions that are not pinned yet."""
    lines = pinned()
    for collection in COLLECTIONS.values():
        if not of_version(lines, collection.code, collection.template_versions[-1].id):
            lines += present(collection)
    PINNED.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
