"""Work is done again and again, waits longer after failures, and ends when it is asked to."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import timedelta

import pytest

from dashapp import rounds
from dashapp.rounds import Postponed, Rounds, Stop, Stopped

MINUTE = timedelta(minutes=1)
Work = Callable[[], str]


class Day:
    """A clock that only moves while somebody waits or works."""

    def __init__(self, rounds_left: int) -> None:
        self.now = 0.0
        self.waits: list[float] = []
        self._left = rounds_left

    def pause(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds
        self._left -= 1
        if not self._left:
            raise Stopped

    def rounds(self, work: Work, every: timedelta = MINUTE) -> Rounds:
        return Rounds(
            work,
            every,
            (ValueError,),
            pause=self.pause,
            clock=lambda: self.now,
            jitter=lambda: 1.0,
        )


def test_a_round_begins_at_once_and_the_next_one_when_the_interval_is_over() -> None:
    day, begun = Day(3), []

    def work() -> str:
        begun.append(day.now)
        day.now += 20
        return "done"

    day.rounds(work).go_on()
    assert begun == [0, 60, 120]
    assert day.waits == [40, 40, 40]


def test_a_round_longer_than_the_interval_is_followed_by_the_next_one() -> None:
    day = Day(1)

    def work() -> str:
        day.now += 90
        return "done"

    day.rounds(work).go_on()
    assert day.waits == [1]


def test_failures_double_the_wait_up_to_an_hour_and_success_resets_it() -> None:
    day, outcomes = Day(9), iter([*[False] * 7, True, False])

    def work() -> str:
        if not next(outcomes):
            raise ValueError("The shop is closed.")
        return "done"

    day.rounds(work).go_on()
    assert [wait / 60 for wait in day.waits] == [2, 4, 8, 16, 32, 60, 60, 1, 2]


def test_the_wait_after_a_failure_is_never_shorter_than_a_long_interval() -> None:
    day = Day(1)

    def work() -> str:
        raise ValueError("The shop is closed.")

    day.rounds(work, timedelta(hours=6)).go_on()
    assert day.waits == [6 * 3600]


def test_the_wait_varies_by_a_fifth() -> None:
    assert all(0.8 <= rounds._jitter() <= 1.2 for _ in range(100))


def test_a_round_that_could_not_begin_is_no_failure() -> None:
    day = Day(2)

    def work() -> str:
        raise Postponed("Somebody else is at work.")

    day.rounds(work).go_on()
    assert day.waits == [60, 60]


def test_an_error_nobody_foresaw_ends_the_rounds() -> None:
    def work() -> str:
        raise KeyError("what")

    with pytest.raises(KeyError):
        Day(2).rounds(work).go_on()


@pytest.fixture
def no_last_resort(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may end the process of the tests."""
    monkeypatch.setattr(os, "_exit", lambda _code: None)
    monkeypatch.setattr(rounds, "GRACE_SECONDS", 0.01)


@pytest.mark.usefixtures("no_last_resort")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_round_that_is_running(number: signal.Signals) -> None:
    before, cleared = signal.getsignal(number), []

    def work() -> str:
        try:
            signal.raise_signal(number)
        finally:
            cleared.append(True)
        return "never"

    Day(5).rounds(work).go_on()
    assert cleared == [True]
    assert signal.getsignal(number) is before


@pytest.mark.usefixtures("no_last_resort")
@pytest.mark.parametrize("instead", [ValueError, RuntimeError])
def test_a_library_that_makes_an_error_of_the_signal_does_not_start_another_round(
    instead: type[Exception],
) -> None:
    day = Day(5)

    def work() -> str:
        try:
            signal.raise_signal(signal.SIGTERM)
        except Stopped:
            raise instead("Interrupted!") from None
        return "never"

    day.rounds(work).go_on()
    assert day.waits == []


@pytest.mark.usefixtures("no_last_resort")
def test_a_second_signal_does_not_disturb_what_is_being_cleared_away() -> None:
    stop = Stop()
    with stop.listening():
        with pytest.raises(Stopped):
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)
    assert stop.asked
