"""The command line: `python -m dashapp COMMAND --help`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

import typer

from dashapp.commands.errors import sentences
from dashapp.logs import configure_logs
from dashapp.settings import Settings

_HELP = "Sales analytics: publish a shop's data, ask for its numbers, look after its releases."

# Which module of `dashapp.commands` holds which commands, in the order in which they are listed.
MODULES = {
    "load": ("load",),
    "sync": ("sync",),
    "describe": ("describe",),
    "publish": ("demo",),
    "model": ("forecast",),
    "clv": ("clv",),
    "segment": ("segment",),
    "models": ("train", "models"),
    "releases": ("releases", "rollback", "check"),
    "query": ("query",),
    "quality": ("quality", "reconcile", "rejects"),
    "eda": ("eda",),
    "features": ("features",),
    "restatements": ("restatements",),
    "targets": ("targets",),
    "events": ("events",),
    "digest": ("digest",),
    "alerts": ("alerts",),
}


def prepare() -> None:
    """Have warnings written to standard error: standard output holds the answer alone."""
    settings = Settings.from_env()
    if settings.log_level == "INFO":  # what a server says as it goes along, and no command
        settings = settings.model_copy(update={"log_level": "WARNING"})
    configure_logs(settings)


def app_for(words: Sequence[str] = ()) -> typer.Typer:
    """The command that the words begin with; every command where they name none.

    What draws pages, mails and reports takes seconds to import, and most commands need none of it.
    """
    app = typer.Typer(
        name="dashapp",
        help=_HELP,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(prepare)
    named = [module for module, commands in MODULES.items() if {*words[:1]} & {*commands}]
    for module in named or MODULES:
        import_module(f"dashapp.commands.{module}").add_to(app)
    return app


def main() -> None:
    """Run a command; a failure that has a sentence shows the sentence, not a traceback."""
    with sentences():
        app_for(sys.argv[1:])()


if __name__ == "__main__":
    main()
