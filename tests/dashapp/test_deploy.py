"""The files in deploy/ speak of settings and addresses that exist."""

from __future__ import annotations

import re
from pathlib import Path

from dash.fingerprint import check_fingerprint
from flask.testing import FlaskClient

from dashapp.kept_files import ASKED_ABOUT, FOR_EVER
from dashapp.settings import Settings

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
KNOWN = {name.upper() for name in Settings.model_fields}


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def test_the_example_names_settings_that_exist() -> None:
    named = re.findall(r"^(?:# )?([A-Z_]+)=", text("environment.example"), re.MULTILINE)

    assert len(named) > 6
    assert set(named) - KNOWN == set()


def test_the_example_can_be_used_as_it_stands() -> None:
    pairs = re.findall(r"^([A-Z_]+)=(.+)$", text("environment.example"), re.MULTILINE)

    settings = Settings.model_validate({name.lower(): value for name, value in pairs})

    assert settings.bind == "unix:/run/sales-analytics/app.sock"
    assert "sales.example.com" in settings.allowed_hosts


def test_the_containers_are_given_settings_that_exist() -> None:
    block = text("docker/compose.yaml").split("&settings\n")[1].split("  volumes:")[0]

    named = re.findall(r"^    ([A-Z_]+):", block, re.MULTILINE)
    assert "PROXY_SECRET" in named
    assert set(named) - KNOWN == set()


def test_the_unit_and_the_site_mean_the_same_socket() -> None:
    directory = re.findall(
        r"^RuntimeDirectory=(.+)$", text("systemd/sales-analytics.service"), re.MULTILINE
    )
    socket = re.findall(r"server unix:(.+);", text("nginx/sales-analytics.conf"))

    assert socket == [f"/run/{directory[0]}/app.sock"]
    assert f"HOST=unix:{socket[0]}" in text("environment.example")


def test_nginx_finds_the_file_behind_every_address_with_a_fingerprint(client: FlaskClient) -> None:
    found = re.search(r'location ~ "(.*_dash-component-suites.*)" \{', text("nginx/pages.conf"))
    assert found is not None
    pattern = re.compile(found.group(1).replace("(?<", "(?P<"))

    named = re.findall(r'src="(/_dash-component-suites/[^"]*)"', client.get("/").text)
    assert len(named) > 6
    for address in named:
        match = pattern.match(address)
        assert match is not None, address
        assert check_fingerprint(address)[0] == match["file"] + match["ending"]


def test_nginx_and_the_app_keep_files_equally_long(client: FlaskClient) -> None:
    told = set(re.findall(r'"((?:public|private), [^"]*)"', text("nginx/pages.conf")))
    told |= set(re.findall(r'"((?:public|private), [^"]*)"', text("nginx/http.conf")))

    assert told == {FOR_EVER, ASKED_ABOUT}
    with client.get("/_dash-component-suites/dash/dcc/async-graph.js") as chunk:
        assert chunk.headers["Cache-Control"] == ASKED_ABOUT


def test_nginx_lets_the_app_compress_what_it_makes() -> None:
    assert "Accept-Encoding" not in text("nginx/upstream.conf")


def test_nginx_sends_the_secret_under_the_name_the_app_reads() -> None:
    assert 'proxy_set_header X-Proxy-Secret "%s";' in text("docker/start-web")
    assert "sales-analytics-secret.conf" in text("nginx/upstream.conf")
