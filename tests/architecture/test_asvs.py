"""The page about OWASP ASVS says something of every requirement of levels 1 and 2, and names only what is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
LEVELS = {
    "1": """1.2.1-5 1.3.1-2 1.5.1 2.1.1 2.2.1-2 2.3.1 3.2.1-2 3.3.1 3.4.1-2 3.5.1-3 4.1.1 4.4.1 5.2.1-2 5.3.1-2 6.1.1
        6.2.1-8 6.3.1-2 6.4.1-2 7.2.1-4 7.4.1-2 8.1.1 8.2.1-2 8.3.1 9.1.1-3 9.2.1 10.4.1-5 11.3.1-2 11.4.1 12.1.1
        12.2.1-2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1""",
    "2": """1.1.1-2 1.2.6-9 1.3.3-11 1.4.1-3 1.5.2 2.1.2-3 2.2.3 2.3.2-4 2.4.1 3.3.2-4 3.4.3-6 3.5.4-5 3.7.1-2 4.1.2-3
        4.2.1 4.3.1-2 4.4.2-4 5.1.1 5.2.3 5.4.1-3 6.1.2-3 6.2.9-12 6.3.3-4 6.4.3-4 6.5.1-5 6.6.1-3 6.8.1-4 7.1.1-3
        7.3.1-2 7.4.3-5 7.5.1-2 7.6.1-2 8.1.2 8.2.3 8.4.1 9.2.2-4 10.1.1-2 10.2.1-2 10.3.1-4 10.4.6-11 10.5.1-5
        10.6.1-2 10.7.1-3 11.1.1-2 11.2.1-3 11.3.3 11.4.2-4 11.5.1 11.6.1 12.1.2-3 12.3.1-4 13.1.1 13.2.1-5 13.3.1-2
        13.4.2-5 14.1.1-2 14.2.2-4 14.3.2-3 15.1.2-3 15.2.2-3 15.3.2-7 16.1.1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3
        17.1.1 17.2.1-4 17.3.1-2""",
}
"""The numbers of version 5.0.0 by the level that first asks for them."""
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (.+) \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)
NONE = re.compile(r"^\| ((?:\d+\.\d+\.\d+(?:, )?)+) \| ([^|]+) \|$", re.MULTILINE)


def numbers(level: str) -> list[str]:
    found = []
    for word in LEVELS[level].split():
        head, _, last = word.partition("-")
        section, _, first = head.rpartition(".")
        found += [f"{section}.{one}" for one in range(int(first), int(last or first) + 1)]
    return found


def test_the_standard_has_so_many_requirements() -> None:
    assert (len(numbers("1")), len(numbers("2"))) == (70, 183)


def test_every_requirement_is_answered_once() -> None:
    answered = [row[0] for row in ROW.findall(PAGE)]
    answered += [number for row in NONE.findall(PAGE) for number in row[0].split(", ")]
    assert sorted(answered) == sorted([*numbers("1"), *numbers("2")])


@pytest.mark.parametrize("row", ROW.findall(PAGE), ids=[row[0] for row in ROW.findall(PAGE)])
def test_an_answer_has_its_level_and_names_what_is_there(row: tuple[str, ...]) -> None:
    number, level, _, _, where, shown_by = row
    assert number in numbers(level)
    for cell in (where, shown_by):
        paths = re.findall(r"`([^`]+)`", cell)
        assert paths
        assert [path for path in paths if not (ROOT / path).exists()] == []
    assert all(path.startswith("tests/") for path in re.findall(r"`([^`]+)`", shown_by))


@pytest.mark.parametrize("script", sorted((ROOT / "shared/web/pages/assets").glob("*.js")), ids=lambda path: path.name)
def test_no_script_keeps_anything_in_the_browser(script: Path) -> None:
    assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie", script.read_text(encoding="utf-8"))
