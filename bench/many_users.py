"""Fifty people at once: how long an answer takes while each changes a filter every two seconds.

`python -m bench many_users`. What a browser sends for a changed filter is recorded
first, then sent again by many people to a new server with nothing cached: each waits for one
request before the next of the same change. Half of the time is told apart: in the first the server
is asked what nobody has asked before, in the second mostly what somebody has. In the same run: an
empty callback on an idle server.
"""

from __future__ import annotations

import json
import random
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from typing import Any

from bench.page import Page, http
from bench.rivals.question import Question, questions
from bench.rows import Row
from bench.scale import Scale
from bench.server import Server, serving
from dashapp.services import build_services
from dashapp.settings import Settings
from data.answers.options import options
from data.dimensions import Dimension

USERS = 50
EVERY_SECONDS = 2.0
CHANGES = 60
P95_AIM = 20
FLOOR = 200

# What one change of a filter sends: bodies for the address of callbacks, one after the other.
Change = list[bytes]


@dataclass(slots=True)
class Told:
    """What the people found: seconds of each request, and whatever was no good answer."""

    requests: list[float] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Halves:
    """What they found in the first half of the time and in the second, which begins then."""

    middle: float
    new: Told = field(default_factory=Told)
    known: Told = field(default_factory=Told)

    def now(self) -> Told:
        """Where a request belongs that is sent now."""
        return self.new if time.perf_counter() < self.middle else self.known


def rows(scale: Scale) -> list[Row]:
    """How long answers take, and how many were none."""
    folder = scale.shop(scale.compared)
    _forget(folder)
    with serving(folder) as server:
        changes = list(_recorded(folder, server))
    _forget(folder)
    with serving(folder) as server:
        cpu, began = server.cpu_seconds(), time.perf_counter()
        told = Halves(began + scale.seconds)
        with ThreadPoolExecutor(USERS) as people:
            jobs = [
                people.submit(_click, server, changes, told, n, 2 * scale.seconds)
                for n in range(USERS)
            ]
            for job in jobs:
                job.result()
        cores = (server.cpu_seconds() - cpu) / (time.perf_counter() - began)
    return list(_table(f"{scale.compared:,} lines, {USERS} people", told, _floor(folder), cores))


def _forget(folder: Path) -> None:
    shutil.rmtree(Settings(data_dir=folder).cache_dir, ignore_errors=True)


def _recorded(folder: Path, server: Server) -> Iterator[Change]:
    """The requests of each change, as the page sends them."""
    send, caught = http(server.port), Change()

    def note(path: str, body: Any) -> tuple[int, bytes]:
        if body is not None:
            caught.append(json.dumps(body).encode())
        return send(path, body)

    page = Page(note, connections=1)
    page.open("")
    for asked in _asked(folder):
        caught.clear()
        page.change("location", "search", asked.link)
        yield caught.copy()


def _asked(folder: Path) -> list[Question]:
    view = build_services(Settings(data_dir=folder)).warehouse.view()
    countries, categories = (
        [option["value"] for option in options(view, dimension)]
        for dimension in (Dimension.COUNTRY, Dimension.CATEGORY)
    )
    return list(islice(questions(view.release, countries, categories), CHANGES))


def _click(server: Server, changes: list[Change], told: Halves, number: int, seconds: int) -> None:
    """One person, who begins somewhere within the first two seconds."""
    chance = random.Random(number)
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    until = time.perf_counter() + seconds
    time.sleep(chance.uniform(0, EVERY_SECONDS))
    while (began := time.perf_counter()) < until:
        half = told.now()
        for body in chance.choice(changes):
            _send(connection, body, half)
        half.changes.append(time.perf_counter() - began)
        time.sleep(max(0.0, EVERY_SECONDS - (time.perf_counter() - began)))
    connection.close()


def _send(connection: HTTPConnection, body: bytes, told: Told) -> None:
    start = time.perf_counter()
    headers = {"Content-Type": "application/json"}
    connection.request("POST", "/_dash-update-component", body, headers)
    answer = connection.getresponse()
    answer.read()
    told.requests.append(time.perf_counter() - start)
    if answer.status not in {200, 204}:
        told.refused.append(f"{answer.status} {body[:80]!r}")


def _floor(folder: Path) -> float:
    """Seconds of an empty callback on an idle server, the median."""
    found = []
    with serving(folder, "bench.floor:server", probe="/") as server:
        page = Page(http(server.port))
        for number in range(FLOOR):
            start = time.perf_counter()
            page.change("question", "value", str(number))
            found.append(time.perf_counter() - start)
    return statistics.median(found[FLOOR // 10 :])


def _table(what: str, told: Halves, floor: float, cores: float) -> Iterator[Row]:
    yield from _half(f"{what}, all new at first", told.new, floor)
    yield from _half(f"{what}, later", told.known, floor)
    yield Row(f"{what}: busy", cores, "cores")


def _half(what: str, told: Told, floor: float) -> Iterator[Row]:
    for text in told.refused[:5]:
        print("refused:", text, file=sys.stderr)
    least = "an empty callback, idle"
    yield Row(f"{what}: no good answer, of {len(told.requests):,}", len(told.refused), "", aim=0)
    for name, found in (("a request", told.requests), ("a whole change", told.changes)):
        ranked = sorted(found)
        for place, share, aim in (("median", 0.5, None), ("p95", 0.95, P95_AIM)):
            value = ranked[int(len(ranked) * share)] * 1000
            yield Row(f"{what}: {name}, {place}", value, "ms", floor * 1000, least, aim)
