"""All measurements in one table: `python -m bench [--full] [NAME ...]`.

`make bench` takes about nine minutes with a shop of a million order lines; `make bench-full` goes
up to a hundred million. Each bench runs in a process of its own, and each of its rows is a ratio
to a floor that the same process measured. The table is Markdown, ready for docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version

from bench.rows import Row, markdown
from bench.scale import FULL, SMALL
from bench.server import ROOT

BENCHES = (
    "build",
    "load_rate",
    "one_more_day",
    "star_schema",
    "filter_change",
    "postgresql",
    "rivals.compared",
    "many_users",
    "first_load",
    "tab_switch",
    "forecast_many",
    "customer_value",
    "segments",
)
PACKAGES = ("dash", "duckdb", "pandas", "scikit-learn")


def main(names: list[str], *, full: bool) -> None:
    """Run the benches that were asked for, print one table."""
    rows, failed = [], []
    for name in names or BENCHES:
        started = time.perf_counter()
        try:
            rows += _measured(name, full=full)
        except subprocess.CalledProcessError:
            failed.append(name)
        print(f"{name}: {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    print(f"{datetime.now(UTC):%d %B %Y}, {os.cpu_count()} cores, {_memory_gb():.0f} GB, ", end="")
    print(f"Python {platform.python_version()}, {versions}.\n")
    print("\n".join(markdown(rows)))
    if failed:
        raise SystemExit(f"Failed, as said above: {', '.join(failed)}.")


def _measured(name: str, *, full: bool) -> list[Row]:
    """The rows of one bench; what it says on the way goes on to the reader."""
    command = [sys.executable, "-m", "bench", "--rows", name, *(["--full"] if full else [])]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return [Row(**told) for told in json.loads(done.stdout.splitlines()[-1])]


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def _asked() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHES)}")
    asked.add_argument("--full", action="store_true", help="up to a hundred million lines")
    asked.add_argument("--rows", choices=BENCHES, help=argparse.SUPPRESS)
    words = asked.parse_args()
    if unknown := set(words.names) - set(BENCHES):
        asked.error(f"No bench is called {', '.join(sorted(unknown))}.")
    return words


if __name__ == "__main__":
    words = _asked()
    if words.rows:
        rows = import_module(f"bench.{words.rows}").rows(FULL if words.full else SMALL)
        print(json.dumps([asdict(row) for row in rows]))
    else:
        main(words.names, full=words.full)
