"""Who is answered, and what a browser may do with the answer."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix

from dashapp.health import HEALTH_PATHS
from dashapp.logs import PREWARM
from dashapp.settings import Settings

PROXY_HEADER = "X-Proxy-Secret"
MAX_REQUEST_BYTES = 4 * 1024 * 1024

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)


def content_policy(script_hashes: Iterable[str]) -> str:
    """A Content-Security-Policy: everything from here, inline scripts only by their hash."""
    scripts = " ".join(["'self'", *sorted(set(script_hashes))])
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src {scripts}",
            # Plotly and Dash's components set the style of single elements.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        ]
    )


def inline_hashes(document: str) -> list[str]:
    """The hashes of the scripts that stand in an HTML document itself."""
    return [_source_hash(script) for script in _INLINE_SCRIPT.findall(document)]


def protect(server: Flask, settings: Settings, policy: str) -> None:
    """Answer only known hosts (and, behind a proxy, only the proxy) and send safe headers."""
    server.secret_key = settings.signing_key()
    server.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
    _answer_only_known_names(server, settings.allowed_hosts)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        server.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            server.wsgi_app, x_for=hops, x_proto=hops
        )
    if settings.auth_mode == "proxy" and settings.proxy_secret:
        _answer_only_the_proxy(server, settings.proxy_secret.get_secret_value())
    server.after_request(lambda response: _add_headers(response, policy))


def _answer_only_known_names(server: Flask, names: Sequence[str]) -> None:
    """Flask's own TRUSTED_HOSTS does the same but cannot name IPv6 addresses."""
    exact = {name for name in names if not name.startswith(".")}
    endings = tuple(name for name in names if name.startswith("."))

    @server.before_request
    def check_name() -> None:
        name = _host_name(request.headers.get("Host", ""))
        if name not in exact and not name.endswith(endings):
            abort(400, "This host name is not known here. An operator adds it to TRUSTED_HOSTS.")


def _host_name(header: str) -> str:
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _answer_only_the_proxy(server: Flask, secret: str) -> None:
    expected = secret.encode()

    @server.before_request
    def check_secret() -> None:
        if request.path in HEALTH_PATHS or request.environ.get(PREWARM):
            return
        given = request.headers.get(PROXY_HEADER, "").encode()
        if not hmac.compare_digest(given, expected):
            abort(401, "Please come in through the address you were given: it logs you in.")


def _add_headers(response: Response, policy: str) -> Response:
    response.headers.update(_HEADERS)
    response.headers["Content-Security-Policy"] = policy
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _source_hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
