"""Incidents: the mentions of one happening in one article, brought together.

Mentions are joined by what the reader thinks of each pair, the likeliest pair first, as long as nothing that the text
says keeps them apart: another type, another place of the same kind, another day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geonews.events.reader.decoding import Mention, Reading, RoleSpan

__all__ = ["Incident", "headlines_folded", "incidents", "numbers_shared_out"]

#: Roles that hold a number of one happening.
_NUMBERS = ("killed", "injured", "count")
#: Sentences below the title that tell what it is about.
_LEAD = 2
#: Mentions of one type, one after another, among which happenings are brought together. News has fewer; joining takes
#: the square of them in memory and their cube in time.
_TOGETHER = 150


@dataclass(frozen=True, slots=True)
class Incident:
    """Mentions of one happening in the order of the text, and the spans of their roles, each once, by role."""

    mentions: tuple[Mention, ...]

    @property
    def head(self) -> Mention:
        """Return the mention that speaks for the incident: the surest outside of the title, else the surest."""
        story = [m for m in self.mentions if m.sentence > 0] or list(self.mentions)
        first = min(m.sentence for m in story)
        near = [m for m in story if m.sentence <= first + 1]
        return max(near, key=lambda m: m.score + 0.04 * len(m.roles))

    @property
    def status(self) -> str:
        """Return the status that most of the mentions, weighed by their probability, have."""
        votes: dict[str, float] = {}
        for m in self.mentions:
            votes[m.status] = votes.get(m.status, 0.0) + m.status_score * m.score
        return max(votes, key=lambda s: votes[s])

    @property
    def mode(self) -> str | None:
        """Return the mode that most of the mentions have."""
        votes: dict[str, float] = {}
        for m in self.mentions:
            if m.mode is not None:
                votes[m.mode] = votes.get(m.mode, 0.0) + m.score
        return max(votes, key=lambda s: votes[s]) if votes else None

    def roles(self, sentence: Sequence[int] | None = None) -> dict[str, list[RoleSpan]]:
        """Return the spans of each role in all mentions, in the order of the text, the surest of equal ones.

        With ``sentence``, the index of each word's sentence, a role that the sentences of the triggers fill is filled
        from these alone: spans from further away may be another happening's.
        """
        found: dict[str, dict[tuple[int, int], RoleSpan]] = {}
        for mention in self.mentions:
            for role, spans in mention.roles.items():
                known = found.setdefault(role, {})
                for span in spans:
                    key = (span.first, span.last)
                    if key not in known or known[key].score < span.score:
                        known[key] = span
        own = {m.sentence for m in self.mentions}
        told = {}
        for role, unique in found.items():
            all_spans = list(unique.values())
            near = [s for s in all_spans if sentence is not None and sentence[s.first] in own]
            told[role] = sorted(near or all_spans, key=lambda s: s.first)
        return told


def incidents(reading: Reading, *, threshold: float = 0.5, apart: Callable[[Mention, Mention], bool]) -> list[Incident]:
    """Join mentions into incidents: average linkage, the likeliest pair of groups first.

    Parameters
    ----------
    reading
        What the reader saw.
    threshold
        Two groups are joined while the mean probability of their pairs is above it.
    apart
        Tells whether two mentions, in either order, cannot be of one happening; groups with such a pair are never
        joined.
    """
    mentions = reading.mentions
    groups: list[list[int]] = []
    for kind in dict.fromkeys(m.type for m in mentions):
        alike = [i for i, m in enumerate(mentions) if m.type == kind]
        for first in range(0, len(alike), _TOGETHER):
            groups += _joined(reading, alike[first : first + _TOGETHER], threshold, apart)
    return [Incident(tuple(mentions[i] for i in group)) for group in sorted(groups, key=lambda g: g[0])]


def _joined(
    reading: Reading, members: list[int], threshold: float, apart: Callable[[Mention, Mention], bool]
) -> Iterator[list[int]]:
    """Yield the groups of some mentions of one type."""
    mentions = reading.mentions
    odds = reading.same(members).astype(np.float64)
    odds = (odds + odds.T) / 2
    for near in _near(odds > threshold):  # no pair of two such sets can ever be joined
        among = [members[k] for k in near]
        barred = np.zeros((len(among), len(among)), np.bool_)
        for a, i in enumerate(among):
            for b in range(a + 1, len(among)):
                barred[a, b] = barred[b, a] = apart(mentions[i], mentions[among[b]])
        yield from ([among[k] for k in group] for group in _linked(odds[np.ix_(near, near)], barred, threshold))


def _near(likely: NDArray[np.bool_]) -> list[list[int]]:
    """Return the sets of mentions that a chain of likely pairs holds together."""
    found: list[list[int]] = []
    open_ = np.ones(len(likely), np.bool_)
    for first in range(len(likely)):
        if not open_[first]:
            continue
        open_[first] = False
        members, edge = [first], [first]
        while edge:
            fresh = likely[edge].any(0) & open_
            open_ &= ~fresh
            edge = np.flatnonzero(fresh).tolist()
            members += edge
        found.append(sorted(members))
    return found


def _linked(odds: NDArray[np.float64], barred: NDArray[np.bool_], threshold: float) -> list[list[int]]:
    """Return groups by average linkage over a symmetric matrix of probabilities."""
    groups = [[i] for i in range(len(odds))]
    mean = np.where(barred, -1.0, odds)
    np.fill_diagonal(mean, -1.0)
    while len(groups) > 1:
        best = int(mean.argmax())
        a, b = sorted(divmod(best, len(groups)))
        if mean[a, b] <= threshold:
            break
        one, other = len(groups[a]), len(groups[b])
        joined = np.where((mean[a] < 0) | (mean[b] < 0), -1.0, (mean[a] * one + mean[b] * other) / (one + other))
        mean[a], mean[:, a] = joined, joined
        mean[a, a] = -1.0
        mean = np.delete(np.delete(mean, b, 0), b, 1)
        groups[a] = sorted(groups[a] + groups[b])
        del groups[b]
    return groups


def headlines_folded(found: Sequence[Incident], akin: Callable[[str, str], bool]) -> list[Incident]:
    """Join what the title alone tells with what the lead tells of a type akin: one teller's crime is another's attack.

    Parameters
    ----------
    found
        The incidents of a text.
    akin
        Tells whether two types are not kept apart by those who tell of them.
    """
    kept = list(found)
    leads = [other for other in found if any(0 < m.sentence <= _LEAD for m in other.mentions)]
    for title in found:
        if any(m.sentence != 0 for m in title.mentions):
            continue
        lead = [other for other in leads if akin(other.mentions[0].type, title.mentions[0].type)]
        if lead:
            best = max(lead, key=lambda i: max(m.score for m in i.mentions))
            told = [replace(m, type=best.mentions[0].type, mode=None) for m in title.mentions]
            joined = Incident(tuple(sorted((*best.mentions, *told), key=lambda m: m.word)))
            kept = [joined if i is best else i for i in kept if i is not title]
            leads = [joined if i is best else i for i in leads]
    return kept


def numbers_shared_out(found: Sequence[Incident], sentence: Sequence[int]) -> list[Incident]:
    """Leave a number that several incidents of a type claim to those that are told in its sentence.

    Parameters
    ----------
    found
        The incidents of a text.
    sentence
        The index of each word's sentence.
    """
    owners: dict[tuple[str, str, int], set[int]] = {}
    for n, incident in enumerate(found):
        told_in = {m.sentence for m in incident.mentions}
        for mention in incident.mentions:
            for role in _NUMBERS:
                for span in mention.roles.get(role, ()):
                    if sentence[span.first] in told_in:
                        owners.setdefault((mention.type, role, span.first), set()).add(n)

    def left(n: int, mention: Mention) -> Mention:
        roles = {
            role: tuple(s for s in spans if role not in _NUMBERS or n in owners.get((mention.type, role, s.first), {n}))
            for role, spans in mention.roles.items()
        }
        return mention if roles == mention.roles else replace(mention, roles={r: s for r, s in roles.items() if s})

    return [Incident(tuple(left(n, m) for m in incident.mentions)) for n, incident in enumerate(found)]
