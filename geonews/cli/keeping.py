"""Commands that look after a store: store check."""

from __future__ import annotations

from pathlib import Path

import click

from geonews.cli.group import cli
from geonews.cli.options import store_option
from geonews.cli.output import complain, emit


@cli.group(name="store")
def store_group() -> None:
    """Look after a store."""


@store_group.command(name="check")
@store_option
@click.option(
    "--accept", "accepted", is_flag=True, help="Take the rows as they are: another program changed them on purpose."
)
def store_check(store_path: Path, accepted: bool) -> int:
    """Compare a store with what was written into it; JSON lines, the verdict last. Exits with 1 if they differ."""
    from geonews.store import accept_changes, check

    if accepted:
        accept_changes(store_path)
    verdict = check(store_path)
    for found in verdict.findings:
        emit({"kind": found.kind, "name": found.name, "said": found.said})
    emit(
        {
            "sound": not verdict.findings,
            "schema": verdict.schema,
            "articles": verdict.articles,
            "unchecked": verdict.unchecked,
            "words_checked": verdict.are_words_checked,
            "findings": len(verdict.findings),
        }
    )
    if not verdict.findings:
        return 0
    return complain(
        f"expected {str(store_path)!r} to be as it was written, got {len(verdict.findings)} findings; restore a copy, "
        "read the articles again, or take changes made on purpose with --accept",
        1,
    )
