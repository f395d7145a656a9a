"""The catalogue of complaints: permanent codes, sentences a school understands."""

import re
from pathlib import Path

import pytest

from shared.vocabulary.columns import BY_ID
from shared.vocabulary.issues import CATALOGUE, ENTRIES, code_of, find_issue, get_issue
from tests.support.sentences import PINNED, printed
from tools.manual import pages
from tools.manual.__main__ import generate, outdated

REMEMBERED = Path(__file__).with_name("issue_codes.txt")


def test_codes_and_names_are_unique() -> None:
    assert len(CATALOGUE) == len(ENTRIES)
    assert len({entry.name for entry in ENTRIES}) == len(ENTRIES)


def test_a_code_means_for_ever_what_it_once_meant() -> None:
    """`issue_codes.txt` only grows: a new line for a new code; a code that is not needed any more is marked retired."""
    remembered = dict(line.split() for line in REMEMBERED.read_text().splitlines())
    assert {entry.code: entry.name for entry in ENTRIES} == remembered


def test_no_sentence_changes_by_accident() -> None:
    """After a change that is meant: `python -m tests.support.sentences`, and look at the difference."""
    assert PINNED.read_text(encoding="utf-8").splitlines() == printed().splitlines()


NO_SUCH_DOOR = {
    r"make a nil return": "there is no button for one",
    r"pupil-list check|joiners return": "that return is not taken yet",
    r"(the|its|that) page\b": "rows cannot be looked at on a page",
    r"portal": "files come by the page too",
    r"codes that .* offers": "nothing offers codes",
}
"""What a sentence or remedy may not send anybody to, and why."""


@pytest.mark.parametrize("phrase", NO_SUCH_DOOR)
def test_no_remedy_names_a_door_that_does_not_exist(phrase: str) -> None:
    said = {entry.code: f"{entry.sentence} {entry.remedy}" for entry in ENTRIES if not entry.retired}
    assert {code: words for code, words in said.items() if re.search(phrase, words, re.IGNORECASE)} == {}


def test_a_file_that_is_set_aside_is_said_to_be_and_promised_to_nobody() -> None:
    """Nobody can settle one here yet: what can be done is to send it again, repaired, or to write to the authority."""
    aside = [entry for entry in ENTRIES if entry.stage == "file" and entry.severity == "set_aside"]
    assert len(aside) >= 8
    for entry in aside:
        assert "set aside" in entry.sentence, entry.code
        assert not re.search(r"will look|somebody", entry.sentence), entry.code
        assert re.search(r"[Ss]end|write to the authority's team", entry.remedy), entry.code


def test_codes_say_their_stage() -> None:
    stages = {"file": "F", "row": "V", "return": "R", "person": "P"}
    assert all(re.fullmatch(stages[entry.stage] + r"\d{3}", entry.code) for entry in ENTRIES)


def test_severities_belong_to_the_stage() -> None:
    allowed = {
        "file": {"fatal", "set_aside", "warning", "note"},
        "row": {"error", "field_error", "warning", "repaired"},
        "return": {"set_aside", "hold", "warning", "note"},
        "person": {"warning", "note"},
    }
    assert all(entry.severity in allowed[entry.stage] for entry in ENTRIES)


def test_columns_exist_and_sentences_are_sentences() -> None:
    for entry in ENTRIES:
        assert entry.column is None or entry.column in BY_ID
        assert re.match(r"[A-Z0-9].*\.$", entry.sentence)
        assert re.match(r"[A-Z0-9].*\.$", entry.remedy)


def test_what_nothing_says_yet_is_marked_and_named_by_no_service() -> None:
    waiting = {entry.code: entry.name for entry in ENTRIES if not entry.in_use}
    assert " ".join(sorted(waiting)) == "F025 F035 F036 P004 P005 R006"
    services = Path(__file__).parents[4] / "services"
    sources = "".join(path.read_text(encoding="utf-8") for path in services.rglob("*.py"))
    assert [name for code, name in waiting.items() if re.search(rf"\b({code}|{name})\b", sources)] == []
    assert pages.issues_page().count(" (not yet in use)") == len(waiting)


def test_a_file_with_a_password_is_sent_again_the_way_it_came() -> None:
    """Files come by the page too, not only through the portal."""
    assert "portal" not in get_issue(code_of("password_protected")).remedy


def test_entries_are_found_by_code_and_by_name() -> None:
    assert get_issue(code_of("password_protected")).severity == "fatal"
    assert find_issue("X999") is None


def test_the_generated_pages_are_those_of_the_tables() -> None:
    assert outdated() == []


def test_generating_writes_only_what_is_stale(tmp_path: Path) -> None:
    assert len(generate(tmp_path)) == len(pages.PAGES)
    (tmp_path / "issues.md").write_text("old")
    assert [path.name for path in generate(tmp_path)] == ["issues.md"]
    assert outdated(tmp_path) == []
