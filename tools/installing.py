"""Install with pip and say how far it is: a bar on a terminal, one line elsewhere; pip's own words only if it fails."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from pathlib import Path

#: What pip prints when it takes up a package.
_TAKEN = re.compile(r"^(?:Collecting|Processing|Requirement already satisfied:|Obtaining) (\S+)")
WIDTH = 24


class Bar:
    """How far an installation is; it is redrawn twice a second, for pip is silent while it unpacks."""

    def __init__(self, total: int) -> None:
        self.total, self.name = total, "asking the index"
        self.taken: set[str] = set()
        self.began = time.monotonic()
        self.is_terminal = sys.stderr.isatty()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Say what begins."""
        if self.is_terminal:
            self._thread.start()
        else:
            sys.stderr.write(f"installing {self.total} packages into {sys.prefix}\n")

    @property
    def done(self) -> int:
        """How many packages were taken up, each once."""
        return len(self.taken)

    def take(self, line: str) -> None:
        """Read a line of pip's."""
        taken = _TAKEN.match(line)
        if taken:
            self.name = re.split(r"[=<>@;!~\[]", taken[1])[0]
            self.taken.add(re.sub(r"[-_.]+", "-", self.name).lower())
        elif line.startswith("Installing collected packages"):
            self.name = "unpacking"

    def end(self) -> None:
        """Leave a line that says how long it took."""
        self._stop.set()
        if self.is_terminal:
            self._thread.join()
            sys.stderr.write("\r\x1b[K")
        sys.stderr.write(f"{self.done} packages in {sys.prefix} after {time.monotonic() - self.began:.0f} s\n")

    def _watch(self) -> None:
        while not self._stop.wait(0.5):
            sys.stderr.write("\r\x1b[K" + drawn(self.done, self.total, self.name, time.monotonic() - self.began))
            sys.stderr.flush()


def drawn(done: int, total: int, name: str, seconds: float) -> str:
    """Return the bar.

    >>> drawn(5, 10, "numpy", 12.3)
    'installing ████████████░░░░░░░░░░░░   5/10 numpy … 12 s'
    """
    full = WIDTH * min(done, total) // max(total, 1)
    return f"installing {'█' * full}{'░' * (WIDTH - full)} {done:3}/{total} {name} … {seconds:.0f} s"


def count_of(words: list[str]) -> int:
    """Return how many packages pip's arguments name, those of requirement files included."""
    total = 0
    for before, word in zip(["", *words], words, strict=False):
        if before == "-r":
            text = Path(word).read_text(encoding="utf-8")
            total += len(re.findall(r"^[A-Za-z0-9][^\s=]*(?:\[[^\]]*\])?==", text, re.MULTILINE))
            total += sum(count_of(["-r", str(Path(word).parent / name)]) for name in re.findall(r"(?m)^-r (\S+)", text))
        elif before in ("-e", "--editable"):
            total += 1
    return total


def main() -> None:
    """Run ``pip install`` with the arguments that are given."""
    words = sys.argv[1:]
    bar = Bar(count_of(words))
    command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off", *words]
    said: list[str] = []
    bar.start()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for line in pip.stdout or ():
            said.append(line)
            bar.take(line)
    bar.end()
    if pip.returncode:
        sys.stderr.write("".join(said[-40:]))
    sys.exit(pip.returncode)


if __name__ == "__main__":
    main()
