"""The manual's page about tables, read from a migrated database: `make tables` writes it, a test compares it.

Columns, keys and references come from PostgreSQL's catalogue; what a table is for stands above it in its migration.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import asyncpg

from shared.service_names import SERVICES
from tools.manual.markdown import page

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = ROOT / "docs" / "generated" / "tables.md"
_OF_EVERY_SERVICE: Final = "every service"
_SHARED: Final = "shared"
_MIGRATIONS: Final[Mapping[str, str]] = {
    **{service: f"services/{service}/migrations" for service in SERVICES},
    _OF_EVERY_SERVICE: "shared/persistence/migrations/service",
    _SHARED: "shared/persistence/migrations/shared",
}
_COMMENTED: Final = re.compile(r"((?:^--.*\n)+)CREATE (?:TABLE|VIEW) (?:shared\.)?(\w+)", re.MULTILINE)
_CREATED: Final = re.compile(r"^CREATE (?:TABLE|VIEW) (?:shared\.)?(\w+)", re.MULTILINE)
_COLUMNS: Final = """
SELECT n.nspname::text AS schema, c.relname::text AS table, c.relkind = 'v' AS view, a.attname::text AS name,
       format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull OR c.relkind = 'v' AS given,
       a.attgenerated <> '' AS computed
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind IN ('r', 'v') AND n.nspname = ANY ($1::text[]) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.oid, a.attnum
"""
_KEYS: Final = """
SELECT n.nspname::text AS schema, c.relname::text AS table, k.contype::text AS type, f.relname::text AS other,
       ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY AS u (number, place)
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.number ORDER BY place) AS columns
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class f ON f.oid = k.confrelid
WHERE k.contype IN ('p', 'u', 'f') AND n.nspname = ANY ($1::text[]) ORDER BY c.oid, k.contype, k.conname
"""


@dataclass(frozen=True, slots=True)
class TableText:
    """A table as the page shows it."""

    name: str
    meaning: str
    columns: Sequence[tuple[str, str, str]]
    """Name, type, and what is to be known of it."""


async def tables_page(connection: "asyncpg.Connection[asyncpg.Record]") -> str:
    """Return every table of a migrated database: columns, keys, references and what it is for."""
    schemas = [*SERVICES, _SHARED]
    columns, keys = await connection.fetch(_COLUMNS, schemas), await connection.fetch(_KEYS, schemas)
    lines = [
        "# Tables",
        "",
        "Each service owns one schema and reads no other. `inbox`, `outbox` and `dead_letters` stand in each of them."
        " → names the table that a column refers to.",
    ]
    for owner in _MIGRATIONS:
        lines += ["", f"## {owner}"]
        for table in _tables(owner, columns, keys):
            lines += ["", f"### {table.name}", *(("", table.meaning) if table.meaning else ()), "", *_drawn(table)]
    return page(lines, word="make tables")


def _tables(owner: str, columns: Iterable[Any], keys: Sequence[Any]) -> Iterator[TableText]:
    meanings, own = _meanings(owner)
    schema = SERVICES[0] if owner == _OF_EVERY_SERVICE else owner
    found: dict[str, list[tuple[str, str, str]]] = {}
    for column in columns:
        if column["schema"] == schema and column["table"] in own:
            row = (column["name"], column["type"], _notes(column, keys))
            found.setdefault(column["table"], []).append(row)
    return (TableText(name, meanings.get(name, ""), found[name]) for name in own if name in found)


def _meanings(owner: str) -> tuple[dict[str, str], list[str]]:
    """Return what stands above each table in the migrations of an owner, and all tables in their order."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / _MIGRATIONS[owner]).glob("*.sql"))]
    sql = "\n".join(texts)
    meanings = {
        name: " ".join(re.sub(r"^--", "", comment, flags=re.MULTILINE).split())
        for comment, name in _COMMENTED.findall(sql)
    }
    return meanings, _CREATED.findall(sql)


def _notes(column: Any, keys: Iterable[Any]) -> str:
    notes = [] if column["given"] else ["may be null"]
    if column["computed"]:
        notes.append("computed")
    own = (key for key in keys if (key["schema"], key["table"]) == (column["schema"], column["table"]))
    notes += [_note(key, column["name"]) for key in own if column["name"] in key["columns"]]
    return ", ".join(notes)


def _note(key: Any, name: str) -> str:
    if key["type"] == "f":
        return f"→ {key['other']}"
    others = [other for other in key["columns"] if other != name]
    return ("primary key" if key["type"] == "p" else "unique") + (f" with {' and '.join(others)}" if others else "")


def _drawn(table: TableText) -> list[str]:
    widths = [max(len(row[place]) for row in table.columns) for place in (0, 1)]
    rows = (f"{name:{widths[0]}}  {kind:{widths[1]}}  {notes}".rstrip() for name, kind, notes in table.columns)
    return ["```", *rows, "```"]
