"""The kinds of what-ifs in plain English, what each wants to know, and one scenario as a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from services.reporting.domain.claim_kinds import CLAIM_KINDS, KIND_OF_COLLECTION
from services.reporting.domain.what_if.scenario import (
    SCENARIO,
    CurrencyChanged,
    FeedRemoved,
    ListAnswered,
    PrecedenceChanged,
    ReturnsLate,
    Scenario,
)
from services.reporting.entrypoints.web.labels import Names, collection_title
from shared.vocabulary.collections.periods import period_words

_FEEDS: Final = {kind.collection: kind.collection for kind in CLAIM_KINDS if not kind.entered_only}
_ANSWERS: Final = {kind.collection: kind.collection for kind in CLAIM_KINDS if kind.answering is not None}
ROLES: Final[Mapping[str, str]] = {
    "correction": "corrections by the authority",
    "learning": "enrolments",
    "contact": "contacts",
    "answer": "answers of schools",
    "leaving": "leavers",
    "roll": "the county roll",
    "offer": "offers",
}


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form."""

    name: str
    label: str
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    """Empty: it is typed."""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of what-if."""

    title: str
    explained: str
    fields: tuple[FormField, ...]


_ESTABLISHMENT: Final = "DfE number or UKPRN, such as 8860001."
KINDS: Final[Mapping[str, Kind]] = {
    "currency": Kind(
        "A rule of currency is changed",
        "Statuses stay current for a time, by their code. Here some codes stay current for another time. Their other"
        " limits, such as the end of the academic year or of a course, stay as they are.",
        (
            FormField("codes", "Activity codes", "Three digits, with blanks between them, such as 310 320."),
            FormField("months", "Months after they were verified", "Empty: as it is now.", optional=True),
            FormField("review_days", "Days after their review date", "Empty: as it is now.", optional=True),
        ),
    ),
    "late": Kind(
        "Returns come late",
        "What an establishment sent counts as received some weeks later. What would not have come yet is not there.",
        (
            FormField("establishment", "Establishment", f"{_ESTABLISHMENT} Empty: every one.", optional=True),
            FormField("collection", "Return", choices=_FEEDS, optional=True),
            FormField("period", "Period", "Such as 2026-27. Empty: every period.", optional=True),
            FormField("weeks", "Weeks later", "From 1 to 52."),
        ),
    ),
    "answered": Kind(
        "A list comes back answered",
        "Of the names on a list that went out and that have no answer yet, some are answered. Who answers is drawn by"
        " a number: the same number draws the same people.",
        (
            FormField("collection", "List", choices=_ANSWERS),
            FormField("period", "Academic year", "Such as 2026-27."),
            FormField("percent", "Per cent of the names that are answered", "From 1 to 100."),
            FormField("shares", "Answers", "Each code with its per cent, together 100: D13 60 D25 30 D31 10."),
            FormField("seed", "Number to draw by", "Empty: 1.", optional=True),
        ),
    ),
    "removed": Kind(
        "A feed is removed",
        "Nothing that came by a return counts, as if nobody had ever sent it.",
        (
            FormField("collection", "Return", choices=_FEEDS),
            FormField("establishment", "Establishment", f"{_ESTABLISHMENT} Empty: every one.", optional=True),
        ),
    ),
    "precedence": Kind(
        "A rule of precedence is changed",
        "Where returns tell of one young person differently, rules say which decides. Here one kind of claim always"
        " decides over another.",
        (
            FormField("winner", "What decides", choices=ROLES),
            FormField("loser", "Over what", choices=ROLES),
        ),
    ),
}


def choices_of(asked: FormField) -> Mapping[str, str]:
    """Return what can be chosen, in words."""
    return {key: collection_title(text) if key in KIND_OF_COLLECTION else text for key, text in asked.choices.items()}


def read(kind: str, given: Mapping[str, str]) -> tuple[Scenario | None, dict[str, str]]:
    """Return the scenario that a filled-in form asks for, or what is wrong with it, by field."""
    fields = {one.name: one for one in KINDS[kind].fields}
    problems = {
        name: f"Enter {one.label[:1].lower()}{one.label[1:]}"
        for name, one in fields.items()
        if not given.get(name) and not one.optional
    }
    if problems:
        return None, problems
    stated: dict[str, Any] = {"kind": kind} | {name: given[name] for name in fields if given.get(name)}
    if "codes" in stated:
        stated["codes"] = stated["codes"].replace(",", " ").split()
    if "shares" in stated:
        words = stated["shares"].replace(",", " ").replace("%", " ").split()
        stated["shares"] = dict(zip(words[::2], words[1::2], strict=False)) if len(words) % 2 == 0 else words
    try:
        return SCENARIO.validate_python(stated), {}
    except ValidationError as error:
        return None, _problems(error, fields)


def _problems(error: ValidationError, fields: Mapping[str, FormField]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in error.errors(include_input=False, include_url=False):
        name = next((str(part) for part in one["loc"] if part in fields), next(iter(fields)))
        cause = one.get("ctx", {}).get("error")
        found[name] = f"{fields[name].label}: {cause}" if cause else f"{fields[name].label}: enter it as the hint says"
    return found


def sentence(scenario: Scenario, names: Names) -> str:
    """Return a scenario as a sentence, without its full stop."""
    if isinstance(scenario, CurrencyChanged):
        return _of_currency(scenario)
    if isinstance(scenario, ReturnsLate):
        of = "every establishment" if scenario.establishment is None else names.of(scenario.establishment)
        what = "Everything" if scenario.collection is None else collection_title(scenario.collection)
        period = "" if scenario.period is None else f", {period_words(scenario.period)}"
        return f"{what} of {of}{period} comes {scenario.weeks} {'week' if scenario.weeks == 1 else 'weeks'} later"
    if isinstance(scenario, ListAnswered):
        shares = ", ".join(f"{share}% {_answer(scenario.collection, code)}" for code, share in scenario.shares.items())
        title = collection_title(scenario.collection)
        return f"{scenario.percent}% of {title}, {period_words(scenario.period)}, is answered: {shares}"
    if isinstance(scenario, FeedRemoved):
        of = "" if scenario.establishment is None else f" of {names.of(scenario.establishment)}"
        return f"There is no {collection_title(scenario.collection)}{of}"
    return _of_precedence(scenario)


def _of_precedence(scenario: PrecedenceChanged) -> str:
    winner = ROLES[scenario.winner]
    return f"{winner[:1].upper()}{winner[1:]} always decide over {ROLES[scenario.loser]}"


def _of_currency(scenario: CurrencyChanged) -> str:
    limits = []
    if scenario.months is not None:
        limits.append(f"{scenario.months} {'month' if scenario.months == 1 else 'months'} after they were verified")
    if scenario.review_days is not None:
        limits.append(f"{scenario.review_days} days after their review date")
    return f"Codes {', '.join(scenario.codes)} stay current until {' and '.join(limits)}"


def _answer(collection: str, code: str) -> str:
    answering = KIND_OF_COLLECTION[collection].answering
    return code if answering is None else answering.codes.label(code)
