"""Revisions: an instruction that takes a word back, or asks for the same again, goes in; what is meant in the end comes out.

"Make it blue, no, green" asks for green; "log scale on x and the same for y" for two logarithmic axes. What is taken back
gives way to a piece of the same sort (a colour, a number, a text, a place, a unit of time), or as a whole to the next wish.
"""

from __future__ import annotations

import re

from jupyter_viscode.intent.editing.words.lexicon import BOUNDARIES, COMMENTS, FILLERS, MACROS, NUMBER_WORDS
from jupyter_viscode.intent.editing.words.notions import TAGS

_HESITATION = r"(?:(?:oh|ah|hm+|er+m?|um+|uh+|ok(?:ay)?|well|but|actually|wait)[, ]+)*"
_ALONE = r"(?= ?[,;:.!–—]| -|$| (?:make|use|do|go|let|just|instead)\b)"
_FIRM = (
    rf"(?:no+,? (?:wait|sorry|actually|rather|better|make (?:it|that))|wait,? no|on second thoughts?|"
    rf"(?:scratch|strike) (?:that|it|this){_ALONE}|no+(?=,| ?[–—-] ))"
)
_DROPPED = rf"(?:forget (?:that|it|this)|never ?mind(?: that| it)?){_ALONE}"
"""Takes back what was said only as a clause of its own: "forget that legend" is a wish."""
_SOFTLY = r"(?P<soft>sorry(?:,? i mean)?|oops|i mean[t]?|i meant to say|correction|or rather|or better|wait|actually)"
_TAKEN_BACK = re.compile(
    rf"(?:[,;.!?–—-]+ ?{_HESITATION}(?:{_FIRM}|{_DROPPED}|(?P<plain>make that)|(?<=[,;.!?–—-] ){_SOFTLY})|"
    rf"(?<![:=]) {_HESITATION}{_FIRM})(?:[,;:.!]+ *| ?[–—-]+ +| +|$)",
    re.I,
)
_CLAUSE = re.compile(r"[,;.!?] | and (?!-?\d[\d.]*(?:$|[,;.!?] | and ))")
"""Where a wish ends; the "and" between two numbers ends none."""
_STOP = re.compile(r"[,;.!?] ")
_OWN = re.compile(r"\b(?:keep|leave|show|add|display|draw|want|need)\b", re.I)
"""Verbs of a wish that stands for itself: no piece of it belongs into what was said before."""
_NO_PIECES = FILLERS | COMMENTS | BOUNDARIES
_PIECE = re.compile(rf"{MACROS['color']}|[\ue000-\uf7ff]|-?\d[\d,]*(?:\.\d+)?|[^\W\d][\w'-]*", re.I)
_NO_SORT = frozenset(("show", "nothing", "corner", "from", "data", "copula", "inside", "only", "too"))
"""Notions that most words stand for: they make two words no alternatives."""
_DEGREES = frozenset(
    """
    bigger smaller larger wider narrower taller shorter higher lower thicker thinner darker lighter brighter bolder
    """.split()
)
"""Comparatives: one is an alternative to another."""
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
    start = 0
    while (found := _TAKEN_BACK.search(text, start)) is not None:
        before, after = text[: found.start()], text[found.end() :]
        cut = _CLAUSE.search(after)
        said, rest = (after[: cut.start()], after[cut.start() :]) if cut else (after, "")
        other = _in_place(before, said)
        if other is not None:
            text = f"{other}{rest}"
        elif found["plain"]:
            start = found.end()  # "make that" is "make it" where nothing of its sort was said
        elif found["soft"]:
            text = f"{before}, {after}"
        else:
            text = f"{_without_last(before, _CLAUSE if after else _STOP)}{after}"
    return _said_again(text)


def _in_place(before: str, said: str) -> str | None:
    """What was said before, its last pieces of the same sorts replaced; None where there are none, or they are the same."""
    pieces = _pieces(said)
    if not pieces or _OWN.search(said):
        return None
    olds: list[re.Match[str]] = []
    open_ = _pieces(before)
    for piece in reversed(pieces):
        sort = _sort(piece[0])
        while open_ and not sort & _sort(open_[-1][0]):
            open_.pop()
        if not open_:
            return None
        olds.insert(0, open_.pop())
    if _CLAUSE.search(before, olds[0].end(), olds[-1].end()):
        return None
    if all(old[0].lower() == piece[0].lower() for old, piece in zip(olds, pieces, strict=True)):
        return None
    for old, piece in reversed(list(zip(olds, pieces, strict=True))):
        before = f"{before[: old.start()]}{piece[0]}{before[old.end() :]}"
    return before


def _pieces(text: str) -> list[re.Match[str]]:
    return [m for m in _PIECE.finditer(text) if m[0].lower() not in _NO_PIECES]


def _sort(piece: str) -> frozenset[str]:
    """What a piece may stand for; a word that stands for nothing here is a name."""
    if re.fullmatch(MACROS["color"], piece.lower()):
        return frozenset({"colour"})
    if piece[0].isdigit() or piece[0] == "-" or piece.lower() in NUMBER_WORDS:
        return frozenset({"number"})
    if not piece[0].isalpha():
        return frozenset({"text"})
    if piece.lower() in _DEGREES:
        return frozenset({"degree"})
    return (TAGS.get(piece.lower()) or frozenset({"name"})) - _NO_SORT


def _without_last(before: str, end: re.Pattern[str] = _CLAUSE) -> str:
    """What was said before the last wish."""
    ends = [m.end() for m in end.finditer(before)]
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
