"""Work on several cores gives what it gives on one."""

from __future__ import annotations

from threading import Barrier, get_ident

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from models.side_by_side import at_once, meanwhile, side_by_side


def test_pieces_come_back_in_the_order_in_which_they_were_given() -> None:
    assert side_by_side(lambda number: number * 10, range(50)) == [n * 10 for n in range(50)]


def test_the_first_that_fails_is_raised() -> None:
    def halved(number: int) -> int:
        if number % 2:
            raise ValueError(f"{number} is odd")
        return number // 2

    with pytest.raises(ValueError, match="3 is odd"):
        side_by_side(halved, [2, 3, 5])


def test_two_pieces_of_work_run_at_the_same_time_in_two_threads() -> None:
    both = Barrier(2, timeout=30)  # broken, which raises, if one waited for the other to end

    def thread() -> int:
        both.wait()
        return get_ident()

    one, other = meanwhile(thread, thread)
    assert one != other == get_ident()


def test_arithmetic_has_one_thread_inside_and_as_many_as_before_outside() -> None:
    def threads(_piece: int = 0) -> set[int]:
        np.ones((2, 2)) @ np.ones((2, 2))
        return {library["num_threads"] for library in threadpool_info()}

    before = threads()
    assert side_by_side(threads, range(at_once())) == [{1}] * at_once()
    assert threads() == before
