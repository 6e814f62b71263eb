"""The command line: results to stdout, logs and progress to stderr.

Exit codes: 0 done; 1 done, but some articles failed; 2 misuse or missing data, nothing written.
"""

from geonews.cli import correcting, measuring, places, reading, showing  # noqa: F401 - they hang their commands on the group
from geonews.cli.group import cli, main

__all__ = ["cli", "main"]
