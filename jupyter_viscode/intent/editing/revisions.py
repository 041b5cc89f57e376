"""Revisions: an instruction that takes a word back, or asks for the same again, goes in; what is meant in the end comes out.

"Make it blue, no, green" asks for green; "log scale on x and the same for y" for two logarithmic axes. What is taken back
gives way to a piece of the same sort (a colour, a number, a text, a place, a unit of time), or as a whole to the next wish.
"""

from __future__ import annotations

import re

from jupyter_viscode.intent.editing.lexicon import FILLERS, MACROS, NUMBER_WORDS
from jupyter_viscode.intent.editing.notions import TAGS

_HESITATION = r"(?:(?:oh|ah|hm+|er+m?|um+|uh+|ok(?:ay)?|well|but)[, ]+)*"
_BACK = (
    r"(?P<firm>no+,? (?:wait|sorry|actually|rather|better|make (?:it|that))|wait,? no|scratch that|strike that|"
    r"on second thoughts?|make that|forget that|never ?mind(?: that)?|no+(?=,| ?[–—-] | [\ue000-\uf7ff]))"
)
_SOFTLY = r"(?:sorry(?:,? i mean)?|oops|i mean[t]?|i meant to say|correction|or rather|or better|wait|actually)"
_TAKEN_BACK = re.compile(
    rf"(?:[,;.!?–—-]+ ?|\.{{2,}} ?| )(?<=[,;.!?–— -]){_HESITATION}(?:{_BACK}|(?<=[,;.!?–—-] ){_SOFTLY})[,:]? +", re.I
)
_CLAUSE = re.compile(r"[,;.!?] | and ")
_PIECE = re.compile(rf"{MACROS['color']}|[\ue000-\uf7ff]|-?\d[\d,]*(?:\.\d+)?|[^\W\d][\w'-]*", re.I)
_NO_SORT = frozenset(("show", "nothing", "corner", "from", "data", "copula", "inside", "only", "too"))
"""Notions that most words stand for: they make two words no alternatives."""
_AGAIN = re.compile(
    r"(?P<before>.*?)(?:,? and|[,;.])? ?(?:(?:please|now|then|also|do|make) )*(?:the )?(?:same|likewise|ditto)(?: "
    r"thing)?(?: again)?"
    r"(?: (?:for|on|to|with|along|goes for|of))+ (?:the )?(?P<axis>x|y|bottom|left|horizontal|vertical|"
    r"other)(?:[- ]?(?:axis|one|side))?(?P<after>(?: (?:too|as "
    r"well))?(?:$|[,;.].*))",
    re.I,
)

_OPPOSITE = {"x": "y", "y": "x", "bottom": "left", "left": "bottom", "horizontal": "vertical", "vertical": "horizontal"}
"""Words for an axis, and the same for the other one."""


def revised(text: str) -> str:
    """The instruction without what it takes back, and with what it asks for twice said twice."""
    while (found := _TAKEN_BACK.search(text)) is not None:
        before, after = text[: found.start()], text[found.end() :]
        cut = _CLAUSE.search(after)
        said, rest = (after[: cut.start()], after[cut.start() :]) if cut else (after, "")
        other = _in_place(before, said)
        kept = _without_last(before) if found["firm"] else f"{before}, "
        text = f"{other}{rest}" if other is not None else f"{kept}{after}"
    return _said_again(text)


def _in_place(before: str, said: str) -> str | None:
    """What was said before, its last piece of the same sort replaced; None where there is none."""
    pieces = [m for m in _PIECE.finditer(said) if m[0].lower() not in FILLERS]
    if len(pieces) != 1:
        return None
    sort = _sort(pieces[0][0])
    alike = [m for m in _PIECE.finditer(before) if sort & _sort(m[0]) and m[0].lower() not in FILLERS]
    return f"{before[: alike[-1].start()]}{pieces[0][0]}{before[alike[-1].end() :]}" if alike else None


def _sort(piece: str) -> frozenset[str]:
    """What a piece may stand for; a word that stands for nothing here is a name."""
    if re.fullmatch(MACROS["color"], piece.lower()):
        return frozenset({"colour"})
    if piece[0].isdigit() or piece[0] == "-" or piece.lower() in NUMBER_WORDS:
        return frozenset({"number"})
    if not piece[0].isalpha():
        return frozenset({"text"})
    return (TAGS.get(piece.lower()) or frozenset({"name"})) - _NO_SORT


def _without_last(before: str) -> str:
    """What was said before the last wish."""
    ends = [m.end() for m in _CLAUSE.finditer(before)]
    return before[: ends[-1]] if ends else ""


def _said_again(text: str) -> str:
    found = _AGAIN.fullmatch(text)
    if found is None or not found["before"].strip():
        return text
    last = found["before"][len(_without_last(found["before"])) :]
    wanted = found["axis"].lower()
    if wanted == "other":
        named = next((w for w in re.findall(r"\w+", last.lower()) if w in _OPPOSITE), "")
        wanted = _OPPOSITE.get(named, "y")
    again, times = re.subn(rf"\b{_OPPOSITE[wanted]}\b", wanted, last, flags=re.I)
    axis = "x" if wanted in ("x", "bottom", "horizontal") else "y"
    return f"{found['before']}, {again if times else f'{last} on the {axis} axis'}{found['after']}"
