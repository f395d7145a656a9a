"""The catalogue's words, pinned: `python -m tests.support.sentences` writes them anew after a change that is meant.

A school reads these sentences, and its staff learn them: none changes by accident.
"""

from pathlib import Path

from shared.vocabulary.issues import ENTRIES

PINNED = Path(__file__).resolve().parents[1] / "unit" / "shared" / "vocabulary" / "issue_sentences.txt"


def printed() -> str:
    """Return every entry in the order of codes: code, severity and name; what is wrong; what to do."""
    entries = sorted(ENTRIES, key=lambda entry: entry.code)
    return "".join(f"{one.code} {one.severity} {one.name}\n  {one.sentence}\n  {one.remedy}\n" for one in entries)


if __name__ == "__main__":
    PINNED.write_text(printed(), encoding="utf-8")
