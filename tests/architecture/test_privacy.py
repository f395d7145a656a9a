"""Tables that say who did something, or why in their own words, stand on the page of personal data."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LISTED = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8").partition("## Who may read it")[0]
TELLING = re.compile(r"^    (?:account|reason|words|comment|sender|\w+_by) +text", re.MULTILINE)
"""Columns of accounts, and of what people write."""

ASKING = re.compile(
    r"""(?:words_field\('(?:reason|comment|words)'|'id': '(?:reason|comment)'|id="reason-hint").*?(?:\) \}\}|</div>)""",
    re.DOTALL,
)
"""Fields for a reason, or a word to the authority, with their hints."""


def tables() -> dict[str, str]:
    """The body of each table that the migrations make, by its name."""
    migrations = [*ROOT.glob("services/*/migrations/*.sql"), *ROOT.glob("shared/persistence/migrations/shared/*.sql")]
    assert len(migrations) >= 5
    return {
        name: body
        for each in migrations
        for name, body in re.findall(
            r"^CREATE TABLE ([\w.]+) \((.*?)^\)", each.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        )
    }


def test_tables_with_accounts_or_words_are_listed() -> None:
    telling = {name.rpartition(".")[2] for name, body in tables().items() if TELLING.search(body)}
    assert {"calendar_changes", "audit_entries"} <= telling
    assert {name for name in telling if not re.search(rf"\b{name}`", LISTED)} == set()


@pytest.mark.parametrize(
    "template", sorted(ROOT.glob("services/*/entrypoints/web/templates/**/*.html")), ids=lambda one: one.stem
)
def test_whoever_gives_a_reason_is_asked_to_name_nobody(template: Path) -> None:
    for field in ASKING.findall(template.read_text(encoding="utf-8")):
        assert re.search(r"name (?:nobody|no young person|a young person|young people)", field, re.IGNORECASE)
