"""Border crossings of a sentence: triggers that fit a frame, those who move, and the ends of their way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from geonews.events.rules.arguments import Role, role_of
from geonews.events.rules.background import is_background
from geonews.events.rules.direction import Ends
from geonews.events.rules.ends import enough, read_ends
from geonews.events.rules.evidence import Scene, verb_group
from geonews.events.rules.figures import number_of
from geonews.events.rules.frames import CrossingFrame, FrameSet
from geonews.events.rules.geography import Spot, spots_within
from geonews.events.rules.lexicon import is_mover, lexicon, mover_class
from geonews.events.rules.motion import motion_words
from geonews.events.rules.movers import antecedent, is_boat, moved, on_board, parties, plausible, takes_along
from geonews.events.rules.status import Verdict, judge
from geonews.events.rules.syntax import Tree
from geonews.model import Status

__all__ = ["Draft", "find_crossings"]

_LINKED = frozenset(
    ("prt", "advmod", "prep", "dobj", "npadvmod", "acomp", "oprd", "attr", "dative", "nsubjpass", "ccomp", "xcomp")
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A crossing as its own sentence tells it; ends may still be open.

    ``elided_at`` are the tokens of a clause that leaves out its verb, which is the trigger ``model`` of another.
    ``partial`` drafts say too little themselves, but may be followed by such clauses.
    """

    sentence: int
    trigger: int
    frame: CrossingFrame
    verdict: Verdict
    mover: int | None
    mover_class: str | None
    ends: Ends
    boat: bool = False
    elided_at: tuple[int, int] | None = None
    model: int | None = None
    partial: bool = False


def find_crossings(tree: Tree, sentence: int, frames: FrameSet, spots: list[Spot]) -> Iterator[Draft]:
    """Yield what may be border crossings in a sentence, one for each trigger."""
    first, last = tree.bounds[sentence]
    roles: list[Role] | None = None
    for i in range(first, last):
        frame = _frame(tree, i, frames)
        if frame is None:
            continue
        if roles is None:
            roles = [role_of(tree, s) for s in spots_within(spots, first, last)]
        draft = _draft(tree, sentence, i, frame, roles)
        if draft is not None:
            yield draft


def _frame(tree: Tree, i: int, frames: FrameSet) -> CrossingFrame | None:
    """Return the frame that a token triggers."""
    lemma = tree.lemma[i]
    if tree.is_verb(i):
        if tree.dep[i] in ("aux", "auxpass", "prep", "amod"):
            return None
        return _of_verb(tree, i, frames) if lemma in frames.crossings else _any_verb(tree, i, frames)
    if tree.pos[i] == "PROPN" and tree.lower[i].removesuffix("s") in frames.crossing_nouns and not tree.entity[i]:
        # Only the beginning of a sentence made it a name: "Arrivals in Uganda".
        tree.pos[i], tree.lemma[i] = "NOUN", tree.lower[i].removesuffix("s")
        lemma = tree.lemma[i]
    if tree.pos[i] == "NOUN" and lemma in frames.crossing_nouns:
        return frames.crossing_nouns[lemma][0]
    return None


def _goes_into(tree: Tree, verb: int) -> bool:
    for i in range(verb + 1, min(verb + 9, len(tree))):
        if tree.pos[i] in ("VERB", "AUX") and tree.tag[i] != "VBG":
            return False
        if tree.lower[i] == "through" and tree.head[i] == verb:
            goal = tree.child(i, "pobj")
            return goal is not None and tree.lemma[goal] in lexicon().strong_borders
        if tree.lower[i] in ("into", "onto"):
            # "Barricaded the road into La Paz": the road leads there, not they.
            return tree.lemma[i - 1] not in motion_words()["roads"]
        if tree.lower[i] in ("across", "over") and tree.head[i] == verb and tree.child(i, "pobj") is not None:
            return True
    return False


def _companions(tree: Tree, verb: int) -> set[str]:
    """Return the particles, adverbs, prepositions and objects of a verb, by lemma and as written."""
    found: set[str] = set()
    for child in tree.children[verb]:
        if tree.dep[child] in _LINKED:
            found.update((tree.lemma[child], tree.lower[child]))
            if tree.dep[child] in ("prep", "advmod"):
                found.update(tree.lemma[below] for below in tree.children[child])
    if verb + 1 < len(tree) and tree.lower[verb + 1] in motion_words()["particles"]:
        found.add(tree.lower[verb + 1])
    found |= motion_words()["outcomes"].intersection(tree.lower[verb + 1 : verb + 6])
    return found


