"""Who says so: the speaker behind a happening that the article does not tell in its own name.

"Rebels killed nine people, the army said", "according to police, …": read from the parse of the sentence that the event
is told in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geonews.events.rules.status import cue_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["MAX_CHARS", "speaker_of"]

#: Characters of a speaker; longer phrases are cut before what describes their head.
MAX_CHARS = 120
_CLAUSES = frozenset({"ccomp", "xcomp", "advcl"})
_DESCRIBES = frozenset({"relcl", "acl", "appos", "advcl", "punct", "cc", "conj"})


def speaker_of(doc: Doc, start: int, end: int) -> str | None:
    """Return who tells of a happening, as written; None if the article says it in its own name.

    Parameters
    ----------
    doc
        The parsed text; of one without a parse nobody is known.
    start, end
        Offsets of the word that tells of the happening.
    """
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or not len(span):
        return None
    node: Token = span.root
    chain = [node]
    while node.head.i != node.i and len(chain) < 12:
        head = node.head
        if _reports(head) and node.dep_ in _CLAUSES:
            return _subject(head)
        node = head
        chain.append(node)
    for verb in chain:
        for child in verb.children:
            if child.lower_ == "according":
                return _phrase(next((t for to in child.children for t in to.children if t.dep_ == "pobj"), None))
            if child.dep_ in ("parataxis", "ccomp") and _reports(child) and child.i > verb.i:
                return _subject(child)
    return None


def _reports(verb: Token) -> bool:
    return verb.pos_ in ("VERB", "AUX") and verb.lemma_.lower() in cue_words()["report"]


def _subject(verb: Token) -> str | None:
    return _phrase(next((t for t in verb.children if t.dep_ in ("nsubj", "nsubjpass")), None))


def _phrase(noun: Token | None) -> str | None:
    """Return the phrase of a noun; of a long one the part without its clauses; None for a pronoun."""
    if noun is None or noun.pos_ == "PRON":
        return None
    whole = list(noun.subtree)
    text = noun.doc.text[whole[0].idx : whole[-1].idx + len(whole[-1])]
    if len(text) > MAX_CHARS:
        left = {t.i for child in noun.children if child.dep_ in _DESCRIBES for t in child.subtree}
        short = [t for t in whole if t.i not in left and t.i <= noun.i] or [noun]
        text = noun.doc.text[short[0].idx : short[-1].idx + len(short[-1])]
    return " ".join(text.split())[:MAX_CHARS] or None
