"""Run the command line: ``geonews`` and ``python -m geonews``.

The first words that anyone types, ``--help`` and ``--version``, are answered from what was written down before
(by ``tools/write_cli_reference.py``): importing click alone takes four times as long as Python takes to start.
"""

import os
import sys

from geonews import __version__

__all__ = ["main"]

#: Widths of terminal that the help was written down for; it is laid out afresh for others.
WIDTHS = (80, 100)
HELP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cli", "help-{}.txt")  # noqa: PTH118, PTH100, PTH120


def main() -> None:
    """Run the command line and turn errors into one line and an exit code."""
    known = _written(sys.argv[1:])
    if known is None:
        from geonews.cli import main as run

        run()
    else:
        try:
            sys.stdout.write(known)
            sys.stdout.flush()
        except BrokenPipeError:
            sys.stdout = None
        sys.exit(0)


def _written(words: list[str]) -> str | None:
    """Return the answer that is known without the commands, None where they must be asked."""
    if words == ["--version"]:
        return f"geonews, version {__version__}\n"
    width = min(_columns(), WIDTHS[-1])
    if words not in (["--help"], ["-h"]) or width not in WIDTHS:
        return None
    try:
        with open(HELP.format(width), encoding="utf-8") as written:  # noqa: PTH123
            return written.read()
    except OSError:
        return None


def _columns() -> int:
    """Return the columns of the terminal as :func:`shutil.get_terminal_size` does, which is slow to import."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or WIDTHS[0]  # type: ignore[union-attr]
    except (AttributeError, OSError, ValueError):
        return WIDTHS[0]


if __name__ == "__main__":
    main()
