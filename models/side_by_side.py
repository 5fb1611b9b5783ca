"""The same work on several things at once, on several cores.

In threads: the arithmetic of NumPy and scikit-learn lets others run meanwhile, and nothing has to
be copied to another process. Results are those of one after the other, bit for bit: each piece is
worked out by itself, and pieces come back in the order in which they were given.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from threadpoolctl import threadpool_limits

# More hardly help, and each holds its own block of numbers.
MOST_AT_ONCE = 4


Thing = TypeVar("Thing")
Found = TypeVar("Found")
Other = TypeVar("Other")


def at_once() -> int:
    """How many pieces of work share this machine's cores."""
    return min(os.cpu_count() or 1, MOST_AT_ONCE)


def side_by_side(work: Callable[[Thing], Found], things: Iterable[Thing]) -> list[Found]:
    """What the work gives of each of them; the first that fails is raised."""
    with one_thread_each(), ThreadPoolExecutor(at_once(), initializer=one_thread_each) as pool:
        return list(pool.map(work, things))


def meanwhile(one: Callable[[], Found], other: Callable[[], Other]) -> tuple[Found, Other]:
    """What two pieces of work give, the first of them in a thread of its own."""
    with one_thread_each(), ThreadPoolExecutor(1, initializer=one_thread_each) as pool:
        begun = pool.submit(one)
        found = other()
        return begun.result(), found


def one_thread_each() -> threadpool_limits:
    """From now on libraries of arithmetic use one thread for what this thread asks of them.

    More would wait for each other, and sums would depend on how many there are. OpenMP counts for
    every asking thread by itself, others for the whole process; left as a context, it is as before.
    """
    return threadpool_limits(limits=1)
