"""Did it happen? Negation, denial, prevention, plans, wishes and conditions around a trigger."""

from __future__ import annotations

from geonews.events.rules.governors import governed
from geonews.events.rules.modality import Verdict, condition_of, cue_words, modal_of, negated_by, refused_by
from geonews.events.rules.syntax import Tree
from geonews.model import Status

__all__ = ["Verdict", "cue_words", "judge"]


def judge(tree: Tree, trigger: int) -> Verdict:
    """Judge whether what a trigger tells of happened.

    The governors are read from the trigger upwards; the first that decides wins, and a negation turns what is
    below it. Reports ("said that") decide nothing.
    """
    words = cue_words()
    refusal = refused_by(tree, trigger)
    if refusal is not None:
        return Verdict(Status.DENIED, refusal, "not let")
    negation = negated_by(tree, trigger, words)
    modal = modal_of(tree, trigger, words)
    condition = condition_of(tree, trigger, words)
    if condition is not None:
        return Verdict(Status.HYPOTHETICAL, condition, "condition")
    if modal is not None and modal.status is not Status.PLANNED:
        return modal
    above = governed(tree, trigger, judge)
    if modal is not None:
        if above.rule in ("deny", "prevent", "wish", "condition"):
            return above if above.rule != "deny" else Verdict(Status.HYPOTHETICAL, above.cue, "denied plan")
        if negation is not None:
            return Verdict(Status.HYPOTHETICAL, negation, "future negation", negated=True)
        return modal
    if negation is not None and above.status is Status.HAPPENED:
        return Verdict(Status.DENIED, negation, "negation", negated=True)
    return above
