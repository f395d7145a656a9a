"""`make bench-scale`: the same files through one, two and three replicas of each service, and three of all.

Printed for each: rows a second, processor time a row, how evenly the replicas worked, and whether people and statuses
are those of one replica each. On a machine of two cores more replicas are not faster: what shows is what they cost.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import psutil

from cli.http_session import HttpSession
from cli.metrics_text import fetch_samples
from deploy.demo.county import County, make_county
from deploy.demo.plan import Plan
from deploy.local.paths import here
from shared.service_names import SERVICES
from tests.bench.costs import backend_seconds, machine_ns, processor_seconds
from tests.support.final_state import (
    FinalState,
    conservation_failures,
    differences,
    read_final_state,
    wait_until_quiet,
)
from tests.support.flow import send
from tests.support.services import RunningServices, own_services

FILE: Final = Path("build/bench-scale.json")
REPLICAS: Final = (1, 2, 3)
TIMEOUT_S: Final = 600.0


@dataclass(frozen=True, slots=True)
class Run:
    """What one run measured."""

    replicas: dict[str, int]
    rows: int
    seconds: float
    service_us: dict[str, float]
    """Processor time a row of all replicas of a service, and of PostgreSQL for it."""
    everything_us: float
    busiest: dict[str, float]
    """Share of a service's events that its busiest replica handled: a half of two is even."""
    load: float
    machine_ns: float
    differing: int
    """Lines of the final state that differ from that of one replica each; 0 is right."""
    lost: list[str]

    @property
    def rows_per_s(self) -> float:
        return self.rows / self.seconds


def plans(most: int = REPLICAS[-1]) -> Iterator[dict[str, int]]:
    """Yield how many of each run in which run: one of each, two and three of one, three of all."""
    one = dict.fromkeys(SERVICES, 1)
    yield one
    for service in SERVICES:
        for count in range(2, most + 1):
            yield one | {service: count}
    yield dict.fromkeys(SERVICES, most)


async def measure(county: County, replicas: Mapping[str, int], alone: FinalState | None) -> tuple[Run, FinalState]:
    """Run the files through so many replicas; `alone` is the final state of one of each."""
    async with own_services(county, settings={"ONWARD_LOG_LEVEL": "WARNING"}) as running:
        for service, count in replicas.items():
            if count > 1:
                await asyncio.to_thread(running.scale, service, count)
        before, backends_before = _spent(running), await backend_seconds(running.admin_url)
        began = time.perf_counter()
        # The roll first: what may be decided otherwise in another order would differ for that reason.
        submissions = await send(running, (county.roll,))
        await wait_until_quiet(running.admin_url, submissions, timeout_s=TIMEOUT_S)
        submissions += await send(running, county.returns)
        await wait_until_quiet(running.admin_url, submissions, timeout_s=TIMEOUT_S)
        seconds = time.perf_counter() - began
        spent, backends = _spent(running), await backend_seconds(running.admin_url)
        rows = sum(upload.rows for upload in county.uploads)
        cost = {name: spent[name] - before[name] for name in spent}
        backend = {s: backends.get(f"onward_{s}", 0) - backends_before.get(f"onward_{s}", 0) for s in SERVICES}
        state = await read_final_state(running.admin_url)
        run = Run(
            replicas=dict(replicas),
            rows=rows,
            seconds=round(seconds, 2),
            service_us={s: round((cost[s] + backend[s]) / rows * 1e6, 1) for s in SERVICES},
            everything_us=round(sum(cost.values()) / rows * 1e6, 1),
            busiest={s: await asyncio.to_thread(_busiest, running, s) for s in SERVICES},
            load=round(psutil.getloadavg()[0], 1),
            machine_ns=round(machine_ns(), 1),
            differing=len(differences(alone, state)) if alone else 0,
            lost=await conservation_failures(running.admin_url),
        )
        return run, state


def _spent(running: RunningServices) -> dict[str, float]:
    servers = {name: processor_seconds(int(running.addresses[name]["pid"])) for name in ("kafka", "postgres")}
    return servers | {
        service: sum(processor_seconds(int(entry["pid"])) for entry in running.replicas(service))
        for service in SERVICES
    }


def _busiest(running: RunningServices, service: str) -> float:
    handled = [
        fetch_samples(HttpSession(), str(entry["url"])).total("onward_events_handled_total")
        for entry in running.replicas(service)
    ]
    return round(max(handled) / (sum(handled) or 1), 2)


def table(runs: list[dict[str, Any]]) -> list[str]:
    """Return the runs as a table in Markdown."""
    lines = [
        "| replicas | rows/s | µs a row, everything | µs a row of the scaled service | busiest replica | people and statuses |",  # noqa: E501
        "|---|---|---|---|---|---|",
    ]
    for run in runs:
        scaled = [service for service, count in run["replicas"].items() if count > 1]
        own = " + ".join(f"{run['service_us'][service]:.0f}" for service in scaled or SERVICES)
        busiest = ", ".join(f"{run['busiest'][service]:.0%}" for service in scaled) or "–"
        same = "the same" if not run["differing"] and not run["lost"] else f"{run['differing']} DIFFER {run['lost']}"
        lines.append(
            f"| {_named(run['replicas'])} | {run['rows'] / run['seconds']:,.0f} | {run['everything_us']:.0f} |"
            f" {own} | {busiest} | {same} |"
        )
    return lines


def _named(replicas: Mapping[str, int]) -> str:
    counts = set(replicas.values())
    if len(counts) == 1:
        return f"{counts.pop()} of each"
    return ", ".join(f"{count} of {service}" for service, count in replicas.items() if count > 1)


def main() -> int:
    """Run all; return 1 when rows were lost or replicas found other people or statuses."""
    parser = argparse.ArgumentParser(prog="make bench-scale", description=__doc__)
    parser.add_argument("--people", type=int, default=6_600, help="of the county, as that of the storms")
    options = parser.parse_args()
    paths = here()
    paths.prepare()
    county = make_county(Plan(people=options.people, seed=40), paths.root / "demo")
    runs: list[dict[str, Any]] = []
    alone: FinalState | None = None
    for replicas in plans():
        run, state = asyncio.run(measure(county, replicas, alone))
        alone = alone or state
        runs.append(asdict(run))
        print(table(runs[-1:])[-1], *differences(alone, state)[:5], sep="\n", flush=True)
        FILE.parent.mkdir(parents=True, exist_ok=True)
        FILE.write_text(json.dumps(runs, indent=1) + "\n", encoding="utf-8")
    print("\n".join(table(runs)))
    return 1 if any(run["differing"] or run["lost"] for run in runs) else 0


if __name__ == "__main__":
    sys.exit(main())
