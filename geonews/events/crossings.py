"""Border crossings: triggers, those who move, and the two ends of their way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geonews.events.arguments import FROM, TO, Role, near, role_of
from geonews.events.direction import Ends
from geonews.events.frames import CrossingFrame, FrameSet
from geonews.events.geography import Spot
from geonews.events.lexicon import is_barred, is_mover, lexicon, mover_class, whole
from geonews.events.status import Verdict, judge
from geonews.events.syntax import Tree
from geonews.model import Status

__all__ = ["Draft", "find_crossings"]

_PARTICLES = frozenset(
    (
        "back",
        "home",
        "across",
        "over",
        "in",
        "out",
        "away",
        "through",
        "into",
        "up",
        "off",
        "around",
        "down",
        "on",
        "ashore",
        "past",
        "together",
    )
)
_HOME = frozenset(("home", "homeland", "homeward", "homewards", "hometown"))


@dataclass(frozen=True, slots=True)
class Draft:
    """A crossing as its own sentence tells it; ends may still be open."""

    sentence: int
    trigger: int
    frame: CrossingFrame
    verdict: Verdict
    mover: int | None
    mover_class: str | None
    ends: Ends
    boat: bool = False
    score: int = 0


def find_crossings(tree: Tree, sentence: int, frames: FrameSet, spots: list[Spot]) -> Iterator[Draft]:
    """Yield what may be border crossings in a sentence, one for each trigger."""
    first, last = tree.bounds[sentence]
    here = [s for s in spots if first <= s.first < last]
    roles: list[Role] | None = None
    for i in range(first, last):
        lemma = tree.lemma[i]
        if tree.is_verb(i) and lemma in frames.crossings and tree.dep[i] not in ("aux", "auxpass"):
            frame = _match(tree, i, frames)
        elif tree.pos[i] == "NOUN" and lemma in frames.crossing_nouns:
            frame = frames.crossing_nouns[lemma][0]
        else:
            continue
        if frame is None:
            continue
        if roles is None:
            roles = [role_of(tree, s) for s in here]
        draft = _draft(tree, sentence, i, frame, roles, (first, last))
        if draft is not None:
            yield draft


def _companions(tree: Tree, verb: int) -> set[str]:
    """Return the particles, adverbs, prepositions and objects of a verb, by lemma."""
    found: set[str] = set()
    for child in tree.children[verb]:
        if tree.dep[child] in (
            "prt",
            "advmod",
            "prep",
            "dobj",
            "npadvmod",
            "acomp",
            "oprd",
            "attr",
            "dative",
            "nsubjpass",
            "ccomp",
            "xcomp",
        ):
            found.add(tree.lemma[child])
            found.add(tree.lower[child])
            if tree.dep[child] in ("prep", "advmod"):
                for below in tree.children[child]:
                    found.add(tree.lemma[below])
    if verb + 1 < len(tree) and tree.lower[verb + 1] in _PARTICLES | _HOME:
        found.add(tree.lower[verb + 1])
    return found


def _match(tree: Tree, verb: int, frames: FrameSet) -> CrossingFrame | None:
    companions: set[str] | None = None
    for frame, particles in frames.crossings[tree.lemma[verb]]:
        if particles or frame.with_ or frame.without:
            if companions is None:
                companions = _companions(tree, verb)
            if not all(p in companions for p in particles):
                continue
            if frame.with_ and not companions.intersection(frame.with_):
                continue
            if frame.without and companions.intersection(frame.without):
                continue
        if frame.mover == "object" and tree.object(verb) is None:
            continue
        if (
            frame.mover == "subject"
            and not frame.with_
            and _caused(tree, verb, frame)
            and any(f.mover == "object" for f, p in frames.crossings[tree.lemma[verb]] if not p)
        ):
            continue
        return frame
    return None


def _caused(tree: Tree, verb: int, frame: CrossingFrame) -> bool:
    """Tell whether a verb that may move its subject or its object moves its object here."""
    if tree.passive(verb):
        return True
    obj = tree.child(verb, "dobj")
    return obj is not None and mover_class(tree, obj) is not None


def _draft(
    tree: Tree, sentence: int, trigger: int, frame: CrossingFrame, roles: list[Role], bounds: tuple[int, int]
) -> Draft | None:
    people = frozenset(t for r in roles if r.spot.kind == "people" for t in range(r.spot.first, r.spot.last + 1))
    mover, agent = _parties(tree, trigger, frame)
    group = frozenset(_group(tree, trigger))
    mover = _real_mover(tree, mover)
    if mover is not None and is_barred(tree, mover):
        return None
    kind = None if mover is None else mover_class(tree, mover)
    if mover is not None and not (kind or is_mover(tree, mover, people) or _borrowed(tree, mover, roles)):
        return None
    if frame.mover != "subject" and mover is None:
        return None
    if frame.nouns and mover is None:
        return None
    ends = _ends(tree, trigger, frame, roles, group, mover, agent, bounds)
    if ends is None:
        return None
    verdict = judge(tree, trigger)
    if frame.status == "denied" and verdict.status is Status.HAPPENED:
        verdict = Verdict(Status.DENIED, trigger, "stopped")
    elif frame.status == "denied" and verdict.status is Status.DENIED and verdict.rule == "negation":
        return None
    boat = any(
        tree.lemma[t]
        in (
            "boat",
            "dinghy",
            "vessel",
            "ship",
            "raft",
            "ferry",
            "ashore",
            "trawler",
            "pirogue",
            "canoe",
            "coastguard",
            "yacht",
        )
        for t in range(*bounds)
    )
    return Draft(sentence, trigger, frame, verdict, mover, kind, ends, boat)


def _parties(tree: Tree, trigger: int, frame: CrossingFrame) -> tuple[int | None, int | None]:
    """Return who moves and who makes them move."""
    if frame.mover == "of":
        of = next((c for c in tree.children[trigger] if tree.dep[c] == "prep" and tree.lower[c] in ("of", "by")), None)
        mover = None if of is None else tree.child(of, "pobj")
        if mover is None:
            mover = next(
                (c for c in tree.children[trigger] if tree.dep[c] in ("poss", "compound", "amod", "nmod")), None
            )
        return mover, None
    if frame.mover == "object":
        return tree.object(trigger), tree.subject(trigger)
    mover = tree.surface_subject(trigger) if frame.object != "mover" else tree.object(trigger)
    return mover, _allower(tree, trigger)


def _allower(tree: Tree, trigger: int) -> int | None:
    """Return who let, forced or stopped them: the subject of the verb above."""
    node = trigger
    for _ in range(4):
        head = tree.head[node]
        if head == node:
            return None
        if tree.is_verb(head) and tree.dep[node] in ("ccomp", "xcomp", "prep", "pcomp") and tree.lemma[head] in (
            "allow", "let", "permit", "prevent", "stop", "block", "keep", "bar", "force", "help", "see", "deter",
        ):  # fmt: skip
            return tree.subject(head)
        node = head
    return None


def _real_mover(tree: Tree, mover: int | None) -> int | None:
    """Take those on board for the boat, the flight or the train that carries them."""
    if mover is None:
        return None
    inner = whole(tree, mover)[-1]
    if mover_class(tree, mover) in ("SEA", "AIR", "VEH", "AID", "MIL") or tree.lemma[inner] in (
        "flight",
        "train",
        "bus",
        "boat",
        "convoy",
    ):
        for token in tree.subtree(mover):
            if tree.lemma[token] == "carry" and tree.tag[token] == "VBG":
                cargo = tree.child(token, "dobj")
                if cargo is not None and mover_class(tree, cargo) in ("MIL", "CVL", "MIG", "REF", "REB", "PRON"):
                    return cargo
    if mover_class(tree, mover) in ("SEA", "AIR", "VEH"):
        verb = tree.head[mover]
        for token in tree.subtree(verb):
            if tree.lower[token] == "with" and tree.dep[token] == "prep":
                cargo = tree.child(token, "pobj")
                if (cargo is not None and mover_class(tree, cargo) in ("MIL", "CVL", "MIG", "REF", "REB", "PRON")) or (
                    cargo is not None and tree.lower[min(cargo + 2, len(tree) - 1)] in ("board", "aboard")
                ):
                    return cargo
    return mover


def _borrowed(tree: Tree, mover: int, roles: list[Role]) -> bool:
    """Tell whether an unknown noun is yet one who moves: a person's name, or a noun beside a nationality."""
    if tree.entity[mover] in ("PERSON", "NORP"):
        return True
    return any(
        r.part == "modifier" and r.governor == mover and r.spot.kind == "people" and tree.tag[mover] == "NNS"
        for r in roles
    )


