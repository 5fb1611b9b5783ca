"""What building a release costs, step by step, against the database's own copy of the same rows.

`python -m bench.build --lines N`. A shop is simulated, derived, learnt from and published as `demo`
does it, in a process of its own. The floor is DuckDB's own `CREATE TABLE ... AS` of every table of
the star into another file, in another process, with the same limit of memory. Highest memory is
that of each stage: the system is told to forget the highest of the one before (Linux only).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from bench.server import ROOT
from dashapp.pipeline import publish_demo
from data import schema
from data.demo import DEFAULT_SEED
from data.engines import writer_engine
from data.stores import FileStore

LINES = 1_000_000
# The step with which each stage of the pipeline says that it is done.
ENDS = {
    "Simulated shop is ready": "simulate",
    "Facts and features are ready": "derive",
    "Models are ready": "learn",
    "Published": "sum up, check, publish",
}
_ME = Path("/proc/self")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a stage took: seconds by the clock and of the processor, and the highest memory."""

    wall: float
    cpu: float
    peak_mb: float


@dataclass(slots=True)
class Meter:
    """Cuts the time into stages."""

    costs: dict[str, Cost] = field(default_factory=dict)
    wall: float = field(default_factory=time.perf_counter)
    cpu: float = field(default_factory=time.process_time)

    def look(self, step: str, _fraction: float) -> None:
        """A progress: where a stage is done, its cost is kept."""
        if step not in ENDS:
            return
        wall, cpu = time.perf_counter(), time.process_time()
        self.costs[ENDS[step]] = Cost(wall - self.wall, cpu - self.cpu, _peak_mb())
        self.wall, self.cpu = wall, cpu
        (_ME / "clear_refs").write_text("5")


def _peak_mb() -> float:
    lines = (_ME / "status").read_text().splitlines()
    (highest,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(highest) / 1024


def main(lines: int) -> None:
    """Build, copy, print."""
    with TemporaryDirectory(prefix="sales-bench-") as folder:
        built = _measured("build", folder, lines)
        (floor,) = _measured("copy", folder, lines).values()
    print(f"{lines:,} order lines; {os.cpu_count()} cores, ", end="")
    print(f"Python {platform.python_version()}, DuckDB {duckdb.__version__}")
    print(f"{'':32}{'wall s':>8}{'cpu s':>8}{'peak MB':>9}{'x wall':>8}{'x cpu':>7}")
    _print("copy of the star, database alone", floor, floor)
    for stage, cost in built.items():
        _print(stage, cost, floor)


def _print(name: str, cost: Cost, floor: Cost) -> None:
    print(
        f"{name:32}{cost.wall:8.1f}{cost.cpu:8.1f}{cost.peak_mb:9.0f}"
        f"{cost.wall / floor.wall:8.1f}{cost.cpu / floor.cpu:7.1f}"
    )


def _measured(what: str, folder: str, lines: int) -> dict[str, Cost]:
    """Do it in a process of its own, which says what it cost in its last line."""
    command = [sys.executable, "-m", "bench.build", "--lines", str(lines), "--only", what, folder]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    said = json.loads(done.stdout.splitlines()[-1])
    return {stage: Cost(**cost) for stage, cost in said.items()}


def _build(folder: Path, lines: int) -> dict[str, Cost]:
    meter = Meter()
    publish_demo(FileStore(folder), lines=lines, seed=DEFAULT_SEED, progress=meter.look)
    return meter.costs


def _copy(folder: Path) -> dict[str, Cost]:
    store = FileStore(folder)
    served = store.path(store.current_or_fail())
    engine = writer_engine(folder / "copy.duckdb")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"ATTACH '{served}' AS served (READ_ONLY)")
        wall, cpu = time.perf_counter(), time.process_time()
        for table in schema.STAR:
            connection.exec_driver_sql(f"CREATE TABLE {table} AS FROM served.{table}")
        connection.commit()
        connection.exec_driver_sql("CHECKPOINT")
        cost = Cost(time.perf_counter() - wall, time.process_time() - cpu, _peak_mb())
    engine.dispose()
    return {"copy": cost}


def _asked() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--lines", type=int, default=LINES)
    asked.add_argument("--only", nargs=2, metavar=("WHAT", "FOLDER"), help=argparse.SUPPRESS)
    return asked.parse_args()


if __name__ == "__main__":
    words = _asked()
    if words.only is None:
        main(words.lines)
    else:
        place = Path(words.only[1])
        costs = _build(place, words.lines) if words.only[0] == "build" else _copy(place)
        print(json.dumps({stage: asdict(cost) for stage, cost in costs.items()}))
