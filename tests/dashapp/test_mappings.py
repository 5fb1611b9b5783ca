"""Mappings that were made by menus."""

from __future__ import annotations

from pathlib import Path

import pytest

from callbacks.desk import Refused
from dashapp.mappings import MappingFolder, name_of


def test_a_mapping_is_found_under_the_name_it_was_given(tmp_path: Path) -> None:
    folder = MappingFolder(tmp_path / "mappings")
    name = folder.save("Till export, Leeds", "title = 'x'")
    assert name == "till-export-leeds"
    assert folder.path(name).read_text() == "title = 'x'"
    folder.save(name, "title = 'y'")
    assert [path.name for path in (tmp_path / "mappings").iterdir()] == ["till-export-leeds.toml"]
    assert folder.path(name).read_text() == "title = 'y'"


@pytest.mark.parametrize(
    ("said", "name"),
    [("../../x", "x"), ("", "mapping"), ("ß" * 9, "mapping"), ("A" * 60, "a" * 40)],
)
def test_a_name_leads_nowhere(said: str, name: str) -> None:
    assert name_of(said) == name


@pytest.mark.parametrize("name", ["", "..", "../x", "x.toml", "nothing", "a" * 41, "a/b", "x\n"])
def test_what_is_no_name_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "x.toml").write_text("")
    with pytest.raises(Refused, match="match the columns again"):
        MappingFolder(tmp_path).path(name)
