"""What the words around a trigger say of the way: over a border, home, back, onward, the other way."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from geonews.events.rules.arguments import Role
from geonews.events.rules.frames import CrossingFrame
from geonews.events.rules.lexicon import lexicon
from geonews.events.rules.motion import motion_words
from geonews.events.rules.syntax import Tree

__all__ = [
    "Scene",
    "goes_back",
    "goes_home",
    "goes_on",
    "hard_pressed",
    "local_origin",
    "names_border",
    "other_way",
    "turned_back",
    "verb_group",
]


@dataclass(frozen=True, slots=True)
class Scene:
    """A trigger with its frame and parties in its sentence."""

    tree: Tree
    trigger: int
    frame: CrossingFrame
    roles: list[Role]
    group: frozenset[int]
    mover: int | None
    agent: int | None
    bounds: tuple[int, int]


def verb_group(tree: Tree, trigger: int) -> frozenset[int]:
    """Return the verbs whose complements belong to the trigger as well."""
    words = motion_words()
    found, node = {trigger}, trigger
    for _ in range(4):
        head = tree.head[node]
        if head == node:
            break
        dep = tree.dep[node]
        if dep in ("xcomp", "ccomp") and tree.is_verb(head) and tree.lemma[head] in words["control"]:
            found.add(head)
        elif dep == "pcomp" and tree.is_verb(tree.head[head]) and tree.dep[head] == "prep":
            head = tree.head[head]
            found.add(head)
        elif (dep == "conj" and tree.is_verb(head) and tree.child(node, "nsubj", "nsubjpass") is None) or (
            dep == "advcl" and tree.is_verb(head) and tree.tag[node] == "VBG"
        ):
            found.add(head)
        else:
            break
        node = head
    for child in tree.children[trigger]:
        if not tree.is_verb(child):
            continue
        shared = tree.child(child, "nsubj", "nsubjpass") is None
        if tree.dep[child] in ("advcl", "acl") and tree.lemma[child] in ("bind", "bound"):
            found.add(child)
        if (tree.dep[child] in ("xcomp", "advcl") and tree.tag[child] in ("VBG", "VB")) or (
            tree.dep[child] == "conj" and shared
        ):
            found.add(child)
    return frozenset(found)


def names_border(scene: Scene, *, origin: bool, people: bool) -> bool:
    """Tell whether the trigger's own phrases name a border, or it goes over or in with nothing else named."""
    tree, frame, trigger = scene.tree, scene.frame, scene.trigger
    lex = lexicon()
    for verb in scene.group:
        for token in tree.subtree(verb, without=frozenset(("relcl", "ccomp", "advcl", "nsubj"))):
            if token == trigger or tree.lemma[token] not in lex.strong_borders or _approached(tree, token):
                continue
            if frame.id == "carry" and tree.lower[tree.head[token]] in ("along", "on", "around"):
                continue
            if tree.dep[token] in ("dobj", "pobj", "conj", "appos", "nsubjpass"):
                return True
            if tree.dep[token] == "compound" and tree.lemma[tree.head[token]] in lex.borders:
                return True
    known = people or origin or scene.agent is not None
    if known and any(_over_a_line(tree, c) for v in scene.group for c in tree.children[v]):
        return True
    bare = {tree.lower[c] for c in tree.children[trigger] if not any(tree.dep[b] == "pobj" for b in tree.children[c])}
    handed = tree.lemma[trigger] in ("hand", "turn", "take", "bring")
    if frame.id in ("get", "go", "carry") and not handed and bare & {"across", "over", "through"}:
        return True
    # Who falls back need not leave the country.
    if (bare - ({"back"} if frame.id == "retreat" else set())) & {"in", "out", "back", "across", "over"} and origin:
        return True
    if "in" in bare and people and frame.id == "go":
        return True
    if frame.nouns and scene.mover is None:
        return True
    text = " ".join(tree.lower[slice(*scene.bounds)])
    if any(phrase in text for phrase in motion_words()["same_way"]):
        return True
    if " same " in text and _by_the_same(tree, scene.group):
        return True
    if frame.id in ("arrive", "go") and scene.mover is not None and _of_those(tree, scene.mover):
        return True
    if tree.lower[trigger + 1 : trigger + 2] == ["ashore"] or bare & {"ashore"}:
        return True
    if frame.id == "get" and any(tree.lemma[c] in ("crossing", "journey", "trip") for c in tree.children[trigger]):
        return True
    if any(tree.lemma[h] in ("let", "allow") for h in (tree.head[trigger],)) and tree.lemma[trigger] in (
        "pass",
        "cross",
        "through",
    ):
        return True
    if origin and any(_lands(tree, c) for v in scene.group for c in tree.children[v]):
        return True
    if tree.lemma[trigger] == "follow" and tree.child(trigger, "dobj") is None and _more_of_them(scene):
        return True
    if frame.id == "cross":
        return _bare_cross(tree, trigger)
    return False