_CONTROL = frozenset(
    [
        "manage",
        "begin",
        "start",
        "continue",
        "help",
        "force",
        "allow",
        "let",
        "make",
        "try",
        "attempt",
        "seek",
        "go",
        "come",
        "use",
        "have",
        "be",
        "keep",
        "want",
        "plan",
        "prepare",
        "appear",
        "seem",
        "end",
    ]
)


def _group(tree: Tree, trigger: int) -> set[int]:
    """Return the verbs whose complements belong to the trigger as well."""
    found, node = {trigger}, trigger
    for _ in range(4):
        head = tree.head[node]
        if head == node:
            break
        if tree.dep[node] in ("xcomp", "ccomp") and tree.is_verb(head) and tree.lemma[head] in _CONTROL:
            found.add(head)
        elif tree.dep[node] == "pcomp" and tree.is_verb(tree.head[head]) and tree.dep[head] == "prep":
            found.add(tree.head[head])
            head = tree.head[head]
        elif (tree.dep[node] == "conj" and tree.is_verb(head) and tree.child(node, "nsubj", "nsubjpass") is None) or (
            tree.dep[node] == "advcl" and tree.is_verb(head) and tree.tag[node] == "VBG"
        ):
            found.add(head)
        else:
            break
        node = head
    for verb in list(found):
        found |= {
            c
            for c in tree.children[verb]
            if tree.dep[c] in ("xcomp", "advcl")
            and tree.tag[c] in ("VBG", "VB")
            and tree.is_verb(c)
            and verb == trigger
        }
        found |= {
            c
            for c in tree.children[verb]
            if tree.dep[c] == "conj"
            and verb == trigger
            and tree.child(c, "nsubj", "nsubjpass") is None
            and tree.is_verb(c)
        }
    return found


