"""What one filter change on the Overview costs here, and as others would build the same page.

`python -m bench.rivals [FOLDER] [LINES]`: on the same shop, in one run, with the same questions:
this product through gunicorn with nothing cached; a Dash page with five callbacks on the star
schema through the same gunicorn; pandas on joined frames in memory; the same frames in a Streamlit
script (run by Streamlit's own harness for tests, so without the way to a browser). Before anything
is timed, their numbers are compared with ours.
"""

from __future__ import annotations

import platform
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

import duckdb
import psutil
import streamlit
from streamlit.testing.v1 import AppTest

from bench.filter_change import Uncached
from bench.page import Page, http
from bench.rivals import star
from bench.rivals.frames import Frames, load, overview
from bench.rivals.question import Question, connected, questions
from bench.server import ROOT, Server, ensure_shop, serving
from dashapp.logs import configure_logs
from dashapp.settings import Settings
from data.answers.kpis import values
from data.answers.options import options
from data.dimensions import Dimension
from data.filters import Filters
from data.metrics import metric
from data.periods import Period
from data.stores import FileStore
from data.warehouse import View, Warehouse

DEFAULT = ROOT / "var" / "bench"
LINES = 1_000_000
CHANGES = 12
FIELDS = ("start", "end", "country", "category")


@dataclass(slots=True)
class Cost:
    """Milliseconds of each change, and megabytes of the processes that answer."""

    name: str
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: float = 0.0


def main(folder: Path, lines: int) -> None:
    """Build what is missing, compare, measure, print."""
    configure_logs(Settings(data_dir=folder, log_level="WARNING"))
    ensure_shop(folder, lines)
    store = FileStore(folder / "releases")
    view = Warehouse(store, Uncached()).view()
    path = store.path(view.release.id)
    asked = _questions(view)
    print("Joining everything into frames ...", flush=True)
    frames = load(path)
    _compare(view, frames, path, asked[:4])
    costs = [_ours(folder, asked), _star(folder, asked), _pandas(frames, asked)]
    del frames
    costs.append(_streamlit(path, asked))
    _print(view, costs)


def _questions(view: View) -> list[Question]:
    countries, categories = (
        [option["value"] for option in options(view, dimension)]
        for dimension in (Dimension.COUNTRY, Dimension.CATEGORY)
    )
    return list(islice(questions(view.release, countries, categories), CHANGES + 1))


def _compare(view: View, frames: Frames, path: Path, asked: list[Question]) -> None:
    """Stop where the three ways do not come to the same numbers: then no time means anything."""
    connection = connected(path)
    for question in asked:
        theirs = overview(frames, question)["numbers"]
        raw = star.numbers(connection, question)
        for days, of_frames, of_star in zip(question.periods, theirs, raw, strict=True):
            for name, value in _numbers(view, question, days, list(of_frames)).items():
                found = value, of_frames[name], of_star[name]
                if max(found) - min(found) > 0.01:
                    raise SystemExit(f"{name} of {question}, {days}: {found} here, pandas, star.")


def _numbers(
    view: View, asked: Question, days: tuple[date, date], names: list[str]
) -> dict[str, float]:
    start, end = days
    kept = {"countries": [asked.country], "categories": [asked.category]}
    chosen = {name: values for name, values in kept.items() if values[0]}
    filters = Filters.keeping(chosen).within(Period(start, end))
    found = values(view, [metric(name) for name in names], filters)
    return {name: float(found[name] or 0) for name in names}


def _timed(
    cost: Cost,
    change: Callable[[Question], object],
    cpu: Callable[[], float],
    asked: list[Question],
) -> None:
    """The first change fills buffers and is not counted."""
    for number, question in enumerate(asked):
        spent, start = cpu(), time.perf_counter()
        change(question)
        if number:
            cost.wall.append((time.perf_counter() - start) * 1000)
            cost.cpu.append((cpu() - spent) * 1000)


def _ours(folder: Path, asked: list[Question]) -> Cost:
    cost = Cost("this product, nothing cached")
    shutil.rmtree(Settings(data_dir=folder).cache_dir, ignore_errors=True)
    with serving(folder) as server:
        page = Page(http(server.port))
        page.open(asked[0].link)

        def change(question: Question) -> None:
            page.change("location", "search", question.link)

        _timed(cost, change, server.cpu_seconds, asked)
        cost.memory = _memory(server)
    return cost


def _star(folder: Path, asked: list[Question]) -> Cost:
    cost = Cost("five callbacks on the star schema")
    with serving(folder, "bench.rivals.star_app:server", probe="/") as server:
        page = Page(http(server.port))

        def change(question: Question) -> None:
            for name in FIELDS[:-1]:
                page.put(name, "value", _word(question, name))
            page.change("category", "value", question.category)

        _timed(cost, change, server.cpu_seconds, asked)
        cost.memory = _memory(server)
    return cost


def _pandas(frames: Frames, asked: list[Question]) -> Cost:
    cost = Cost("pandas, joined frames in memory")
    _timed(cost, lambda question: overview(frames, question), time.process_time, asked)
    cost.memory = psutil.Process().memory_info().rss / 1e6
    return cost


def _streamlit(path: Path, asked: list[Question]) -> Cost:
    cost = Cost("Streamlit on the same frames")
    sys.argv.append(str(path))
    script = AppTest.from_file(
        str(ROOT / "bench" / "rivals" / "streamlit_app.py"), default_timeout=600
    )
    script.run()

    def change(question: Question) -> None:
        for name in FIELDS:
            script.text_input(key=name).set_value(_word(question, name))
        script.run()
        if script.exception:
            raise SystemExit(str(script.exception[0].value))

    _timed(cost, change, time.process_time, asked)
    cost.memory = psutil.Process().memory_info().rss / 1e6
    return cost


def _word(question: Question, name: str) -> str:
    return str(getattr(question, name))


def _memory(server: Server) -> float:
    """All processes of the server, in megabytes; what they share counts once for each."""
    processes = [server.process, *server.process.children(recursive=True)]
    return sum(process.memory_info().rss for process in processes) / 1e6


def _print(view: View, costs: list[Cost]) -> None:
    ours = costs[0]
    print(
        f"\n{view.release.lines:,} order lines; Python {platform.python_version()}, "
        f"DuckDB {duckdb.__version__}, Streamlit {streamlit.__version__}; "
        f"{CHANGES} changes of country, category or both, a year against two others. Milliseconds."
    )
    print(f"{'':36}{'wall':>9}{'CPU':>9}{'MB':>8}{'wall ratio':>12}{'CPU ratio':>11}")
    for cost in costs:
        wall, cpu = statistics.median(cost.wall), statistics.fmean(cost.cpu)
        ratios = wall / statistics.median(ours.wall), cpu / statistics.fmean(ours.cpu)
        print(
            f"{cost.name:36}{wall:9.1f}{cpu:9.1f}{cost.memory:8.0f}{ratios[0]:12.2f}{ratios[1]:11.2f}"
        )


if __name__ == "__main__":
    words = sys.argv[1:]
    main(
        Path(words[0]).resolve() if words else DEFAULT,
        int(words[1]) if len(words) > 1 else LINES,
    )
