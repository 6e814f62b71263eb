"""What tells of no single crossing: habits, reproaches, who lives there now, and clauses that only date another."""

from __future__ import annotations

from geonews.events.rules.lexicon import is_mover
from geonews.events.rules.motion import motion_words
from geonews.events.rules.syntax import Tree

__all__ = ["is_background"]


def is_background(tree: Tree, sentence: int, trigger: int, mover: int | None = None) -> bool:
    """Tell whether a trigger tells of a habit or of the background; a headline's present tells of what happened."""
    words = motion_words()
    if mover is not None and tree.lemma[mover] in words["forebears"] and not _dated(tree, trigger):
        return True
    told = trigger if tree.is_verb(trigger) else (tree.owner(trigger) or trigger)
    if any(tree.lower[t] in words["every"] for t in tree.subtree(trigger)) and tree.tag[told] not in ("VBD", "VBN"):
        return True
    if (
        _all_along(tree, trigger)
        or _reproach(tree, trigger)
        or _settled(tree, trigger)
        or _dates_another(tree, trigger)
    ):
        return True
    if sentence == 0 or tree.tag[trigger] not in ("VBZ", "VBP") or tree.lower[trigger] in words["invariable"]:
        return False
    if tree.tag[trigger] == "VBP" and tree.lower[trigger] != tree.lemma[trigger] != "be":
        return False  # a past form ("swam") that the tagger took for a present
    if tree.dep[trigger] == "ccomp" and tree.lemma[tree.head[trigger]] in words["letting"]:
        return False
    return not any(tree.dep[c] == "aux" for c in tree.children[trigger]) and tree.dep[trigger] in (
        "ROOT", "conj", "ccomp", "relcl",
    )  # fmt: skip


def _dated(tree: Tree, trigger: int) -> bool:
    return any(tree.entity[t] in ("DATE", "TIME") for t in tree.subtree(trigger))


def _all_along(tree: Tree, trigger: int) -> bool:
    """Tell whether it went on for ages: "for decades men went to work in the mines"."""
    for child in tree.children[trigger]:
        if tree.dep[child] == "prep" and tree.lower[child] in ("for", "over", "through", "throughout"):
            goal = tree.child(child, "pobj")
            if goal is not None and tree.lower[goal] in ("decades", "generations", "centuries", "ages", "years"):
                return not any(tree.dep[c] == "nummod" for c in tree.children[goal])
    return False


def _reproach(tree: Tree, trigger: int) -> bool:
    """Tell whether somebody is accused of a practice, not of a deed: "accuses Minsk of flying people in"."""
    if tree.dep[trigger] != "pcomp" or tree.tag[trigger] != "VBG":
        return False
    governor = tree.owner(trigger)
    if governor is None or tree.lemma[governor] not in motion_words()["reproach"]:
        return False
    told = tree.subtree(trigger)
    return not any(tree.dep[t] == "aux" or tree.pos[t] == "NUM" or tree.entity[t] in ("DATE", "TIME") for t in told)


def _settled(tree: Tree, trigger: int) -> bool:
    """Tell whether a relative clause only says who they are that live there: "those who fled to Chad live in camps"."""
    if tree.dep[trigger] != "relcl" or _dated(tree, trigger):
        return False
    noun = tree.head[trigger]
    if not is_mover(tree, noun):
        return False
    node = next((n for n in (noun, *tree.up(noun)) if tree.dep[n] in ("nsubj", "nsubjpass")), None)
    if node is None or not set(tree.up(noun)) >= set(tree.up(node)):
        return False
    verb = tree.head[node]
    present = tree.tag[verb] in ("VBZ", "VBP") or any(tree.tag[c] in ("VBZ", "VBP") for c in tree.children[verb])
    return tree.lemma[verb] in motion_words()["dwell"] and present


def _dates_another(tree: Tree, trigger: int) -> bool:
    """Tell whether a clause only dates another, without a date of its own: "since they invaded", "20 years after …"."""
    if tree.dep[trigger] != "advcl":
        return False
    mark = next((c for c in tree.children[trigger] if tree.lower[c] in ("since", "after", "before")), None)
    if mark is None or mark > trigger:
        return False
    told = [t for t in tree.subtree(trigger) if t > mark]
    if any(tree.entity[t] == "DATE" and tree.lower[t] not in ("a", "generation", "ago") for t in told):
        return False
    if tree.lower[mark] == "since":
        return True
    return any(tree.lemma[t] in ("year", "decade", "generation", "century") for t in (mark - 1, *tree.children[mark]))
