"""Whoever does half of the work dies in the middle of it: the answer is the same."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from pandas.testing import assert_frame_equal

from data.reading import read
from data.schema import fact_lines
from tests.cluster.conftest import Both
from tests.spark import Cluster

_SECONDS = 60


def pairs() -> sa.Select[Any]:
    """Every two lines of a customer, by category: many times more than there are lines."""
    one, other = fact_lines.alias("one"), fact_lines.alias("other")
    pieces = sa.cast(sa.func.sum(one.c.quantity * other.c.quantity), sa.BigInteger)
    return (
        sa.select(
            one.c.category,
            sa.func.count().label("pairs"),
            pieces.label("pieces"),
            sa.func.sum(one.c.gross + other.c.gross).label("gross"),
        )
        .join(other, other.c.customer_key == one.c.customer_key)
        .group_by(one.c.category)
        .order_by(one.c.category)
    )


def instant(text: str) -> datetime:
    return datetime.strptime(text.replace("GMT", "+0000"), "%Y-%m-%dT%H:%M:%S.%f%z").astimezone(UTC)


def busy_since(cluster: Cluster, before: set[int]) -> int:
    """The number of a new job of which both executors are doing a part."""
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        running = [job["jobId"] for job in cluster.says("jobs?status=running")]
        working = [e for e in cluster.says("executors") if e["activeTasks"] and e["id"] != "driver"]
        new = [number for number in running if number not in before]
        if new and len(working) == 2:
            return int(new[0])
        time.sleep(0.05)
    raise AssertionError("the question was answered before anybody could look")


def test_an_executor_dies_in_the_middle_of_a_question_and_the_answer_is_the_same(
    million: Both, spark: Cluster
) -> None:
    expected = read(million.file.engine, pairs())
    before = {job["jobId"] for job in spark.says("jobs")}
    lost_before = {e["id"] for e in spark.says("allexecutors") if not e["isActive"]}

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(read, million.cluster.engine, pairs())
        job = busy_since(spark, before)
        victim = spark.executors()[0]
        os.kill(victim.pid, signal.SIGKILL)
        assert not answer.done()
        assert_frame_equal(answer.result(), expected)

    (lost,) = [
        e for e in spark.says("allexecutors") if not e["isActive"] and e["id"] not in lost_before
    ]
    hit = spark.says(f"jobs/{job}")
    # The kill fell between the beginning and the end of this question's work, and hit some of it.
    assert instant(hit["submissionTime"]) < instant(lost["removeTime"])
    assert instant(lost["removeTime"]) < instant(hit["completionTime"])
    assert hit["status"] == "SUCCEEDED"
    assert hit["numFailedTasks"] > 0
