"""Who crosses, and who lets, makes or keeps them: the parties of a crossing."""

from __future__ import annotations

from geonews.events.rules.arguments import Role
from geonews.events.rules.figures import number_of
from geonews.events.rules.frames import CrossingFrame
from geonews.events.rules.lexicon import is_barred, is_mover, lexicon, mover_class, whole
from geonews.events.rules.motion import motion_words
from geonews.events.rules.syntax import Tree

__all__ = [
    "antecedent",
    "is_boat",
    "moved",
    "on_board",
    "owner_country",
    "parties",
    "plausible",
    "takes_along",
]

_PERSONS = ("MIL", "CVL", "MIG", "REF", "REB", "PRON", "COP")


def parties(tree: Tree, trigger: int, frame: CrossingFrame, first: int) -> tuple[int | None, int | None]:
    """Return who moves and who has a hand in it."""
    if frame.mover == "of":
        return _of_noun(tree, trigger), None
    if frame.mover == "recipient":
        return _recipient(tree, trigger), tree.subject(trigger)
    if frame.mover == "object":
        mover = moved(tree, trigger)
        agent = tree.subject(trigger)
        return mover, None if agent == mover else agent
    mover = _just_before(tree, trigger) or tree.surface_subject(trigger)
    lead = trigger
    while tree.dep[lead] == "conj" and tree.is_verb(tree.head[lead]) and tree.child(lead, "nsubj", "nsubjpass") is None:
        lead = tree.head[lead]
    if mover is None or (tree.dep[lead] == "acl" and _misplaced(tree, lead, mover)):
        # Nobody is "fled" or "crossed": such a participle is a main verb that the parser hung on the wrong noun.
        mover = _leftmost(tree, trigger, first) or _nearest(tree, trigger, first) or mover
    elif tree.lower[mover] in ("it", "they", "he", "she"):
        mover = _stands_for(tree, mover, trigger)
    elif not is_mover(tree, mover) and tree.dep[trigger] == "acl":
        by = next((c for c in tree.children[mover] if tree.dep[c] == "prep" and tree.lower[c] in ("by", "of")), None)
        inner = None if by is None else tree.child(by, "pobj")
        if inner is not None and is_mover(tree, inner):
            mover = inner
    return mover, _letting(tree, trigger)


def _misplaced(tree: Tree, trigger: int, mover: int) -> bool:
    """Tell whether a participle hangs on a noun that does not move itself."""
    if tree.tag[trigger] == "VBD" or tree.words[trigger - 1] == ",":
        return True
    return tree.tag[trigger] == "VBN" and mover_class(tree, mover) not in _PERSONS and mover not in tree.peoples


def _just_before(tree: Tree, verb: int) -> int | None:
    """Return those whom a participle follows at once, wherever it hangs: "blankets to 190 Afghans returning"."""
    before = verb - 1
    if tree.tag[verb] != "VBG" or before < 0 or tree.child(verb, "nsubj", "aux") is not None:
        return None
    if tree.pos[before] not in ("NOUN", "PROPN") or tree.entity[before] in ("GPE", "LOC", "FAC"):
        return None
    return before if is_mover(tree, before) and not is_barred(tree, before) else None


def _nearest(tree: Tree, trigger: int, first: int) -> int | None:
    """Return the noun right before a verb, where nothing else can be its subject: "On Monday 50 men came"."""
    i = trigger - 1
    while i > first and tree.pos[i] in ("AUX", "ADV"):
        i -= 1
    if i < first or tree.pos[i] not in ("NOUN", "PROPN"):
        return None
    return i if is_mover(tree, i) and not is_barred(tree, i) else None


def _recipient(tree: Tree, verb: int) -> int | None:
    """Return to whom something is given: "gave shelter to 114 guards", "gave 114 guards shelter"."""
    dative = tree.child(verb, "dative")
    if dative is not None and tree.pos[dative] != "ADP":
        return dative
    for child in (c for v in (verb, *tree.children[verb]) for c in tree.children[v]):
        if tree.lower[child] in ("to", "for") and tree.dep[child] in ("prep", "dative"):
            goal = tree.child(child, "pobj")
            if goal is not None and is_mover(tree, goal):
                return goal
    return None


def moved(tree: Tree, verb: int) -> int | None:
    """Return whom a verb moves: its object, or what stands behind "in" in "let in 300 people"."""
    goal = tree.object(verb) or _left_out_auxiliary(tree, verb)
    if goal is None and tree.lower[verb + 1 : verb + 3] == ["up", "to"]:
        return tree.child(verb + 2, "pobj")
    if goal is None and tree.lower[verb + 1 : verb + 2] in (["in"], ["through"], ["back"], ["out"]):
        goal = tree.child(verb + 1, "pobj")
        if goal is not None and not is_mover(tree, goal):
            return None
    return goal


