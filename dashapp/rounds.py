"""Work that is done again and again until somebody ends it."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from types import FrameType

import structlog

from dashapp.durations import in_words

LONGEST_WAIT = timedelta(hours=1)
SHORTEST_WAIT = timedelta(seconds=1)
# A round that has not let go by then is left as a killed process leaves it: nothing is published.
GRACE_SECONDS = 8.0

log = structlog.stdlib.get_logger("dashapp.sync")


class Stopped(KeyboardInterrupt):
    """Somebody asked the process to end."""


class Postponed(Exception):
    """A round could not begin because somebody else was at work; the next one may."""


@dataclass(slots=True)
class Stop:
    """Whether the process was asked to end, by SIGTERM or Ctrl-C."""

    asked: bool = False

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Within, a signal ends what is running by Stopped; a second one changes nothing."""
        signals = (signal.SIGTERM, signal.SIGINT)
        before = [signal.signal(number, self._hear) for number in signals]
        try:
            yield
        finally:
            for number, handler in zip(signals, before, strict=True):
                signal.signal(number, handler)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        if self.asked:
            return
        self.asked = True
        last_resort = threading.Timer(GRACE_SECONDS, os._exit, (0,))
        last_resort.daemon = True
        last_resort.start()
        raise Stopped


def _jitter() -> float:
    """A little more or less, so that many shops do not ask one server at the same moment."""
    return random.uniform(0.8, 1.2)  # noqa: S311  # nothing secret


@dataclass(slots=True)
class Rounds:
    """Does `work` at once and then every so often; after failures it waits longer and longer.

    `work` answers with the sentence that is logged. What it raises of `failures` is logged by
    `sentence` and tried again; anything else ends the rounds.
    """

    work: Callable[[], str]
    every: timedelta
    failures: tuple[type[Exception], ...]
    sentence: Callable[[Exception], str] = str
    stop: Stop = field(default_factory=Stop)
    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = _jitter
    failed: int = 0

    def go_on(self) -> None:
        """Return when the process was asked to end."""
        try:
            with self.stop.listening():
                while True:
                    began = self.clock()
                    self._round()
                    took = timedelta(seconds=self.clock() - began)
                    self.pause(self._wait(took).total_seconds())
        except Stopped:
            pass
        except Exception:
            # Libraries turn the end of what they were doing into errors of their own.
            if not self.stop.asked:
                raise
        log.info("Stopped, because the process was asked to end.")

    def _round(self) -> None:
        try:
            sentence = self.work()
        except Postponed as reason:
            log.info("%s The next round tries again.", reason)
        except self.failures as error:
            if self.stop.asked:
                raise
            self.failed += 1
            why, wait = self.sentence(error), in_words(self._longer())
            log.warning("%s What is served stays. Trying again in about %s.", why, wait)
        else:
            self.failed = 0
            log.info("%s", sentence)

    def _wait(self, took: timedelta) -> timedelta:
        if self.failed:
            return self._longer() * self.jitter()
        return max(self.every - took, SHORTEST_WAIT)

    def _longer(self) -> timedelta:
        # Sixteen doublings of the shortest interval are beyond the longest wait.
        longer = self.every * 2 ** min(self.failed, 16)
        return min(longer, max(LONGEST_WAIT, self.every))
