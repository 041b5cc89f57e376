"""Speech: an instruction goes in; its words, in plainer ones, and what each costs to leave unread come out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from jupyter_viscode.intent.editing.words.lexicon import BOUNDARIES, COMMENTS, FILLERS
from jupyter_viscode.intent.editing.words.parameters import said
from jupyter_viscode.intent.editing.words.revisions import revised
from jupyter_viscode.intent.editing.words.wording import plain

QUOTE = 0xE000
"""First of the private characters that stand for quoted pieces."""
_QUOTED = re.compile(r"(?<!\w)(?:\"([^\"]*)\"|“([^”]*)”|«([^»]*)»|`([^`]+)`|'([^']*?)'(?!\w)|‘([^’]*)’)")
_TOKEN = re.compile(r"[\ue000-\uf7ff]|#[0-9a-f]{3,8}\b|\d[\d,]*\d(?:\.\d+)?|\d+(?:\.\d+)?|[^\W\d][\w']*|[^\w\s]")

_MODALS = re.compile(
    r"(?<=\w )(?:should|must|shall|ought to|(?:has|have|needs?) to) (?:just |only |simply |rather |always )?(?=(?:be|"
    r"read|say|have|go|run|start|begin|end|show|come|stand|use|stay|grow|point|extend|appear|contain)\b)"
    r"|^(?:(?:please|kindly|now|ok(?:ay)?|hi|hey)[ ,]+|(?:can|could|would|will) (?:you|u|we|i) (?:please |kindly )?|"
    r"i(?:'d| would| should) (?:like|love|prefer|want|wish) (?:you |it |this |that |them |(?:the|my|our) \w+ (?=to "
    r"(?!be\b)))?(?:to "
    r"(?:see )?)?|i (?:want|need) (?:you |it |this |that |them )?(?:to )?|let's )+(?=\w)",
    re.IGNORECASE,
)
"""Words that say how much something is wished, not what."""
_AWAY = re.compile(
    r"\b(?:take|throw|leave|turn|switch|put) ((?:the|all|any|these|those|its|my) (?:\w+ ){0,3}?\w+) (?:away|off|out)\b", re.I
)
"""A removal around what is removed."""


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


@lru_cache(maxsize=4096)
def _price_of(text: str) -> float:
    if text in BOUNDARIES or (not text[:1].isalnum() and len(text) == 1 and not QUOTE <= ord(text[0]) < QUOTE + 1000):
        return 0.01
    return 0.05 if text in FILLERS else 0.15 if text in COMMENTS else 1.0
