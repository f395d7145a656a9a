"""The tag by which schools mark in the portal what is for the tracking of young people."""

from typing import Final

from services.ingest.domain.file_findings import NoteKind

PORTAL: Final = "perspective-lite"
"""The name of the key with which the portal signs. What signs with another key has no such tags."""
TAG: Final = "Tracking YP"
"""Source: KELSI page; the letter to head teachers of 6 July 2026 does not mention it."""


def notes_on_tag(channel: str, sender: str, tag: str | None) -> tuple[NoteKind, ...]:
    """Return what is to be noted of the tag of a file: a warning, never a reason to hold it."""
    if channel != "hook" or sender != PORTAL:
        return ()
    return () if TAG.casefold() in " ".join((tag or "").split()).casefold() else (NoteKind.PORTAL_TAG_MISSING,)
