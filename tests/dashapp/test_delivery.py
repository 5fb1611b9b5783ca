"""What browsers keep, for how long, and in which encoding it travels."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import brotli
import pytest
from flask.testing import FlaskClient

from dashapp.delivery import compress_ahead
from dashapp.factory import App
from dashapp.kept_files import FOR_EVER, KeptFile
from dashapp.page_files import ASSETS, BUNDLES, GRID, asset, asset_address, library_address

ON_THEIR_OWN = ("theme-init.js", "regenerator.min.js", "plotly-shop.min.js")
KINDS = "/", "/_dash-layout", "/_dash-dependencies"
TOTAL_KB = 790  # scripts, styles, the font, the layout and the callbacks of a first visit


def files_of(client: FlaskClient) -> list[str]:
    return re.findall(r'(?:src|href)="(/[^"]*)"', client.get("/").text)


def test_every_file_of_the_page_is_kept_for_ever(client: FlaskClient) -> None:
    for address in files_of(client):
        with client.get(address) as answer:
            assert answer.headers["Cache-Control"] == FOR_EVER, address


def test_addresses_tell_no_version(client: FlaskClient) -> None:
    for address in files_of(client):
        told = re.findall(r"\.v([\w-]+)m[0-9a-f]{16}\.", address)
        assert told == ["1"] or re.search(r"\?m=[0-9a-f]{16}$", address), address


def test_an_address_with_another_hash_is_asked_about(client: FlaskClient) -> None:
    for address in ("/assets/bundle.css?m=0123456789abcdef", "/assets/bundle.css"):
        with client.get(address) as answer:
            assert answer.headers["Cache-Control"] == "private, no-cache"
    library = re.sub(r"m[0-9a-f]{16}\.", "m0123456789abcdef.", library_address(*GRID))
    with client.get(library) as answer:
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", KINDS)
def test_whoever_comes_back_is_told_that_nothing_changed(client: FlaskClient, path: str) -> None:
    headers = {"Accept-Encoding": "br"}
    tag = client.get(path, headers=headers).headers["ETag"]

    again = client.get(path, headers={**headers, "If-None-Match": tag})

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", [*KINDS, "/assets/bundle.js", "/assets/plotly-shop.min.js"])
def test_texts_travel_in_the_encoding_that_the_browser_takes(
    client: FlaskClient, path: str
) -> None:
    plain = client.get(path)
    small = client.get(path, headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    older = client.get(path, headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "br"
    assert older.headers["Content-Encoding"] == "gzip"
    assert brotli.decompress(small.data) == gzip.decompress(older.data) == plain.data
    assert {"Accept-Encoding"} == {a.headers["Vary"] for a in (plain, small, older)}
    assert len({a.headers["ETag"] for a in (plain, small, older)}) == 3


def test_answers_of_callbacks_are_compressed_and_kept_by_nobody(
    app: App, client: FlaskClient
) -> None:
    body = {"output": "no.such", "inputs": [], "outputs": []}
    answer = client.post("/_dash-update-component", json=body, headers={"Accept-Encoding": "br"})

    assert answer.headers["Cache-Control"] == "no-store"
    assert app.server.config["COMPRESS_ALGORITHM"] == ["br", "gzip"]
    assert "application/json" in app.server.config["COMPRESS_MIMETYPES"]


def test_fonts_are_sent_as_they_are(client: FlaskClient) -> None:
    address = asset_address("fonts/inter-latin-wght-normal.woff2")
    with client.get(address, headers={"Accept-Encoding": "br"}) as answer:
        assert answer.mimetype == "font/woff2"
        assert "Content-Encoding" not in answer.headers


def test_the_font_is_fetched_once_by_one_address(client: FlaskClient) -> None:
    address = asset_address("fonts/inter-latin-wght-normal.woff2")

    assert f'as="font" type="font/woff2" href="{address}"' in client.get("/").text
    assert f'url("{address}")' in client.get("/assets/bundle.css").text


def test_our_own_styles_and_scripts_are_one_file_each(client: FlaskClient) -> None:
    own = [address for address in files_of(client) if address.startswith("/assets/")]

    styles = [address for address in own if ".css" in address]
    assert [address.split("?")[0] for address in styles] == ["/assets/bundle.css"]
    for name, ending in BUNDLES.items():
        whole = client.get(f"/assets/{name}").text
        parts = [path for path in ASSETS.glob(f"*{ending}") if path.name not in ON_THEIR_OWN]
        last_lines = [path.read_text(encoding="utf-8").splitlines()[-1] for path in parts]
        assert [line for line in last_lines if line not in whole] == []
        assert len(parts) > 5


def test_the_code_of_tables_is_named_and_not_asked_for(client: FlaskClient) -> None:
    text = client.get("/").text

    assert f'<meta name="grid-code" content="{library_address(*GRID)}">' in text
    assert re.findall(r'src="[^"]*dash_ag_grid[^"]*"', text) == []
    with client.get(library_address(*GRID)) as answer:
        assert b"window.dash_ag_grid=" in answer.data


def test_what_a_first_visit_fetches_is_small(client: FlaskClient) -> None:
    headers = {"Accept-Encoding": "br"}
    weights = {}
    for address in (*files_of(client), *KINDS):
        with client.get(address, headers=headers) as answer:
            weights[address] = len(answer.data)

    assert sum(weights.values()) / 1000 < TOTAL_KB, json.dumps(weights, indent=1)


@pytest.mark.parametrize("name", ["nothing.css", "../wsgi.py", "..%2Fwsgi.py", "fonts", ""])
def test_only_assets_are_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/assets/{name}").status_code == 404
    assert asset(name) is None


@pytest.mark.parametrize(
    "path", ["dash/dash.py", "dash/dcc/metadata.json", "os/path.py", "dash_ag_grid/nothing.js"]
)
def test_libraries_show_only_what_they_registered(client: FlaskClient, path: str) -> None:
    assert client.get(f"/_dash-component-suites/{path}").status_code == 404


def test_the_sign_of_the_framework_is_not_there(client: FlaskClient) -> None:
    text = client.get("/").text

    assert client.get("/_favicon.ico").status_code == 404
    assert f'rel="icon" type="image/svg+xml" href="{asset_address("icon.svg")}"' in text


def test_files_can_be_compressed_before_anybody_asks(
    app: App, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(app.named_files) < set(files_of(client))
    texts = [KeptFile(b"word " * 1000, "text/css"), KeptFile(b"a{}", "text/css")]

    compress_ahead(texts).join()

    monkeypatch.setattr("brotli.compress", None)
    assert len(texts[0].encoded("br")) < 100
    with pytest.raises(TypeError):
        texts[1].encoded("br")


def test_another_content_has_another_hash() -> None:
    one, other = (KeptFile.named("a.css", content) for content in (b"a{}", b"b{}"))

    assert one.digest != other.digest
    assert one.digest == KeptFile.named("b.css", b"a{}").digest
    assert not one.is_compressible


def test_an_asset_that_is_not_there_is_named() -> None:
    with pytest.raises(LookupError, match=r"nothing\.css"):
        asset_address("nothing.css")
    with pytest.raises(LookupError, match=r"nothing\.js"):
        library_address("dash", "nothing.js")


def test_each_part_of_a_bundle_is_a_file_of_assets() -> None:
    assert not [name for name in BUNDLES if Path(ASSETS, name).exists()]
