"""Speech: an instruction and rules go in; the wishes that cover most of its words, and the words that none covers, come out.

Each rule is tried wherever a word begins. Of all sets of readings that do not overlap, the one that leaves the fewest words
with content unread is taken (a shortest path over the words).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from jupyter_viscode.intent.editing.lexicon import BOUNDARIES, COMMENTS, FILLERS, MACROS, NEGATIONS
from jupyter_viscode.intent.editing.parameters import said
from jupyter_viscode.intent.editing.revisions import revised
from jupyter_viscode.intent.editing.wording import plain
from jupyter_viscode.spec import Chart

if TYPE_CHECKING:
    from jupyter_viscode.intent.editing.facts import Facts

QUOTE = 0xE000
"""First of the private characters that stand for quoted pieces."""
_QUOTED = re.compile(r"(?<!\w)(?:\"([^\"]*)\"|“([^”]*)”|«([^»]*)»|`([^`]+)`|'([^']*?)'(?!\w)|‘([^’]*)’)")
_TOKEN = re.compile(r"[\ue000-\uf7ff]|#[0-9a-f]{3,8}\b|\d[\d,]*\d(?:\.\d+)?|\d+(?:\.\d+)?|[^\W\d][\w']*|[^\w\s]")

_MODALS = re.compile(
    r"(?<=\w )(?:should|must|shall|ought to|(?:has|have|needs?) to) (?:just |only |simply |rather |always )?(?=(?:be|"
    r"read|say|have|go|run|start|begin|end|show|come|stand|use|stay|grow|point|extend|appear|contain)\b)"
    r"|^(?:(?:please|kindly|now|ok(?:ay)?|hi|hey)[ ,]+|(?:can|could|would|will) (?:you|u|we|i) (?:please |kindly )?|"
    r"i(?:'d| would| should) (?:like|love|prefer|want|wish) (?:you |it |this |that |them |(?:the|my|our) \w+ (?=to ))?(?:to "
    r"(?:see )?)?|i (?:want|need) (?:you |it |this |that |them )?(?:to )?|let's )+(?=\w)",
    re.IGNORECASE,
)
"""Words that say how much something is wished, not what."""
_AWAY = re.compile(
    r"\b(?:take|throw|leave|turn|switch|put) ((?:the|all|any|these|those|its|my) (?:\w+ ){0,3}?\w+) (?:away|off|out)\b", re.I
)
"""A removal around what is removed."""
FORM, DATA, DETAIL, LAST = 1, 0, 2, 3
"""Stages: what is drawn of which rows comes before the mark, and both before how it looks."""
LONGEST = 18
"""Words that one wish may span where it holds a phrase."""
_FREE = 0.3
"""What a clause costs whose words were taken in any order: a rule that reads it as it stands comes first."""
_STRANGE = 0.4
"""What each word of it costs that stays unexplained."""


class Refusal(Exception):
    """A wish that was understood and cannot be met; the text says why, in a sentence."""


@dataclass(frozen=True)
class Wish:
    """One thing that is asked for."""

    said: str
    """What is done, in a few words."""
    act: Callable[[Chart], Chart]
    """Changes the Chart; raises Refusal."""
    stage: int = DETAIL
    cost: float = 0.0
    """How far-fetched the reading is, in unread words."""
    library: str | None = None
    final: bool = False
    """It is known that it cannot be done: its words say nothing else."""
    remedy: bool = False
    """It mends what was only complained of: a wish beside it says how it is to be mended."""


Reader = Callable[["Facts", "re.Match[str]"], Wish | None]


@dataclass(frozen=True)
class Rule:
    """A form of words and what it means."""

    pattern: re.Pattern[str]
    read: Reader
    phrase: bool = False
    """It ends in words of the user's own: all ends are tried."""


class Rules:
    """A module's rules, gathered by a decorator."""

    def __init__(self) -> None:
        self._found: list[Rule] = []

    def add(self, *patterns: str, phrase: bool = False) -> Callable[[Reader], Reader]:
        """Let the function read what one of the patterns matches. Macros in braces are those of `lexicon`."""

        def register(read: Reader) -> Reader:
            self._found += [Rule(_compiled(pattern), read, phrase) for pattern in patterns]
            return read

        return register

    def all(self) -> tuple[Rule, ...]:
        """The rules, in the order of their definition."""
        return tuple(self._found)


def _compiled(pattern: str) -> re.Pattern[str]:
    for name, source in MACROS.items():
        first, *others = pattern.split("{" + name + "}")
        pattern = first
        for number, other in enumerate(others):
            again = source.replace("(?P<", f"(?P<also_{number}_") if number else source
            pattern += again + other
    return re.compile(pattern)


@dataclass(frozen=True)
class Word:
    """A word, number, quotation or sign of the instruction."""

    text: str
    start: int
    end: int


class Speech:
    """An instruction: its words in lower case, and as they were written."""

    def __init__(self, instruction: str) -> None:
        self.quotes: list[str] = []
        self.empty: frozenset[str] = frozenset()
        """Words that say nothing under this chart."""
        one_line = re.sub(r"\s+", " ", instruction.replace("’", "'")).strip().rstrip(".!? ")
        hidden = said(re.sub(r"\s+", " ", _QUOTED.sub(self._hide, one_line)), self.quotes, QUOTE)
        self._hear(_AWAY.sub(r"remove \1", _MODALS.sub("", plain(revised(hidden)))))

    def _hear(self, text: str) -> None:
        self.original = text
        self.work = "".join(low if len(low := c.lower()) == 1 else c for c in self.original)
        self.words = tuple(Word(m[0], m.start(), m.end()) for m in _TOKEN.finditer(self.work))

    def _hide(self, match: re.Match[str]) -> str:
        self.quotes.append(next(g for g in match.groups() if g is not None).strip())
        return f" {chr(QUOTE + len(self.quotes) - 1)} "

    def reworded(self, text: str) -> Speech:
        """The same quotations in other words."""
        made = Speech("")
        made.quotes, made.empty = self.quotes, self.empty
        made._hear(text)
        return made

    def price(self, word: Word) -> float:
        """What it costs to leave a word unread."""
        return 0.05 if word.text in self.empty else _price_of(word.text)

    def literal(self, start: int, end: int) -> str:
        """A span as it was written, quotations opened."""
        text = self.original[start:end].strip()
        return "".join(self.quotes[ord(c) - QUOTE] if QUOTE <= ord(c) < QUOTE + len(self.quotes) else c for c in text)

    def opened(self, words: str) -> str:
        """Lower-case words with quotations opened."""
        return "".join(self.quotes[ord(c) - QUOTE] if QUOTE <= ord(c) < QUOTE + len(self.quotes) else c for c in words).strip()


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


@lru_cache(maxsize=4096)
def _price_of(text: str) -> float:
    if text in BOUNDARIES or (not text[:1].isalnum() and len(text) == 1 and not QUOTE <= ord(text[0]) < QUOTE + 1000):
        return 0.01
    return 0.05 if text in FILLERS else 0.15 if text in COMMENTS else 1.0


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
