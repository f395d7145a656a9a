"""Reading what an address asks for; whatever makes no sense is taken as not asked."""

from starlette.requests import Request

PAGE_MAX = 10_000


def page_number(request: Request) -> int:
    """Return the page of a list that is wanted, from 1."""
    text = request.query_params.get("page", "1")
    return min(max(int(text), 1), PAGE_MAX) if text.isascii() and text.isdigit() and len(text) < 9 else 1
