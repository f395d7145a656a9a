"""A message as text and as simple HTML, made of the same paragraphs and lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

Paragraph = str | Sequence[str]
"""A paragraph, or the lines of a list."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in words."""

    subject: str
    text: str
    html: str


def letter_from(subject: str, title: str, paragraphs: Sequence[Paragraph], addresses: Sequence[str]) -> Letter:
    """Return a letter; `title`: of the HTML. `addresses`: those of pages, which are links in the HTML."""
    parts = [one if isinstance(one, str) else "\n".join(f"* {line}" for line in one) for one in paragraphs]
    return Letter(subject, "\n\n".join(parts) + "\n", _as_html(title, paragraphs, addresses))


def _as_html(title: str, paragraphs: Sequence[Paragraph], addresses: Sequence[str]) -> str:
    parts = [
        f"<p>{_linked(one, addresses)}</p>"
        if isinstance(one, str)
        else "<ul>" + "".join(f"<li>{_linked(line, addresses)}</li>" for line in one) + "</ul>"
        for one in paragraphs
    ]
    head = f'<!DOCTYPE html>\n<html lang="en"><head><title>{escape(title)}</title></head><body>'
    return "\n".join((head, *parts, "</body></html>\n"))


def _linked(text: str, addresses: Sequence[str]) -> str:
    found = next((one for one in addresses if one in text), None)
    if found is None:
        return escape(text)
    link = f'<a href="{escape(found)}">{escape(found)}</a>'
    return link.join(escape(part) for part in text.split(found))
