"""The key that signs what the pages hand back, where the operator sets none."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from dashapp.setting_values import SettingsError


def kept_key(folder: Path) -> str:
    """The key in `folder/secret_key`, made (mode 0600) by who comes first.

    SettingsError where the folder cannot hold one.
    """
    path = folder / "secret_key"
    try:
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(48))
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        told = f'DATA_DIR is "{folder}": no key can be kept there ({error.strerror}).'
        raise SettingsError(told) from error


def _write_once(path: Path, text: str) -> None:
    """Write a private file whole, or leave the one another process has just written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp gives mode 0600; a link fails where the name is taken, so nobody reads half a key.
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".secret_key-")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
        Path(path).hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        Path(draft).unlink()
