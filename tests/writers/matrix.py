"""The matrix of programs and traits, as a page of the manual."""

import textwrap
from collections.abc import Mapping
from typing import Final

from deploy.local.paths import CHECKOUT
from tests.writers.comparing import FAULTS, Grade, Result
from tests.writers.losses import LOSSES
from tests.writers.programs import MODES
from tests.writers.traits import TRAITS

PAGE: Final = CHECKOUT / "docs" / "generated" / "writers.md"
_HEAD: Final = """<!-- Written by `make writers`. -->
# What the programs of schools write, and how it is read

The same return of six invented people, written by real programs in every way that each can, and read through the
product's own reader and rules. ● all values right · ◐ a value could not be had, and its cell, row or column says so ·
w the program itself does not write the value · blank: the program, or its driver, cannot write it so.
"""


def page(results: Mapping[tuple[str, str], Result], absent: Mapping[str, str]) -> str:
    """Return the page."""
    modes = [mode for mode in MODES if mode.name not in absent]
    numbered = {mode.name: place for place, mode in enumerate(modes, 1)}
    lines = [_HEAD, _counts(results, len(modes), len({mode.program for mode in modes})), "", "## Programs", ""]
    lines += [f"{place}. {mode.name} (.{mode.extension})" for place, mode in enumerate(modes, 1)]
    lines += [f"- not run: {name} ({why})" for name, why in absent.items()]
    lines += ["", "## Matrix", "", "| |" + "|".join(map(str, numbered.values())) + "|", "|---|" + "---|" * len(modes)]
    for trait in TRAITS:
        cells = [_sign(results.get((mode.name, trait.name))) for mode in modes]
        lines.append(f"| {trait.name} |" + "|".join(cells) + "|")
    lines += ["", "## What programs do not write", ""]
    lines += [f"- {mode}, {trait}: {why}" for (mode, trait), why in sorted(LOSSES.items()) if mode in numbered]
    return "\n".join(lines) + "\n"


def _counts(results: Mapping[tuple[str, str], Result], modes: int, programs: int) -> str:
    grades = [result.grade for result in results.values()]
    files = sum(grade is not Grade.NOT_WRITTEN for grade in grades)
    values = sum(result.values for result in results.values())
    faults = sum(grade in FAULTS for grade in grades)
    text = (
        f"{modes} ways of writing of {programs} programs, {len(TRAITS)} traits, {files:,} files, {values:,} values:"
        f" {faults} files wrong in silence or refused for a reason that is not true,"
        f" {grades.count(Grade.SAID)} with a value that could not be had and was said,"
        f" {grades.count(Grade.LOST)} in which the program lost it."
    )
    return "\n".join(textwrap.wrap(text, 120))


def _sign(result: Result | None) -> str:
    return " " if result is None or result.grade is Grade.NOT_WRITTEN else result.grade.value
