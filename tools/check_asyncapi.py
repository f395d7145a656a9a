"""`python -m tools.check_asyncapi`: docs/generated/asyncapi.yaml against AsyncAPI's own schema, which npm installed."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml
from jsonschema import Draft7Validator

_ROOT: Final = Path(__file__).resolve().parents[1]
DOCUMENT: Final = _ROOT / "docs" / "generated" / "asyncapi.yaml"
SCHEMAS: Final = _ROOT / "node_modules" / "@asyncapi" / "specs" / "schemas"


def problems(document: dict[str, Any]) -> Iterator[str]:
    """Yield what the official schema of the document's version has against it. Raises OSError where it is missing."""
    schema = json.loads((SCHEMAS / f"{document['asyncapi']}.json").read_text(encoding="utf-8"))
    for error in Draft7Validator(schema).iter_errors(document):
        yield f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"


def main() -> int:
    """Print what is wrong; return 1 if anything is, 0 also where the schema is not installed."""
    if not SCHEMAS.exists():
        print("not run: AsyncAPI's schema is not installed (make setup installs it, where npm's registry is in reach)")
        return 0
    found = list(problems(yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))))
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
