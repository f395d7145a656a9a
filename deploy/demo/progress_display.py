"""What the demonstration prints: progress while the events flow, the figures, the rows, how right it all is."""

import time
from types import TracebackType
from typing import Any, Final, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from deploy.demo.accuracy import Score
from deploy.demo.sending import Progress as Flow

LINE_EVERY_S: Final = 5.0
_STEPS: Final = (
    ("rows read", ("extracted",)),
    ("rows checked", ("accepted", "refused")),
    ("rows matched", ("matched", "created", "awaiting")),
)


class Display:
    """Bars on a terminal, a line every few seconds elsewhere."""

    def __init__(self, console: Console, rows: int) -> None:
        self._console = console
        self._rows = rows
        self._printed_at = 0.0
        self._bars = Progress(
            TextColumn("{task.description:<14}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
        )
        self._tasks = {name: self._bars.add_task(name, total=rows) for name, _ in _STEPS}

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._console.is_terminal:
            self._bars.stop()

    def __call__(self, flow: Flow) -> None:
        """Show how far the rows are."""
        totals = flow.totals
        counts = {name: sum(totals[part] for part in parts) for name, parts in _STEPS}
        for name, done in counts.items():
            self._bars.update(self._tasks[name], completed=done)
        finished = not flow.unfinished
        if not self._console.is_terminal and (finished or time.monotonic() - self._printed_at > LINE_EVERY_S):
            self._printed_at = time.monotonic()
            counted = ", ".join(f"{done} {name}" for name, done in counts.items())
            files = len(flow.file_of)
            self._console.print(f"  {counted}; {files - len(flow.unfinished)} of {files} files finished")


def figures_table(figures: Any) -> Table:
    """Return NEET, not known and EET by district and year group, as the figures' own JSON has them."""
    made = Table("District", "Year", title=f"Young people on {figures['as_at']}", title_justify="left")
    for heading in ("Cohort", "EET", "NEET", "Not known", "EET %", "NEET %", "Not known %"):
        made.add_column(heading, justify="right")
    for row in figures["rows"]:
        made.add_row(row["district"] or "not known", str(row["year"]), *_counts(row))
    made.add_section()
    for row in figures["by_year"]:
        made.add_row("All districts", str(row["year"]), *_counts(row))
    made.add_row("All districts", "12-13", *_counts(figures["total"]))
    return made


def _counts(row: dict[str, Any]) -> list[str]:
    shares = [row["eet_percent"], row["neet_percent"], row["not_known_percent"]]
    numbers = [f"{row[name]:,}" for name in ("cohort", "eet", "neet", "not_known")]
    return numbers + ["-" if share is None else f"{share:.1f}" for share in shares]


def rows_table(flow: Flow) -> Table:
    """Return what became of the rows."""
    totals = flow.totals
    made = Table("Rows", "", title="What became of the rows", title_justify="left", show_header=False)
    made.columns[1].justify = "right"
    words = {
        "read": "extracted",
        "accepted": "accepted",
        "refused": "refused",
        "matched to somebody known": "matched",
        "newly created": "created",
        "set for review": "awaiting",
        "left out (another line of the learner counts)": "set_aside",
    }
    for word, name in words.items():
        made.add_row(word, f"{totals[name]:,}")
    return made


def conservation(flow: Flow, sent: int) -> tuple[bool, str]:
    """Return whether every row of every file is accounted for, and the sum in words."""
    totals = flow.totals
    sums = (
        f"{sent:,} rows written = {totals['extracted']:,} read = {totals['accepted']:,} accepted"
        f" + {totals['refused']:,} refused; {totals['accepted']:,} accepted = {totals['matched']:,} matched"
        f" + {totals['created']:,} new + {totals['awaiting']:,} set for review"
    )
    holds = (
        sent == totals["extracted"] == totals["accepted"] + totals["refused"]
        and totals["accepted"] == totals["matched"] + totals["created"] + totals["awaiting"]
        and all(page["adds_up"] for page in flow.by_submission.values())
    )
    return holds, sums


def accuracy_lines(score: Score) -> list[str]:
    """Return how right rows and people are against the known answers."""
    fates = ", ".join(f"{count:,} {fate}" for fate, count in score.rows.most_common())
    lines = [
        f"Rows against the known answers: {fates}.",
        f"Given a person: {score.precision:.4%} the right one. Settled without anybody's help: {score.settled:.2%}.",
        f"Status right for {score.status_right:,} of {score.people:,} people ({score.status_accuracy:.3%}).",
    ]
    if score.status_wrong:
        pairs = "; ".join(
            f"{count} {found} instead of {wanted}" for (wanted, found), count in score.status_wrong.items()
        )
        lines.append(f"Status wrong: {pairs}.")
    if score.recall is not None:
        lines.append(score.recall.line())
    return lines + [f"  {difference}" for difference in score.differences]
