"""A request that passed once is answered before the application sees it, and no other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashapp.cache import make_cache
from dashapp.factory import create_app
from dashapp.kept_answers import keep_answers
from dashapp.logs import configure_logs
from dashapp.services import build_services
from dashapp.settings import Settings
from dashapp.shortcut import Kept, Memory
from tests.dashapp.test_kept_answers import ask
from tests.data.shop import build_shop

SECRET = "s" * 20
INSIDE = {"X-Proxy-Secret": SECRET, "X-Forwarded-User": "ada"}


class Counting:
    """The application behind the shortcut, and how often it was asked a question."""

    def __init__(self, application: Any) -> None:
        self.application, self.times = application, 0

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self.times += environ["REQUEST_METHOD"] == "POST"
        return self.application(environ, start_response)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A shop behind a proxy that logs people in."""
    found = Settings(
        data_dir=tmp_path,
        query_threads=1,
        auth_mode="proxy",
        proxy_secret=SECRET,
        admin_users=("ada",),
        personal_data_users=("ada",),
    )
    build_shop(found.releases_dir)
    return found


@pytest.fixture
def behind(settings: Settings) -> tuple[FlaskClient, Counting]:
    """A visitor, and what stands behind the shortcut."""
    services = build_services(settings)
    app = create_app(services, settings)
    counting = Counting(app.server.wsgi_app)
    app.server.wsgi_app = counting
    keep_answers(app, services, make_cache(None, settings.cache_dir))
    client: FlaskClient = app.server.test_client()
    client.environ_base.update(
        {f"HTTP_{k.upper().replace('-', '_')}": v for k, v in INSIDE.items()}
    )
    return client, counting


def test_the_same_request_is_not_handed_on_again(behind: tuple[FlaskClient, Counting]) -> None:
    client, counting = behind
    first, again = ask(client), ask(client)
    assert counting.times == 1
    assert again.data == first.data
    assert again.status == first.status
    code = "X-Request-ID"
    assert again.headers[code] != first.headers[code]
    sent = [{k: v for k, v in one.headers if k != code} for one in (first, again)]
    assert sent[0] == sent[1]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-Proxy-Secret": "t" * 20}, 401),
        ({"X-Proxy-Secret": ""}, 401),
        ({"Host": "elsewhere.example"}, 400),
        ({"Content-Type": "text/plain"}, 400),
    ],
)
def test_whoever_is_not_let_in_gets_nothing_that_others_were_told(
    behind: tuple[FlaskClient, Counting], headers: dict[str, str], status: int
) -> None:
    client, _ = behind
    assert ask(client).status_code == 200
    kind = headers.get("Content-Type", "application/json")
    assert ask(client, headers=headers, content_type=kind).status_code == status
    assert ask(client).status_code == 200


def test_who_may_see_less_is_asked_for_apart(behind: tuple[FlaskClient, Counting]) -> None:
    client, counting = behind
    for user, times in (("ada", 1), ("bob", 2), ("cy", 2), (" ada ", 2)):
        ask(client, headers={"X-Forwarded-User": user})
        assert counting.times == times


def test_each_gets_the_encoding_it_takes(behind: tuple[FlaskClient, Counting]) -> None:
    client, _ = behind
    for _ in range(2):
        plain = ask(client)
        packed = ask(client, headers={"Accept-Encoding": "br"})
        assert packed.headers["Content-Encoding"] == "br"
        assert "Content-Encoding" not in plain.headers
        assert len(packed.data) < len(plain.data) / 2


def test_a_body_too_long_for_a_question_goes_to_the_application(
    behind: tuple[FlaskClient, Counting],
) -> None:
    client, counting = behind
    for _ in range(2):
        told = client.post("/_dash-update-component", data=b"x" * 70_000)
        assert told.status_code == 400
    assert counting.times == 2


def test_each_answer_has_its_line(
    behind: tuple[FlaskClient, Counting],
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    client, counting = behind
    ask(client)
    configure_logs(settings.model_copy(update={"log_format": "json"}))
    told = ask(client)
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert counting.times == 1
    assert (line["event"], line["status"], line["method"]) == ("answered", 200, "POST")
    assert line["request"] == told.headers["X-Request-ID"]
    assert line["path"] == "/_dash-update-component"


def test_memory_lets_go_of_what_was_not_asked_for_longest() -> None:
    memory = Memory(most=10)
    five, one = Kept([], b"12345"), Kept([], b"1")
    memory.set(b"a", five)
    memory.set(b"b", five)
    memory.get(b"a")
    memory.set(b"c", one)
    assert [memory.get(key) for key in (b"a", b"b", b"c")] == [five, None, one]
