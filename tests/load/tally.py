"""What was answered, and how long it took."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import quantiles

import httpx2

from cli.addresses import NotUpError


@dataclass(slots=True)
class Tally:
    """Seconds by what was asked for, and every answer that was none."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    """What was asked for, with the status or the exception's class."""

    @contextmanager
    def asking(self, what: str) -> Iterator[None]:
        """Time one request; when no answer comes it is an error, and goes on."""
        began = time.perf_counter()
        try:
            yield
        except (httpx2.HTTPError, NotUpError) as error:
            self.errors[f"{what}: {type(error).__name__}"] += 1
        else:
            self.seconds.setdefault(what, []).append(time.perf_counter() - began)

    def answered(self, what: str, status: int) -> None:
        """Count an answer that is not the one that was asked for."""
        if not 200 <= status < 300:
            self.errors[f"{what}: {status}"] += 1

    def lines(self, title: str) -> list[str]:
        """Return the table: how many, the middle and the 95th percentile of each, and of all."""
        rows = [*sorted(self.seconds.items()), ("all", [each for all_of in self.seconds.values() for each in all_of])]
        told = [f"{title:<44} {'number':>8} {'median ms':>10} {'p95 ms':>8} {'max ms':>8}"]
        for what, spent in rows:
            if len(spent) < 2:
                continue
            cuts = quantiles(spent, n=20)
            told.append(
                f"  {what:<42} {len(spent):>8,} {cuts[9] * 1000:>10,.0f} {cuts[18] * 1000:>8,.0f}"
                f" {max(spent) * 1000:>8,.0f}"
            )
        errors = ", ".join(f"{what} x {times}" for what, times in self.errors.most_common()) or "none"
        return [*told, f"  errors: {errors}"]
