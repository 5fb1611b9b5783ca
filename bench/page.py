"""What the page's script does in a browser, as far as requests go.

It reads the layout and the list of callbacks, keeps the property values, and after a change sends
what a browser would send: every callback that the change reaches, those that do not wait for each
other at the same time.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import local
from typing import Any

# Browsers open up to six connections to one server.
CONNECTIONS = 6

Send = Callable[[str, Any], tuple[int, bytes]]
Prop = tuple[str, str]


def http(port: int) -> Send:
    """Send to a server on this machine; each thread keeps its connection."""
    kept = local()

    def send(path: str, body: Any) -> tuple[int, bytes]:
        if not hasattr(kept, "connection"):
            kept.connection = HTTPConnection("127.0.0.1", port, timeout=120)
        method, data = ("GET", None) if body is None else ("POST", json.dumps(body))
        kept.connection.request(method, path, data, {"Content-Type": "application/json"})
        answer = kept.connection.getresponse()
        return answer.status, answer.read()

    return send


@dataclass(frozen=True, slots=True, eq=False)
class Callback:
    """One callback as the server lists it."""

    output: str
    inputs: list[dict[str, str]]
    state: list[dict[str, str]]
    outputs: list[Prop]

    @property
    def watches(self) -> set[Prop]:
        """The properties whose change calls it."""
        return {(item["id"], item["property"]) for item in self.inputs}


class Page:
    """An open page."""

    def __init__(self, send: Send, connections: int = CONNECTIONS) -> None:
        self._send = send
        # Seconds from sending to the last byte of the answer, of all requests together.
        self.waited = 0.0
        self._values: dict[Prop, Any] = {}
        for component in _components(self._get("/_dash-layout")):
            props = component["props"]
            if isinstance(props.get("id"), str):
                self._values |= {(props["id"], name): value for name, value in props.items()}
        self._callbacks = list(_server_callbacks(self._get("/_dash-dependencies")))
        self._pool = ThreadPoolExecutor(connections)

    def open(self, search: str) -> None:
        """Arrive with a link, in light colours."""
        self.change("location", "pathname", "/")
        self.change("location", "search", search)
        self.change("theme", "data", "light")

    def value(self, component: str, prop: str) -> Any:
        """What the page holds now."""
        return self._values.get((component, prop))

    def put(self, component: str, prop: str, value: Any) -> None:
        """Set a property that is sent with the next change."""
        self._values[component, prop] = value

    def change(self, component: str, prop: str, value: Any) -> int:
        """Change a property as a reader would, and wait until the page is quiet again.

        Returns the number of requests that were sent.
        """
        self._values[component, prop] = value
        changed: set[Prop] = {(component, prop)}
        waiting = {c: c.watches & changed for c in self._callbacks if c.watches & changed}
        sent = 0
        while waiting:
            ready = {c: waiting[c] for c in waiting if not _waits(c, waiting)}
            for callback in ready:
                del waiting[callback]
            answers = self._pool.map(self._call, ready, ready.values())
            sent += len(ready)
            for callback, fresh in zip(ready, answers, strict=True):
                for other in self._callbacks:
                    reached = other.watches & fresh
                    if reached and other is not callback:
                        waiting[other] = waiting.get(other, set()) | reached
        return sent

    def _call(self, callback: Callback, changed: set[Prop]) -> set[Prop]:
        body = {
            "output": callback.output,
            "outputs": _grouped([{"id": _id(i), "property": p} for i, p in callback.outputs]),
            "inputs": [self._filled(item) for item in callback.inputs],
            "state": [self._filled(item) for item in callback.state],
            "changedPropIds": [f"{component}.{prop}" for component, prop in changed],
        }
        started = time.perf_counter()
        status, answer = self._send("/_dash-update-component", body)
        self.waited += time.perf_counter() - started
        if status not in {200, 204}:
            raise RuntimeError(f"The callback of {callback.output[:80]} answered {status}.")
        fresh: dict[str, dict[str, Any]] = json.loads(answer)["response"] if answer else {}
        values = {(i, prop): v for i, props in fresh.items() for prop, v in props.items()}
        values |= _delivered(values)
        self._values |= values
        return set(values)

    def _filled(self, item: dict[str, str]) -> dict[str, Any]:
        return {**item, "value": self.value(item["id"], item["property"])}

    def _get(self, path: str) -> Any:
        return json.loads(self._send(path, None)[1])


def _delivered(values: dict[Prop, Any]) -> dict[Prop, Any]:
    """What the script puts on: a question at its page's store, an answer all over the page.

    See `deliver` and `spread` in assets/clientside.js.
    """
    question = values.get(("question", "data"))
    found = {(question["place"], "data"): question["query"]} if question else {}
    for (place, prop), answer in values.items():
        if prop == "data" and (place.startswith("answer-") or place == "opened"):
            found |= {(i, p): value for i, props in answer.items() for p, value in props.items()}
    return found


def _waits(callback: Callback, waiting: dict[Callback, set[Prop]]) -> bool:
    """Whether a callback that is still to be answered sets what this one reads."""
    return any(callback.watches & set(other.outputs) for other in waiting if other is not callback)


def _server_callbacks(listed: list[dict[str, Any]]) -> Iterator[Callback]:
    """Those that a changed filter can reach: not the browser's own, and not buttons in lists."""
    for entry in listed:
        ids = [item["id"] for item in (*entry["inputs"], *entry["state"])]
        if entry["clientside_function"] or any(i.startswith("{") for i in ids):
            continue
        names = entry["output"].strip(".").split("...")
        outputs = [_prop(name) for name in names]
        yield Callback(entry["output"], entry["inputs"], entry["state"], outputs)


def _id(written: str) -> Any:
    """A component's id: text, or a dictionary that stands there as JSON."""
    return json.loads(written) if written.startswith("{") else written


def _prop(name: str) -> Prop:
    component, prop = name.rsplit(".", 1)
    # A second callback for the same output has a mark behind the name.
    return component, prop.split("@")[0]


def _grouped(outputs: list[dict[str, str]]) -> Any:
    return outputs if len(outputs) > 1 else outputs[0]


def _components(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, list):
        for child in node:
            yield from _components(child)
    elif isinstance(node, dict) and "props" in node:
        yield node
        for value in node["props"].values():
            yield from _components(value)