def _by_the_same(tree: Tree, group: frozenset[int]) -> bool:
    """Tell whether they go by the gate, bridge or road that was told of before: "by the same gate"."""
    for i in (t for verb in group for t in tree.subtree(verb)):
        ways = lexicon().borders | motion_words()["roads"]
        if tree.lower[i] == "same" and tree.lemma[tree.head[i]] in ways:
            return True
    return False


def _of_those(tree: Tree, mover: int) -> bool:
    """Tell whether who moves was told of before, or with whom: "the first of them", "with them came 137 guards"."""
    words = motion_words()
    if tree.lower[mover] in words["some_of_them"]:
        of = next((c for c in tree.children[mover] if tree.lower[c] == "of"), None)
        return of is not None and any(tree.lower[c] in ("them", "these", "those") for c in tree.children[of])
    before = [tree.lower[c] for p in tree.children[tree.head[mover]] if p < mover for c in (p, *tree.children[p])]
    return any(one in ("with", "behind", "among") and other == "them" for one, other in pairwise(before))


def _over_a_line(tree: Tree, preposition: int) -> bool:
    """Tell whether they go over, across or through what may part two countries: "came over the line"."""
    goal = tree.child(preposition, "pobj") if tree.lower[preposition] in ("over", "across", "through") else None
    return goal is not None and tree.lemma[goal] in motion_words()["dividing"]


def _more_of_them(scene: Scene) -> bool:
    """Tell whether they are more of those told of before: "another 95 followed"."""
    words = ("more", "another", "further", "others", "additional")
    mover, trigger = scene.mover, scene.trigger
    return mover is not None and any(scene.tree.lower[t] in words for t in range(max(0, mover - 3), trigger))


def _approached(tree: Tree, border: int) -> bool:
    """Tell whether somebody only goes to a border or away from it."""
    return tree.dep[border] == "pobj" and tree.lower[tree.head[border]] in ("to", "towards", "toward", "from", "near")


def _lands(tree: Tree, preposition: int) -> bool:
    goal = tree.child(preposition, "pobj") if tree.dep[preposition] == "prep" else None
    return goal is not None and tree.lemma[goal] in motion_words()["landings"]


def _bare_cross(tree: Tree, trigger: int) -> bool:
    """Tell whether "cross" stands alone, or with a river, a strait or a demarcation line."""
    objects = [c for c in tree.children[trigger] if tree.dep[c] == "dobj"]
    if objects:
        head = objects[0]
        modifiers = {tree.lemma[c] for c in tree.children[head]}
        if tree.lemma[head] == "line":
            return bool(modifiers & {"demarcation", "border", "control", "military", "armistice", "ceasefire"})
        return tree.lemma[head] in ("river", "strait", "channel", "bridge", "sea", "desert", "gulf", "stream", "creek")
    goals = ("over", "into", "to", "across", "in", "at", "through", "onto")
    return not any(
        tree.dep[c] == "prep" and tree.lower[c] in goals and tree.child(c, "pobj") is not None
        for c in tree.children[trigger]
    )


def _around(tree: Tree, verb: int) -> list[int]:
    """Return what hangs on a verb or on its adverbs: in "went back to their country" the "to" hangs on "back"."""
    own = tree.children[verb]
    return [*own, *(c for a in own if tree.dep[a] in ("advmod", "prt") for c in tree.children[a])]


