"""JSON lines and lists: each object is a row, and no digit changes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from data import schema
from data.ingest import LoadError
from data.ingest.formats import jsonlines
from data.ingest.formats.tables import tables_of
from tests.data.ingest.reading import texts
from tests.data.ingest.store import HEADER, Store

MUG = "489434,85048,MUG,2,2010-07-01 10:00:00,1.50,13085,United Kingdom"
ROWS = [
    {"id": 1, "price": 2.50, "customer": {"id": "a", "tags": ["x", "y"]}, "paid": True},
    {"id": 2, "note": "a\nb", "customer": None, "price": None, "tags": []},
]


@pytest.mark.parametrize("form", ["lines", "list", "gzip"])
def test_json_is_read_as_lines_or_as_one_list(tmp_path: Path, form: str) -> None:
    path = tmp_path / {"lines": "file.jsonl", "list": "file.json", "gzip": "f.ndjson.gz"}[form]
    lines = "\n\n".join(json.dumps(row) for row in ROWS).replace("2.5", "2.50")
    if form == "list":
        path.write_text(json.dumps(ROWS, indent=1).replace("2.5", "2.50"), "utf-8")
    else:
        content = f"{lines}\n".encode()
        path.write_bytes(gzip.compress(content) if form == "gzip" else content)
    header = ("id", "price", "customer.id", "customer.tags", "paid", "note", "customer", "tags")
    assert tables_of(path).tables[0].header == header
    second = 2 if form == "list" else 3
    assert texts(path) == [
        (1, "1", "2.50", "a", '["x", "y"]', "true", None, None, None),
        (second, "2", None, None, None, None, "a\nb", None, None),
    ]
    assert texts(path, ",")[0][2] == "2,50"


def test_a_list_longer_than_a_block_is_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.ingest.formats.jsonlines.BLOCK", 7)
    path = tmp_path / "file.json"
    path.write_text(json.dumps([{"id": n, "name": "é" * n} for n in range(50)]), "utf-8")
    assert [row[2] for row in texts(path)] == [None, *("é" * n for n in range(1, 50))]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1}\n{"a": \n', r"line 2 is no JSON"),
        ('{"a": 1}\n[1]\n', r"line 2 is no object of names and values"),
        ('[{"a": 1}, {"a": ', r"object 2 is not finished"),
        ('[{"a": 1}] and more', r"goes on after the end of its list"),
        ('{"lines": [{"sku": 1}]}', r"lines in row 1 holds a list of objects"),
        ("[" * 100_000, r"object 1 is not finished"),
        ("", r"holds no objects"),
        ("\n", r"holds no objects"),
    ],
)
def test_json_that_is_no_table_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "file.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(LoadError, match=f"file.jsonl.*{said}"):
        jsonlines.header(path, path.name)


@pytest.mark.parametrize("text", ['{"a": "x\\udc00"}', '[{"a": "x\\udc00"}]'])
def test_half_a_letter_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "file.json"
    path.write_text(text, "utf-8")
    with pytest.raises(LoadError, match=r"file.json is no UTF-8 text"):
        jsonlines.convert(path, path.name, ("a",), tmp_path / "file.parquet")


def test_orders_as_json_lines_load_like_any_other_file(store: Store) -> None:
    values = dict(zip(HEADER.split(","), MUG.split(","), strict=True))
    path = store.write("sales.jsonl", json.dumps({**values, "Quantity": 2, "Price": 1.5}))
    assert store.load(path).files[0].amount_loaded == 3
    assert store.rows(schema.products.c.name) == [("MUG",)]
