"""Copy every file a browser may ask for into a folder that a web server serves by itself.

`python -m dashapp.statics FOLDER`. Files of component libraries are written without the fingerprint
that stands in their address; the web server takes it out (see deploy/nginx).
"""

from __future__ import annotations

import secrets
import shutil
import sys
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from pydantic import SecretStr

from dashapp.factory import create_app
from dashapp.page_files import ASSETS, BUNDLES, SUITES, bundle
from dashapp.services import build_services
from dashapp.settings import Settings


def export(registered: Mapping[str, set[str]], folder: Path) -> int:
    """Write `assets`, the bundles of them, and the registered files of each package below `folder`.

    Returns how many files of packages there are.
    """
    shutil.copytree(ASSETS, folder / "assets", dirs_exist_ok=True)
    for name in BUNDLES:
        (folder / "assets" / name).write_bytes(bundle(name))
    sources = {
        folder / SUITES / package / name: _package_folder(package) / name
        for package, names in registered.items()
        for name in names
        if not name.endswith(".map")
    }
    # Libraries register files that they do not always ship.
    found = {target: source for target, source in sources.items() if source.is_file()}
    for target, source in found.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
    return len(found)


def _package_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise LookupError(f"The library {package} registered files but cannot be found.")
    return Path(spec.origin).parent


def main(arguments: list[str]) -> None:
    """Build the app once, without a release, to learn which files it refers to."""
    if len(arguments) != 1:
        sys.exit("Usage: python -m dashapp.statics FOLDER")
    with tempfile.TemporaryDirectory() as scratch:
        key = SecretStr(secrets.token_urlsafe(48))
        settings = Settings(data_dir=Path(scratch), secret_key=key)
        app = create_app(build_services(settings), settings)
        count = export(app.registered_paths, Path(arguments[0]))
    sys.stdout.write(f"{count} files of libraries and the assets are in {arguments[0]}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
