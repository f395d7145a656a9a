"""`python -m tools.dashboards`: writes Grafana's dashboards from the tables; `--check` only compares."""

import json
import sys
from pathlib import Path
from typing import Final

from tools.dashboards.flow import FLOW
from tools.dashboards.outside import OUTSIDE
from tools.dashboards.panels import as_json

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "deploy" / "observability" / "grafana" / "dashboards"


def written() -> dict[Path, str]:
    """Return the text of each file by its path."""
    return {
        FOLDER / f"{one.uid}.json": json.dumps(as_json(one), indent=2, ensure_ascii=False) + "\n"
        for one in (FLOW, OUTSIDE)
    }


def main(arguments: list[str]) -> int:
    """Write the files that differ, or with --check name them; return the exit status."""
    differing = {
        path: text for path, text in written().items() if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    for path, text in differing.items():
        name = path.relative_to(ROOT)
        if "--check" in arguments:
            print(f"{name} is out of date: run `make docs`", file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {name}")
    return 1 if differing and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
