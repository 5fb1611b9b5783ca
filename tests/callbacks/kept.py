"""A shop of one test's own, with which something can be kept, behind a proxy or not."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from pydantic import SecretStr

from bench.page import Page
from callbacks.services import Services
from dashapp.factory import App, create_app
from dashapp.roles import USER_HEADER
from dashapp.security import PROXY_HEADER
from dashapp.services import build_services
from dashapp.settings import Settings
from tests.data.shop import build_shop

SECRET = "a-proxy-secret-of-length"  # of a test


class Kept:
    """The tiny shop served to people with names; ada is an administrator."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(
            data_dir=folder,
            auth_mode="proxy",
            proxy_secret=SecretStr(SECRET),
            admin_users=("ada",),
            query_threads=1,
        )
        build_shop(self.settings.releases_dir)
        self.services: Services = build_services(self.settings)
        self.app: App = create_app(self.services, self.settings)

    def forget(self) -> None:
        """As if nobody had ever kept anything."""
        for path in self.settings.data_dir.glob("notes.*"):
            path.unlink()

    def client(self, user: str) -> FlaskClient:
        """Somebody's browser."""
        found: FlaskClient = self.app.server.test_client()
        for header, value in ((PROXY_HEADER, SECRET), (USER_HEADER, user)):
            found.environ_base[f"HTTP_{header.upper().replace('-', '_')}"] = value
        return found

    def opened(self, user: str, search: str) -> Page:
        """A page as somebody's browser holds it."""
        client = self.client(user)

        def send(path: str, body: Any) -> tuple[int, bytes]:
            if body is None:
                answer = client.get(path)
            else:
                answer = client.post(path, data=json.dumps(body), content_type="application/json")
            return answer.status_code, answer.get_data()

        page = Page(send, connections=1)
        page.open(search)
        return page

    def called(self, user: str, output: str, values: Callable[[str, str], Any]) -> Any:
        """The answer to one callback, called with whatever `values` says of each property."""
        client = self.client(user)
        listed = client.get("/_dash-dependencies").get_json()
        item = next(i for i in listed if output in i["output"])
        body: Mapping[str, Any] = {
            "output": item["output"],
            "outputs": _outputs(item["output"]),
            "inputs": [i | {"value": values(i["id"], i["property"])} for i in item["inputs"]],
            "state": [i | {"value": values(i["id"], i["property"])} for i in item["state"]],
            "changedPropIds": [f"{i['id']}.{i['property']}" for i in item["inputs"]],
        }
        return client.post(
            "/_dash-update-component", data=json.dumps(body), content_type="application/json"
        )


def _outputs(output: str) -> Any:
    names = [name.rpartition(".") for name in output.strip(".").split("...")]
    found = [{"id": i, "property": prop} for i, _, prop in names]
    return found if output.startswith("..") else found[0]
