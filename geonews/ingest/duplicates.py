"""The same article twice, and near-copies: what agencies sell to many papers, and updates of a story.

Exact repetitions are found by id, canonical address and text; near-copies by the share of word sequences two texts
have in common (their Jaccard similarity), estimated with MinHash and found with locality-sensitive hashing.

Broder (1997), "On the resemblance and containment of documents".
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from geonews.ingest.drafts import canonical_url
from geonews.model import Article

__all__ = ["Deduplicator", "Duplicate"]

SHINGLE_WORDS = 3
PERMUTATIONS = 128
#: Bands and rows of the hashing: a pair of similarity 0.6 is found with probability 0.99, one of 0.2 with 0.05.
BANDS, ROWS = 32, 4
#: Texts of fewer word sequences are compared exactly only: a few stock phrases make them alike.
MIN_SHINGLES = 30
KEY_BYTES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """That an article repeats an earlier one.

    ``of`` is the earlier article's id, ``kind`` is ``id``, ``url``, ``text`` or ``near``, ``similarity`` the
    estimated share of common word sequences (1.0 unless ``near``).
    """

    of: str
    kind: str
    similarity: float


class Deduplicator:
    """Remembers articles and says of each new one whether it repeats an earlier one.

    Parameters
    ----------
    threshold
        Similarity from which texts are near-copies, between 0.5 and 1.
    max_articles
        How many articles are remembered, the oldest being forgotten first; None for all. One costs about 13 kB.
    """

    def __init__(self, *, threshold: float = 0.5, max_articles: int | None = None) -> None:
        if not 0.5 <= threshold <= 1.0:
            raise ValueError(f"expected a threshold between 0.5 and 1, got {threshold!r}; change it")
        self._threshold = threshold
        self._max_articles = max_articles
        self._exact: dict[bytes, str] = {}
        self._seen: OrderedDict[str, tuple[tuple[bytes, ...], Any]] = OrderedDict()
        self._near: Any = None

    def __len__(self) -> int:
        return len(self._seen)

    def check(self, article: Article) -> Duplicate | None:
        """Say whether an article repeats an earlier one, and remember it if it does not repeat it exactly.

        A near-copy of a near-copy is a near-copy of the first of them.
        """
        keys = _keys(article)
        for kind, key in keys.items():
            if key in self._exact:
                return Duplicate(of=self._exact[key], kind=kind, similarity=1.0)
        sketch = self._sketch(article.text)
        found = self._closest(sketch)
        root = article.id if found is None else found.of
        self._remember(article.id, root, tuple(keys.values()), sketch if found is None else None)
        return found

    def memory(self, article_id: str) -> bytes | None:
        """Return what is remembered of an article (some 570 bytes, for a store to keep), None if nothing is."""
        entry = self._seen.get(article_id)
        if entry is None:
            return None
        keys, sketch = entry
        packed = bytearray(sketch.bytesize() if sketch is not None else 0)
        if sketch is not None:
            sketch.serialize(packed)
        return bytes([len(keys)]) + b"".join(keys) + bytes(packed)

    def restore(self, article_id: str, root: str, memory: bytes) -> None:
        """Remember an article again, as an earlier run did.

        Parameters
        ----------
        article_id
            The article.
        root
            The first of its near-copies; the article itself if it has none.
        memory
            What ``memory`` returned for it, empty for None.

        Raises
        ------
        ValueError
            If that is damaged.
        """
        import datasketch

        if not memory:  # a text like an earlier one's: its id is all there is to know
            self._remember(article_id, root, (_digest("id", article_id),), None)
            return
        count = memory[0]
        keys = tuple(memory[1 + i * KEY_BYTES : 1 + (i + 1) * KEY_BYTES] for i in range(count))
        packed = memory[1 + count * KEY_BYTES :]
        try:
            sketch = datasketch.LeanMinHash.deserialize(packed) if packed else None
        except (ValueError, TypeError, struct.error) as error:
            raise ValueError(
                f"expected what was remembered of {article_id!r}, got {len(memory)} other bytes"
            ) from error
        if not keys or len(keys[-1]) != KEY_BYTES or (sketch is not None and len(sketch) != PERMUTATIONS):
            raise ValueError(f"expected what was remembered of {article_id!r}, got {len(memory)} other bytes")
        self._remember(article_id, root, keys, sketch)

    def _sketch(self, text: str) -> Any:
        """Return the MinHash of a text, None where it is too short for one."""
        import datasketch

        shingles = _shingles(text)
        if len(shingles) < MIN_SHINGLES:
            return None
        sketch = datasketch.MinHash(num_perm=PERMUTATIONS, hashfunc=zlib.crc32)
        sketch.update_batch(shingles)
        return datasketch.LeanMinHash(sketch)

    def _closest(self, sketch: Any) -> Duplicate | None:
        if sketch is None or self._near is None:
            return None
        rivals = [(sketch.jaccard(self._seen[key][1]), key) for key in self._near.query(sketch)]
        close = [(similarity, key) for similarity, key in rivals if similarity >= self._threshold]
        if not close:
            return None
        similarity, key = max(close)
        return Duplicate(of=key, kind="near", similarity=round(float(similarity), 3))

    def _remember(self, name: str, root: str, keys: tuple[bytes, ...], sketch: Any) -> None:
        if self._near is None:
            import datasketch

            self._near = datasketch.MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
        for key in keys:
            self._exact[key] = root
        self._seen[name] = (keys, sketch)
        if sketch is not None:
            self._near.insert(name, sketch, check_duplication=False)
        while self._max_articles is not None and len(self._seen) > self._max_articles:
            oldest, (old_keys, old_sketch) = self._seen.popitem(last=False)
            for key in old_keys:
                self._exact.pop(key, None)
            if old_sketch is not None:
                self._near.remove(oldest)


def _keys(article: Article) -> dict[str, bytes]:
    """Return what an exact repetition shares with the article, the strongest first."""
    keys = {"id": _digest("id", article.id)}
    if article.url is not None:
        keys["url"] = _digest("url", canonical_url(article.url))
    return {**keys, "text": _digest("text", " ".join(article.text.split()))}


def _digest(kind: str, value: str) -> bytes:
    return hashlib.blake2b(f"{kind}:{value}".encode("utf-8", "replace"), digest_size=KEY_BYTES).digest()


def _shingles(text: str) -> list[bytes]:
    """Return the distinct sequences of three words, without case and punctuation."""
    words = re.findall(r"\w+", text.casefold())
    runs = {" ".join(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1)}
    return [run.encode("utf-8", "replace") for run in runs]
