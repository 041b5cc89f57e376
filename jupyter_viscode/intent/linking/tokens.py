"""Tokens: what enters is the rest of an instruction; what leaves are its words, numbers and quoted pieces."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from jupyter_viscode.intent.language.vocabulary import STOP
from jupyter_viscode.intent.language.words import name_stems, stem
from jupyter_viscode.intent.request.ask import QUOTE, Text
from jupyter_viscode.intent.request.units import number_of

_TOKEN = re.compile(
    rf"[{chr(QUOTE)}-{chr(QUOTE + 999)}]|(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?(?:[km](?!\w))?(?!\w)%?"
    rf"|[^\W\d][\w]*|\d\w*|[^\w\s]"
)


_NUMBER = re.compile(r"^\d[\d,]*(?:\.\d+)?[km%]?$")


_NUMBER_WORDS = frozenset(
    "zero two three four five six seven eight nine ten eleven twelve fifteen twenty fifty hundred".split()
)


@dataclass(frozen=True)
class Token:
    """A word of the instruction."""

    text: str
    start: int
    end: int
    kind: Literal["word", "number", "quote", "punctuation"]
    stems: tuple[str, ...] = ()
    noun: bool = False
    """A small word that names a table or column here: the plots of a garden, a list of readers."""
    verb: bool = False
    """A word that says what to do with the data: "grouped by", "and group by"."""

    @property
    def content(self) -> bool:
        """Whether the word can be part of a name."""
        return self.kind == "word" and not self.small

    @property
    def small(self) -> bool:
        """Whether the word carries no content of its own."""
        return self.verb or (self.text in STOP and not self.noun)


def tokens_of(text: Text, nouns: Collection[str] = ()) -> list[Token]:
    """The words of what is left of an instruction; `nouns` are small words that the data has as names."""
    found = []
    for match in _TOKEN.finditer(text.work):
        word = match[0]
        if ord(word[0]) >= QUOTE and ord(word[0]) < QUOTE + 1000:
            found.append(Token(word, match.start(), match.end(), "quote"))
        elif _NUMBER.match(word) or word in _NUMBER_WORDS:
            found.append(Token(word, match.start(), match.end(), "number"))
        elif word[0].isalnum() or word[0] == "_":
            original = text.original[match.start() : match.end()]
            stems = name_stems(original) if "_" in word or _camel(original) else (stem(word),)
            noun = word in STOP and stems[0] in nouns and (word != stems[0] or _DETERMINED.search(text.work, 0, match.start()))
            noun = noun or (original in ("A", "I") and _within(text.original, match.start()))
            found.append(Token(word, match.start(), match.end(), "word", stems, bool(noun), _groups(text.work, match)))
        else:
            found.append(Token(word, match.start(), match.end(), "punctuation"))
    return found


_DETERMINED = re.compile(
    r"\b(?:a|an|the|any|no|each|every|per|of|their|its|his|her|all|these|those|by|which|what|many|some|one|two|three|\d+)\s+\Z"
)


_GROUPING = re.compile(r"grouping|grouped")
_GROUP = re.compile(r"groups?")
_COMMANDING = re.compile(r"(?:^|[,;.?!]|\b(?:and|then|please|to|that|which|charts?|graphs?|plots?))\s*\Z")
_BY = re.compile(r" (?:(?:the |all |these |those )*[a-z_]+(?: [a-z_]+)? )?by\b")


def _groups(text: str, match: re.Match[str]) -> bool:
    """Whether a word tells to group: in "age group by sex" it is a noun."""
    told = _GROUPING.fullmatch(match[0]) or (_GROUP.fullmatch(match[0]) and _COMMANDING.search(text, 0, match.start()))
    return bool(told and _BY.match(text, match.end()))


def _within(text: str, start: int) -> bool:
    """Whether a capital stands within a sentence that is not all in capitals: "grade A"."""
    before = text[:start].rstrip()
    return bool(before) and before[-1] not in ".?!:;,-" and any(c.islower() for c in before.split()[-1])


def _camel(word: str) -> bool:
    return bool(re.search(r"[a-z][A-Z]", word))


def numeric(word: str) -> float | int | None:
    """The number that a token says: ``1,200``, ``3.5k``, ``ten``."""
    small = number_of(word) if not word[:1].isdigit() else None
    if small is not None:
        return small
    plain = word.rstrip("%km").replace(",", "")
    try:
        value = float(plain)
    except ValueError:
        return None
    value *= {"k": 1_000.0, "m": 1_000_000.0}.get(word[-1:], 1.0)
    return int(value) if value.is_integer() and "." not in plain else value
