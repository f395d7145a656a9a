"""Which national activity code a destination stands for: an effective-dated table, first matching row first."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from services.reporting.domain.claims import ClaimWords
from services.reporting.domain.currency import Certainty
from services.reporting.domain.year_groups import LAST_COMPULSORY_YEAR
from shared.vocabulary.code_lists.of_leaving import DESTINATION

_COMPULSORY: Final = range(LAST_COMPULSORY_YEAR + 1)
_POST_16: Final = range(LAST_COMPULSORY_YEAR + 1, 100)
_UNDER_18: Final = range(LAST_COMPULSORY_YEAR + 1, LAST_COMPULSORY_YEAR + 3)


@dataclass(frozen=True, slots=True)
class DestinationRule:
    """One row: the activity code of a destination for people in these year groups."""

    destination: str
    """A code of the list `destination`."""
    code: str | None
    """None: no activity follows, so what they do is not known."""
    source: str
    certainty: Certainty
    years: range = _POST_16
    cohort_status: str | None = None
    """Code of the list `left_status`: why the authority tracks them no more, once it has confirmed so on its roll."""
    awaits_start: bool = False
    """The activity is the waiting for an agreed start, so that it does not itself begin on that day."""
    effective_from: date = date.min
    effective_until: date | None = None


_LABEL: Final = "the label of the destination and that of the activity code (2015 schema, validator of 2019-20)"
_TWO_CODES: Final = "the list gives two codes for this destination; to be confirmed by the authority"
_SCOPE: Final = (
    "no activity but a status of the cohort (2015 schema): the authority confirms it and puts it on its roll"
)


def _labelled(*, awaits_start: bool = False, **codes: str) -> tuple[DestinationRule, ...]:
    return tuple(
        DestinationRule(destination, code, _LABEL, "derived", awaits_start=awaits_start)
        for destination, code in codes.items()
    )


DESTINATIONS: Final[tuple[DestinationRule, ...]] = (
    DestinationRule("D01", "110", _LABEL, "derived", years=_COMPULSORY),
    DestinationRule("D16", "120", _LABEL, "derived", years=_COMPULSORY),
    DestinationRule("D30", "130", _LABEL, "derived", years=_COMPULSORY),
    *_labelled(D02="210", D03="230", D04="220", D05="240", D06="280", D07="250", D08="310", D09="460", D10="450"),
    *_labelled(D11="430", D12="320", D13="340", D14="330", D15="260", D17="350", D18="360"),
    DestinationRule("D19", "380", f"{_TWO_CODES} (381 with study)", "proposed"),
    *_labelled(D20="530"),
    DestinationRule("D21", "540", f"{_TWO_CODES} (550 with study)", "proposed"),
    *_labelled(D22="616", D23="615", awaits_start=True),
    *_labelled(D24="619", D25="610", D26="620", D27="630"),
    DestinationRule("D28", "640", f"{_TWO_CODES} (650 for pregnancy)", "proposed"),
    *_labelled(D29="680"),
    DestinationRule("D30", "290", f"{_TWO_CODES} (by age: 710 for young adults)", "proposed", years=_UNDER_18),
    DestinationRule("D30", "710", f"{_TWO_CODES} (by age: 290 for the younger)", "proposed"),
    *_labelled(D31="810"),
    DestinationRule("D32", "820", f"{_TWO_CODES} (830 for a refusal)", "proposed"),
    DestinationRule("D33", None, _SCOPE, "derived", cohort_status="T"),
    DestinationRule("D34", None, _SCOPE, "derived", cohort_status="E"),
    DestinationRule("D35", None, _SCOPE, "derived", cohort_status="D"),
    DestinationRule("D36", None, "a characteristic since 2018 and no activity (LG Inform)", "verified"),
)
"""A destination without a row for somebody's year group has no code: where they are is not known."""


@lru_cache(maxsize=4096)
def destination_rule(destination: str, year: int | None, on: date) -> DestinationRule | None:
    """Return the row for somebody in that year group, in the edition in force on that day; None where there is none.

    A year that is not known counts as post-16.
    """
    of_year = LAST_COMPULSORY_YEAR + 1 if year is None else year
    return next(
        (
            rule
            for rule in DESTINATIONS
            if rule.destination == destination
            and of_year in rule.years
            and rule.effective_from <= on
            and (rule.effective_until is None or on <= rule.effective_until)
        ),
        None,
    )


def destination_in_words(
    words: ClaimWords, destination: str, name: str | None, starts_on: date | None, confirmed: str | None
) -> str:
    """Return where somebody went, as a sentence goes on: what, at which place, from when, and whether it was seen."""
    place = f" ({name})" if name else ""
    starts = f", from {words.day(starts_on)}" if starts_on else ""
    seen = ", confirmed" if confirmed == "Y" else ""
    return f"{DESTINATION.label(destination)}{place}{starts}{seen}"
