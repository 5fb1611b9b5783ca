"""The command line imports what a command needs, and not the pages for all of them."""

from __future__ import annotations

import subprocess
import sys

import typer

from dashapp.__main__ import MODULES, app_for

PAGES = ("dash", "plotly", "callbacks", "layouts", "matplotlib", "fpdf")


def known(*words: str) -> set[str]:
    return set(typer.main.get_command(app_for(words)).commands)  # type: ignore[attr-defined]


def test_every_command_stands_in_the_table_that_says_where_it_is() -> None:
    assert known() == {name for names in MODULES.values() for name in names}


def test_a_named_command_is_found_in_the_module_that_the_table_names() -> None:
    for names in MODULES.values():
        for name in names:
            assert known(name, "--help") == set(names)


def test_words_that_name_no_command_meet_all_of_them() -> None:
    assert known("--help") == known("dmeo") == known()


def test_simulating_a_shop_needs_no_page() -> None:
    program = (
        "import sys; from dashapp.__main__ import app_for; app_for(['demo']);"
        f"print(*(name for name in {PAGES} if name in sys.modules))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )

    assert (done.returncode, done.stdout.strip()) == (0, "")
