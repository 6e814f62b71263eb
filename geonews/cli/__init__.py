"""The command line: results to stdout, logs and progress to stderr.

Exit codes: 0 done; 1 done, but some articles failed; 2 misuse or missing data, nothing written.
"""

# They hang their commands on the group.
from geonews.cli import correcting, keeping, measuring, places, reading, showing  # noqa: F401
from geonews.cli.group import cli, main

__all__ = ["cli", "main"]
