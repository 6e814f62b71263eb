"""When an event took place: the date that belongs to its trigger, not to the report of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from geonews.events import dating
from geonews.events.rules.lexicon import lexicon
from geonews.events.rules.status import cue_words
from geonews.events.rules.syntax import Tree
from geonews.model import Span, When

__all__ = ["Dated", "dated_mentions", "fallback", "pick", "when_of"]


#: What a figure or a first is compared with: "the highest for any one day this year", "the first since June".
_COMPARED = re.compile(
    r"\b(?:first|last|only|most|least|fewest|highest|lowest|largest|biggest|smallest|busiest|deadliest|heaviest|worst|record|"
    r"(?:more|fewer|higher|lower|larger|less|busier|bigger)\s+than)\b(?:\s+(?!on\b|to\b|at\b)[\w-]+){0,4}?\s*(?:\b(?:in|for|of|at)\s+)?(?:\bany\s+[\w\s]{0,12})?$",
    re.IGNORECASE,
)
_AGES = re.compile(r"\b(?:years?|decades?|generations?|centur(?:y|ies))\s+ago\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of a sentence, the token it begins at and the verb it belongs to."""

    mention: dating.Mention
    token: int
    owner: int | None
    of_report: bool
    start: int
    end: int


def dated_mentions(
    tree: Tree, sentence: int, reference: date, *, lean: dating.Lean = "past", anchor: date | None = None,
    day_first: bool | None = None,
) -> list[Dated]:  # fmt: skip
    """Find the dates of a sentence and the verbs they belong to."""
    span = tree.sentences[sentence]
    first, last = tree.bounds[sentence]
    text = tree.text[span.body : span.end]
    found = []
    for mention in _anchored(text, reference, lean, anchor, day_first):
        start, end = mention.start + span.body, mention.end + span.body
        token = next((i for i in range(first, last) if tree.end(i) > start), None)
        if token is None:
            continue
        owner = _owner(tree, token, start, end)
        if mention.bound == "since" and owner is not None and tree.start[owner] >= start and tree.start[owner] < end:
            owner = next((j for j in tree.up(owner) if tree.is_verb(j)), owner)
        found.append(Dated(mention, token, owner, _of_report(tree, token, owner, first, end, mention), start, end))
    return found


def _anchored(
    text: str, reference: date, lean: dating.Lean, anchor: date | None, day_first: bool | None
) -> list[dating.Mention]:
    """Find the dates of a sentence; "the same day" is read against a date named before it in the sentence."""
    found = list(dating.find(text, reference, lean=lean, anchor=anchor, day_first=day_first))
    ages = [m for m in found if _AGES.search(text[m.start : m.end])]
    if ages:
        # "Twenty-five years ago, on a hot afternoon in August": what stands beside it is of the same time.
        return [m for m in found if m in ages or m.bound == "since"]
    for i, mention in enumerate(found):
        before = next(
            (m for m in reversed(found[:i]) if m.interval.dated and m.interval.start and m.interval.end), None
        )
        if not mention.interval.dated and before is not None:
            again = dating.find(text, reference, lean=lean, anchor=before.interval.end, day_first=day_first)
            found[i] = next((m for m in again if (m.start, m.end) == (mention.start, mention.end)), mention)
    return found


def _owner(tree: Tree, token: int, start: int, end: int) -> int | None:
    """Return the first verb above the date that is not a word of the date itself."""
    head = token
    while tree.start[tree.head[head]] >= start and tree.start[tree.head[head]] < end and tree.head[head] != head:
        head = tree.head[head]
    inside = start <= tree.start[head] < end
    if inside and tree.is_verb(head) and (tree.head[head] == head or tree.children[head]):
        return head
    return tree.owner(head)


def _of_report(tree: Tree, token: int, owner: int | None, first: int, end: int, mention: dating.Mention) -> bool:
    words = cue_words()
    if _only_compared(tree, token, mention):
        return True
    i, steps = token - 1, 0
    while i >= first and steps < 5:
        if tree.lower[i] in (",", ";", ":", '"', "”") or tree.lower[i] in ("that", "who", "which"):
            break
        if tree.is_verb(i):
            if tree.lemma[i] in words["report"] and not _own_count(tree, i):
                return True
            break
        if (
            tree.lemma[i] in words["report_nouns"]
            and not _border_post(tree, i)
            and tree.lower[token - 1] in ("on", "from", "of", "in", "issued", tree.lower[i])
            and steps < 3
        ):
            return True
        i, steps = i - 1, steps + 1
    if owner is None:
        return False
    return tree.lemma[owner] in words["report"] and any(
        tree.dep[c] in ("ccomp", "xcomp") or tree.lower[c] == "that" for c in tree.children[owner]
    )


