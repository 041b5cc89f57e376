"""Words: strings enter; stems, the words of names, and how alike two words are leave."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from jupyter_viscode.intent.language.synonyms import SYNONYM_SETS
from jupyter_viscode.intent.language.vocabulary import (
    ABBREVIATIONS,
    COMPOUND_HEADS,
    DOERS,
    ENDING_LIKE_NAMES,
    ENDINGS,
    FULL_WORDS,
    IRREGULAR_PLURALS,
    IRREGULAR_VERBS,
    LASTING,
    LIGHT_VERBS,
    NAME_TAILS,
    PARTICIPLES,
    UNITS,
    WHOLE_WORDS,
)


def _synonyms() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in SYNONYM_SETS.strip().splitlines():
        words = line.split()
        head = words[0]
        for word in words:
            # A set is a star: its head is near to all; the others are near to the head only.
            found.setdefault(word, set()).update(words if word == head else {head})
    return {k: frozenset(v) for k, v in found.items()}


_SYNONYMS = _synonyms()


_NO_MEN = frozenset(("specimen", "regimen", "abdomen", "cyclamen", "stamen", "acumen", "lumen", "bitumen"))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The singular of a lower-case word."""
    if word in IRREGULAR_PLURALS:
        return IRREGULAR_PLURALS[word]
    if word.endswith("men") and len(word) > 5 and word not in _NO_MEN:
        return f"{word[:-3]}man"
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("zzes"):
        return word[:-3]
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("oes") and len(word) > 4:
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=65536)
def root(word: str) -> str:
    """What is left of a word without its plainest endings: hired, hiring, hires → hir."""
    word = stem(word)
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    else:
        if len(word) == 4 and word.endswith("e"):
            return word[:-1]
        if len(word) in (5, 6) and word.endswith(("ed", "ing")):
            word = word.removesuffix("ed").removesuffix("ing")
    if len(word) > 4 and word[-1] == word[-2]:
        word = word[:-1]
    return word


@lru_cache(maxsize=65536)
def infinitive(word: str) -> str:
    """The plain form of an irregular verb and of one whose last letter is doubled: won, winning → win."""
    if word in IRREGULAR_VERBS:
        return IRREGULAR_VERBS[word]
    for ending in ("ing", "ed"):
        short = word.removesuffix(ending)
        if short != word and 4 <= len(short) <= 5 and short[-1] == short[-2] and short[-1] not in "lsz":
            return short[:-1]
    return word


_IRREGULARS = frozenset((*IRREGULAR_VERBS.values(), *DOERS.values())) - LIGHT_VERBS


def _does(verb: str, doer: str) -> bool:
    """Whether one word is for those who do what the other says, or for its being done, where `root` does not tell.

    Won and winner, received and recipient, inspected and inspection, donated and donation.
    """
    if doer.endswith(("ction", "ation")):
        return verb.removesuffix("ed").removesuffix("ing").removesuffix("e") == doer.removesuffix("ion")
    if not doer.endswith(("er", "or")) and doer not in DOERS:
        return False
    short = doer[:-2]
    if len(verb) > 3 and doer in (f"{verb}r", f"{verb}er", f"{verb.removesuffix('d').removesuffix('e')}or"):
        return True
    verbs = {DOERS.get(doer, short), doer[:-1], short[:-1] if short[-1:] == short[-2:-1] else short}
    said = {infinitive(verb), verb.removesuffix("d"), verb.removesuffix("ed")}
    return bool(verbs & said & _IRREGULARS)


_DIGITS = re.compile(
    r"""
    (?<![A-Za-z\d]) [A-Za-z]{1,3}\d{1,2} (?![A-Za-z\d])   # one word: co2, pm10, q1
    | (?P<letter>[A-Za-z])(?=\d) | (?P<digit>\d)(?=[A-Za-z])
    """,
    re.VERBOSE,
)


def _apart(match: re.Match[str]) -> str:
    return match[0] if len(match[0]) > 1 else f"{match[0]} "


@lru_cache(maxsize=16384)
def split_name(name: str) -> tuple[str, ...]:
    """The lower-case words of a column's or table's name: ``LifeExpectancy``, ``unit_price``, ``order no.``."""
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", name)
    spaced = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", spaced)
    spaced = _DIGITS.sub(_apart, spaced)
    return tuple(part for word in re.findall(r"[^\W_]+", spaced.lower()) for part in _compound(word))


_COMPOUND = re.compile(rf"([a-z]{{3,}})((?:{'|'.join(COMPOUND_HEADS.split())})s?)")
_WHOLE = frozenset(WHOLE_WORDS.split())
"""Words that end as compounds do and are words of their own."""


def _compound(word: str) -> tuple[str, ...]:
    """The parts of a word that was written together: ``pageviews``, ``heartrate``."""
    match = _COMPOUND.fullmatch(word)
    return (word,) if match is None or {word, word.removesuffix("s")} & _WHOLE else match.groups()


