"""Understanding: words and rules go in; the wishes that cover most of the words, and the words that none covers, come out.

Each rule is tried wherever a word begins. Of all sets of readings that do not overlap, the one that leaves the fewest words
with content unread is taken (a shortest path over the words).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from jupyter_viscode.intent.editing.wishes.facts import Facts
from jupyter_viscode.intent.editing.wishes.rules import Rule, Wish
from jupyter_viscode.intent.editing.words.lexicon import BOUNDARIES, FILLERS, NEGATIONS
from jupyter_viscode.intent.editing.words.speech import Speech, Word
from jupyter_viscode.spec import Chart

LONGEST = 18
"""Words that one wish may span where it holds a phrase."""
_FREE = 0.3
"""What a clause costs whose words were taken in any order: a rule that reads it as it stands comes first."""
_STRANGE = 0.4
"""What each word of it costs that stays unexplained."""


@dataclass(frozen=True)
class Plainly:
    """A clause from word to word, and a plain command that says the same."""

    first: int
    last: int
    """The word after it."""
    command: str
    complaint: bool = False
    """It says what is bad, not what is wished."""
    strange: int = 0
    """Words of the clause that the command leaves unexplained."""


@dataclass(frozen=True)
class _Span:
    """A wish and the words that it covers."""

    first: int
    last: int
    """The word after it."""
    wish: Wish


def understand(
    speech: Speech, facts: Facts, rules: Sequence[Rule], plainer: Iterable[Plainly] = (), without: frozenset[str] = frozenset()
) -> tuple[list[Wish], list[str]]:
    """The wishes in their order, and the pieces of the instruction that found no reading.

    `plainer` has clauses and what each comes down to in words that the rules know; wishes `without` are not meant.
    """
    starting = [list(_starting(speech, facts, rules, i)) for i in range(len(speech.words))]
    for clause in plainer:
        said = speech.reworded(clause.command)
        wishes, unread = understand(said, facts.hearing(said), rules)
        if wishes and not unread:
            wish = replace(_together(wishes), remedy=clause.complaint and not _joined(speech.words, clause))
            wish = replace(wish, cost=wish.cost + _FREE + _STRANGE * clause.strange)
            starting[clause.first].append(_Span(clause.first, clause.last, wish))
    if without:
        starting = [[span for span in spans if span.wish.said not in without] for spans in starting]
    found, unread = _trusted(speech, _best(speech, starting))
    asked = [w for w in found if not w.remedy]
    return asked or found, unread


def _joined(words: Sequence[Word], clause: Plainly) -> bool:
    """Whether an "and" ties the clause to another: what both say is wished."""
    near = [w.text for w in (*words[max(0, clause.first - 1) : clause.first], *words[clause.last : clause.last + 2])]
    return "and" in near


def _together(wishes: list[Wish]) -> Wish:
    """Several wishes as one."""
    first, *others = wishes
    for other in others:
        first = replace(
            first, said=f"{first.said}, {other.said}", act=_then(first.act, other.act), stage=min(first.stage, other.stage)
        )
    return first


def _then(one: Callable[[Chart], Chart], other: Callable[[Chart], Chart]) -> Callable[[Chart], Chart]:
    return lambda chart: other(one(chart))


def _starting(speech: Speech, facts: Facts, rules: Sequence[Rule], i: int) -> Iterable[_Span]:
    words = speech.words
    if _negated(words, i) or words[i].text in ",;.:?!":
        return
    ends = {w.end: n + 1 for n, w in enumerate(words) if n >= i}
    start = words[i].start
    for rule in rules:
        match = rule.pattern.match(speech.work, start)
        if match is None:
            continue
        if not rule.phrase:
            wish = rule.read(facts, match) if match.end() in ends else None
            if wish is not None:
                yield _Span(i, ends[match.end()], wish)
            continue
        for word in words[i : i + LONGEST]:
            found = rule.pattern.fullmatch(speech.work, start, word.end)
            wish = rule.read(facts, found) if found is not None else None
            if wish is not None:
                yield _Span(i, ends[word.end], wish)


_INSTEAD = frozenset((("instead", "of"), ("rather", "than")))


def _negated(words: Sequence[Word], i: int) -> bool:
    """Whether a "no" stands before the word, so that what follows is not wished."""
    near = [w.text for w in words[max(0, i - 3) : i]]
    if any(pair in _INSTEAD for pair in pairwise(near)) and not BOUNDARIES & set(near):
        return True
    j = i if words[i].text in ("of", "than") else i - 1
    while j >= 0 and words[j].text in FILLERS and words[j].text not in BOUNDARIES:
        if j > 0 and (words[j - 1].text, words[j].text) in _INSTEAD:
            return True
        j -= 1
    return j >= 0 and words[j].text in NEGATIONS


def _best(speech: Speech, starting: Sequence[Sequence[_Span]]) -> list[_Span | Word]:
    """The cheapest way through all words."""
    words = speech.words
    best: list[tuple[float, _Span | Word | None, int]] = [(0.0, None, 0)] * (len(words) + 1)
    for i in range(len(words) - 1, -1, -1):
        best[i] = (speech.price(words[i]) + best[i + 1][0], words[i], i + 1)
        for span in starting[i]:
            cost = 0.1 + span.wish.cost + best[span.last][0]
            if cost < best[i][0]:
                best[i] = (cost, span, span.last)
    found: list[_Span | Word] = []
    i = 0
    while i < len(words):
        _, step, following = best[i]
        assert step is not None
        found.append(step)
        i = following
    return found


def _trusted(speech: Speech, path: Sequence[_Span | Word]) -> tuple[list[Wish], list[str]]:
    """Leave out the clauses of which less was read than not: half a clause may mean something else than the whole."""
    wishes: list[Wish] = []
    unread: list[str] = []
    clause: list[_Span | Word] = []
    for step in (*path, Word(";", -1, -1)):
        if not (isinstance(step, Word) and step.text in BOUNDARIES):
            clause.append(step)
            continue
        lost = [s for s in clause if isinstance(s, Word) and speech.price(s) >= 1.0]
        held = [s for s in clause if isinstance(s, _Span)]
        if final := [
            s.wish for s in held if s.wish.final and not s.wish.said
        ]:  # the rest of the clause only says more of what cannot be done
            wishes += final
            clause = []
            continue
        read = sum(max(1, sum(speech.price(w) >= 1.0 for w in speech.words[s.first : s.last])) for s in held)
        if lost and len(lost) >= read:
            first, last = _ends(speech, clause)
            unread.append(speech.literal(first, last))
        else:
            wishes += [s.wish for s in held]
            unread += _pieces(speech, lost)
        clause = []
    return wishes, list(dict.fromkeys(u for u in unread if u))


def _ends(speech: Speech, clause: Sequence[_Span | Word]) -> tuple[int, int]:
    places = [
        (s.start, s.end) if isinstance(s, Word) else (speech.words[s.first].start, speech.words[s.last - 1].end) for s in clause
    ]
    return places[0][0], places[-1][1]


def _pieces(speech: Speech, lost: Sequence[Word]) -> list[str]:
    """Neighbouring words as one piece."""
    pieces: list[list[int]] = []
    for word in lost:
        if pieces and not speech.work[pieces[-1][1] : word.start].strip():
            pieces[-1][1] = word.end
        else:
            pieces.append([word.start, word.end])
    return [speech.literal(a, b) for a, b in pieces]
