"""The parsed text as plain lists: who governs whom, clause by clause.

spaCy's tokens are read once; walking the lists is several times faster than walking the tokens.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from geonews.events.inflections import number_words, verb_bases, verb_forms
from geonews.nlp import Sentence, sentences

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Tree"]

_VERBAL = frozenset(("VERB", "AUX"))
_MAX_DEPTH = 60
_COLUMNS: list[int | str] = ["ORTH", "POS", "LEMMA", "TAG", "DEP", "ENT_TYPE", "HEAD", "IDX"]
#: What a headline's verb may go: "land in", "march into".
_WAYS = frozenset(("in", "into", "to", "on", "from", "across", "over", "at"))
_MODIFIERS = frozenset(("nummod", "amod", "compound", "nmod", "det", "quantmod", "poss"))
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
        self._repair()
        #: The tokens that name a people ("Afghans", "Tajik"); set when the countries of the text are known.
        self.peoples: frozenset[int] = frozenset()
        #: The tokens that name a place with a country; set with ``peoples``.
        self.places: frozenset[int] = frozenset()

    def _repair(self) -> None:
        """Mend three slips of the parser that cost whole clauses.

        A participle that opens a sentence is no noun ("Crossing into Panama, 310 people …"); a verb that another
        finite verb follows without a joint is a participle ("Soldiers brought from Chad took up posts"); and a
        headline's verb is no noun ("Rebels storm town", "Haitians land in Florida").
        """
        for i, dep in enumerate(self.dep):
            if self.tag[i] in ("NNP", "NNPS", "NN") and self.lower[i] in number_words() and self.words[i][0].isupper():
                self.pos[i], self.tag[i] = "NUM", "CD"  # "Eleven of the 57": only the beginning made it a name
            if dep == "dobj" and self.lower[self.head[i]] in ("came", "come") and i > self.head[i]:
                self._inverted(self.head[i], i)
            if dep == "ROOT" and self.tag[i] in ("NN", "NNS") and i and self.lower[i] in verb_bases():
                self._headline(i)
            if dep == "advcl" and self.pos[i] in ("NOUN", "PROPN") and self.lower[i].endswith("ing"):
                self.pos[i], self.tag[i], self.lemma[i] = "VERB", "VBG", self._stem(self.lower[i])
            elif dep in ("advcl", "conj") and self.pos[i] == "VERB" and self._finite(i):
                self._reduced(self.head[i], i)

    def _inverted(self, verb: int, noun: int) -> None:
        """Read who comes behind the verb as its subject: "out of Guatemala came 410 people"."""
        subject = self.child(verb, "nsubj")
        if subject is None or self.lower[subject] in ("out", "from", "across", "over", "behind", "with"):
            self.dep[noun] = "nsubj"
            if subject is not None:
                self.dep[subject], self.pos[subject] = "prep", "ADP"

    def _headline(self, noun: int) -> None:
        """Read a noun as the verb of a headline, if it has a subject or many stand right before it and a way behind."""
        subject = self.child(noun, "nsubj")
        if subject is None and self.dep[noun - 1] == "compound" and self.tag[noun - 1] in ("NNS", "NNPS"):
            behind = self.child(noun, "prep")
            subject = noun - 1 if behind == noun + 1 and self.lower[behind] in _WAYS else None
        if subject is None or subject > noun or self.child(noun, "det", "poss", "cop") is not None:
            return
        self.pos[noun], self.tag[noun], self.dep[subject] = "VERB", "VBP", "nsubj"
        self.lemma[noun] = verb_bases()[self.lower[noun]]
        for child in [c for c in self.children[noun] if c < subject and self.dep[c] in _MODIFIERS]:
            self.children[noun].remove(child)
            self.children[subject].append(child)
            self.head[child] = subject

    def _finite(self, verb: int) -> bool:
        """Tell whether a verb is finite for sure: where it is joined, only its own helper proves it."""
        helpers = (c for c in self.children[verb] if self.dep[c] in ("aux", "auxpass"))
        helped = any(self.tag[c] in ("VBD", "VBZ", "VBP") for c in helpers)
        return helped or (self.dep[verb] == "advcl" and self.tag[verb] == "VBD")

    @staticmethod
    def _stem(word: str) -> str:
        stem = word.removesuffix("ing")
        forms = verb_forms()
        known = (s for s in (stem, stem + "e", stem[:-1]) if s in forms.values())
        return forms.get(word) or next(known, stem[:-1] if stem[-2:-1] == stem[-1:] and stem[-2:] != "ss" else stem)

    def _reduced(self, first: int, second: int) -> None:
        plain = first < second and self.tag[first] in ("VBD", "VBN") and self.dep[first] in ("ROOT", "ccomp")
        bare = not any(self.dep[c] in ("dobj", "aux", "auxpass", "neg", "prt") for c in self.children[first])
        joined = any(self.dep[c] in ("mark", "nsubj", "nsubjpass", "cc", "advmod") for c in self.children[second])
        between = self.lower[first + 1 : second]
        subject = self.child(first, "nsubj")
        if plain and bare and not joined and subject is not None and not {",", "and", ";"} & set(between):
            self.dep[second], self.head[second] = self.dep[first], self.head[first]
            self.tag[first], self.dep[first] = "VBN", "acl"
            self._rehang(subject, first, second)

    def _rehang(self, subject: int, first: int, second: int) -> None:
        self.children[first] = [c for c in self.children[first] if c not in (subject, second)]
        self.head[subject], self.head[first] = second, subject
        self.children[subject].append(first)
        self.children[second] = [subject, *self.children[second]]
        if self.head[second] == first:
            self.head[second] = second
        else:
            self.children[self.head[second]] = [second if c == first else c for c in self.children[self.head[second]]]

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
