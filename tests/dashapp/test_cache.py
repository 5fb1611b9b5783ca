"""Answers are kept exactly, computed once, and never depend on the store being well."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from filelock import FileLock

from dashapp import answer_stores
from dashapp import cache as module
from dashapp.answer_stores import FileStore
from dashapp.cache import make_cache
from dashapp.frame_json import NotKept, dump, load

KEY = "0123456789abcdef" * 4


@pytest.fixture
def answer() -> pd.DataFrame:
    """Every dtype that an answer can have, with something missing wherever that is possible."""
    return pd.DataFrame(
        {
            "month": pd.Series(["2026-05-01", None], dtype="datetime64[us]"),
            "orders": pd.Series([2**53 + 1, -3], dtype="int64"),
            "net": pd.Series([0.1 + 0.2, np.nan], dtype="float64"),
            "label": pd.Series(["Café – ½", None], dtype="str"),
            "complete": pd.Series([True, False], dtype="bool"),
        }
    )


def fails() -> pd.DataFrame:
    raise AssertionError("It should have been kept.")


# --- the round trip --------------------------------------------------------------------------


def test_a_frame_comes_back_with_every_value_and_dtype(answer: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(load(dump(answer)), answer, check_exact=True)
    empty = answer.iloc[:0]
    pd.testing.assert_frame_equal(load(dump(empty)), empty)


def test_columns_without_a_single_value_keep_their_dtype() -> None:
    nothing = pd.DataFrame({"a": pd.Series([None], dtype="str"), "b": [np.nan]})
    back = load(dump(nothing))
    assert [str(dtype) for dtype in back.dtypes] == ["str", "float64"]
    assert back.isna().all(axis=None)


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"a": [float("inf")]}),
        pd.DataFrame({"a": [1]}, index=[7]),
        pd.DataFrame({"a": [object()]}),
    ],
    ids=["infinity", "index", "object"],
)
def test_what_json_would_change_is_answered_but_not_kept(
    frame: pd.DataFrame, tmp_path: Path
) -> None:
    with pytest.raises(NotKept):
        dump(frame)
    cache = make_cache(None, tmp_path)
    assert cache.get_or_compute(KEY, lambda: frame) is frame
    assert list((tmp_path / "frames").iterdir()) == []


# --- files -----------------------------------------------------------------------------------


def test_an_answer_is_computed_once_and_may_be_changed_by_who_got_it(
    answer: pd.DataFrame, tmp_path: Path
) -> None:
    cache = make_cache(None, tmp_path)
    first = cache.get_or_compute(KEY, answer.copy)
    first["share"] = 0.5
    again = make_cache(None, tmp_path).get_or_compute(KEY, fails)
    pd.testing.assert_frame_equal(again, answer)


def test_answers_lie_in_json_that_only_this_user_can_read(
    answer: pd.DataFrame, tmp_path: Path
) -> None:
    folder = tmp_path / "cache"
    make_cache(None, folder).get_or_compute(KEY, lambda: answer)
    assert folder.stat().st_mode & 0o777 == 0o700
    (file,) = (folder / "frames").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    # Four bytes say when it lapses; then JSON, where a pickle would begin with 0x80.
    assert file.read_bytes()[4:].startswith(b'{"columns":[{"name":"month"')


def test_a_pickle_put_into_the_folder_is_not_run(answer: pd.DataFrame, tmp_path: Path) -> None:
    cache = make_cache(None, tmp_path)
    cache.get_or_compute(KEY, lambda: answer)
    (file,) = (tmp_path / "frames").iterdir()
    ran = tmp_path / "ran"
    file.write_bytes(b"\0\0\0\0" + f"cos\nsystem\n(S'touch {ran}'\ntR.".encode())
    pd.testing.assert_frame_equal(cache.get_or_compute(KEY, lambda: answer), answer)
    assert not ran.exists()
    # The damaged file was replaced.
    pd.testing.assert_frame_equal(cache.get_or_compute(KEY, fails), answer)


def test_a_folder_that_cannot_be_used_costs_no_answer(answer: pd.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    cache = make_cache(None, tmp_path / "file" / "cache")
    for _ in range(2):
        assert cache.get_or_compute(KEY, lambda: answer) is answer


def test_a_folder_that_is_removed_costs_no_answer_and_is_made_again(
    answer: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAUSE", 0.0)
    folder = tmp_path / "cache"
    cache = make_cache(None, folder)
    cache.get_or_compute(KEY, lambda: answer)
    shutil.rmtree(folder)
    assert cache.get_or_compute(KEY, lambda: answer) is answer
    cache.get_or_compute(KEY, lambda: answer)
    pd.testing.assert_frame_equal(cache.get_or_compute(KEY, fails), answer)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_an_error_of_the_query_is_passed_on_and_not_kept(
    answer: pd.DataFrame, tmp_path: Path
) -> None:
    cache = make_cache(None, tmp_path)

    def broken() -> pd.DataFrame:
        raise OSError("The database is on fire.")

    with pytest.raises(OSError, match="on fire"):
        cache.get_or_compute(KEY, broken)
    assert cache.get_or_compute(KEY, lambda: answer) is answer


def test_exports_are_not_kept(
    answer: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_CELLS", 9)
    make_cache(None, tmp_path).get_or_compute(KEY, lambda: answer)
    assert list((tmp_path / "frames").iterdir()) == []


def test_sweeping_removes_what_is_old_and_the_oldest_of_what_is_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer_stores, "MOST_BYTES", 250)
    store = FileStore(tmp_path)
    ages = {"new": 10, "newer": 5, "older": 600, "expired": 25 * 3600}
    for name, age in ages.items():
        file = tmp_path / "frames" / name
        file.write_bytes(b"x" * 100)
        os.utime(file, (time.time() - age,) * 2)
    store.sweep()
    assert {file.name for file in (tmp_path / "frames").iterdir()} == {"new", "newer"}


def test_while_another_process_sweeps_nobody_waits_for_it(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    expired = tmp_path / "frames" / "expired"
    expired.write_bytes(b"")
    os.utime(expired, (0, 0))
    with FileLock(tmp_path / "locks" / "sweep"):
        store.sweep()
        assert expired.exists()
    store.sweep()
    assert not expired.exists()


# --- one computes, the others wait --------------------------------------------------------------


def test_of_many_threads_one_computes(answer: pd.DataFrame, tmp_path: Path) -> None:
    cache, calls = make_cache(None, tmp_path), []

    def slow() -> pd.DataFrame:
        calls.append(1)
        time.sleep(0.2)
        return answer

    threads = [threading.Thread(target=cache.get_or_compute, args=(KEY, slow)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1


def _ask(folder: Path, ready: Callable[[], object], log: Path) -> None:
    """What each of several processes does."""

    def slow() -> pd.DataFrame:
        with log.open("a") as file:
            file.write("computed\n")
        time.sleep(0.5)
        return pd.DataFrame({"orders": [11]})

    ready()
    frame = make_cache(None, folder).get_or_compute(KEY, slow)
    with log.open("a") as file:
        file.write(f"got {frame['orders'].iloc[0]}\n")


def test_of_several_processes_one_computes(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(3)
    log = tmp_path / "log"
    processes = [
        context.Process(target=_ask, args=(tmp_path / "cache", barrier.wait, log)) for _ in range(3)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert sorted(log.read_text().split("\n")) == ["", "computed", "got 11", "got 11", "got 11"]


def test_who_waits_too_long_computes_alone(
    answer: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer_stores, "LONGEST_WAIT", 0.1)
    store = FileStore(tmp_path)
    with store.alone(KEY):
        assert make_cache(None, tmp_path).get_or_compute(KEY, lambda: answer) is answer
    pd.testing.assert_frame_equal(make_cache(None, tmp_path).get_or_compute(KEY, fails), answer)
