"""The files a page is made of: our own, some of them bundled, and those of component libraries."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from dash.fingerprint import build_fingerprint, check_fingerprint

from dashapp.kept_files import KeptFile

ASSETS = Path(__file__).resolve().parents[1] / "assets"
SUITES = "_dash-component-suites"

# Runs before the first paint, so the document names it itself.
THEME_INIT = "theme-init.js"
# Dash brings help for browsers that know neither promises nor iterators; of that its scripts need
# no more than this today.
_HELP, _ENOUGH = "polyfill@", "regenerator.min.js"
_ON_THEIR_OWN = frozenset({THEME_INIT, _ENOUGH, "plotly-shop.min.js"})

# Bundle -> ending of the assets in it, in the order of their names.
BUNDLES = {"bundle.css": ".css", "bundle.js": ".js"}

# The tables' code, fetched when the first table is seen (assets/34-grid.js).
GRID = ("dash_ag_grid", "dash_ag_grid.min.js")
# Dash's own table, which no page has.
_NOT_NEEDED = "/dash_table/"

_FONT = re.compile(rb"/assets/(fonts/[\w.-]+\.woff2)")
_DIGEST = re.compile(r"\.v\d+m([0-9a-f]+)\.")

_VERSION = "1"  # stands where Dash puts a library's version, which is nobody's business


def asset(name: str) -> KeptFile | None:
    """A file of `assets/`, or several of them in one; nothing for any other name."""
    return _read(name) if name in _names() else None


@cache
def _names() -> frozenset[str]:
    files = (path for path in ASSETS.rglob("*") if path.is_file())
    return frozenset(BUNDLES) | {path.relative_to(ASSETS).as_posix() for path in files}


@cache
def _read(name: str) -> KeptFile:
    content = bundle(name) if name in BUNDLES else (ASSETS / name).read_bytes()
    return KeptFile.named(name, content)


@cache
def of_library(package: str, name: str) -> KeptFile | None:
    """A file that a library ships; whoever calls has seen that the library registered it."""
    try:
        content = pkgutil.get_data(package, name)
    except OSError:
        return None
    return None if content is None else KeptFile.named(name, content)


def bundle(name: str) -> bytes:
    """The assets of a bundle one after the other; fonts by the addresses that browsers keep."""
    paths = sorted(p for p in ASSETS.glob(f"*{BUNDLES[name]}") if p.name not in _ON_THEIR_OWN)
    whole = b"\n".join(path.read_bytes() for path in paths)
    return _FONT.sub(lambda found: asset_address(found[1].decode()).encode(), whole)


def asset_address(name: str) -> str:
    """Where an asset is served, with the hash of what is in it."""
    found = asset(name)
    if found is None:
        raise LookupError(f"There is no {name} in assets/.")
    return f"/assets/{name}?m={found.digest}"


def library_address(package: str, name: str) -> str:
    """Where a library's file is served, with the hash of what is in it."""
    found = of_library(package, name)
    if found is None:
        raise LookupError(f"{package} ships no {name}.")
    return f"/{SUITES}/{package}/{build_fingerprint(name, _VERSION, found.digest)}"


def named_digest(path: str) -> str:
    """The hash that a library's address carries, or nothing."""
    found = _DIGEST.search(path)
    return found[1] if found else ""


def named_instead(of_dash: list[str]) -> dict[str, KeptFile]:
    """Address -> file of what the page names, each once, instead of what Dash would name."""
    return {address: found for old in of_dash for address, found in _instead(old)}


def _instead(address: str) -> Iterator[tuple[str, KeptFile]]:
    plain, _ = check_fingerprint(address.split("?", maxsplit=1)[0])
    if plain.startswith("/assets/"):
        name = plain.removeprefix("/assets/")
        bundle = next((b for b, ending in BUNDLES.items() if name.endswith(ending)), name)
        name = name if name in _ON_THEIR_OWN else bundle
        yield asset_address(name), _read(name)
        return
    package, name = plain.removeprefix(f"/{SUITES}/").split("/", 1)
    if _HELP in name:
        yield asset_address(_ENOUGH), _read(_ENOUGH)
    elif (package, name) != GRID and _NOT_NEEDED not in plain:
        found = of_library(package, name)
        if found:
            yield library_address(package, name), found
