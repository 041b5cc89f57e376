"""Gist: a clause goes in, a plain command that says the same comes out, whatever the order of the clause's words.

Rules know forms of words. Here the words of a clause become notions, and the sense that explains most of them says what is
asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from jupyter_viscode.intent.editing.wishes.facts import Facts
from jupyter_viscode.intent.editing.wishes.senses import SENSES, Clause, Notion
from jupyter_viscode.intent.editing.wishes.understanding import Plainly
from jupyter_viscode.intent.editing.words.lexicon import BOUNDARIES, COLORS, COMMENTS, FILLERS, NUMBER_WORDS, SCHEMES
from jupyter_viscode.intent.editing.words.notions import BEYOND, PHRASES, SILENT, TAGS
from jupyter_viscode.intent.editing.words.speech import QUOTE, Speech, Word

_NUMBER = r"-?\d[\d,]*(?:\.\d+)?"
_RANGE = re.compile(
    rf"(?:between |from |goes? from |range of )?(?P<a>{_NUMBER})(?: ?(?:-|–|to|and|until|till|up to|\.\.|,) ?)"
    rf"(?P<b>{_NUMBER})\b"
)
_STRANGER = frozenset({"?"})
_DEGREES = frozenset("more less most least too very so".split())
"""Of what a word that is not known says how much: "more exciting" is no "more"."""


def plain_commands(speech: Speech, facts: Facts, known: frozenset[str] = frozenset()) -> Iterator[Plainly]:
    """The clauses of which some sense holds, and what they come down to; words `known` to rules are never passed over."""
    notions = [_known(n, known) for n in _notions(speech, facts)]
    bounds = [i for i, n in enumerate(notions) if n is None]
    edges = [-1, *bounds, len(notions)]
    said = {edge: _said(notions[edge[0] + 1 : edge[1]]) for edge in pairwise(edges)}
    for a, b, c, d in zip(edges, edges[1:], edges[2:], (*edges[3:], None), strict=False):  # "it needs a title, say ..."
        onward = d is not None and not said[b, c] and _said(notions[b + 1 : d])  # the text, also bigger
        if not said[b, c] and not onward and _goes_on(notions[a + 1 : b], notions[b + 1 : c]):
            said[a, c] = _said(notions[a + 1 : c])
    yield from (clause for clause in said.values() if clause is not None)


def _known(notion: Notion | None, known: frozenset[str]) -> Notion | None:
    """A word that says nothing here and something elsewhere, marked as such."""
    if notion is None or notion.tags != _STRANGER or notion.text not in known:
        return notion
    return replace(notion, tags=frozenset({"meant"}))


def _goes_on(one: Sequence[Notion | None], other: Sequence[Notion | None]) -> bool:
    """Whether two clauses may be one: a removal goes on with more of what is removed only."""
    gone = [part for part in (one, other) if any(n is not None and "gone" in n.tags for n in part)]
    listed = all(n is not None and n.tags & {"value", "nothing"} for n in other)
    return not gone or (gone == [one] and listed)


def _said(notions: Sequence[Notion | None]) -> Plainly | None:
    """The plain command of a clause, or of two."""
    held = tuple(n for n in notions if n is not None)
    if not held or sum("gone" in n.tags and "place" not in n.tags for n in held) > 1:
        return None
    clause = Clause(held)
    if any(n.text in BEYOND for n in held) or any(b.tags == _STRANGER and a.text in _DEGREES for a, b in pairwise(held)):
        return None
    read = [(found[1], order, found[0], sense) for order, sense in enumerate(SENSES) if (found := sense.of(clause)) is not None]
    if not read:
        return None
    strange, _, command, sense = min(read, key=lambda r: r[:2])
    return Plainly(held[0].first, held[-1].last, command, sense.complaint or any(n.text == "too" for n in held), strange)


def _notions(speech: Speech, facts: Facts) -> Iterator[Notion | None]:
    """The words as notions; None where one clause may end and another begin."""
    words, i = speech.words, 0
    while i < len(words):
        made = _spanning(speech, words, i) or _doubled(words, i)
        if made is None and words[i].text in BOUNDARIES:
            yield None
            i += 1
            continue
        made = made or _single(words, i, facts) or _column(words, i, facts)
        yield made
        i = made.last


def _spanning(speech: Speech, words: Sequence[Word], i: int) -> Notion | None:
    """A range of numbers, which may hold a boundary."""
    match = _RANGE.match(speech.work, words[i].start)
    if match is None:
        return None
    last = next((n + 1 for n in range(i, len(words)) if words[n].end == match.end()), None)
    return None if last is None else Notion(frozenset({"span"}), f"{match['a']} {match['b']}", i, last)


def _doubled(words: Sequence[Word], i: int) -> Notion | None:
    for count in (3, 2):
        tags = PHRASES.get(" ".join(w.text for w in words[i : i + count]))
        if tags is not None and i + count <= len(words):
            return Notion(frozenset(tags.split()), " ".join(w.text for w in words[i : i + count]), i, i + count)
    return None


def _single(words: Sequence[Word], i: int, facts: Facts) -> Notion | None:
    text = words[i].text
    if re.fullmatch(_NUMBER, text) or text in NUMBER_WORDS:
        value = str(NUMBER_WORDS.get(text, text))
        notions = {"number"} | ({"zero"} if value == "0" else set()) | ({"per"} if text == "one" else set())
        return Notion(frozenset(notions), value, i, i + 1)
    if ord(text[0]) >= QUOTE:
        return Notion(frozenset({"quote"} | ({"value"} if _drawn(text, facts) else set())), text, i, i + 1)
    tags = TAGS.get(text.removesuffix("'s"))
    if (axis := _axis_of(text, facts)) is not None:
        tags = (tags or frozenset()) | {"column", *axis}
    if text in FILLERS or text in SILENT or text in COMMENTS:
        tags = (tags or frozenset()) | {"nothing"}
    if not text[0].isalnum() and ord(text[0]) < QUOTE:
        tags = tags or frozenset({"nothing"})
    if text in SCHEMES:
        tags = (tags or frozenset()) | {"scheme"}
    if text in COLORS or text[0] == "#":
        tags = (tags or frozenset()) | {"color"}
    return Notion(tags, text, i, i + 1) if tags else None


def _axis_of(text: str, facts: Facts) -> tuple[str, ...] | None:
    """The axis that shows a column of this name; nothing for one that is drawn on none, None where there is no such column."""
    word = text.removesuffix("'s")
    if len(word) < 3 or not word.replace("_", "").isalpha() or word in FILLERS:
        return None
    hit = facts.column(word)
    if hit is None or (word in TAGS and hit.score < 1.0):
        return None
    where = next((c for c in ("x", "y") if facts.chart.encoding(c).field == hit.name), None)
    return (where,) if where else ()


def _column(words: Sequence[Word], i: int, facts: Facts) -> Notion:
    """A value that is drawn; anything else is not understood."""
    drawn = len(words[i].text) > 2 and _drawn(words[i].text, facts)
    return Notion(frozenset({"value" if drawn else "?"}), words[i].text, i, i + 1)


def _drawn(words: str, facts: Facts) -> bool:
    """Whether they name a value of a column that the chart shows."""
    held = facts.value(words)
    return held is not None and held[0].name in set(facts.chart.fields())
