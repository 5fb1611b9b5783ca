"""What one filter change on the Overview costs here, and as others would build the same page.

`python -m bench rivals.compared`: on the same shop, in one run, with the same questions: this
product through gunicorn with nothing cached; a Dash page with five callbacks on the star schema
through the same gunicorn; pandas on joined frames in memory. Before anything is timed, their
numbers are compared with ours. (`make rivals` adds Streamlit, which wants packages of its own.)
"""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

import psutil

from bench.filter_change import Uncached
from bench.page import Page, http
from bench.rivals import star
from bench.rivals.frames import Frames, load, overview
from bench.rivals.question import Question, connected, questions
from bench.rows import Row
from bench.scale import Scale
from bench.server import Server, serving
from dashapp.settings import Settings
from data.answers.kpis import values
from data.answers.options import options
from data.dimensions import Dimension
from data.filters import Filters
from data.metrics import metric
from data.periods import Period
from data.stores import FileStore
from data.warehouse import View, Warehouse

CHANGES = 12
FIELDS = ("start", "end", "country", "category")
# The most that a change may take of what others take by the clock.
AIMS = {"pandas, joined frames in memory": 1 / 20}


@dataclass(slots=True)
class Cost:
    """Milliseconds of each change, and megabytes of the processes that answer."""

    name: str
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: float = 0.0


def rows(scale: Scale) -> list[Row]:
    """What a change takes here, beside each of the others."""
    shop = opened(scale.shop(scale.compared))
    frames = load(shop.path)
    compare(shop, frames)
    ours = product(shop)
    others = [five_callbacks(shop), pandas_alone(frames, shop.asked)]
    return list(table(f"{scale.compared:,} lines, filter changed", ours, others))


@dataclass(frozen=True, slots=True)
class Shop:
    """A release that all ways are asked about."""

    view: View
    path: Path
    folder: Path
    asked: list[Question]


def opened(folder: Path) -> Shop:
    """The release that is served from a folder, and what is asked about it."""
    store = FileStore(folder / "releases")
    view = Warehouse(store, Uncached()).view()
    return Shop(view, store.path(view.release.id), folder, _questions(view))


def table(what: str, ours: Cost, others: list[Cost]) -> Iterator[Row]:
    """Time, work and memory of a change here, as a ratio to every other way."""
    for other in others:
        walls = statistics.median(ours.wall), statistics.median(other.wall)
        cpus = statistics.fmean(ours.cpu), statistics.fmean(other.cpu)
        yield Row(f"{what}: time", walls[0], "ms", walls[1], other.name, AIMS.get(other.name))
        yield Row(f"{what}: work", cpus[0], "ms CPU", cpus[1], other.name)
        yield Row(f"{what}: memory", ours.memory, "MB", other.memory, other.name)


def _questions(view: View) -> list[Question]:
    countries, categories = (
        [option["value"] for option in options(view, dimension)]
        for dimension in (Dimension.COUNTRY, Dimension.CATEGORY)
    )
    return list(islice(questions(view.release, countries, categories), CHANGES + 1))


def compare(shop: Shop, frames: Frames) -> None:
    """Stop where the three ways do not come to the same numbers: then no time means anything."""
    connection = connected(shop.path)
    for question in shop.asked[:4]:
        page, raw = overview(frames, question), star.numbers(connection, question)
        for place, days in enumerate(question.periods):
            of_frames = page["numbers"][place] | page["facts"][place]
            for theirs in (of_frames, raw[place]):
                _same(question, days, _numbers(shop.view, question, days, list(theirs)), theirs)


def _same(
    asked: Question, days: tuple[date, date], here: dict[str, float], there: dict[str, float]
) -> None:
    for name, value in here.items():
        if abs(value - there[name]) > 0.01:
            raise SystemExit(f"{name} of {asked}, {days}: {value} here, {there[name]} there.")


def _numbers(
    view: View, asked: Question, days: tuple[date, date], names: list[str]
) -> dict[str, float]:
    start, end = days
    kept = {"countries": [asked.country], "categories": [asked.category]}
    chosen = {name: values for name, values in kept.items() if values[0]}
    filters = Filters.keeping(chosen).within(Period(start, end))
    found = values(view, [metric(name) for name in names], filters)
    return {name: float(found[name] or 0) for name in names}


def timed(
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


def product(shop: Shop) -> Cost:
    """The page of this product through gunicorn, nothing cached."""
    cost = Cost("this product, nothing cached")
    shutil.rmtree(Settings(data_dir=shop.folder).cache_dir, ignore_errors=True)
    with serving(shop.folder) as server:
        page = Page(http(server.port))
        page.open(shop.asked[0].link)

        def change(question: Question) -> None:
            page.change("location", "search", question.link)

        timed(cost, change, server.cpu_seconds, shop.asked)
        cost.memory = _memory(server)
    return cost


def five_callbacks(shop: Shop) -> Cost:
    """A Dash page with five callbacks on the star."""
    cost = Cost("five callbacks on the star schema")
    with serving(shop.folder, "bench.rivals.star_app:server", probe="/") as server:
        page = Page(http(server.port))

        def change(question: Question) -> None:
            for name in FIELDS[:-1]:
                page.put(name, "value", word(question, name))
            page.change("category", "value", question.category)

        timed(cost, change, server.cpu_seconds, shop.asked)
        cost.memory = _memory(server)
    return cost


def pandas_alone(frames: Frames, asked: list[Question]) -> Cost:
    """The same numbers and drawings' data from frames in memory, without any page."""
    cost = Cost("pandas, joined frames in memory")
    timed(cost, lambda question: overview(frames, question), time.process_time, asked)
    cost.memory = psutil.Process().memory_info().rss / 1e6
    return cost


def word(question: Question, name: str) -> str:
    """A part of a question as it is typed."""
    return str(getattr(question, name))


def _memory(server: Server) -> float:
    """All processes of the server, in megabytes; what they share counts once for each."""
    processes = [server.process, *server.process.children(recursive=True)]
    return sum(process.memory_info().rss for process in processes) / 1e6
