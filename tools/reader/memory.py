"""How much memory a worker has: ``python tools/reader/memory.py with|without TEXTS.jsonl`` prints its peak in bytes.

The worker parses and geoparses the texts, one process for each measurement; *with* it codes their events, too.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))


def peak_bytes(kind: str, texts: Path) -> int:
    """Return the peak of a worker's resident memory, in a process of its own, ``with`` or ``without`` the events."""
    command = [sys.executable, __file__, kind, str(texts)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return int(done.stdout)


def main() -> int:
    """Do the work of one worker and print its peak."""
    from geonews import nlp
    from geonews.config import load_config
    from geonews.gazetteer import Gazetteer
    from geonews.geoparse import Geoparser
    from geonews.model import Article

    kind, path = sys.argv[1:]
    config = load_config()
    gazetteer = Gazetteer.open(config)
    geoparser, coder = Geoparser.open(config, gazetteer), None
    if kind == "with":
        from geonews.events import Coder

        coder = Coder.open(config, gazetteer)
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        article = Article(id=record["doc_id"], text=record["text"])
        doc = next(nlp.parse([article.text], model=config.model))
        resolutions = geoparser.parse(article, doc)
        if coder is not None:
            coder.code(article, doc, resolutions)
    sys.stdout.write(f"{own_peak()}\n")
    return 0


def own_peak() -> int:
    """Return this process's peak in bytes, since it was started.

    What the kernel counts for a process begins with the memory of the one that started it; its status does not.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = (line.split() for line in status.read_text(encoding="ascii").splitlines())
        return next(int(words[1]) * 1024 for words in lines if words[0] == "VmHWM:")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    raise SystemExit(main())
