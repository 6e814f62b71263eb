"""The parsed text as plain lists: who governs whom, clause by clause.

spaCy's tokens are read once; walking the lists is several times faster than walking the tokens.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from geonews.events.rules.inflections import verb_forms
from geonews.events.rules.slips import mend
from geonews.nlp import Sentence, sentences

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Tree"]

_VERBAL = frozenset(("VERB", "AUX"))
_MAX_DEPTH = 60
_COLUMNS: list[int | str] = ["ORTH", "POS", "LEMMA", "TAG", "DEP", "ENT_TYPE", "HEAD", "IDX"]
#: A clause behind these shares the subject of the clause it stands beside: "gave up their arms after entering X".
_BESIDE = frozenset(("after", "before", "while", "when", "on", "upon", "since", "without", "besides", "despite"))


class Tree:
    """Words, lemmas, tags and heads of one document by token index, and the sentences they stand in."""

    def __init__(self, doc: Doc) -> None:
        self.text = doc.text
        columns: list[list[int]] = doc.to_array(_COLUMNS).T.tolist() if len(doc) else [[] for _ in _COLUMNS]
        orth, pos, lemmas, tag, dep, entity, heads, starts = columns
        strings = doc.vocab.strings
        name: dict[int, str] = {code: strings[code] for code in {*orth, *pos, *lemmas, *tag, *dep, *entity}}
        self.words: list[str] = [name[code] for code in orth]
        self.lower: list[str] = [w.lower() for w in self.words]
        self.pos: list[str] = [name[code] for code in pos]
        forms = verb_forms()
        self.lemma: list[str] = [
            forms.get(lower, lemma) if pos == "VERB" else lemma
            for lower, lemma, pos in zip(self.lower, (name[code].lower() for code in lemmas), self.pos, strict=True)
        ]
        self.tag: list[str] = [name[code] for code in tag]
        self.dep: list[str] = [name[code] for code in dep]
        # Heads are offsets, in two's complement.
        self.head: list[int] = [i + (far - 2**64 if far >= 2**63 else far) for i, far in enumerate(heads)]
        self.start: list[int] = starts
        self.entity: list[str] = [name[code] for code in entity]
        self.children: list[list[int]] = [[] for _ in self.words]
        for i, head in enumerate(self.head):
            if head != i:
                self.children[head].append(i)
        self.sentences: list[Sentence] = sentences(doc)
        self._subtrees: dict[tuple[int, frozenset[str]], list[int]] = {}
        mend(self)
        #: The tokens that name a people ("Afghans", "Tajik"); set when the countries of the text are known.
        self.peoples: frozenset[int] = frozenset()
        #: The tokens that name a place with a country; set with ``peoples``.
        self.places: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.words)

    def end(self, i: int) -> int:
        """Return the character offset behind a token."""
        return self.start[i] + len(self.words[i])

    @cached_property
    def bounds(self) -> list[tuple[int, int]]:
        """Return the first token and the one behind the last of every sentence, datelines left out."""
        found, i = [], 0
        for sentence in self.sentences:
            while i < len(self) and self.start[i] < sentence.body:
                i += 1
            first = i
            while i < len(self) and self.start[i] < sentence.end:
                i += 1
            found.append((first, i))
        return found

    def up(self, i: int) -> Iterator[int]:
        """Yield the governors of a token, nearest first."""
        for _ in range(_MAX_DEPTH):
            head = self.head[i]
            if head == i:
                return
            yield head
            i = head

    def is_verb(self, i: int) -> bool:
        """Tell whether a token is a verb or an auxiliary."""
        return self.pos[i] in _VERBAL

    def owner(self, i: int) -> int | None:
        """Return the nearest verb above a token, None if there is none."""
        return next((j for j in self.up(i) if self.is_verb(j)), None)

    def child(self, i: int, *deps: str) -> int | None:
        """Return the first dependent with one of these labels."""
        return next((c for c in self.children[i] if self.dep[c] in deps), None)

    def subtree(self, i: int, *, without: frozenset[str] = frozenset()) -> list[int]:
        """Return a token and all it governs in text order, leaving out branches with the given labels.

        The list is kept for the next caller, who must not change it either.
        """
        known = self._subtrees.get((i, without))
        if known is not None:
            return known
        children, dep = self.children, self.dep
        found = [i]
        for node in found:
            below = children[node]
            if below:
                found += [c for c in below if dep[c] not in without] if without else below
        found.sort()
        self._subtrees[i, without] = found
        return found

    def conjuncts(self, i: int) -> list[int]:
        """Return a token and the tokens joined to it by "and" or "or"."""
        found, stack = [], [i]
        while stack:
            node = stack.pop()
            found.append(node)
            stack.extend(c for c in self.children[node] if self.dep[c] in ("conj", "appos"))
        return sorted(found)

    def passive(self, verb: int) -> bool:
        """Tell whether a verb is in the passive."""
        if any(self.dep[c] in ("nsubjpass", "auxpass", "csubjpass") for c in self.children[verb]):
            return True
        if self.tag[verb] in ("VBN", "VBD") and self.dep[verb] in ("acl", "conj") and not self._has_auxiliary(verb):
            if self.dep[verb] == "acl":
                return self.tag[verb] == "VBN" or self.child(verb, "dobj") is None
            if self.child(verb, "dobj") is not None:
                return False
            return self.is_verb(self.head[verb]) and self.passive(self.head[verb]) and not self._own_subject(verb)
        return False

    def _has_auxiliary(self, verb: int) -> bool:
        return any(self.dep[c] == "aux" and self.lemma[c] in ("have", "do") for c in self.children[verb])

    def _own_subject(self, verb: int) -> bool:
        return any(self.dep[c] in ("nsubj", "csubj") for c in self.children[verb])

    def subject(self, verb: int, depth: int = 0) -> int | None:
        """Return the logical subject of a verb, inherited from its governor where it has none of its own."""
        if self.passive(verb):
            agent = self.child(verb, "agent")
            return None if agent is None else self.child(agent, "pobj")
        return self.surface_subject(verb, depth)

    def surface_subject(self, verb: int, depth: int = 0) -> int | None:
        """Return the grammatical subject of a verb, or the one it shares with its governor."""
        if depth > 6:
            return None
        own = self._subject_of(verb)
        if own is not None:
            return self._antecedent(own, verb)
        dep, head = self.dep[verb], self.head[verb]
        if dep in ("acl", "relcl") and not self.is_verb(head):
            return head
        if dep == "pcomp":
            governor = self.owner(verb)
            if governor is None:
                return None
            if self.lower[head] in _BESIDE:
                return self.surface_subject(governor, depth + 1)
            return self.object(governor, depth + 1) or self.surface_subject(governor, depth + 1)
        if dep in ("xcomp", "ccomp") and self.is_verb(head):
            if dep == "xcomp" and (self.passive(head) or self.lemma[head] == "use"):
                return self.surface_subject(head, depth + 1)
            return (self.object(head, depth + 1) if dep == "xcomp" else None) or self.surface_subject(head, depth + 1)
        if dep == "xcomp" and self.pos[head] == "ADJ" and self.is_verb(self.head[head]):
            return self.surface_subject(self.head[head], depth + 1)
        if dep in ("conj", "advcl", "dep", "prep", "attr") and self.is_verb(head):
            return self.surface_subject(head, depth + 1)
        if dep == "xcomp" or (dep == "advcl" and not self.is_verb(head)):
            return None
        return None

    def _subject_of(self, verb: int) -> int | None:
        """Return a verb's own subject; of several ("Returns: 300 people came back") the one that is counted."""
        found = [c for c in self.children[verb] if self.dep[c] in ("nsubj", "nsubjpass")]
        counted = [c for c in found if any(self.dep[n] == "nummod" for n in self.children[c])]
        return next(iter(counted or found), None)

    def object(self, verb: int, depth: int = 0) -> int | None:
        """Return the logical object of a verb."""
        if self.passive(verb):
            return self.surface_subject(verb, depth + 1)
        own = (
            self.child(verb, "dobj", "dative", "oprd") if self.child(verb, "dobj") is None else self.child(verb, "dobj")
        )
        if own is not None:
            return self._antecedent(own, verb)
        if self.dep[verb] == "relcl" and self.child(verb, "nsubj") is not None and not self.is_verb(self.head[verb]):
            subject = self.child(verb, "nsubj")
            if subject is not None and self.lower[subject] not in ("who", "that", "which"):
                return self.head[verb]
        return None

    def _antecedent(self, noun: int, verb: int) -> int:
        """Replace a relative pronoun by the noun it stands for."""
        if self.lower[noun] in ("who", "that", "which", "whom") and self.tag[noun] in ("WP", "WDT", "WP$", "IN", "DT"):
            node = verb
            for _ in range(8):
                if self.dep[node] in ("relcl", "acl"):
                    return self._person(self.head[node]) if self.lower[noun] == "who" else self.head[node]
                if self.head[node] == node:
                    break
                node = self.head[node]
        return noun

    def _person(self, noun: int) -> int:
        """Climb from a place to those from there: "herdsmen from Burkina Faso who …" are the herdsmen."""
        for above in (noun, *self.up(noun)):
            if self.pos[above] in ("VERB", "AUX"):
                break
            if self.pos[above] in ("NOUN", "PROPN") and self.entity[above] not in ("GPE", "LOC", "FAC"):
                return above
        return noun

    def phrase(self, noun: int) -> tuple[int, int]:
        """Return the character span of a noun phrase without its relative clauses and appositions."""
        tokens = self.subtree(noun, without=frozenset(("relcl", "appos", "punct", "cc", "conj", "advcl")))
        kept = [t for t in tokens if self.pos[t] != "SPACE"]
        run = [noun]
        for t in reversed([k for k in kept if k < noun]):
            if t == run[0] - 1 or all(self.pos[j] in ("PUNCT", "SPACE") for j in range(t + 1, run[0])):
                run.insert(0, t)
            else:
                break
        for t in [k for k in kept if k > noun]:
            if t == run[-1] + 1 or all(self.pos[j] in ("PUNCT", "SPACE") for j in range(run[-1] + 1, t)):
                run.append(t)
            else:
                break
        return self.start[run[0]], self.end(run[-1])
