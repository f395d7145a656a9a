"""What the address of a page may ask for. A page names each word it takes; anything else is refused, never ignored."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request

from shared.web.requests.base_path import here

T = TypeVar("T")

PAGE_MAX: Final = 10_000
_SHOWN_MAX: Final = 40
_NUMBER: Final = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Parameter(Generic[T]):
    """A word that an address may hold, with what may stand behind it."""

    name: str
    wanted: str
    """What may stand behind it, as the end of the sentence "… must be"."""
    read: Callable[[str], T | None]
    """The value that a text stands for; None where it makes no sense."""

    def of(self, request: Request) -> T | None:
        """Return what the address asks for; None when it does not. A blank field of a form asks for nothing."""
        text = text_of(request, self.name)
        return self.read(text) if text else None


class BadQuery(HTTPException):
    """The address asks for something that cannot be given: the answer is 400 and names the parameter."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(400)
        self.name = name[:_SHOWN_MAX]
        self.sentence = sentence


def check_query(request: Request, takes: Sequence[Parameter[Any]]) -> None:
    """Raise BadQuery for a word that the page does not take, one that stands twice, or a value that makes no sense."""
    known = {parameter.name: parameter for parameter in takes}
    for name in request.query_params:
        if name not in known:
            raise BadQuery(name, f"This page does not know “{name[:_SHOWN_MAX]}”. {_all_of(sorted(known))}")
        if len(request.query_params.getlist(name)) > 1:
            raise BadQuery(name, f"“{name}” is given more than once.")
        if text_of(request, name) and known[name].of(request) is None:
            raise must_be(known[name])


def must_be(parameter: Parameter[Any]) -> BadQuery:
    """Return the refusal of a value that makes no sense for this parameter; the value itself is not repeated."""
    return BadQuery(parameter.name, f"“{parameter.name}” must be {parameter.wanted}.")


def one_of(name: str, values: Sequence[str]) -> Parameter[str]:
    """Return a parameter that takes one of these words and no other."""
    return Parameter(name, f"one of: {', '.join(values)}", lambda text: text if text in values else None)


def text_of(request: Request, name: str) -> str:
    """Return what stands behind a word of the address, without surrounding space; empty when it is not there."""
    return request.query_params.get(name, "").strip()


def page_number(request: Request) -> int:
    """Return the page of a list that is wanted, from 1."""
    return PAGE.of(request) or 1


def pager_address(request: Request, repeated: Sequence[Parameter[Any]]) -> str:
    """Return what the links of a pager begin with: this page and what it was asked for, up to the page's number."""
    asked = [(one.name, text) for one in repeated if (text := text_of(request, one.name))]
    return f"{here(request)}?{urlencode(asked)}&" if asked else f"{here(request)}?"


def check_page(request: Request, pages: int) -> None:
    """Raise BadQuery when the list has fewer pages than the address asks for. `pages`: how many it has, from 1."""
    if page_number(request) > pages:
        raise BadQuery(PAGE.name, f"This list has no page {page_number(request)}.")


def _page(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) and 1 <= int(text) <= PAGE_MAX else None


PAGE: Final = Parameter("page", f"the number of a page, from 1 to {PAGE_MAX}", _page)


def _all_of(names: Sequence[str]) -> str:
    if not names:
        return "It takes nothing after the question mark."
    return f"It takes {' and '.join([', '.join(names[:-1])] * (len(names) > 1) + [names[-1]])}."


def address_with(path: str, *given: tuple[str, object]) -> str:
    """Return a path with what is given of these words."""
    words: Sequence[tuple[str, object]] = [(name, value) for name, value in given if value is not None]
    return f"{path}?{urlencode(words)}" if words else path
