"""Who may load data, and who sees personal data.

On this machine alone everybody may; behind a proxy whom ADMIN_USERS and PERSONAL_DATA_USERS name.
Who is in the one is not in the other by that.
"""

from __future__ import annotations

from typing import Any

import dash
from flask import abort, has_request_context, request

from callbacks import desk
from dashapp.refusals import CALLBACK_PATH
from dashapp.settings import Settings

# Set, or emptied, by the proxy that logs people in; believed because only it knows PROXY_SECRET.
USER_HEADER = "X-Forwarded-User"
_LONGEST = 200


class Roles:
    """What the request that is being answered says about who asks."""

    def __init__(self, settings: Settings) -> None:
        # A proxy on this machine serves others, also where only this machine reaches the app.
        self._asks_nobody = settings.auth_mode == "none" and not settings.proxy_hops
        self._admins = frozenset(settings.admin_users)
        self._sees_people = frozenset(settings.personal_data_users)

    def user(self) -> str:
        """The name of whoever asks; empty where nobody is asked for one."""
        if self._asks_nobody or not has_request_context():
            return ""
        return _name(request.headers.get(USER_HEADER, ""))

    def is_admin(self) -> bool:
        """Whether whoever asks may load data and serve releases."""
        return self.rights(self.user())[0]

    def sees_people(self) -> bool:
        """Whether whoever asks sees names, e-mail addresses and cities of customers."""
        return self.rights(self.user())[1]

    def rights(self, named: str) -> tuple[bool, bool]:
        """The two answers for whoever the proxy's header names, with or without a request."""
        if self._asks_nobody:
            return True, True
        name = _name(named) or None
        return name in self._admins, name in self._sees_people


def _name(header: str) -> str:
    return header.strip()[:_LONGEST]


# What the ids of everything begin with that is for administrators (layouts/data_page/ids.py).
_PREFIX = "data-"


def guard(app: dash.Dash, roles: desk.Roles) -> None:
    """Refuse every callback of the Data page to whoever is no administrator."""
    closed = frozenset(name for name, known in app.callback_map.items() if _is_closed(name, known))

    @app.server.before_request
    def check() -> None:
        if request.path != CALLBACK_PATH or request.method != "POST" or roles.is_admin():
            return
        body = request.get_json(silent=True)
        if isinstance(body, dict) and body.get("output") in closed:
            abort(403, "Only administrators may do this.")


def _is_closed(output: str, known: dict[str, Any]) -> bool:
    """Whether a callback sets or reads anything of the Data page."""
    names = [*output.strip(".").split("..."), *(e["id"] for e in known["inputs"] + known["state"])]
    return any(name.startswith(_PREFIX) for name in names)
