"""Answers in Redis: kept for a while, computed once, and never waited for when it is gone."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pandas as pd
import pytest
import redis

from dashapp import answer_stores
from dashapp.answer_stores import RedisStore
from dashapp.cache import Cache, make_cache
from dashapp.frame_json import dump

KEY = "0123456789abcdef" * 4


@pytest.fixture
def answer() -> pd.DataFrame:
    return pd.DataFrame({"label": ["Café"], "net": [0.1 + 0.2]})


def fails() -> pd.DataFrame:
    raise AssertionError("It should have been kept.")


class Memory:
    """The four commands of Redis that are used, in this process."""

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        return self.values.get(name)

    def set(
        self, name: str, value: bytes, *, nx: bool = False, px: int = 0, ex: int | None = 0
    ) -> bool:
        assert px or ex, "nothing may stay for ever"
        if nx and name in self.values:
            return False
        self.values[name] = value
        return True

    def delete(self, name: str) -> int:
        return 1 if self.values.pop(name, None) else 0


def on(client: object) -> Cache:
    return Cache(lambda: RedisStore(client))  # type: ignore[arg-type]


def test_redis_keeps_json_for_a_while_and_no_lock(answer: pd.DataFrame) -> None:
    memory = Memory()
    on(memory).get_or_compute(KEY, lambda: answer)
    pd.testing.assert_frame_equal(on(memory).get_or_compute(KEY, fails), answer)
    assert list(memory.values) == [f"frame:{KEY}"]
    assert memory.values[f"frame:{KEY}"] == dump(answer)


def test_with_redis_too_one_computes(answer: pd.DataFrame) -> None:
    cache, calls = on(Memory()), []

    def slow() -> pd.DataFrame:
        calls.append(1)
        time.sleep(0.2)
        return answer

    threads = [threading.Thread(target=cache.get_or_compute, args=(KEY, slow)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1


def test_a_lock_that_lapsed_and_is_anothers_is_left_alone() -> None:
    memory = Memory()
    with RedisStore(memory).alone(KEY):  # type: ignore[arg-type]
        memory.values[f"lock:{KEY}"] = b"another's"
    assert memory.values == {f"lock:{KEY}": b"another's"}


def test_who_waits_too_long_for_redis_computes_alone(
    answer: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer_stores, "LONGEST_WAIT", 0.1)
    memory = Memory()
    memory.values[f"lock:{KEY}"] = b"another's"
    assert on(memory).get_or_compute(KEY, lambda: answer) is answer
    pd.testing.assert_frame_equal(on(memory).get_or_compute(KEY, fails), answer)


def test_a_redis_that_can_be_read_but_not_written_costs_no_answer(answer: pd.DataFrame) -> None:
    class Full(Memory):
        def set(
            self, name: str, value: bytes, *, nx: bool = False, px: int = 0, ex: int | None = 0
        ) -> bool:
            raise redis.ResponseError(f"no room for {name}")

    assert on(Full()).get_or_compute(KEY, lambda: answer) is answer


def test_a_dead_redis_costs_moments_and_is_left_in_peace_for_a_while(
    answer: pd.DataFrame,
) -> None:
    cache = make_cache("redis://127.0.0.1:1/0", Path("unused"))
    started = time.monotonic()
    for _ in range(20):
        assert cache.get_or_compute(KEY, lambda: answer) is answer
    assert time.monotonic() - started < 2


def test_a_redis_that_dies_while_it_is_asked_costs_no_answer(answer: pd.DataFrame) -> None:
    class Dying(Memory):
        def delete(self, name: str) -> int:
            raise redis.ConnectionError(f"gone before {name}")

    assert on(Dying()).get_or_compute(KEY, lambda: answer) is answer


def test_an_address_that_cannot_be_meant_costs_no_answer(answer: pd.DataFrame) -> None:
    cache = make_cache("redis://127.0.0.1:port", Path("unused"))
    assert cache.get_or_compute(KEY, lambda: answer) is answer