def _ends(
    tree: Tree,
    trigger: int,
    frame: CrossingFrame,
    roles: list[Role],
    group: frozenset[int],
    mover: int | None,
    agent: int | None,
    bounds: tuple[int, int],
) -> Ends | None:
    words = lexicon()
    to, origin_words = TO | set(frame.to), FROM | set(frame.from_)
    inside = set(tree.subtree(mover, without=frozenset(("relcl", "acl")))) if mover is not None else set()
    agent_tokens = set(tree.subtree(agent, without=frozenset(("relcl", "acl")))) if agent is not None else set()
    destination: tuple[int, Spot] | None = None
    origin: tuple[int, Spot] | None = None
    crossing: Spot | None = None
    sides: tuple[str, str] | None = None
    with_border: str | None = None
    passed: str | None = None
    nations: list[str] = []
    elsewhere: list[str] = []
    agent_country: str | None = None
    for role in roles:
        spot = role.spot
        distance = near(tree, trigger, role, group)
        if spot.first in agent_tokens and spot.first not in inside and spot.country:
            agent_country = agent_country or spot.country
            continue
        if spot.first in inside:
            if spot.country and not (role.part == "prep" and role.preposition in to and frame.nouns):
                if role.part == "prep" and role.preposition in ("from",) and spot.kind == "place" and (origin is None):
                    origin = (distance, spot)
                nations.append(spot.country)
            if spot.country is None:
                sides = sides or spot.sides
            if not frame.nouns or role.preposition not in to | origin_words:
                continue
        slot = _slot(tree, role, frame, trigger, to, origin_words, words)
        if spot.country is None:
            if distance < 9 and spot.sides:
                sides, crossing = sides or spot.sides, crossing or spot
            elif spot.sides and sides is None:
                sides = spot.sides
            continue
        if slot == "to" and distance < 9 and (destination is None or distance < destination[0]):
            destination = (distance, spot)
        elif slot == "from" and distance < 9 and (origin is None or distance < origin[0]):
            origin = (distance, spot)
        elif slot == "border-with" and distance < 9:
            if with_border is None:
                with_border = spot.country
            else:
                sides = (with_border, spot.country)
        elif slot == "border-of" and distance < 9:
            if passed is not None and passed != spot.country:
                sides = (passed, spot.country)
            passed = spot.country
        elif slot == "through" and distance < 9:
            crossing = crossing or spot
            passed = passed or spot.country
        elif role.part != "subject" or role.owner is None or not _reports(tree, role):
            elsewhere.append(spot.country)
    border = _border_evidence(tree, trigger, frame, group, bounds, words)
    home = _home(tree, trigger, group)
    back = (
        frame.mode in ("return", "deport")
        or home
        or any(tree.lower[c] == "back" for v in (trigger,) for c in tree.children[v])
    )
    agent_is = ""
    if agent is not None:
        if frame.receiver == "subject" or frame.status == "denied":
            agent_is = "receiver"
        elif frame.mode in ("deport",) or (frame.mover == "object" and mover is not None):
            agent_is = "sender"
        else:
            agent_is = "receiver"
    if frame.receiver == "subject" and destination is None and agent_country:
        receivers = [r.spot for r in roles if r.spot.first in agent_tokens and r.spot.country]
        destination = (0, receivers[0]) if receivers else None
    ends = Ends(
        origin=origin[1].country if origin else None,
        destination=destination[1].country if destination else None,
        origin_spot=origin[1] if origin else None,
        destination_spot=destination[1] if destination else None,
        crossing_spot=crossing,
        sides=sides,
        people=tuple(dict.fromkeys(nations)),
        agent=agent_country,
        agent_is=agent_is,
        elsewhere=tuple(dict.fromkeys(elsewhere)),
        home=home,
        back=back,
        border=border,
        with_border=with_border,
        passed=passed,
    )
    return ends if _enough(frame, ends) else None


