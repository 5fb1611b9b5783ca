"""Who may load data: everybody on this machine, or whom ADMIN_USERS names behind a proxy."""

from __future__ import annotations

from flask import has_request_context, request

from dashapp.settings import Settings

# Set, or emptied, by the proxy that logs people in; believed because only it knows PROXY_SECRET.
USER_HEADER = "X-Forwarded-User"
_LONGEST = 200


class Roles:
    """What the request that is being answered says about who asks."""

    def __init__(self, settings: Settings) -> None:
        self._asks_nobody = settings.auth_mode == "none"
        self._admins = frozenset(settings.admin_users)

    def user(self) -> str:
        """The name of whoever asks; empty where nobody is asked for one."""
        if self._asks_nobody or not has_request_context():
            return ""
        return request.headers.get(USER_HEADER, "").strip()[:_LONGEST]

    def is_admin(self) -> bool:
        """Whether whoever asks may load data and serve releases."""
        return self._asks_nobody or (self.user() or None) in self._admins
