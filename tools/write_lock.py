"""Write requirements.lock: the pins of requirements.txt with the hashes of every file that the index has for them.

Needs uv (https://docs.astral.sh/uv/) on the PATH. Run it after a pin has changed; ``make install`` then takes no file
whose bytes are others.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = (
    "# The pins of requirements.txt with the hashes of their files; made by tools/write_lock.py, checked by pip at "
    "every set-up.\n"
)


def main() -> None:
    """Ask the index for the hashes and write the file."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = [requirement for line in lines if (requirement := line.partition("#")[0].strip())]
    with tempfile.TemporaryDirectory() as folder:
        asked, found = Path(folder, "pins.txt"), Path(folder, "locked.txt")
        asked.write_text("\n".join(pins), encoding="utf-8")
        command = ["uv", "pip", "compile", str(asked), "-o", str(found), "--quiet", "--universal", "--no-deps"]
        command += ["--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"]
        done = subprocess.run(command, check=False)
        if done.returncode:
            sys.exit(done.returncode)
        (ROOT / "requirements.lock").write_text(HEAD + found.read_text(encoding="utf-8"), encoding="utf-8")


if __name__ == "__main__":
    main()