def _enough(frame: CrossingFrame, ends: Ends) -> bool:
    """Tell whether the frame has what it needs to be a crossing at all."""
    if ends.origin and ends.destination:
        return ends.origin != ends.destination
    if ends.destination is not None or ends.home:
        return True
    if frame.needs == "border":
        return ends.border or ends.sides is not None or ends.with_border is not None
    if ends.origin is not None:
        return frame.id not in ("leave",) and (
            ends.border
            or frame.id in ("enter", "arrive", "return", "carry", "deport", "repatriate", "crossing-noun", "admit")
        )
    return (
        ends.border
        and frame.id in ("enter", "arrive", "return", "deport", "repatriate", "crossing-noun")
        and ends.sides is not None
    )


def _slot(
    tree: Tree,
    role: Role,
    frame: CrossingFrame,
    trigger: int,
    to: frozenset[str],
    origin_words: frozenset[str],
    words: object,
) -> str:
    lex = lexicon()
    carrier = role.carrier
    if carrier is not None and tree.lemma[carrier] in lex.borders and not _is_side(tree, carrier):
        return _border_slot(tree, role, frame, to, origin_words)
    if role.part == "object" and role.owner is not None and (role.governor == trigger or role.owner == trigger):
        if frame.object == "destination":
            return "to"
        if frame.object == "origin":
            return "from"
        if frame.object == "border":
            return "through" if frame.id == "cross" else "to"
        return "other"
    if role.part != "prep":
        return "other"
    if role.preposition in origin_words:
        return "from"
    if role.preposition in to:
        return "to"
    if (
        role.preposition == "for"
        and tree.is_verb(role.governor)
        and tree.lemma[role.governor] in ("leave", "head", "depart", "bind", "set", "make")
    ):
        return "to"
    if role.preposition in ("through", "via", "over", "across", "along", "past", "at"):
        return "through"
    return "other"


