"""What a piece of work took, measured in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from bench.server import ROOT


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock and of the processor, and the highest memory, in megabytes."""

    wall: float
    cpu: float
    peak_mb: float


def process_cost(module: str, *words: str) -> Cost:
    """Run `python -m MODULE WORDS` and say what it took.

    A process keeps its highest memory, so each piece of work has its own. Where it says its cost
    in its last line (`say_cost`), that counts; else the whole process does, imports included.
    """
    command = [sys.executable, "-m", module, *words]
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    said = process.stdout.read().splitlines() if process.stdout else []
    _, status, spent = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{module} {' '.join(words)} failed.")
    whole = Cost(time.perf_counter() - started, spent.ru_utime + spent.ru_stime, 0.0)
    timed = json.loads(said[-1]) if said else asdict(whole)
    return Cost(**{**timed, "peak_mb": spent.ru_maxrss / 1024})


def say_cost(work: Callable[[], object]) -> None:
    """Do it, and print for `process_cost` what it took from here."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    cost = Cost(time.perf_counter() - wall, time.process_time() - cpu, 0.0)
    print(json.dumps(asdict(cost)))
