"""Another release is served since the page was opened: what follows has to be of that one."""

from __future__ import annotations

import time
from typing import Any

from callbacks.services import Services
from data.warehouse import View

_PATIENCE_S = 5.0
_STEP_S = 0.1


def said(release: str) -> str:
    """What the page is told; never the same twice, so that it asks again each time."""
    return f"{release} {time.time_ns()}"


def view_of(services: Services, published: Any) -> View:
    """The view to answer from, once this worker serves what was published from the page.

    Workers look for another release twice a second, and while one request opens it the others are
    answered from the one before. Only what is really served is waited for.
    """
    view = services.warehouse.view()
    wanted = published.partition(" ")[0] if isinstance(published, str) else ""
    end = time.monotonic() + _PATIENCE_S
    while wanted and view.release.id != wanted and time.monotonic() < end:
        if services.desk.store.current_id() != wanted:
            break
        time.sleep(_STEP_S)
        view = services.warehouse.view()
    return view
