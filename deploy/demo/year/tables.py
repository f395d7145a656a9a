"""What the played year prints: a line for each month, the seeded defects by collection, every difference."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from rich.table import Table

from deploy.demo.year.calendar import NEET_FROM
from deploy.demo.year.checks.board import Accounts
from deploy.demo.year.guarantee import Counted
from deploy.demo.year.outcome import Outcome, Seeds
from deploy.demo.year.play import Played

BAR: Final = 0.999
_EXAMPLES: Final = 12
_SUMMER_TO_COME: Final = date(2027, 4, 1)
_GUARANTEE: Final[Mapping[str, frozenset[str]]] = {
    "Offer": frozenset({"110"}),
    "Goes on": frozenset({"114", "115"}),
    "Applied": frozenset({"140"}),
    "No offer": frozenset({"150", "151", "153", "154"}),
    "Not recorded": frozenset({"159"}),
}
"""Codes of the September Guarantee under the headings of the table."""


def months(played: Sequence[Played]) -> Table:
    """Return the figures by due date, as the page has them, beside the known answers."""
    made = Table("Business date", title="Years 12 and 13, as the figures page has them (known answer)")
    for heading in ("Files", "Rows", "Nil", "Cohort", "EET", "NEET", "Not known", "People right"):
        made.add_column(heading, justify="right")
    for one in played:
        page, known = one.figures, one.compared.expected
        pairs = (
            (page.cohort, known.cohort),
            (page.eet, known.eet),
            (page.neet, known.neet),
            (page.not_known, known.not_known),
        )
        cells = [f"{found:,}" if found == wanted else f"{found:,} ({wanted:,})" for found, wanted in pairs]
        made.add_row(one.stop.name, str(one.files), f"{one.rows:,}", str(one.nil), *cells, f"{one.compared.share:.2%}")
    return made


def guarantee(played: Sequence[Played]) -> Table:
    """Return the figures of the September Guarantee by due date, from April, when the summer to come is reported."""
    made = Table("Business date", "", title="September Guarantee, as the figures page has it (known answer)")
    for heading in ("Cohort", *_GUARANTEE):
        made.add_column(heading, justify="right")
    for one in played:
        page, known = one.guarantee
        for node in known if one.stop.on >= _SUMMER_TO_COME else ():
            found, wanted = _buckets(page.get(node, {})), _buckets(known[node])
            cells = [f"{a:,}" if a == b else f"{a:,} ({b:,})" for a, b in zip(found, wanted, strict=True)]
            made.add_row(one.stop.name, node, *cells)
    return made


def _buckets(codes: Mapping[str, int]) -> list[int]:
    named = [sum(codes.get(code, 0) for code in of) for of in _GUARANTEE.values()]
    return [sum(codes.values()), *named]


def defects(seeds: Mapping[str, Seeds]) -> Table:
    """Return the seeded defects by collection: how many were found, and how many clean rows were refused."""
    made = Table("Collection", title="Seeded defects")
    for heading in ("Seeded", "Found", "Recall", "Clean rows", "Clean rows refused"):
        made.add_column(heading, justify="right")
    for code, one in seeds.items():
        recall = f"{one.found / one.seeded:.1%}" if one.seeded else "-"
        made.add_row(code, str(one.seeded), str(one.found), recall, f"{one.clean:,}", str(one.refused_wrongly))
    return made


def board(accounted: Accounts) -> Table:
    """Return how many returns the board has in each state once the year is over, beside the known answers."""
    made = Table("State", title="Returns of the year, as the board has them")
    for heading in ("Known answer", "On the board"):
        made.add_column(heading, justify="right")
    for state, known, found in accounted.counts:
        made.add_row(state, f"{known:,}", f"{found:,}")
    return made


def differences(played: Sequence[Played], outcome: Outcome) -> list[str]:
    """Return every kind of difference from the known answers, with some of the people; empty when there is none."""
    lines = [f"Not found: {missed}" for seeds in outcome.seeds.values() for missed in seeds.missed]
    lines += [f"Not settled: {name}" for name in outcome.unsettled]
    if outcome.awaiting:
        lines.append(f"{outcome.awaiting} rows wait for somebody's decision.")
    for one in played:
        if not one.conserved:
            lines.append(f"{one.stop.name}: conservation FAILS: {one.sums}")
        page, known = one.guarantee
        if page != known:
            lines += [f"{one.stop.name}: {line}" for line in _guarantee_differences(page, known)]
        for (wanted, found), people in one.compared.wrong.items():
            lines.append(f"{one.stop.name}: {people} people {found} instead of {wanted}")
        lines += [f"    {example}" for example in one.compared.examples[:_EXAMPLES]]
    return lines


def _guarantee_differences(page: Counted, known: Counted) -> Iterator[str]:
    for node, codes in known.items():
        for code in sorted(codes.keys() | page.get(node, {}).keys()):
            found, wanted = page.get(node, {}).get(code, 0), codes.get(code, 0)
            if found != wanted:
                yield f"{found} people of {node} have guarantee code {code} instead of {wanted}"


def _from_september(played: Sequence[Played]) -> list[Played]:
    return [one for one in played if one.stop.on >= NEET_FROM]


def holds(played: Sequence[Played], outcome: Outcome) -> bool:
    """Tell whether the year went as it must: all rows accounted for, people right, defects found, none invented."""
    seeds = outcome.seeds.values()
    return (
        all(one.conserved and one.compared.share >= BAR and one.guarantee[0] == one.guarantee[1] for one in played)
        and all(one.figures.eet and one.figures.neet and one.figures.not_known for one in _from_september(played))
        and not outcome.unsettled
        and all(one.seeded == one.found and not one.refused_wrongly for one in seeds)
    )
