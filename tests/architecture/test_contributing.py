"""What contributors are told to touch is there, and the hooks are our own tools."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("CONTRIBUTING.md", "tests/README.md")}
_PATH = re.compile(r"`((?:[\w.<>-]+/)+[\w.<>-]*|[\w-]+\.(?:py|md|toml|lock))`")
PATHS = sorted({path for path in _PATH.findall(TEXTS["CONTRIBUTING.md"]) if path != "main.py"})


def test_many_paths_are_named() -> None:
    assert len(PATHS) > 25


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_contributors_are_sent_to_exists(path: str) -> None:
    """`<name>` stands for any name, of which there is at least one."""
    pattern = re.sub(r"<\w+>", "*", path).rstrip("/")
    assert list(ROOT.glob(pattern)), path


def test_the_readme_of_the_tests_names_every_folder_of_tests() -> None:
    folders = {path.name for path in (ROOT / "tests").iterdir() if (path / "__init__.py").exists()}
    assert {name for name in folders if f"`{name}`" not in TEXTS["tests/README.md"]} == set()


def test_hooks_run_our_own_tools_and_download_nothing() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in config["repos"]] == ["local"]
    hooks = [hook for repository in config["repos"] for hook in repository["hooks"]]
    assert {hook["language"] for hook in hooks} == {"system"}
    assert all((ROOT / hook["entry"].split()[0]).exists() for hook in hooks)
