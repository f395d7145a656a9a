"""Every setting has a meaning on the generated page, what documents name is one, and a misspelt one is told."""

import re
from pathlib import Path

import pytest

from shared.settings import ServiceSettings, unknown_settings
from tools.manual.settings import COMMANDS, SECTIONS, setting_names, settings_page, variable

ROOT = Path(__file__).parents[3]
KNOWN = set(setting_names().split())
NAMING = [
    *(ROOT / name for name in ("docker-compose.yml", "README.md", "CONTRIBUTING.md", "Makefile")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "decisions").glob("*.md")),
    *sorted((ROOT / "deploy" / "helm").rglob("*.yaml")),
    *sorted((ROOT / "deploy" / "docker").glob("*")),
]
PRODUCT = [path for folder in ("services", "shared", "cli", "deploy") for path in (ROOT / folder).rglob("*.py")]
_NAME = re.compile(r"\bONWARD_[A-Z][A-Z0-9_]*[A-Z0-9]\b")


def _named_in(path: Path) -> set[str]:
    return set(_NAME.findall(path.read_text(encoding="utf-8"))) if path.is_file() else set()


@pytest.mark.parametrize("path", NAMING, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_or_a_deployment_names_is_a_setting(path: Path) -> None:
    assert _named_in(path) - KNOWN - {"ONWARD_URL"} == set()


def test_what_the_product_names_is_a_setting() -> None:
    assert {name: path.name for path in PRODUCT for name in _named_in(path) if name not in KNOWN} == {}


@pytest.mark.parametrize("settings", SECTIONS.values(), ids=lambda one: one.__name__)
def test_each_setting_has_a_meaning_and_stands_on_the_page(settings: type[ServiceSettings]) -> None:
    printed = settings_page()
    for name, field in settings.model_fields.items():
        assert (field.description or "").strip(), f"{settings.__name__}.{name} needs a docstring"
        assert f"| `{variable(settings, name)}` |" in printed


def test_what_holds_a_secret_is_marked_and_never_printed() -> None:
    printed = settings_page()
    assert re.search(r"`DATABASE_URL`.*\*\*secret\*\*", printed)
    for name in ("ONWARD_MASTER_KEY_FILE", "ONWARD_HOOK_KEYS_FILE", "ONWARD_MAIL_PASSWORD_FILE"):
        assert re.search(rf"`{name}`.*\*\*file of a secret\*\*", printed)
    assert "secret-word" not in repr(ServiceSettings(database_url="postgresql://a:secret-word@b/c"))


def test_a_misspelt_setting_is_told_and_one_of_another_service_or_a_command_is_not() -> None:
    given = ["ONWARD_POOLSIZE", "ONWARD_POOL_SIZE", "ONWARD_MAIL_HOST", "ONWARD_STATE_DIR", "PATH", "KAFKA_X"]
    assert unknown_settings(given) == ["ONWARD_POOLSIZE"]
    assert unknown_settings(COMMANDS) == []
