"""What finding and writing the clusters of many customers costs.

`python -m bench segments`. The customers are made inside DuckDB, as a
release holds them. Measured is what training does with them: a repeatable sample, K-Means with
silhouette and bootstrap for every number of clusters, everybody put into the nearest centre by the
database, and the profiles; then the same a week later, when everybody who is near a border stays.
The floor is DuckDB's own `INSERT ... SELECT` of the same features into a table. Each in a process
of its own.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.cost import Cost, process_cost, say_cost
from bench.rows import Row
from bench.scale import Scale
from dashapp.training.segments import rule_of
from data import schema
from data.engines import writer_engine
from data.learning_segments import read_sample, write_clusters
from data.queries.segment_scoring import Centres
from models.segmentation import Segmenter

PEOPLE = """INSERT INTO dim_customer
    SELECT i AS customer_key, 'c' || i AS customer_id, NULL FROM range(1, {customers} + 1) t(i)"""
# Four kinds of customers, and everything between them; one in ten has lapsed.
FEATURES = """INSERT INTO customer_features
    WITH drawn AS (
        SELECT i, hash(i) % 4 AS kind, (hash(i * 7) % 10_000) / 10_000 AS a,
            (hash(i * 11) % 10_000) / 10_000 AS b, (hash(i * 13) % 10_000) / 10_000 AS c
        FROM range(1, {customers} + 1) t(i)
    )
    SELECT i, DATE '2024-01-01', DATE '2026-01-01', 700, 3,
        CASE WHEN hash(i * 17) % 10 > 0
            THEN (CASE WHEN kind < 2 THEN 10 + 60 * a ELSE 150 + 500 * a END)::INTEGER END,
        1 + (CASE WHEN kind % 2 = 0 THEN 12 * b * b ELSE 0 END)::INTEGER,
        (10 + exp(3 + (kind % 2) + 2.5 * c))::DECIMAL(18, 4), 100, 3, 3, 3, 'Loyal'
    FROM drawn"""
STEPS = ("floor", "score", "train", "again")


def rows(scale: Scale) -> list[Row]:
    """Each step beside the database's own copy of the features."""
    with TemporaryDirectory(prefix="sales-bench-") as folder:
        shop = Path(folder) / "shop.duckdb"
        _make(shop, scale.customers)
        costs = {step: _measured(step, shop) for step in STEPS}
    least, people = costs["floor"].cpu, f"{scale.customers:,} customers"
    found = [
        Row(f"{people}: {says}", costs[step].cpu, "s CPU", least, "copy of their features")
        for step, says in _SAYS.items()
    ]
    return [*found, Row(f"{people}: highest memory", costs["train"].peak_mb, "MB")]


_SAYS = {
    "score": "clusters of everybody",
    "train": "sample, fit, clusters, profiles",
    "again": "the same, who is near stays",
}


def _make(shop: Path, customers: int) -> None:
    engine = writer_engine(shop)
    with engine.begin() as connection:
        schema.METADATA.create_all(connection, tables=schema.DERIVED)
        for statement in (PEOPLE, FEATURES):
            connection.exec_driver_sql(statement.format(customers=customers))
    engine.dispose()


def _measured(step: str, shop: Path) -> Cost:
    """Do it on a copy, in a process of its own, because a process keeps its highest memory."""
    copy = shop.with_name("copy.duckdb")
    if step != "again":  # which goes on with what training left
        shutil.copy(shop, copy)
    return process_cost("bench.segments", step, str(copy))


def _floor(shop: Path) -> None:
    engine = writer_engine(shop)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE other AS FROM customer_features LIMIT 0")
        connection.exec_driver_sql("INSERT INTO other SELECT * FROM customer_features")
    engine.dispose()


def _score(shop: Path) -> None:
    """Everybody into clusters that are given, which is what grows with their number."""
    engine = writer_engine(shop)
    centres = [[0.5 * n, -0.3 * n, 0.2 * n] for n in range(-2, 3)]
    names = [f"Cluster {n}" for n in range(1, 6)]
    write_clusters(engine, Centres([4.0, 1.0, 5.0], [1.2, 0.6, 1.0], centres, names))
    engine.dispose()


def _train(shop: Path, *, staying: bool = False) -> None:
    engine, segmenter = writer_engine(shop), Segmenter()
    model = segmenter.fit(read_sample(engine, segmenter.fit_sample))
    found = model.profiled(write_clusters(engine, rule_of(model), staying=staying))
    if not staying:
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO former_clusters SELECT customer_key, cluster FROM customer_segments"
            )
    engine.dispose()
    if found.profiles["customers"].sum() == 0:
        raise SystemExit("Nobody was put into a cluster.")


_WAYS: dict[str, Callable[[Path], None]] = {
    "floor": _floor,
    "score": _score,
    "train": _train,
    "again": partial(_train, staying=True),
}


if __name__ == "__main__":
    step, shop = sys.argv[1:]
    say_cost(partial(_WAYS[step], Path(shop)))
