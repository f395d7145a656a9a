"""The tag that the authority asks for in the portal: a file without it is warned of, and taken all the same."""

import pytest

from services.ingest.domain.submissions import Return
from services.ingest.domain.timing import NOTHING
from services.ingest.usecases.translate import notes_about
from shared.vocabulary.issues import CATALOGUE
from tests.support.builders import a_submission


@pytest.mark.parametrize(
    ("sender", "channel", "tag", "warned"),
    [
        ("perspective-lite", "hook", "Tracking YP", False),
        ("perspective-lite", "hook", "tracking  yp, autumn", False),
        ("perspective-lite", "hook", "Autumn", True),
        ("perspective-lite", "hook", "", True),
        ("perspective-lite", "hook", None, True),
        ("kent-choices", "hook", None, False),
        ("perspective-lite", "page", None, False),
        ("folder", "folder", None, False),
    ],
)
def test_a_file_of_the_portal_without_its_tag_is_warned_of(
    sender: str, channel: str, tag: str | None, *, warned: bool
) -> None:
    received = a_submission(sender=sender, channel=channel, tag=tag)
    notes = notes_about(received, Return("8860001", "S_ENR", "2026-27"), NOTHING, None)
    named = [CATALOGUE[note.code] for note in notes if CATALOGUE[note.code].name == "portal_tag_missing"]
    assert [(one.code, one.severity) for one in named] == [("F101", "warning")] * warned
