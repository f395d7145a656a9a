"""What the played year prints: a line for each month, the seeded defects by collection, every difference."""

from collections.abc import Mapping, Sequence
from typing import Final

from rich.table import Table

from deploy.demo.year.outcome import Outcome, Seeds
from deploy.demo.year.play import Played

BAR: Final = 0.999
_EXAMPLES: Final = 12


def months(played: Sequence[Played]) -> Table:
    """Return the figures by due date, as the page has them, beside the known answers."""
    made = Table("Business date", title="Years 12 and 13, as the figures page has them (known answer)")
    for heading in ("Files", "Rows", "Cohort", "EET", "NEET", "Not known", "People right"):
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
        made.add_row(one.stop.name, str(one.files), f"{one.rows:,}", *cells, f"{one.compared.share:.2%}")
    return made


def defects(seeds: Mapping[str, Seeds]) -> Table:
    """Return the seeded defects by collection: how many were found, and how many clean rows were refused."""
    made = Table("Collection", title="Seeded defects")
    for heading in ("Seeded", "Found", "Recall", "Clean rows", "Clean rows refused"):
        made.add_column(heading, justify="right")
    for code, one in seeds.items():
        recall = f"{one.found / one.seeded:.1%}" if one.seeded else "-"
        made.add_row(code, str(one.seeded), str(one.found), recall, f"{one.clean:,}", str(one.refused_wrongly))
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
        for (wanted, found), people in one.compared.wrong.items():
            lines.append(f"{one.stop.name}: {people} people {found} instead of {wanted}")
        lines += [f"    {example}" for example in one.compared.examples[:_EXAMPLES]]
    return lines


def holds(played: Sequence[Played], outcome: Outcome) -> bool:
    """Tell whether the year went as it must: all rows accounted for, people right, defects found, none invented."""
    seeds = outcome.seeds.values()
    return (
        all(one.conserved and one.compared.share >= BAR for one in played)
        and all(one.figures.eet and one.figures.not_known for one in played[2:])
        and all(one.seeded == one.found and not one.refused_wrongly for one in seeds)
    )
