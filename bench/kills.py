"""What is left of a load that is killed: `python -m bench.kills [KILLS] [files|postgresql]...`.

A small shop is loaded again and again with one changed line, in a process that is killed (SIGKILL)
at a random moment; every second time in its last fifth, when it publishes. After each kill the
served release has to be the old one or the new one, whole, and the next load has to work.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from bench.server import ROOT
from dashapp.pipeline import Request, publish_load
from data import schema
from data.build.checks import check_release
from data.ingest import LoadOptions
from data.progress import silent
from data.releases import ReleaseStore, StoreBusy
from data.stores import ServerStore, open_store
from data.stores.server import schema_of
from tests import postgres

ORDERS = 2_000
PLACES = ("files", "postgresql")

_WORKER = """
import sys
from pathlib import Path
from bench.kills import load
from data.stores import open_store
store = open_store(Path(sys.argv[1]), url=sys.argv[3] or None)
print("ready", flush=True)
load(store, Path(sys.argv[2]), lambda step, fraction: print(step, flush=True))
"""


@dataclass
class Tally:
    """What became of the killed loads of one place."""

    place: str
    kills: int = 0
    too_late: int = 0
    old: int = 0
    new: int = 0
    broken: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    steps: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        """The row of the table."""
        return (
            f"{self.place:<12}{self.kills:>6}{self.too_late:>10}{self.old:>10}{self.new:>10}"
            f"{len(self.broken):>8}{len(self.stuck):>18}"
        )


HEAD = (
    f"{'place':<12}{'kills':>6}{'too late':>10}{'old kept':>10}{'new kept':>10}"
    f"{'broken':>8}{'next load failed':>18}"
)


def load(
    store: ReleaseStore, folder: Path, progress: Callable[[str, float], None] = silent
) -> str | None:
    """Load the folder as the command line does; the new release's id, if there is one."""
    request = Request([folder], options=LoadOptions(timezone="UTC", currency="GBP"))
    _, info = publish_load(store, request, progress=progress)
    return info.id if info else None


def write(folder: Path, pieces: int) -> int:
    """The shop's files, with so many pieces on one line; what all lines cost together, in pence."""
    folder.mkdir(parents=True, exist_ok=True)
    orders, items = ["order_id,ordered_at,customer_id"], ["order_id,product_id,quantity,unit_price"]
    worth = 0
    for n in range(ORDERS):
        day = f"{2024 + n * 2 // ORDERS}-{n % 12 + 1:02d}-{n % 28 + 1:02d}"
        orders.append(f"{n},{day} 10:00:00,c{n % 331}")
        for product, price in (("mug", 350), ("tea", 425)):
            count = pieces if n == 0 and product == "mug" else n % 4 + 1
            items.append(f"{n},{product},{count},{price / 100}")
            worth += count * price
    tables = {"orders": orders, "order_items": items, "products": ["product_id", "mug", "tea"]}
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return worth


def gross_of(store: ReleaseStore) -> int:
    """What all lines of the served release cost together, in pence."""
    engine = store.reader(store.current_or_fail())
    with engine.connect() as connection:
        statement = sa.select(sa.func.sum(schema.fact_lines.c.gross))
        found = connection.execute(statement).scalar_one()
    engine.dispose()
    return round(found * 100)


def faults(store: ReleaseStore, allowed: Sequence[int]) -> list[str]:
    """What is wrong with the release that is served; nothing, if it is one of these whole."""
    current = store.current_or_fail()
    engine = store.reader(current)
    found = [str(finding) for finding in check_release(engine)]
    if isinstance(store, ServerStore):
        there = {name for name in sa.inspect(engine).get_schema_names() if name[:8] == "release_"}
        if there != {schema_of(info.id) for info in store.list()}:
            found.append(f"there are other releases than those listed: {there}")
    engine.dispose()
    if current not in [info.id for info in store.list()]:
        found.append(f"{current} is served and not listed")
    if gross_of(store) not in allowed:
        found.append(f"{gross_of(store)} pence are neither of {allowed}")
    if not (store.artefacts(current) / "release.json").is_file():
        found.append(f"{current} has no models")
    return found


def killed(store_folder: Path, files: Path, url: str | None, after: float) -> tuple[bool, str]:
    """A load that was killed so many seconds after it began: whether it was, and its last step."""
    command = [sys.executable, "-c", _WORKER, str(store_folder), str(files), url or ""]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            process.wait(timeout=after)
        except subprocess.TimeoutExpired:
            process.kill()
        said = process.communicate()[0].splitlines()
    return process.returncode == -9, said[-1] if said else "Beginning"


def run(place: str, kills: int, seed: int, url: str | None, folder: Path) -> Tally:
    """Kill so many loads of one place; the same seed kills at the same shares of a load's time."""
    chance, tally = random.Random(seed), Tally(place)
    store, files = open_store(folder / "releases", url=url), folder / "shop"
    before = write(files, 1)
    load(store, files)
    took = _measured(store, files)
    before = gross_of(store)
    while tally.kills < kills:
        turn = tally.kills + tally.too_late
        after = write(files, turn + 10)
        moment = chance.uniform(0.8 * took if turn % 2 else 0.0, took)
        was, step = killed(folder / "releases", files, url, moment)
        tally.kills += was
        tally.too_late += not was
        tally.steps[step] += was
        tally.broken += faults(store, [before, after])
        tally.old += gross_of(store) == before
        tally.new += gross_of(store) == after
        tally.stuck += _next_load(store, files, after)
        before = after
    return tally


def _measured(store: ReleaseStore, files: Path) -> float:
    """Seconds that a load takes from its first step to its end."""
    write(files, 2)
    begun = time.monotonic()
    load(store, files)
    return time.monotonic() - begun


def _next_load(store: ReleaseStore, files: Path, worth: int) -> list[str]:
    """What is wrong with the load after the killed one; nothing, if it works at once."""
    for _ in range(2):
        with suppress(StoreBusy):
            load(store, files)
            break
    else:
        return ["the dead writer still holds the lock"]
    return faults(store, [worth])


def main(words: Sequence[str]) -> int:
    """Kill loads in every place that is named, and say what was left of them."""
    kills = int(words[0]) if words else 50
    seed = 20261123
    print(f"{kills} loads of {ORDERS:,} orders, each killed at a random moment (seed {seed})")
    tallies = []
    for place in words[1:] or PLACES:
        with tempfile.TemporaryDirectory() as folder:
            if place == "files":
                tallies.append(run(place, kills, seed, None, Path(folder)))
            else:
                with postgres.running() as server:
                    url = server.new_database()
                    tallies.append(run(place, kills, seed, url, Path(folder)))
    print(HEAD, *tallies, sep="\n")
    for tally in tallies:
        print(tally.place, "killed while:", dict(tally.steps.most_common()))
        print(*tally.broken, *tally.stuck, sep="\n")
    return any(tally.broken or tally.stuck for tally in tallies)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