def _only_compared(tree: Tree, token: int, mention: dating.Mention) -> bool:
    """Tell whether a time only says since when or of which time something is the first or the most."""
    interval = mention.interval
    long = interval.start is None or interval.end is None or (interval.end - interval.start).days > 6
    if mention.bound != "since" and not long:
        return False
    start = tree.start[token]
    return _COMPARED.search(tree.text, max(0, start - 60), start) is not None


def _border_post(tree: Tree, noun: int) -> bool:
    """Tell whether a post is one of a border, and no message: "the Joda frontier post"."""
    named = any(tree.pos[c] == "PROPN" or tree.lemma[c] in lexicon().borders for c in tree.children[noun])
    return tree.lemma[noun] == "post" and (named or tree.lower[max(0, noun - 1)] in ("customs", "police"))


def _own_count(tree: Tree, verb: int) -> bool:
    return tree.lemma[verb] in ("count", "put") and tree.passive(verb)


def pick(tree: Tree, trigger: int, dates: list[Dated], rivals: frozenset[int]) -> Dated | None:
    """Return the date that belongs to a trigger; ``rivals`` are the triggers of other events in the sentence."""
    group = _group(tree, trigger)
    below = set(tree.subtree(trigger))
    best: tuple[float, Dated] | None = None
    for candidate in dates:
        if candidate.of_report:
            continue
        score = _score(tree, trigger, candidate, group, below, rivals)
        if score is None:
            continue
        score -= abs(candidate.token - trigger) / 1000
        if best is None or score > best[0]:
            best = score, candidate
    return None if best is None else best[1]


def _group(tree: Tree, trigger: int) -> set[int]:
    """Return the verbs that share the trigger's time: what it complements, and what it is joined to."""
    words = cue_words()
    found, node = {trigger}, trigger
    for _ in range(6):
        head, dep = tree.head[node], tree.dep[node]
        if (
            dep
            in ("xcomp", "pcomp", "prep", "ccomp", "acl", "dobj", "pobj", "nsubj", "nsubjpass", "conj", "advcl", "oprd")
            and head != node
        ):
            if tree.is_verb(head):
                if tree.lemma[head] in words["report"] and dep in ("ccomp", "advcl"):
                    break
                found.add(head)
                if dep == "advcl":
                    break
            node = head
            continue
        break
    found |= {c for v in list(found) for c in tree.children[v] if tree.dep[c] in ("xcomp",) and tree.is_verb(c)}
    # "Swam or waded": what stands side by side shares all that follows.
    found |= {c for c in tree.children[trigger] if tree.dep[c] == "conj" and tree.is_verb(c) and c - trigger <= 2}
    return found


def _score(
    tree: Tree, trigger: int, candidate: Dated, group: set[int], below: set[int], rivals: frozenset[int]
) -> float | None:
    owner = candidate.owner
    if candidate.mention.bound == "since" and _at_present(tree, trigger):
        return None
    if owner == trigger:
        return 5.0
    if owner in rivals and owner not in group:
        return 0.5 if candidate.mention.bound == "since" else None
    if owner in group:
        return 4.0
    if candidate.token in below:
        if (
            owner is not None
            and owner in below
            and tree.dep[owner] in ("relcl", "advcl", "ccomp", "acl")
            and candidate.mention.bound != "since"
        ):
            return 1.0
        return 3.5
    if owner is None:
        return 2.5
    if (tree.dep[owner] in ("conj",) and tree.head[owner] in group) or (
        tree.dep[trigger] == "conj" and tree.head[trigger] == owner
    ):
        return 2.0
    if candidate.mention.bound == "since":
        return 1.5
    if tree.dep[owner] in ("ROOT", "ccomp"):
        return 1.2
    return 0.8


def _at_present(tree: Tree, trigger: int) -> bool:
    """Tell whether a trigger's clause is in the present: what goes on now was not all along "since 2001"."""
    for verb in (trigger, *tree.up(trigger)):
        if not tree.is_verb(verb):
            continue
        helpers = [verb, *(c for c in tree.children[verb] if tree.dep[c] in ("aux", "auxpass"))]
        finite = [h for h in helpers if tree.tag[h] in ("VBZ", "VBP", "VBD", "MD")]
        if finite:
            return all(tree.tag[h] in ("VBZ", "VBP") and tree.lemma[h] == "be" for h in finite)
    return False


def when_of(tree: Tree, chosen: Dated) -> When:
    """Return the time of an event from its date."""
    interval = chosen.mention.interval
    text = tree.text[chosen.start : chosen.end]
    return When(
        start=interval.start,
        end=interval.end,
        precision=interval.precision,
        text=text,
        basis="text" if interval.dated else "context",
        span=Span(start=chosen.start, end=chosen.end, text=text),
    )


def fallback(published: date | None, *, future: bool = False) -> When:
    """Return the stated fallback: on or before the publication, or after it for what is planned."""
    if published is None:
        return When(start=None, end=None, precision=3, text=None, basis="none")
    if future:
        return When(start=published, end=None, precision=3, text=None, basis="published")
    return When(start=published, end=published, precision=1, text=None, basis="published")
