"""The command line: `python -m dashapp COMMAND --help`."""

from __future__ import annotations

import typer

from dashapp.commands import (
    alerts,
    clv,
    describe,
    digest,
    eda,
    events,
    features,
    load,
    model,
    models,
    publish,
    quality,
    query,
    releases,
    restatements,
    segment,
    sync,
    targets,
)
from dashapp.commands.errors import sentences
from dashapp.logs import configure_logs
from dashapp.settings import Settings

app = typer.Typer(
    name="dashapp",
    help="Sales analytics: publish a shop's data, ask for its numbers, look after its releases.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
load.add_to(app)
sync.add_to(app)
describe.add_to(app)
publish.add_to(app)
model.add_to(app)
clv.add_to(app)
segment.add_to(app)
models.add_to(app)
releases.add_to(app)
query.add_to(app)
quality.add_to(app)
eda.add_to(app)
features.add_to(app)
restatements.add_to(app)
targets.add_to(app)
events.add_to(app)
digest.add_to(app)
alerts.add_to(app)


@app.callback()
def prepare() -> None:
    """Have warnings written to standard error: standard output holds the answer alone."""
    settings = Settings.from_env()
    if settings.log_level == "INFO":  # what a server says as it goes along, and no command
        settings = settings.model_copy(update={"log_level": "WARNING"})
    configure_logs(settings)


def main() -> None:
    """Run a command; a failure that has a sentence shows the sentence, not a traceback."""
    with sentences():
        app()


if __name__ == "__main__":
    main()
