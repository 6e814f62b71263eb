"""Slips of the tagger and the parser that cost whole clauses, mended before anything is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geonews.events.rules.inflections import number_words, verb_bases, verb_forms

if TYPE_CHECKING:
    from geonews.events.rules.syntax import Tree

__all__ = ["mend"]

#: What a headline's verb may go: "land in", "march into".
_WAYS = frozenset(("in", "into", "to", "on", "from", "across", "over", "at"))
#: Labels of what is looked at.
_MENDED = frozenset(("ROOT", "dobj", "ccomp", "advcl", "conj"))
_MODIFIERS = frozenset(("nummod", "amod", "compound", "nmod", "det", "quantmod", "poss"))


def mend(tree: Tree) -> None:
    """Mend slips of the parser that cost whole clauses.

    A participle that opens a sentence is no noun ("Crossing into Panama, 310 people …"); a verb that another
    finite verb follows without a joint is a participle ("Soldiers brought from Chad took up posts"); and a
    headline's verb is no noun ("Rebels storm town", "Haitians land in Florida").
    """
    lower, tag, head, pos = tree.lower, tree.tag, tree.head, tree.pos
    for i in [i for i, word in enumerate(lower) if word in number_words() and tag[i] in ("NNP", "NNPS", "NN")]:
        if tree.words[i][0].isupper():
            pos[i], tag[i] = "NUM", "CD"  # "Eleven of the 57": only the beginning made it a name
    for i in [i for i, dep in enumerate(tree.dep) if dep in _MENDED]:
        dep = tree.dep[i]
        if dep == "dobj":
            if i > head[i] and lower[head[i]] in ("came", "come"):
                _inverted(tree, head[i], i)
        elif dep == "ccomp":
            if lower[i] in ("in", "out", "through") and lower[head[i]] == "let":
                _let_in(tree, head[i], i)
        elif dep == "ROOT":
            if i and tag[i] in ("NN", "NNS") and lower[i] in verb_bases():
                _headline(tree, i)
        elif dep == "advcl" and pos[i] in ("NOUN", "PROPN") and lower[i].endswith("ing"):
            pos[i], tag[i], tree.lemma[i] = "VERB", "VBG", _stem(lower[i])
        elif pos[i] == "VERB" and _finite(tree, i):
            _reduced(tree, head[i], i)


def _inverted(tree: Tree, verb: int, noun: int) -> None:
    """Read who comes behind the verb as its subject: "out of Guatemala came 410 people"."""
    subject = tree.child(verb, "nsubj")
    if subject is None or tree.lower[subject] in ("out", "from", "across", "over", "behind", "with"):
        tree.dep[noun] = "nsubj"
        if subject is not None:
            tree.dep[subject], tree.pos[subject] = "prep", "ADP"


def _let_in(tree: Tree, verb: int, particle: int) -> None:
    """Read "let 300 Syrians in at Masnaa" as "let in 300 Syrians at Masnaa", not as a clause of its own."""
    noun = tree.child(particle, "nsubj")
    if noun is None:
        return
    tree.dep[noun], tree.dep[particle] = "dobj", "prt"
    for child in tree.children[particle]:
        tree.head[child] = verb
    tree.children[verb] = sorted([*tree.children[verb], *tree.children[particle]])
    tree.children[particle] = []


def _headline(tree: Tree, noun: int) -> None:
    """Read a noun as the verb of a headline, if it has a subject or many stand right before it and a way behind."""
    subject = tree.child(noun, "nsubj")
    if subject is None and tree.dep[noun - 1] == "compound" and tree.tag[noun - 1] in ("NNS", "NNPS"):
        behind = tree.child(noun, "prep")
        subject = noun - 1 if behind == noun + 1 and tree.lower[behind] in _WAYS else None
    if subject is None or subject > noun or tree.child(noun, "det", "poss", "cop") is not None:
        return
    tree.pos[noun], tree.tag[noun], tree.dep[subject] = "VERB", "VBP", "nsubj"
    tree.lemma[noun] = verb_bases()[tree.lower[noun]]
    for child in [c for c in tree.children[noun] if c < subject and tree.dep[c] in _MODIFIERS]:
        tree.children[noun].remove(child)
        tree.children[subject].append(child)
        tree.head[child] = subject


def _finite(tree: Tree, verb: int) -> bool:
    """Tell whether a verb is finite for sure: where it is joined, only its own helper proves it."""
    helpers = (c for c in tree.children[verb] if tree.dep[c] in ("aux", "auxpass"))
    helped = any(tree.tag[c] in ("VBD", "VBZ", "VBP") for c in helpers)
    return helped or (tree.dep[verb] == "advcl" and tree.tag[verb] == "VBD")


def _stem(word: str) -> str:
    stem = word.removesuffix("ing")
    forms = verb_forms()
    known = (s for s in (stem, stem + "e", stem[:-1]) if s in forms.values())
    return forms.get(word) or next(known, stem[:-1] if stem[-2:-1] == stem[-1:] and stem[-2:] != "ss" else stem)


def _reduced(tree: Tree, first: int, second: int) -> None:
    plain = first < second and tree.tag[first] in ("VBD", "VBN") and tree.dep[first] in ("ROOT", "ccomp")
    bare = not any(tree.dep[c] in ("dobj", "aux", "auxpass", "neg", "prt") for c in tree.children[first])
    joined = any(tree.dep[c] in ("mark", "nsubj", "nsubjpass", "cc", "advmod") for c in tree.children[second])
    between = tree.lower[first + 1 : second]
    subject = tree.child(first, "nsubj")
    if plain and bare and not joined and subject is not None and not {",", "and", ";"} & set(between):
        tree.dep[second], tree.head[second] = tree.dep[first], tree.head[first]
        tree.tag[first], tree.dep[first] = "VBN", "acl"
        _rehang(tree, subject, first, second)


def _rehang(tree: Tree, subject: int, first: int, second: int) -> None:
    tree.children[first] = [c for c in tree.children[first] if c not in (subject, second)]
    tree.head[subject], tree.head[first] = second, subject
    tree.children[subject].append(first)
    tree.children[second] = [subject, *tree.children[second]]
    if tree.head[second] == first:
        tree.head[second] = second
    else:
        tree.children[tree.head[second]] = [second if c == first else c for c in tree.children[tree.head[second]]]
