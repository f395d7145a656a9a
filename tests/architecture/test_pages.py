"""Pages: no way around the declared routes, nothing that a strict content security policy would have to allow."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "services").rglob("*.py"))
TEMPLATES = [
    *sorted((ROOT / "services").rglob("templates/**/*.html")),
    *sorted((ROOT / "shared/web/pages/templates").glob("*.html")),
]
PAGE_WORDS = sorted((ROOT / "services").rglob("entrypoints/web/*.py"))
SCRIPTS = sorted((ROOT / "shared/web/pages/assets").glob("*.js"))


def _imports(source: Path) -> set[str]:
    tree = ast.parse(source.read_text(encoding="utf-8"))
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return found | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_no_service_declares_a_route_without_saying_what_it_needs() -> None:
    assert [source for source in SOURCES if "starlette.routing" in _imports(source)] == []


def test_no_service_asks_for_a_role_to_open_a_door() -> None:
    """Roles are for the table of permissions; a service may only ask whether somebody is an uploader, to narrow."""
    pattern = re.compile(r"\bRole\.(?!UPLOADER\b)\w+")
    assert [source for source in SOURCES if pattern.search(source.read_text(encoding="utf-8"))] == []


def test_there_are_templates_and_scripts_to_look_at() -> None:
    assert len(TEMPLATES) > 15
    assert len(SCRIPTS) >= 2


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_inline_script_style_or_handler(template: Path) -> None:
    html = template.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", html)
    assert not re.search(r"https?://", html)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_never_takes_what_it_shows_for_markup(template: Path) -> None:
    assert not re.search(r"\|\s*safe\b|autoescape\s+false", template.read_text(encoding="utf-8"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_posts_carries_the_token(template: Path) -> None:
    html = template.read_text(encoding="utf-8")
    for form in re.findall(r'<form[^>]*method="post".*?</form>', html, re.DOTALL):
        assert "form_token_field()" in form


@pytest.mark.parametrize("source", [*TEMPLATES, *PAGE_WORDS], ids=lambda path: path.name)
def test_no_page_promises_a_door_that_does_not_exist(source: Path) -> None:
    """What cannot be done on a page is said so, with what can be done instead."""
    promises = re.compile(r"comes later|not yet possible|at the county will|must say (what|so)", re.IGNORECASE)
    assert not promises.search(source.read_text(encoding="utf-8"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_writes_no_markup(script: Path) -> None:
    source = script.read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", source)
