"""No document sends its reader to a word, a page or a file that is not there; and the words people need are listed."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from cli.main import app
from tests.architecture.product_source import PRODUCT, sources, tree

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "tests" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
MAKE_WORDS = set(re.findall(r"^([a-z0-9-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
COMMANDS = {str(command.name or command.callback.__name__) for command in app.registered_commands if command.callback}
SOURCES = ROOT / "docs" / "sources.md"
LINE_MAX = 120
_TEXT_FILES = {".py", ".md", ".sql", ".html", ".toml", ".yml", ".yaml", ".sh", ".css", ".js"}
_ENTRY = r"[A-Z][A-Z0-9]+(?:-[A-Z0-9]+)*\b"
_CITED = re.compile(rf"\bsources?: ({_ENTRY}(?:, {_ENTRY})*)")
_ELSEWHERE = re.compile(
    r"\b(?:inputs|nccis|house|models|second-look|reliability|features|real-files|(?<!generated/)matching)\.md\b"
    r"|\binputs \d|\bhouse papers\b"
)
_LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_word_and_file_that_a_document_names_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert set(re.findall(r"`make ([a-z0-9-]+)", text)) <= MAKE_WORDS
    assert set(re.findall(r"\./onward ([a-z-]+)", text)) - {"--help"} <= COMMANDS
    assert [link for link in _LINK.findall(text) if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_no_document_promises_what_does_not_exist(document: Path) -> None:
    promises = re.compile(
        r"comes later|still to come|not yet possible|county will look|aside for a person", re.IGNORECASE
    )
    lines = document.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if promises.search(line) and "(not yet in use)" not in line] == []


@pytest.mark.parametrize("word", ["make restart", "make writers", "make up", "make test", *sorted(COMMANDS)])
def test_readme_lists_the_words_of_every_day(word: str) -> None:
    said = word if word.startswith("make ") else f"./onward {word}"
    assert f"`{said}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_make_help_points_to_the_other_list_of_words() -> None:
    line = next(
        line for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines() if "./onward --help" in line
    )
    assert {command for command in COMMANDS if command in line} == COMMANDS


def _texts() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.suffix in _TEXT_FILES and path.is_file()]


def test_a_cited_source_is_listed() -> None:
    known = set(re.findall(r"^\| ([A-Z0-9-]+) \||^([A-Z]+): ", SOURCES.read_text(encoding="utf-8"), re.MULTILINE))
    entries = {one or other for one, other in known}
    cited = {
        entry: _name(path)
        for path in _texts()
        for found in _CITED.findall(path.read_text(encoding="utf-8"))
        for entry in found.split(", ")
    }
    assert {entry: path for entry, path in cited.items() if entry not in entries} == {}


def test_nothing_cites_a_paper_that_is_not_in_the_repository() -> None:
    own = {Path(__file__), ROOT / "tools" / "manual" / "pages.py"}
    citing = [
        _name(path) for path in _texts() if path not in own and _ELSEWHERE.search(path.read_text(encoding="utf-8"))
    ]
    assert citing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_lines_of_prose_fit_a_screen(document: Path) -> None:
    fenced = False
    long = []
    for number, line in enumerate(document.read_text(encoding="utf-8").splitlines(), 1):
        fenced ^= line.lstrip().startswith("```")
        if len(line) > LINE_MAX and not fenced and not line.startswith("|"):
            long.append(number)
    assert long == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_test_that_a_document_names_is_there(document: Path) -> None:
    named = re.findall(r"`(tests/[\w/.]+)`", document.read_text(encoding="utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


def _names_in_code() -> set[str]:
    """Return the classes, and the names that stand for types, of the product and its tests."""
    found: set[str] = set()
    for path in sources(*PRODUCT, "tests"):
        found |= {node.name for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)}
        for node in tree(path).body:
            if isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_class_that_a_document_names_is_there(document: Path) -> None:
    """Decisions may name what was not chosen."""
    named = re.findall(r"`((?:[A-Z][a-z]+){2,})`", document.read_text(encoding="utf-8"))
    assert document.parent.name == "decisions" or sorted(set(named) - _NAMES_IN_CODE) == []


_NAMES_IN_CODE = _names_in_code()