def goes_home(tree: Tree, group: frozenset[int]) -> bool:
    """Tell whether they go home, to their own country or to where they are from."""
    words = motion_words()
    for verb in group:
        for child in _around(tree, verb):
            if tree.lower[child] in words["home"] and tree.dep[child] in ("advmod", "npadvmod", "dobj", "prt", "acomp"):
                return True
            if tree.lower[child] == "for" and any(tree.lower[c] in words["home"] for c in tree.children[child]):
                return True
            if tree.dep[child] == "prep" and tree.lower[child] in words["to"] | {"in"}:
                goal = tree.child(child, "pobj")
                if goal is None:
                    continue
                lemmas = {tree.lower[c] for c in tree.children[goal]}
                owned = bool(lemmas & {"their", "its", "his", "her", "own"})
                if (tree.lemma[goal] in ("country", "nation") and owned) or tree.lemma[goal] == "homeland":
                    return True
                if tree.lemma[goal] == "side" and "own" in lemmas:
                    return True
                if tree.lemma[goal] == "home" and owned and tree.lemma[verb] in ("return", "go", "come", "head"):
                    return True
                if tree.lemma[goal] == "country" and any(
                    tree.lemma[c] in ("origin", "home") for c in tree.subtree(goal)
                ):
                    return True
    return False


def goes_back(tree: Tree, group: frozenset[int]) -> bool:
    """Tell whether they go or are sent back."""
    return any(
        tree.lower[c] == "back" or (tree.lemma[c] == "way" and tree.lower[c + 1 : c + 2] == ["back"])
        for v in group
        for c in (v + 1, *tree.children[v])
        if c < len(tree)
    )


def turned_back(scene: Scene) -> bool:
    """Tell whether some of those told of before go or are sent back: "all but 40 came back", "pushed 60 of them"."""
    tree, mover, frame = scene.tree, scene.mover, scene.frame
    if mover is None or frame.status == "denied" or not (goes_back(tree, scene.group) or frame.id == "deport"):
        return False
    whole = tree.subtree(mover, without=frozenset(("relcl", "acl")))
    told = [tree.lower[t] for t in whole]
    if {"them", "these", "those", "others", "rest"} & set(told) or ("of", "the") in pairwise(told):
        return True
    alone = tree.pos[mover] in ("NUM", "PRON", "DET", "ADJ") and not any(tree.pos[t] == "NOUN" for t in whole)
    return alone and frame.mover == "subject" and frame.mode == "return"


def hard_pressed(tree: Tree, trigger: int) -> bool:
    """Tell whether those who move were attacked or beaten before: "after coming under attack", "fleeing rebels"."""
    words = motion_words()
    for child in tree.children[trigger]:
        if tree.dep[child] not in ("advcl", "prep", "pcomp", "xcomp", "acl", "conj"):
            continue
        tokens = tree.subtree(child, without=frozenset(("relcl",)))
        for token in tokens:
            lemma = tree.lemma[token]
            if tree.is_verb(token) and (
                lemma in words["beaten"]
                or (lemma in words["beaten_by"] and tree.passive(token))
                or (lemma in words["abandon"] and any(tree.lower[t] == "to" for t in tokens))
            ):
                return True
            if lemma in words["assaults"] and tree.lower[token - 1] in ("under", "heavy"):
                return True
    return False


def other_way(scene: Scene) -> bool:
    """Tell whether they go the other way than those told of before."""
    tree, (first, last) = scene.tree, scene.bounds
    text = " ".join(tree.lower[first:last])
    return any(phrase in text for phrase in motion_words()["reverse"])


def goes_on(scene: Scene) -> bool:
    """Tell whether they go on from where they had come: "moved on to", "continued to"."""
    tree, trigger = scene.tree, scene.trigger
    if tree.lemma[trigger] in ("continue", "proceed", "transit"):
        return True
    return tree.lemma[trigger] in motion_words()["onward"] and (
        tree.lower[trigger + 1 : trigger + 2] in (["on"], ["onward"], ["onwards"], ["further"])
    )


def local_origin(scene: Scene) -> bool:
    """Tell whether they are said to come from some place that is not abroad: "from the border districts"."""
    tree = scene.tree
    for verb in scene.group:
        for child in _around(tree, verb):
            if (
                tree.dep[child] == "prep"
                and tree.lower[child] in ("from", "of")
                and (tree.lower[child] == "from" or tree.lower[child - 1] == "out")
            ):
                goal = tree.child(child, "pobj")
                if (
                    goal is not None
                    and tree.lemma[goal] in lexicon().carriers
                    and tree.lemma[goal] not in motion_words()["not_local"]
                ):
                    return True
    return False