@lru_cache(maxsize=16384)
def name_stems(name: str) -> tuple[str, ...]:
    """The stems of a name's words, with everyday abbreviations written out."""
    found: list[str] = []
    words = split_name(name)
    for place, word in enumerate(words[:-1]):
        if word in ("f", "l", "m") and words[place + 1] == "name":
            words = (*words[:place], f"{word}name", *words[place + 2 :])
            break
    if words == ("st",):
        return ("state",)
    if len(words) > 1 and words[0] in ("is", "has", "was"):
        words = words[1:]
    for place, word in enumerate(words):
        if word in ("min", "mins") and place == len(words) - 1 and set(words[:-1]) & LASTING:
            found.append("minute")
        else:
            found.extend(ABBREVIATIONS.get(word, (stem(word),)))
    return tuple(found) or tuple(stem(w) for w in split_name(name))


def _without_unit(name: str) -> str:
    """A column's name without the unit that stands behind it in brackets."""
    bare, bracket, unit = name.rstrip(") ]").partition("(")
    measured = bracket and name.endswith(")") and {*split_name(unit)} & {*UNITS, "per"}
    return bare if measured and split_name(bare) else name


@lru_cache(maxsize=16384)
def column_stems(name: str, table: str) -> tuple[str, ...]:
    """The stems of a column's name, short forms of its own table's name written out: ``gname`` and ``gid`` of gardeners."""
    name = _without_unit(name)
    words, owner = split_name(name), split_name(table)
    if not words or not owner:
        return name_stems(name)
    first, head = words[0], stem(owner[-1] if len(owner) == 1 else owner[0])
    initial = len(words) > 1 and 1 <= len(first) < len(head) and head.startswith(first)
    if initial and first not in ABBREVIATIONS and (len(first) > 1 or words[1] in NAME_TAILS):
        return (head, *name_stems("_".join(words[1:])))
    if len(words) > 1 and 1 < len(first) < len(head) and first not in ABBREVIATIONS and _skeleton(first, head):
        return (head, *name_stems("_".join(words[1:])))
    if len(words) == 1 and first not in ABBREVIATIONS and first not in ENDING_LIKE_NAMES:
        for tail in NAME_TAILS:
            short = first.removesuffix(tail)
            if first.endswith(tail) and 1 <= len(short) <= 4 and short != head and head.startswith(short):
                return (head, *name_stems(tail))
        if first.endswith("id") and 2 < len(first) <= 5:
            return (first[:-2], "id")
    return name_stems(name)


def grown_together(name: str, owners: frozenset[str]) -> tuple[str, ...] | None:
    """The stems of a name that is the name of a thing and a tail in one word: ``ownerid``, ``matchno``; None for others."""
    words = split_name(name)
    for tail in NAME_TAILS if len(words) == 1 and words[0] not in ENDING_LIKE_NAMES else ():
        if words[0].endswith(tail) and (head := stem(words[0].removesuffix(tail))) in owners:
            return (head, *name_stems(tail))
    return None


def _skeleton(short: str, word: str) -> bool:
    """Whether a few consonants are those of a word, in its order: ``trl`` of trail, ``rgr`` of ranger."""
    if short[0] != word[0] or not 2 <= len(short) <= 4 or _VOWELS.search(short):
        return False
    return _within(short, word)


def participle(word: str) -> bool:
    """Whether a word has the form of a participle: "sold", "treated", "arriving"."""
    return word in PARTICIPLES or (len(word) > 4 and word.endswith(("ed", "ing", "wn")))


@lru_cache(maxsize=262144)
def likeness(said: str, named: str) -> float:
    """How alike a word of the instruction and a word of a name are, from 0 to 1 (both stems).

    Notes
    -----
    Same word 1; same root 0.9; synonym 0.75; abbreviation 0.8; a misspelling at most 0.8. Short words must agree exactly.
    """
    if said == named:
        return 1.0
    if len(said) < 2 or len(named) < 2 or said.isdigit() or named.isdigit():
        return 0.0
    if len(said) >= 4 and len(named) >= 4 and root(said) == root(named) and len(root(said)) >= 3:
        return 0.9
    if infinitive(said) == infinitive(named) or _does(said, named) or _does(named, said):
        return 0.9
    expanded = ABBREVIATIONS.get(said)
    if expanded and named in expanded:
        return 0.9 / len(expanded)
    if named in _SYNONYMS.get(said, ()):
        return 0.75
    if _abbreviates(named, said) or _abbreviates(said, named):
        return 0.8
    if len(said) >= 5 and len(named) == len(said) + 1 and named.endswith(said):
        return 0.65  # pclass, nrooms: a letter before the word
    if min(len(said), len(named)) >= 5 and abs(len(said) - len(named)) <= 2:
        ratio = SequenceMatcher(None, said, named).ratio()
        if ratio >= 0.82 and said[0] == named[0]:
            return 0.8 * ratio
    return 0.0


_VOWELS = re.compile("[aeiouy]")
MOST_CONSONANTS = 0.6
"""What an abbreviation without vowels keeps of a word's consonants."""


def _within(short: str, long: str) -> bool:
    """Whether the letters of one word stand in another in the same order."""
    rest = iter(long)
    return all(letter in rest for letter in short)


def _abbreviates(short: str, long: str) -> bool:
    """A prefix of at least three letters that leaves out at least two, or most consonants: ``crs`` of course, ``bldg``."""
    if len(short) >= 3 and short[0] == long[0] and not _VOWELS.search(short):
        consonants = _VOWELS.sub("", long)
        if len(short) >= MOST_CONSONANTS * len(consonants) and _within(short, consonants):
            return True
    return 3 <= len(short) <= len(long) - 2 and len(short) <= 5 and long.startswith(short) and short not in FULL_WORDS
