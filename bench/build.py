"""What building a release costs, step by step, against the database's own copy of the same rows.

`python -m bench build`. A shop is simulated, derived, learnt from and published as `demo`
does it, in a process of its own. The floor is DuckDB's own `CREATE TABLE ... AS` of every table of
the star into another file, in another process, with the same limit of memory. Highest memory is
that of each stage: the system is told to forget the highest of the one before (Linux only).
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.cost import Cost
from bench.rows import Row
from bench.scale import Scale
from bench.server import ROOT
from dashapp.pipeline import publish_demo
from data import schema
from data.demo import DEFAULT_SEED
from data.engines import writer_engine
from data.stores import FileStore

# The step with which each stage of the pipeline says that it is done.
ENDS = {
    "Simulated shop is ready": "simulate",
    "Facts and features are ready": "derive",
    "Models are ready": "learn",
    "Published": "sum up, check, publish",
}
_ME = Path("/proc/self")


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


def rows(scale: Scale) -> list[Row]:
    """Every stage for every shop, beside the copy."""
    return [row for lines in scale.shops for row in _stages(lines)]


def _stages(lines: int) -> Iterator[Row]:
    with TemporaryDirectory(prefix="sales-bench-") as folder:
        built = _measured("build", folder, lines)
        (floor,) = _measured("copy", folder, lines).values()
    least = "the database copies the star"
    for stage, cost in built.items():
        what = f"{lines:,} lines built: {stage}"
        yield Row(f"{what}, work", cost.cpu, "s CPU", floor.cpu, least)
        yield Row(f"{what}, time", cost.wall, "s", floor.wall, least)
    highest = max(cost.peak_mb for cost in built.values())
    yield Row(f"{lines:,} lines built: highest memory", highest, "MB", floor.peak_mb, least)


def _measured(what: str, folder: str, lines: int) -> dict[str, Cost]:
    """Do it in a process of its own, which says what it cost in its last line."""
    command = [sys.executable, "-m", "bench.build", what, folder, str(lines)]
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


if __name__ == "__main__":
    what, place, size = sys.argv[1:]
    costs = _build(Path(place), int(size)) if what == "build" else _copy(Path(place))
    print(json.dumps({stage: asdict(cost) for stage, cost in costs.items()}))
