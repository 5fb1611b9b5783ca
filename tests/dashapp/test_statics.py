"""The folder of files that a web server serves by itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from dash.fingerprint import check_fingerprint
from flask.testing import FlaskClient

from dashapp.factory import App
from dashapp.statics import export, main

PREFIX = "/_dash-component-suites/"


def test_every_file_the_page_names_is_in_the_folder(
    app: App, client: FlaskClient, tmp_path: Path
) -> None:
    export(app.registered_paths, tmp_path)

    named = re.findall(r'(?:src|href)="(/(?:assets|_dash-comp)[^"?]*)', client.get("/").text)
    assert len(named) > 10
    for address in named:
        plain = check_fingerprint(address)[0].removeprefix("/")
        with client.get(address) as answer:
            assert (tmp_path / plain).read_bytes() == answer.data


def test_charts_and_tables_that_load_later_are_in_the_folder(app: App, tmp_path: Path) -> None:
    export(app.registered_paths, tmp_path)

    suites = tmp_path / PREFIX.strip("/")
    assert (suites / "dash/dcc/async-graph.js").is_file()
    assert (suites / "dash/dcc/async-dropdown.js").is_file()
    assert list(suites.rglob("*.map")) == []


def test_fonts_are_in_the_folder(app: App, tmp_path: Path) -> None:
    export(app.registered_paths, tmp_path)

    assert list((tmp_path / "assets" / "fonts").glob("*.woff2")) != []


def test_a_library_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="no_such_library"):
        export({"no_such_library": {"a.js"}}, tmp_path)


def test_the_command_says_how_many_files_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([str(tmp_path / "static")])

    assert re.match(r"\d\d files of libraries and the assets are in ", capsys.readouterr().out)


def test_the_command_wants_a_folder() -> None:
    with pytest.raises(SystemExit, match=r"^Usage: python -m dashapp\.statics FOLDER$"):
        main([])
