"""Servers and pages under measurement: start them on a free port, wait until they answer, stop them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SERVE = """
import sys
from pathlib import Path
from geonews.config import load_config
from geonews.ui.serve import serve
serve(Path(sys.argv[1]), int(sys.argv[2]), samples=False, config=load_config())
"""


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def rss_mb(self) -> float:
        """Return the memory that the process and its children hold, in MB."""
        import psutil

        process = psutil.Process(self.pid)
        return sum(p.memory_info().rss for p in (process, *process.children(recursive=True))) / 1e6


@contextmanager
def geonews_app(store: Path) -> Iterator[Server]:
    """Serve the app on a store."""
    port = free_port()
    with _running([sys.executable, "-c", SERVE, str(store), str(port)], port) as server:
        yield server


@contextmanager
def streamlit_script(script: Path) -> Iterator[Server]:
    """Serve a stock Streamlit script, with the folder ``static`` beside it and none of our settings."""
    port = free_port()
    flags = ["--server.port", str(port), "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    flags += ["--server.enableStaticServing", "true", "--server.fileWatcherType", "none"]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *flags]
    with _running(command, port, script.parent) as server:
        yield server


@contextmanager
def _running(command: list[str], port: int, folder: Path = ROOT) -> Iterator[Server]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(400):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                    break
            except OSError:
                time.sleep(0.25)
        else:
            raise SystemExit(f"expected a server within a hundred seconds, got none; run it by hand: {command}")
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
