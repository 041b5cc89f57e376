"""Spellings: words of an instruction enter; the values of columns that they spell, plainly or nearly, leave."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from jupyter_viscode.intent.language.vocabulary import STOP
from jupyter_viscode.intent.language.words import root, stem
from jupyter_viscode.intent.schema.tables import Catalogue, Col

_CALENDAR = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december
    """.split()
)


_OF_PLACES = (("ese", ("", "a")), ("ian", ("", "a", "y", "ia")), ("an", ("", "a", "e")), ("n", ("",)), ("", ("y",)))
"""Endings of adjectives of places, and those of the places: Japanese, Canadian, European, American, German."""


_GENDERS = {
    "male": "m",
    "female": "f",
    "men": "m",
    "women": "f",
    "man": "m",
    "woman": "f",
    "boys": "m",
    "girls": "f",
    "males": "m",
    "females": "f",
}


_LONG_GENDERS = {"m": "male", "f": "female"}


_MARKS = frozenset("`<>%")
"""Marks by which a name would fall apart, or be taken for a comparison or a quotation."""


_loose_cache: dict[int, tuple[Any, dict[str, Any]]] = {}


def valued(catalogue: Catalogue, said: str, *, exact: bool) -> list[tuple[float, Col, Any]]:
    """The values that a word or phrase may mean, best first."""
    forms = {said: 1.0}
    plain = re.sub(r"[^\w\s]", "", said)
    if not exact:
        forms.setdefault(stem(said), 0.9)
        for noun in _nouns(said):
            forms.setdefault(noun, 0.9)
    found = []
    for column in catalogue.columns():
        if not column.spelt:
            continue
        for form, score in forms.items():
            if form in column.spelt:
                found.append((score, column, column.spelt[form]))
                break
        else:
            loose = _loose(column)
            if plain in loose and len(plain) >= 2:
                found.append((0.9, column, loose[plain]))
            elif not exact and (kind := _kindred(said, column)) is not None:
                found.append((0.8, column, kind))
            elif not exact and said in _GENDERS and {"gender", "sex"} & set(column.stems):
                short = _GENDERS[said]
                value = next((v for f in (short, _LONG_GENDERS[short]) if (v := column.spelt.get(f)) is not None), None)
                if value is not None:
                    found.append((0.95, column, value))
    found.sort(key=lambda p: -p[0])
    return found


def _kindred(said: str, column: Col) -> Any:
    """The value of the same root as a word, among few: failed → "fail", successful → "success"."""
    if len(said) < 5 or not said.isalpha() or column.distinct > 25 or said in STOP:
        return None
    doing = said.endswith(("ing", "ed"))
    kin = (k for k in column.spelt if len(k) >= 4 and k[:3] == said[:3] and k.isalpha() and root(k) == root(said))
    return next((column.spelt[k] for k in kin if not (doing and k.endswith(("er", "or")))), None)


def _nouns(adjective: str) -> tuple[str, ...]:
    """What an adjective may be made of: rainy → rain, foggy → fog, Japanese → Japan."""
    if len(adjective) < 5 or not adjective.isalpha():
        return ()
    if adjective.removesuffix("s") in _CALENDAR:
        return (adjective[:3], adjective[:4])
    if adjective.endswith("y"):
        bare = adjective[:-1]
        return (bare, bare[:-1]) if bare[-1] == bare[-2] else (bare, bare + "e")
    if not adjective.endswith(("n", "ese")):
        return ()
    places = ((adjective.removesuffix(e), ends) for e, ends in _OF_PLACES if adjective.endswith(e))
    return tuple(b + end for b, ends in places if len(b) > 3 for end in ends if b + end != adjective)


def _loose(column: Col) -> dict[str, Any]:
    """Values by their text without punctuation: ``Ph.D.`` as ``phd``."""
    held = _loose_cache.get(id(column.spelt))
    if held is not None and held[0] is column.spelt:
        return held[1]
    loose = {re.sub(r"[^\w\s]", "", k): v for k, v in column.spelt.items() if not k.isalnum()}
    if len(_loose_cache) > 2000:
        _loose_cache.clear()
    _loose_cache[id(column.spelt)] = (column.spelt, loose)
    return loose


def in_quotes(instruction: str, names: Iterable[str]) -> str:
    """The instruction with the names that hold marks of their own in quotes, however they stood there."""
    for name in sorted((n for n in names if _MARKS & {*n} and not {"«", "»"} & {*n}), key=len, reverse=True):
        whole = re.compile(rf"(?<![\w«])([\"'`]?){re.escape(name)}\1(?![\w»])", re.IGNORECASE)
        quoted = name.replace("\\", r"\\")
        instruction = whole.sub(f"«{quoted}»", instruction)
    return instruction


def spelt_apart(column: Col) -> tuple[str, str] | None:
    """Two values of a text column that differ in capitals or space only; None when there are none."""
    first: dict[str, str] = {}
    for value in sorted(str(v) for v in column.values) if column.kind == "text" else ():
        other = first.setdefault(" ".join(value.casefold().split()), value)
        if other != value:
            return other, value
    return None
