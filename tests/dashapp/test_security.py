"""Who is answered, and what browsers are told."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from flask import Flask, request
from pydantic import SecretStr

from dashapp.security import content_policy, inline_hashes, protect
from dashapp.settings import Settings

SECRET = "sixteen-or-more-characters"


def served(tmp_path: Path, **settings: object) -> Flask:
    server = Flask("shop", static_folder=str(tmp_path), static_url_path="/assets")
    server.add_url_rule("/", "page", lambda: f"{request.remote_addr} {request.scheme}")
    server.add_url_rule("/healthz", "healthz", lambda: "ok")
    protect(server, Settings(data_dir=tmp_path, **settings), content_policy([]))  # type: ignore[arg-type]
    return server


@pytest.mark.parametrize("host", ["127.0.0.1:8050", "localhost", "[::1]:8050"])
def test_names_of_this_machine_are_always_known(tmp_path: Path, host: str) -> None:
    answer = served(tmp_path).test_client().get("/", headers={"Host": host})

    assert answer.status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[127.0.0.1", ""])
def test_a_page_that_points_its_own_name_at_this_machine_gets_nothing(
    tmp_path: Path, host: str
) -> None:
    answer = served(tmp_path).test_client().get("/", headers={"Host": host})

    assert answer.status_code == 400


def test_trusted_names_are_answered_and_their_neighbours_are_not(tmp_path: Path) -> None:
    client = served(tmp_path, trusted_hosts="sales.example.com,.example.org").test_client()

    def status(host: str) -> int:
        return client.get("/", headers={"Host": host}).status_code

    assert status("sales.example.com") == 200
    assert status("a.example.org") == 200
    assert status("other.example.com") == 400


def test_without_proxies_nobody_can_claim_to_be_one(tmp_path: Path) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}

    answer = served(tmp_path).test_client().get("/", headers=headers)

    assert answer.text == "127.0.0.1 http"


def test_one_proxy_is_believed_for_one_step_only(tmp_path: Path) -> None:
    headers = {"X-Forwarded-For": "198.51.100.7, 203.0.113.9", "X-Forwarded-Proto": "https"}

    answer = served(tmp_path, proxy_hops=1).test_client().get("/", headers=headers)

    assert answer.text == "203.0.113.9 https"


@pytest.mark.parametrize("given", [None, "", "sixteen-or-more-characterz", "Äöü"])
def test_whoever_goes_round_the_proxy_is_turned_away(tmp_path: Path, given: str | None) -> None:
    server = served(tmp_path, auth_mode="proxy", proxy_secret=SecretStr(SECRET))
    headers = {} if given is None else {"X-Proxy-Secret": given.encode().decode("latin-1")}

    answer = server.test_client().get("/", headers=headers)

    assert answer.status_code == 401


def test_the_proxy_itself_is_answered(tmp_path: Path) -> None:
    server = served(tmp_path, auth_mode="proxy", proxy_secret=SecretStr(SECRET))

    answer = server.test_client().get("/", headers={"X-Proxy-Secret": SECRET})

    assert answer.status_code == 200


def test_health_is_told_without_the_secret(tmp_path: Path) -> None:
    server = served(tmp_path, auth_mode="proxy", proxy_secret=SecretStr(SECRET))

    assert server.test_client().get("/healthz").text == "ok"


def test_figures_are_kept_by_no_cache(tmp_path: Path) -> None:
    assert served(tmp_path).test_client().get("/").headers["Cache-Control"] == "no-store"


def test_a_body_of_any_size_is_not_read(tmp_path: Path) -> None:
    server = served(tmp_path)
    server.add_url_rule("/in", "in", lambda: str(len(request.data)), methods=["POST"])
    client = server.test_client()

    assert client.post("/in", data=b"x" * 4_194_304).text == "4194304"
    assert client.post("/in", data=b"x" * 4_194_305).status_code == 413


def test_the_policy_names_each_inline_script_once() -> None:
    policy = content_policy(["'sha256-b'", "'sha256-a'", "'sha256-b'"])

    assert "script-src 'self' 'sha256-a' 'sha256-b';" in policy
    assert "unsafe-eval" not in policy


def test_only_scripts_in_the_document_itself_need_a_hash() -> None:
    digest = hashlib.sha256(b"go()").digest()

    found = inline_hashes('<script src="/a.js"></script><script async>go()</script><p>x</p>')

    assert found == [f"'sha256-{base64.b64encode(digest).decode()}'"]
