"""What a migration may do while the release before still runs: expand first, contract a release later.

Squawk finds what breaks or blocks; the table below adds what it does not look for.
"""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

Step = Literal["expand", "contract"]
_STEP: Final = re.compile(r"^-- (expand|contract)\b", re.MULTILINE)
_NO_TRANSACTION: Final = "-- no-transaction"
BREAKING: Final = (
    *(
        "adding-required-field",
        "adding-not-nullable-field",
        "ban-drop-column",
        "ban-drop-table",
        "changing-column-type",
    ),
    *("renaming-column", "renaming-table", "ban-drop-not-null", "ban-truncate-cascade", "ban-drop-database"),
)
"""Squawk's rules against what the code of the release before would trip over."""
BLOCKING: Final = (
    *("require-concurrent-index-creation", "require-concurrent-index-deletion", "constraint-missing-not-valid"),
    *("adding-field-with-default", "disallowed-unique-constraint", "adding-foreign-key-constraint"),
)
"""Squawk's rules against what keeps everybody from writing for as long as a large table is read."""
ALSO_BREAKING: Final[Mapping[str, str]] = {
    r"\bADD\s+(CONSTRAINT|CHECK|UNIQUE|FOREIGN)\b": "a new constraint refuses what the release before may write",
    r"\bCREATE\s+UNIQUE\s+INDEX\b": "a new unique index refuses what the release before may write",
    r"\bSET\s+NOT\s+NULL\b": "the release before may write no value",
    r"\bDROP\s+(COLUMN|TABLE|VIEW|FUNCTION|SCHEMA|TYPE|TRIGGER)\b": "the release before may use it",
    r"\bRENAME\b": "the release before uses the old name",
    r"\bREVOKE\b": "the release before may need the right",
}


def problems_of(sql: str, path: Path) -> list[str]:
    """Return what is wrong with a migration, given the step that its head declares."""
    step = _STEP.search("\n".join(sql.splitlines()[:3]))
    if step is None:
        return ["say in the first lines which step it is: `-- expand` or `-- contract` (docs/upgrade.md)"]
    found = _squawk(sql, path, BLOCKING if step[1] == "contract" else (*BREAKING, *BLOCKING))
    if step[1] == "expand":
        statements = re.sub(r"--[^\n]*", "", sql)
        made = set(re.findall(r"\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?([\w.]+)", statements, re.IGNORECASE))
        for statement in filter(str.strip, statements.split(";")):
            on_new = any(re.search(rf"\b(?:TABLE|ON)\s+{re.escape(name)}\b", statement, re.IGNORECASE) for name in made)
            found += [
                why
                for pattern, why in ALSO_BREAKING.items()
                if not on_new and re.search(pattern, statement, re.IGNORECASE)
            ]
    return list(dict.fromkeys(found))


def _squawk(sql: str, path: Path, rules: tuple[str, ...]) -> list[str]:
    command = [str(Path(sys.executable).with_name("squawk")), "--reporter=json", "--pg-version=18", str(path)]
    if not sql.startswith(_NO_TRANSACTION):
        command.append("--assume-in-transaction")
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own lock's program)
    try:
        violations = json.loads(done.stdout or "[]")
    except ValueError:
        return [f"squawk could not read it: {done.stderr.strip()[:200]}"]
    return [
        f"line {one['line'] + 1}: {one['rule_name']}: {one['message']}"
        for one in violations
        if one["rule_name"] in rules or one["rule_name"] == "syntax-error"
    ]
