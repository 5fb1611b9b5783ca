"""Where the way to Spark is not installed; with a cluster: `tests/cluster/test_store.py`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from data.releases import StoreFailed
from data.stores import open_store


def test_who_names_spark_without_what_speaks_to_it_is_told_where_to_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "data.stores.spark", None)
    with pytest.raises(StoreFailed, match=r"not installed: docs/deployment\.md says how"):
        open_store(tmp_path, url="sparksql://spark:10000/shop?folder=/mnt/shop")