def _left_out_auxiliary(tree: Tree, verb: int) -> int | None:
    """Return the subject of a passive without its "were", as headlines and lists have it: "400 Nigerians deported"."""
    if tree.tag[verb] not in ("VBD", "VBN") or tree.child(verb, "dobj", "aux", "auxpass", "ccomp", "agent") is not None:
        return None
    if not tree.lower[verb].endswith("ed") and tree.lower[verb] not in motion_words()["participles"]:
        return None
    subject = tree.child(verb, "nsubj")
    if subject is None or subject > verb or tree.tag[subject] in ("WP", "WDT", "PRP"):
        return None
    return subject if is_mover(tree, subject) else None


def antecedent(tree: Tree, pronoun: int, first: int, agent: int | None) -> int:
    """Return what "them" or "they" stands for in the same sentence, the pronoun itself if nothing fits."""
    if tree.lower[pronoun] not in ("they", "them", "all", "both") or len(whole(tree, pronoun)) > 1:
        return pronoun
    for i in range(pronoun - 1, first - 1, -1):
        if tree.dep[i] in ("dobj", "nsubj", "nsubjpass") and i != agent and tree.pos[i] in ("NOUN", "PROPN", "NUM"):
            number = tree.tag[i] in ("NNS", "NNPS", "CD") or tree.lemma[i] in lexicon().collectives
            part = not tree.is_verb(tree.head[i]) and any(tree.lower[t] in ("them", "whom") for t in whole(tree, i))
            theirs = any(tree.lower[c] == "their" for t in whole(tree, i) for c in tree.children[t])
            if number and not part and not theirs and is_mover(tree, i) and not is_barred(tree, i):
                return i
    return pronoun


def _of_noun(tree: Tree, noun: int) -> int | None:
    beside = tree.child(noun, "appos")
    if beside is not None and is_mover(tree, beside) and tree.child(beside, "nummod") is not None:
        return beside  # "returns to Burundi from Tanzania: 412 persons"
    of = next((c for c in tree.children[noun] if tree.dep[c] == "prep" and tree.lower[c] in ("of", "by")), None)
    mover = None if of is None else tree.child(of, "pobj")
    if mover is not None and (is_mover(tree, mover) or tree.lemma[mover] not in lexicon().borders):
        return mover
    for inner in (t for t in tree.subtree(noun) if tree.lower[t] == "of" and t > noun):
        goal = tree.child(inner, "pobj")
        if goal is not None and tree.pos[tree.head[inner]] == "PROPN" and is_mover(tree, goal):
            return goal
    if tree.lemma[noun] in motion_words()["counted"] and number_of(tree, noun) is not None:
        return noun
    below = {tree.lower[t] for t in tree.subtree(noun) if tree.pos[t] == "ADP"}
    if tree.lemma[noun] in motion_words()["bare_nouns"] and "from" in below and below & {"into", "to"}:
        return noun
    for child in tree.children[noun]:
        if tree.dep[child] in ("poss", "compound", "amod", "nmod") and is_mover(tree, child):
            return child
    return None


def _stands_for(tree: Tree, pronoun: int, trigger: int) -> int:
    """Return the subject of a clause above that a pronoun may stand for, the pronoun itself if there is none."""
    for verb in tree.up(trigger):
        subject = tree.child(verb, "nsubj", "nsubjpass") if tree.is_verb(verb) else None
        if subject is not None and subject < pronoun and is_mover(tree, subject):
            taken = tree.child(verb, "dobj")
            carries = mover_class(tree, subject) in ("AIR", "SEA", "VEH") and tree.lower[pronoun] == "they"
            if carries and taken is not None and taken < pronoun and mover_class(tree, taken) in _PERSONS:
                return taken  # "Two flights took 92 soldiers, nine days after they had come"
            return subject
    return pronoun


def _leftmost(tree: Tree, trigger: int, first: int) -> int | None:
    """Return the first noun phrase of the sentence that may move, where the parser found no subject."""
    for i in range(first, trigger):
        if tree.dep[i] in ("pobj", "poss", "compound", "amod", "nummod", "det"):
            continue
        if tree.pos[i] in ("NOUN", "PROPN", "NUM", "PRON") and is_mover(tree, i) and not is_barred(tree, i):
            return i
    return None


def _letting(tree: Tree, trigger: int) -> int | None:
    """Return who let, forced, caught or stopped them: the subject of the verb above."""
    node = trigger
    for _ in range(5):
        head = tree.head[node]
        if head == node:
            return None
        if tree.is_verb(head) and tree.lemma[head] in motion_words()["letting"]:
            return tree.subject(head)
        node = head
    return None


