"""A service that was started with other code than stands here now is named, with the word that helps."""

import re
from pathlib import Path

from deploy.local.paths import CHECKOUT
from deploy.local.services.code_version import CHANGED, fingerprint, outdated


def test_bug_10_a_changed_sentence_is_changed_code(tmp_path: Path) -> None:
    module = tmp_path / "services" / "validation" / "sentences.py"
    module.parent.mkdir(parents=True)
    module.write_text("SENTENCE = 'one'")
    before = fingerprint(tmp_path)
    assert fingerprint(tmp_path) == before
    module.write_text("SENTENCE = 'two'")
    assert fingerprint(tmp_path) != before


def test_bug_10_the_services_that_run_old_code_are_named() -> None:
    observed = {
        "services": {"ingest": [{"code": "old"}], "matching": [{"code": "new"}, {"code": "old"}], "reporting": []}
    }
    assert outdated(observed, "new") == ["ingest", "matching"]
    assert outdated({"services": {"validation": [{"code": "new"}]}}, "new") == []


def test_bug_10_the_word_that_helps_is_one_of_make() -> None:
    word = re.search("make ([a-z]+)", CHANGED)
    assert word is not None
    assert f"{word[1]}: setup ##" in (CHECKOUT / "Makefile").read_text(encoding="utf-8")