def _is_side(tree: Tree, carrier: int) -> bool:
    return tree.lemma[carrier] in ("side", "bank", "shore", "coast")


def _border_slot(tree: Tree, role: Role, frame: CrossingFrame, to: frozenset[str], origin_words: frozenset[str]) -> str:
    """Read "the border with X", "the border in X", "the X border", "the border from X"."""
    if role.inner == "with" or role.inner == "between":
        return "border-with"
    if role.inner == "from" or (role.preposition == "from" and role.governor == role.carrier):
        return "from"
    if role.preposition in ("to", "into") and role.governor == role.carrier:
        return "to"
    if role.inner in ("in", "of") and role.preposition in ("across", "over", "beyond"):
        return "to"
    return "border-of"


def _reports(tree: Tree, role: Role) -> bool:
    from geonews.events.status import cue_words

    return role.owner is not None and tree.lemma[role.owner] in cue_words()["report"]


def _border_evidence(
    tree: Tree, trigger: int, frame: CrossingFrame, group: frozenset[int], bounds: tuple[int, int], words: object
) -> bool:
    """Tell whether the trigger's own phrases name a border, or it crosses "it" or "over" with nothing else named."""
    lex = lexicon()
    for verb in group:
        for token in tree.subtree(verb, without=frozenset(("relcl", "ccomp", "advcl", "nsubj"))):
            if (
                tree.lemma[token] in lex.strong_borders
                and token != trigger
                and tree.dep[token] in ("dobj", "pobj", "conj", "compound", "appos", "nsubjpass")
                and tree.lower[token] != "checkpoint-less"
            ):
                if tree.lemma[token] == "line" and "line" not in lex.strong_borders:
                    continue
                return True
    if frame.id in ("cross", "get"):
        objects = [c for c in tree.children[trigger] if tree.dep[c] == "dobj"]
        across = any(
            tree.lower[c] in ("across", "over", "through") and not any(tree.dep[b] == "pobj" for b in tree.children[c])
            for c in tree.children[trigger]
        )
        if frame.id == "cross":
            named = any(
                tree.dep[c] == "prep"
                and tree.lower[c] in ("over", "into", "to", "across", "in", "at", "through")
                and any(tree.dep[p] == "pobj" for p in tree.children[c])
                for c in tree.children[trigger]
            )
            if objects and tree.lemma[objects[0]] in (
                "river",
                "strait",
                "channel",
                "line",
                "bridge",
                "sea",
                "desert",
                "mountain",
                "gulf",
            ):
                return tree.lemma[objects[0]] != "line" or any(
                    m in ("demarcation", "border", "control", "military")
                    for m in (tree.lemma[c] for c in tree.children[objects[0]])
                )
            return not objects and not named
        return across
    return False


def _home(tree: Tree, trigger: int, group: frozenset[int]) -> bool:
    for verb in group:
        for child in tree.children[verb]:
            if tree.lower[child] in _HOME and tree.dep[child] in ("advmod", "npadvmod", "dobj", "prt", "pobj", "acomp"):
                return True
            if tree.dep[child] == "prep" and tree.lower[child] in TO | {"in"}:
                goal = tree.child(child, "pobj")
                if goal is None:
                    continue
                owned = any(tree.lower[c] in ("their", "its", "his", "her", "own") for c in tree.children[goal])
                if tree.lemma[goal] in ("country", "homeland", "nation") and (owned or tree.lemma[goal] == "homeland"):
                    return True
                if tree.lemma[goal] == "home" and owned and tree.lemma[verb] in ("return", "go", "come", "head"):
                    return True
                if tree.lemma[goal] == "country" and any(
                    tree.lemma[c] in ("origin", "home") for c in tree.subtree(goal)
                ):
                    return True
    return False
