"""The group that all commands hang on, and how errors become one line and an exit code."""

from __future__ import annotations

import functools
import sys
from pathlib import Path

import click

from geonews import __version__
from geonews.cli.output import complain, waited
from geonews.errors import GeonewsError

__all__ = ["cli", "main"]

#: What the terminal says while a command takes long and none of its steps has a name.
WAITED = {
    "diff": "comparing two runs",
    "evaluate": "measuring",
    "export": "writing",
    "geocode": "looking names up",
    "ingest": "reading",
    "map": "drawing the page",
    "parse": "reading",
    "runs": "listing the runs",
    "watch": "looking for news",
}


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="geonews")
@click.option("--config", "config_path", type=click.Path(path_type=Path), help="Settings file [geonews.toml].")
@click.option("--debug", is_flag=True, help="Show tracebacks and debug logs.")
@click.pass_context
def cli(ctx: click.Context, config_path: Path | None, debug: bool) -> None:
    """Turn news articles into a map of what happened: offline, every dot traceable to its sentence."""
    import logging

    from geonews.config import load_config

    logging.basicConfig(
        level=logging.DEBUG if debug else logging.ERROR, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("geonews.ingest.tables").setLevel(logging.INFO)  # how columns were understood is always shown
    ctx.with_resource(waited(WAITED.get(str(ctx.invoked_subcommand), "working")))
    ctx.obj = functools.partial(load_config, config_path)


def main() -> None:
    """Run the command line and turn errors into one line and an exit code."""
    debug = "--debug" in sys.argv[1:]
    argv = [argument for argument in sys.argv[1:] if argument != "--debug"]
    try:
        code = cli.main(["--debug", *argv] if debug else argv, prog_name="geonews", standalone_mode=False)
    except click.exceptions.Abort:
        code = complain("stopped; what is stored stays, and the same command goes on", 130)
    except click.ClickException as error:
        if debug:
            raise
        if isinstance(error, click.exceptions.NoArgsIsHelpError):
            error.show()
            code = 2
        else:
            code = complain(error.format_message(), 2)
    except (GeonewsError, OSError) as error:
        if debug:
            raise
        code = 0 if isinstance(error, BrokenPipeError) else complain(str(error), 2)
    sys.exit(code if isinstance(code, int) else 0)
