"""The addresses under which files come in and rows that were set aside go out."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from flask import Flask, Response, jsonify, request, send_file
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from callbacks.desk import Desk, Roles, TooLarge, Uploads

# Browsers send a header of this kind to another site only after asking it, and it says no.
PAGE_HEADER = "X-Sales-Analytics"
NAME_HEADER = "X-File-Name"

Answer = Response | tuple[Response, int]


def add_intake(server: Flask, desk: Desk) -> None:
    """Take uploads from administrators, one file to a request, and give them their rejects."""
    roles, uploads, jobs = desk.roles, desk.uploads, desk.jobs

    def begin() -> Answer:
        return _refusal(roles) or jsonify(upload=uploads.begin(), max_mb=uploads.max_mb)

    def add(upload: str) -> Answer:
        return _refusal(roles) or _added(uploads, upload)

    def rejects(job: str) -> Answer:
        found = jobs.find(job) if roles.is_admin() else None
        path = jobs.rejects(found) if found else None
        if path is None:
            return _no(404, "There are no rows set aside under this address.")
        name = f"set-aside-{job}.csv"
        answer = send_file(
            path.resolve(), "text/csv; charset=utf-8", as_attachment=True, download_name=name
        )
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def report() -> Answer:
        path = desk.reports.path() if roles.is_admin() else None
        if path is None:
            return _no(404, "There is no report under this address.")
        answer = send_file(path, "text/html; charset=utf-8")
        answer.headers["Cache-Control"] = "no-store"
        return answer

    server.add_url_rule("/data/uploads", "begin_upload", begin, methods=["POST"])
    server.add_url_rule("/data/uploads/<upload>/files", "add_file", add, methods=["POST"])
    server.add_url_rule("/data/jobs/<job>/rejects.csv", "rejects", rejects)
    server.add_url_rule("/data/report.html", "report", report)


def _refusal(roles: Roles) -> Answer | None:
    """Why this request is not taken; None where it is."""
    if not roles.is_admin():
        return _no(403, "Only administrators may load data.")
    if not _comes_from_our_page():
        return _no(403, "Files are taken from the Data page only. Please reload it.")
    return None


def _comes_from_our_page() -> bool:
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    same = origin is None or _name(origin) == _name(f"//{request.host}")
    return PAGE_HEADER in request.headers and site == "same-origin" and same


def _name(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return ""


def _added(uploads: Uploads, upload: str) -> Answer:
    request.max_content_length = uploads.max_mb * 1024 * 1024
    name = unquote(request.headers.get(NAME_HEADER, ""), errors="replace")
    try:
        return jsonify(name=uploads.add(upload, name, request.stream))
    except LookupError:
        refusal = 404, "This upload is no longer here. Please choose the files again."
    except TooLarge as error:
        refusal = 413, str(error)
    except RequestEntityTooLarge:
        refusal = 413, f"One upload may have {uploads.max_mb:,} MB."
    except HTTPException:
        refusal = 400, "The file did not arrive whole. Please send it again."
    except OSError as error:
        refusal = 507, f"The server cannot keep the file: {error.strerror}. Tell an operator."
    return _no(*refusal)


def _no(code: int, sentence: str) -> tuple[Response, int]:
    return jsonify(error=sentence), code