def on_board(tree: Tree, mover: int | None) -> int | None:
    """Take those on board for the boat, the flight or the train that carries them."""
    if mover is None:
        return None
    inner = whole(tree, mover)[-1]
    kind = mover_class(tree, mover)
    if kind not in ("SEA", "AIR", "VEH", "AID", "MIL") and tree.lemma[inner] not in motion_words()["carried"]:
        return mover
    for token in tree.subtree(mover):
        if tree.lemma[token] in ("carry", "bring", "transport", "hold") and tree.tag[token] == "VBG":
            cargo = tree.child(token, "dobj")
            if cargo is not None and (mover_class(tree, cargo) in _PERSONS or is_mover(tree, cargo)):
                return cargo
    if kind in ("MIL", "AID"):
        return mover
    aboard = tree.head[mover]
    if tree.dep[mover] == "pobj" and tree.lower[aboard] in ("in", "on", "aboard") and tree.head[aboard] != aboard:
        passengers = tree.head[aboard]
        if tree.is_verb(passengers):
            passengers = tree.object(passengers) or mover
        if mover_class(tree, passengers) in _PERSONS or passengers in tree.peoples:
            return passengers
    for token in tree.subtree(tree.head[mover]):
        if tree.lower[token] == "with" and tree.dep[token] == "prep":
            cargo = tree.child(token, "pobj")
            if cargo is None:
                continue
            after = tree.lower[cargo + 1 : cargo + 10]
            if mover_class(tree, cargo) in _PERSONS or cargo in tree.peoples or "board" in after or "aboard" in after:
                return cargo
    return mover


def takes_along(tree: Tree, thing: int, agent: int) -> bool:
    """Tell whether those who move something go with it: "nomads led their flocks", "170 took a boat"."""
    own = tree.lemma[tree.head[thing]] == "take" and any(tree.lower[c] in ("a", "the") for c in tree.children[thing])
    own = own or any(
        tree.dep[c] == "poss" and tree.lower[c] in ("their", "his", "her", "its") for c in tree.children[thing]
    )
    if not own or not is_mover(tree, agent) or is_barred(tree, agent):
        return False
    return not is_mover(tree, thing) or mover_class(tree, thing) in ("AIR", "VEH", "SEA")


def plausible(tree: Tree, mover: int, roles: list[Role], trigger: int) -> bool:
    """Tell whether a noun phrase names some who may cross a border."""
    if is_barred(tree, mover) or mover in tree.places:
        return False
    if tree.lemma[mover] in motion_words()["weaponry"] and tree.lemma[trigger] in motion_words()["supplying"]:
        return False
    if tree.tag[mover] == "NNS" and tree.lemma[trigger] in motion_words()["human"]:
        return tree.lower[mover] not in lexicon().things or mover_class(tree, mover) is not None
    if mover_class(tree, mover) or is_mover(tree, mover) or tree.entity[mover] in ("PERSON", "NORP"):
        return True
    return any(
        r.part == "modifier" and r.governor == mover and r.spot.kind == "people" and tree.tag[mover] == "NNS"
        for r in roles
    )


def owner_country(tree: Tree, mover: int, roles: list[Role], trigger: int) -> str | None:
    """Return the country whose they are: "Minsk denied that **its** soldiers …", "… said **none** had entered"."""
    pronoun = any(
        tree.lower[c] in ("its", "their", "his", "her") and tree.dep[c] == "poss"
        for noun in whole(tree, mover)
        for c in tree.children[noun]
    )
    if not pronoun and tree.lower[mover] not in ("none", "it", "they", "he", "she"):
        return None
    if tree.lemma[mover] in ("neighbour", "neighbor", "rival", "enemy", "foe", "ally"):
        return None
    above = {trigger, *tree.up(trigger)}
    # "His compatriots have come, the authorities in Abidjan say": he is none of theirs.
    theirs = not any(tree.lower[c] in ("his", "her") for noun in whole(tree, mover) for c in tree.children[noun])
    for role in roles:
        before = theirs or role.token < mover
        if before and role.part == "subject" and role.governor in above and role.spot.country:
            return role.spot.country
        if role.spot.country and role.part in ("modifier", "prep") and role.token < mover:
            holder = next(
                (j for j in (role.token, *tree.up(role.token)) if tree.dep[j] in ("nsubj", "nsubjpass")), None
            )
            if holder is not None and tree.head[holder] in above and holder != mover:
                return role.spot.country
    return None


def is_boat(tree: Tree, bounds: tuple[int, int]) -> bool:
    """Tell whether a sentence speaks of boats."""
    boats = motion_words()["boats"]
    return any(tree.lemma[t] in boats for t in range(*bounds))
