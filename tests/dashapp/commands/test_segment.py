"""`segment`: who the customers of any file of orders are."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data import schema
from data.stores import FileStore
from tests.built import Built
from tests.dashapp.commands.conftest import Command

LINES = ["ada,2026-05-04,18", "ada,2026-06-10,36", "ada,2026-07-02,20", "ada,2026-07-02,3"]
OTHERS = ["ben,2026-05-04,15", "ben,2026-07-03,10", "ben,2026-07-05,-4", "cleo,2024-07-20,13"]


def write(folder: Path, lines: list[str], header: str = "customer_id,date,amount") -> Path:
    path = folder / "orders.csv"
    path.write_text("\n".join([header, *lines]) + "\n")
    return path


def answer(text: str) -> dict[str, dict[str, str]]:
    return {row["customer_id"]: row for row in csv.DictReader(io.StringIO(text))}


def test_each_customer_is_a_line_with_recency_order_days_and_money(
    command: Command, tmp_path: Path
) -> None:
    """Two orders of a day are one order day, and what came back is subtracted."""
    said = command("segment", write(tmp_path, [*LINES, *OTHERS]))
    assert said.code == 0
    assert said.out.startswith(
        "customer_id,recency,frequency,monetary,r_score,f_score,m_score,rfm_segment,cluster,"
        "cluster_name\r\n"
    )
    found = answer(said.out)
    assert [found["ada"][name] for name in ("recency", "frequency", "monetary")] == [
        "3",
        "3",
        "77.0",
    ]
    assert [found["ben"][name] for name in ("recency", "frequency", "monetary")] == [
        "2",
        "2",
        "21.0",
    ]
    assert (found["cleo"]["recency"], found["cleo"]["rfm_segment"]) == ("715", "Hibernating")


def test_too_few_customers_for_clusters_are_told_and_still_scored(
    command: Command, tmp_path: Path
) -> None:
    said = command("segment", write(tmp_path, LINES))
    assert (said.code, answer(said.out)["ada"]["cluster"]) == (0, "")
    assert said.err == "There are no clusters: Segments need at least 30; there are 1.\n"


def test_a_day_knows_nothing_of_later_orders(command: Command, tmp_path: Path) -> None:
    path = write(tmp_path, [*LINES, *OTHERS, "dan,2026-07-20,76"])
    said = command("segment", path, "--as-of", "2026-06-10")
    found = answer(said.out)
    assert set(found) == {"ada", "ben", "cleo"}
    assert (found["ada"]["recency"], found["ada"]["monetary"]) == ("0", "54.0")
    assert "1 customer has no order by 2026-06-10 and stayed out." in said.err
    lapsed = answer(command("segment", path, "--as-of", "2026-07-20").out)["cleo"]
    assert (lapsed["recency"], lapsed["r_score"], lapsed["rfm_segment"]) == ("", "", "Lapsed")


@pytest.mark.parametrize(
    ("lines", "words", "sentence"),
    [
        (LINES, ["--as-of", "soon"], "'soon' is not a day; write it as YYYY-MM-DD."),
        (LINES, ["--as-of", "2026-05-03"], "begins on 2026-05-04; 2026-05-03 is before that."),
        (["ada,2026-02-30,1"], [], "orders.csv, line 2: date has to be a day"),
        (["ada,2026-02-03,one"], [], "orders.csv, line 2: date has to be a day"),
    ],
)
def test_what_cannot_be_read_or_meant_is_a_usage_error(
    command: Command, tmp_path: Path, lines: list[str], words: list[str], sentence: str
) -> None:
    said = command("segment", write(tmp_path, lines), *words)
    assert (said.code, said.out) == (2, "")
    assert sentence in said.err


def test_a_missing_column_is_named(command: Command, tmp_path: Path) -> None:
    said = command("segment", write(tmp_path, ["ada,2026-01-01"], "customer_id,date"))
    assert said.code == 2
    assert "it lacks amount" in said.err


def test_clusters_do_not_depend_on_the_order_of_lines(command: Command, tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    days = [date(2026, 1, 1) + timedelta(days=int(n)) for n in rng.integers(0, 180, 400)]
    lines = [
        f"c{rng.integers(0, 90)},{day},{amount:.2f}"
        for day, amount in zip(days, np.exp(rng.normal(3, 1, 400)), strict=True)
    ]
    straight = command("segment", write(tmp_path, lines))
    mixed = command("segment", write(tmp_path, lines[::-1]))
    assert straight.out == mixed.out
    assert all(row["cluster"] and row["cluster_name"] for row in answer(straight.out).values())
    said = command("segment", write(tmp_path, lines), "--format", "json")
    assert {row["customer_id"] for row in said.rows} == set(answer(straight.out))
    assert said.json["as_of"] == max(days).isoformat()
    assert said.json["trust"]


def test_a_release_written_as_a_file_is_described_as_the_release_says(
    command: Command, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Orders and reversals of a simulated shop: recency, order days, money, scores, segment."""
    store = FileStore(Built.of(tmp_path_factory).simulated(1_000, 5).releases_dir)
    info = store.info(store.current_or_fail())
    engine = store.reader(info.id)
    with engine.connect() as connection:
        people, order, back, features = (
            pd.read_sql(f"SELECT * FROM {table.name}", connection)
            for table in (
                schema.dim_customer,
                schema.fact_orders,
                schema.fact_reversals,
                schema.customer_features,
            )
        )
    engine.dispose()
    order["amount"] = order["gross"] - order["discount"]
    back = back.assign(date=back["order_date"], amount=-back["amount"])
    rows = pd.concat([order, back])[["customer_key", "date", "amount"]].merge(people)
    path = tmp_path / "orders.csv"
    rows[["customer_id", "date", "amount"]].to_csv(path, index=False)
    said = command("segment", path, "--as-of", info.last_day)
    written = said.out[said.out.index("customer_id,") :]  # after what publishing logged
    found = pd.read_csv(io.StringIO(written), dtype={"customer_id": str})
    expected = features.merge(people, on="customer_key").sort_values("customer_id")
    found = found.set_index("customer_id").loc[expected["customer_id"]]
    scores = ["frequency", "r_score", "f_score", "m_score"]
    assert found["recency"].tolist() == pytest.approx(
        expected["recency_days"].tolist(), nan_ok=True
    )
    for name in scores:
        assert found[name].tolist() == pytest.approx(expected[name].tolist(), nan_ok=True)
    assert found["monetary"].tolist() == pytest.approx(expected["monetary"].astype(float).tolist())
    assert found["rfm_segment"].tolist() == expected["rfm_segment"].fillna("Lapsed").tolist()
