"""Files come in from administrators in front of our own page, and from nobody else."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr

from callbacks.desk import Ask, Kind
from dashapp.factory import create_app
from dashapp.jobs import files
from dashapp.roles import USER_HEADER
from dashapp.security import PROXY_HEADER
from dashapp.services import build_services
from dashapp.settings import Settings

OURS = {"X-Sales-Analytics": "1"}
SECRET = "a-proxy-secret-of-length"


@pytest.fixture(scope="module")
def settings(no_settings_from_outside: None, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=tmp_path_factory.mktemp("intake"), upload_max_mb=1)


@pytest.fixture(scope="module")
def server(settings: Settings) -> Flask:
    return create_app(build_services(settings), settings).server


@pytest.fixture
def client(server: Flask) -> FlaskClient:
    return server.test_client()


def _upload(client: FlaskClient) -> str:
    return str(client.post("/data/uploads", headers=OURS).get_json()["upload"])


def test_a_file_is_streamed_to_the_disk(client: FlaskClient, settings: Settings) -> None:
    upload = _upload(client)
    answer = client.post(
        f"/data/uploads/{upload}/files",
        data=b"a,b\n1,2\n",
        headers={**OURS, "X-File-Name": "..%2F..%2FOrders%20May.csv"},
    )
    assert answer.get_json() == {"name": "Orders May.csv"}
    kept = settings.uploads_dir / upload / "Orders May.csv"
    assert kept.read_bytes() == b"a,b\n1,2\n"


def test_a_file_may_be_larger_than_any_other_request_but_not_than_the_setting(
    client: FlaskClient, settings: Settings
) -> None:
    upload = _upload(client)
    answer = client.post(
        f"/data/uploads/{upload}/files", data=b"x" * (1024 * 1024 + 1), headers=OURS
    )
    assert answer.status_code == 413
    assert "may have 1 MB" in answer.get_json()["error"]
    assert not list((settings.uploads_dir / upload).iterdir())


def test_a_file_of_unknown_length_is_counted_as_it_comes(
    client: FlaskClient, settings: Settings
) -> None:
    upload = _upload(client)
    answer = client.post(
        f"/data/uploads/{upload}/files",
        headers={**OURS, "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input": _Endless(), "wsgi.input_terminated": True},
    )
    assert answer.status_code == 413
    assert not list((settings.uploads_dir / upload).iterdir())


class _Endless:
    def read(self, size: int = -1) -> bytes:
        return b"x" * (size if size > 0 else 65536)

    def readline(self, _size: int = -1) -> bytes:
        return b"x"

    def close(self) -> None:
        return None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {**OURS, "Sec-Fetch-Site": "cross-site"},
        {**OURS, "Sec-Fetch-Site": "same-site"},
        {**OURS, "Origin": "https://elsewhere.example.com"},
        {**OURS, "Origin": "null"},
        {**OURS, "Origin": "http://[["},
    ],
    ids=str,
)
def test_another_site_cannot_send_files(client: FlaskClient, headers: dict[str, str]) -> None:
    upload = _upload(client)
    for path in ("/data/uploads", f"/data/uploads/{upload}/files"):
        answer = client.post(path, data=b"x", headers=headers)
        assert answer.status_code == 403
        assert "Please reload it" in answer.get_json()["error"]


def test_our_own_page_can(client: FlaskClient) -> None:
    headers = {**OURS, "Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    assert client.post("/data/uploads", headers=headers).status_code == 200


@pytest.mark.parametrize("upload", ["0" * 32, "..", "%2e%2e", "x", "A" * 32])
def test_an_upload_that_is_not_there_takes_nothing(client: FlaskClient, upload: str) -> None:
    answer = client.post(f"/data/uploads/{upload}/files", data=b"x", headers=OURS)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "job", ["..", "x", "20260101T000000Z-00000000", "..%2F..%2Fsecret_key", "%00"]
)
def test_rejects_are_given_by_id_only(client: FlaskClient, job: str) -> None:
    assert client.get(f"/data/jobs/{job}/rejects.csv").status_code == 404


def test_rows_that_were_set_aside_are_a_file(client: FlaskClient, settings: Settings) -> None:
    job = files.new_id()
    folder = settings.jobs_dir / job
    folder.mkdir(parents=True)
    ask = asdict(Ask(Kind.PREVIEW, ""))
    files.write(folder / files.SPEC, {"ask": ask, "by": "", "begun_at": "2026-11-23T10:00:00"})
    assert client.get(f"/data/jobs/{job}/rejects.csv").status_code == 404
    (folder / files.REJECTS).write_text("file,row\nx.csv,2\n")
    with client.get(f"/data/jobs/{job}/rejects.csv") as answer:
        assert answer.get_data(as_text=True) == "file,row\nx.csv,2\n"
        assert "attachment" in answer.headers["Content-Disposition"]
        assert answer.headers["Cache-Control"] == "no-store"


def test_behind_a_proxy_only_administrators_send_and_get(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path,
        auth_mode="proxy",
        proxy_secret=SecretStr(SECRET),
        admin_users=("ada",),
    )
    client = create_app(build_services(settings), settings).server.test_client()
    ada = {**OURS, PROXY_HEADER: SECRET, USER_HEADER: "ada"}
    upload = client.post("/data/uploads", headers=ada).get_json()["upload"]
    for reader in ({}, {USER_HEADER: "ben"}, {USER_HEADER: ""}):
        headers = {**OURS, PROXY_HEADER: SECRET, **reader}
        assert client.post("/data/uploads", headers=headers).status_code == 403
        path = f"/data/uploads/{upload}/files"
        assert client.post(path, data=b"x", headers=headers).status_code == 403
        assert client.get("/data/jobs/x/rejects.csv", headers=headers).status_code == 404
    assert not list((tmp_path / "uploads" / upload).iterdir())