def _of_verb(tree: Tree, verb: int, frames: FrameSet) -> CrossingFrame | None:
    rows = frames.crossings[tree.lemma[verb]]
    companions: set[str] | None = None
    for frame, particles in rows:
        if particles or frame.with_ or frame.without:
            companions = _companions(tree, verb) if companions is None else companions
            if not all(p in companions and _is_particle(tree, verb, p) for p in particles):
                continue
            if frame.with_ and not companions.intersection(frame.with_):
                continue
            if frame.without and companions.intersection(frame.without):
                continue
        if frame.mover == "object" and moved(tree, verb) is None:
            continue
        if frame.receiver == "country" and tree.subject(verb) not in tree.places:
            continue
        transitive = any(f.mover == "object" for f, _ in rows)
        if frame.mover == "subject" and transitive and not frame.with_ and _moves_object(tree, verb):
            continue
        return frame
    return _any_verb(tree, verb, frames)


def _is_particle(tree: Tree, verb: int, word: str) -> bool:
    """Tell whether a word goes with the verb ("let in 300 people"), and does not open a phrase of its own."""
    if word not in ("in", "on", "over", "up", "through", "out", "off"):
        return True
    return tree.lower[verb + 1 : verb + 2] == [word] or any(
        tree.lower[c] == word and tree.dep[c] in ("prt", "advmod") for c in tree.children[verb]
    )


def _any_verb(tree: Tree, verb: int, frames: FrameSet) -> CrossingFrame | None:
    """Return the frame of verbs that no list names, where "into" or "over" says that they move."""
    if "*" not in frames.crossings or tree.lemma[verb] in motion_words()["not_motion"] or not _goes_into(tree, verb):
        return None
    caused = _moves_object(tree, verb)
    return next((f for f, _ in frames.crossings["*"] if (f.mover == "object") == caused), None)


def _moves_object(tree: Tree, verb: int) -> bool:
    """Tell whether a verb that may move its subject or its object moves its object here."""
    if tree.passive(verb):
        return True
    goal = tree.child(verb, "dobj")
    return goal is not None and is_mover(tree, goal)


def _draft(tree: Tree, sentence: int, trigger: int, frame: CrossingFrame, roles: list[Role]) -> Draft | None:
    first, last = tree.bounds[sentence]
    mover, agent = parties(tree, trigger, frame, first)
    if frame.mover == "object" and mover is not None and agent is not None and takes_along(tree, mover, agent):
        mover = agent
    mover = on_board(tree, mover)
    mover = None if mover is None else antecedent(tree, mover, first, agent)
    if mover not in (None, trigger) and not plausible(tree, mover, roles, trigger):
        return None
    if mover is None and not (_again(tree, trigger) if frame.nouns else frame.mover == "subject"):
        return None
    if is_background(tree, sentence, trigger, mover):
        return None
    if frame.nouns and mover == trigger and number_of(tree, trigger) is None:
        frame = replace(frame, needs="both")
    again = bool(frame.nouns) and mover in (None, trigger) and _again(tree, trigger)
    who = None if again else mover
    scene = Scene(tree, trigger, frame, roles, verb_group(tree, trigger), who, agent, (first, last))
    ends = read_ends(scene)
    partial = not (enough(frame, ends) or (frame.nouns and (mover is None or again)))
    if partial and (ends.origin is None or mover is None or frame.mover != "subject"):
        return None
    verdict = _verdict(tree, trigger, frame)
    if verdict is None:
        return None
    kind = None if mover is None else mover_class(tree, mover)
    if verdict.rule == "deny" and verdict.cue is not None and not ends.people and ends.origin is None:
        ends = replace(ends, people=_denier(tree, verdict.cue, roles, ends.destination))
    return Draft(sentence, trigger, frame, verdict, mover, kind, ends, is_boat(tree, (first, last)), partial=partial)


def _denier(tree: Tree, cue: int, roles: list[Role], destination: str | None) -> tuple[str, ...]:
    """Return the country that denies: it speaks for its own, unless the way is said to lead to it."""
    subject = tree.subject(cue) if tree.is_verb(cue) else None
    for role in roles:
        own = subject is not None and role.spot.first <= subject <= role.spot.last
        if own and role.spot.country and role.spot.country != destination:
            return (role.spot.country,)
    return ()


def _verdict(tree: Tree, trigger: int, frame: CrossingFrame) -> Verdict | None:
    verdict = judge(tree, trigger)
    if frame.status != "denied":
        return verdict
    if verdict.status is Status.HAPPENED:
        return Verdict(Status.DENIED, trigger, "stopped")
    return None if verdict.rule == "negation" else verdict


def _again(tree: Tree, noun: int) -> bool:
    """Tell whether a noun alone tells of a crossing like the one before: "A similar incursion took place"."""
    words = motion_words()
    if tree.dep[noun] not in ("nsubj", "nsubjpass", "dobj") or tree.lemma[tree.head[noun]] not in words["support"]:
        return False
    told = {tree.lemma[c] for c in tree.children[noun]}
    if tree.lemma[noun] in words["bare_nouns"]:
        return bool(told & words["again"])
    return tree.lemma[noun] in words["counted"] and bool(told & {"such", "similar"})
