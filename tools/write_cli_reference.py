"""Write docs/cli.md from the commands' own help, and the help that is told without loading them."""

from __future__ import annotations

import inspect
from pathlib import Path

import click

from geonews.__main__ import HELP, WIDTHS
from geonews.cli import cli

HEAD = """# Command line

Written from the program's own help by `tools/write_cli_reference.py`; do not edit by hand.

Results go to stdout, logs and progress to stderr. Exit codes: 0 done; 1 done, but some articles failed (each named
on stderr with its stage and reason); 2 misuse or missing data, nothing written.

`INPUT` is a file (.txt .md .html .pdf .docx .odt .rtf .eml .mbox .jsonl .csv .xlsx .ods .warc[.gz]; all kinds in
[ingestion](ingest.md)), a folder, an http(s) URL, a feed's URL, or `-` for JSON lines on stdin:
`{"doc_id", "text", "title"?, "published"?, "url"?, "source"?}`.
"""


def _sections(group: click.Group, parent: click.Context) -> list[str]:
    parts = []
    for name, command in group.commands.items():
        context = command.context_class(
            command, parent, name, max_content_width=100, terminal_width=100, **command.context_settings
        )
        full = context.command_path
        heading = f"## geonews {full.removeprefix('geonews ')}" if parent.parent is None else f"### {full}"
        parts.append(f"{heading}\n\n```text\n{inspect.cleandoc(command.get_help(context))}\n```\n")
        if isinstance(command, click.Group):
            parts += _sections(command, context)
    return parts


def reference() -> str:
    """Return the text of docs/cli.md."""
    context = cli.context_class(cli, info_name="geonews", **(cli.context_settings | {"terminal_width": 100}))
    top = f"```text\n{inspect.cleandoc(cli.get_help(context))}\n```\n"
    return "\n".join([HEAD, top, *_sections(cli, context)])


def first_help(width: int) -> str:
    """Return what ``geonews --help`` says on a terminal of some columns."""
    settings = {**cli.context_settings, "max_content_width": 100}
    context = cli.context_class(cli, info_name="geonews", **settings)
    context.terminal_width = width - 2  # click leaves the last two columns empty
    return f"{cli.get_help(context)}\n"


if __name__ == "__main__":
    for width in WIDTHS:
        Path(HELP.format(width)).write_text(first_help(width), encoding="utf-8")
    target = Path(__file__).resolve().parent.parent / "docs" / "cli.md"
    target.write_text(reference(), encoding="utf-8")
