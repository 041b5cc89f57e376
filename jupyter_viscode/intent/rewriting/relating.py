"""Relating: a question whether one quantity goes with another enters; what leaves names both, by the columns that they are.

"Do higher huts have fewer beds?" asks for altitude and beds; "oldest first" for an order that depends on whether there is an
age or a year. Nothing is said in other words unless the columns are there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_viscode.intent.language.vocabulary import STOP
from jupyter_viscode.intent.linking.adjectives import base_of, graded, measured_by, rises
from jupyter_viscode.intent.linking.link import Linker
from jupyter_viscode.intent.linking.spellings import valued
from jupyter_viscode.intent.linking.tokens import Token, tokens_of
from jupyter_viscode.intent.request.ask import Text
from jupyter_viscode.intent.schema.tables import Catalogue, Col

_COMPARES = r"(?:(?:more|less) [a-z]+(?:ed|ive|ular|ult|able|ful|al|ent|ant|ous|less|ic)|more|less|[a-z]{3,}er|worse)"
_WHETHER = re.compile(
    rf"(?:^|(?<=[,:;.?!]))\s*(?:(?:do|does|did|are|is|were|can|will)|(?:show|plot|see|check|tell me|draw)? ?(?:if|whether)) "
    r"(?:the |a |an )?"
    rf"(?P<how>{_COMPARES}) (?P<noun>[a-z_]+) (?P<rest>[^?.;:,]*)(?P<end>[?.;:,]|$)"
)
_THE = re.compile(
    rf"^\s*the (?P<how>{_COMPARES}) (?:the|an?) (?P<noun>[a-z_]+)[^,;.?]{{0,30}}, the (?P<rest>[^?.;:]*)(?P<end>[?.;:]|$)"
)
_MORE = re.compile(
    r"\b(?P<how>more|fewer|less|higher|lower|larger|smaller|greater|bigger|longer|shorter|better|worse"
    r"|[a-z]{3,}er)\b(?: of\b)?(?:(?: an?| the)\b)?(?P<what>(?: [a-z_]+){0,3})"
)
_PAIRED = re.compile(r"\b(?:against|versus|vs|between|x[- ]?axis)\b")
_LEADING = re.compile(
    r"""
    (?:,|;|:|-|\(|\s|\b(?:and|with|please|put|place|show|list|draw|have|order|sort|them|it)\b)*
    (?P<start>\b(?:start|begin)(?:ning|ing)?\ (?:with|from|at)\ )? (?:\bthe\ )?
    \b(?P<how>(?:most|least)(?:\ [a-z]+)?|[a-z]{3,}est|best|worst)
    (?:\ (?!to\b|of\b|by\b|the\b|at\b|on\b|first\b|come)[a-z_]+){0,2} (?(start) | \s
    (?:should\ |must\ |comes?\ |shown\ |listed\ |placed\ |to\ be\ )* (?: first | leftmost | leading | in\ front
    | (?:on|at|to)\ the\ (?:far\ |very\ )?(?P<side>left|top|right|bottom|front|start|beginning|end)(?:\ (?:end|side|edge))?
    (?:\ of\ the\ (?:[a-z]+\ )?(?:chart|graph|plot))?))
    (?=\s*(?:[,.;:)]|$))
    """,
    re.VERBOSE,
)
"""The thing that comes first: "oldest first", "put the largest count first", "with the dearest town at the left end"."""
_TIMES = frozenset(("early", "late"))
_JUDGED = frozenset(("good", "bad"))
"""The best is whatever has the most, unless what it is judged by is named."""
_OF_TIME = re.compile(r"\b(?:old|new|lat|earli)est (?:years?|months?|days?|dates?|weeks?)\b")
_PLAIN_SPANS = frozenset("high low small large big great long short old young".split())
"""Ends of orders that say the same of any column; `jupyter_viscode.intent.request.orders` reads them."""
_WORD = r"(?:the )?(?:most |least )?[a-z]{3,}"
_SPAN = re.compile(
    rf"(?:,| and| with| -|:|\(| shown| ordered| sorted| ranked| arranged)*(?: the)?(?P<of> (?:years?|dates?"
    rf"|months?|days?|time|weeks?|quarters?|x(?:[- ]axis)?)(?: (?:going|running|ordered|sorted|shown))?)?,? "
    rf"from (?P<low>{_WORD})(?: [a-z_]+)? to (?P<high>{_WORD})(?: [a-z_]+)?(?=\s*(?:[,.;)]|$))"
)
_UTMOST_EACH = re.compile(
    r"\b(?:the )?(?:(?P<figure>[a-z_]+) of (?:the )?)?(?P<how>(?:most|least) [a-z]+|[a-z]{3,}est) (?P<thing>[a-z_]+) "
    r"(?=(?:(?:of|for|in|from|at|on|by) (?:each|every)|per)\b)"
)
"""One thing of each group, by an adjective: "the widest painting of each artist", "age of the oldest worker per shop"."""
LEAST = 0.55
"""A word names a quantity when it is so alike."""


def relation(text: str, catalogue: Catalogue) -> str:
    """ "Do taller towers have a longer range?" → "relationship between height and range"."""
    low = text.lower()
    match = _WHETHER.search(low) or _THE.match(low)
    if match is None or len(low) != len(text):
        return text
    linker = Linker(catalogue, Text(""))
    tables = {t.name for s, t in linker.tables(_tokens(match["noun"])) if s >= 0.6}
    tables = tables or {t.name for s, t in linker.tables(_tokens(match["noun"].split()[0])) if s >= 0.6}
    first = _first(linker, match["how"], tables) or _quantity(linker, match["noun"])
    if first is None:
        return text
    second = next((c for c in _seconds(linker, match["rest"], tables or {first.table}) if c is not first), None)
    if second is None:
        return text
    before, tail = text[: match.start()], text[match.end() :].strip()
    if not tables and valued(catalogue, match["noun"], exact=True):
        before = f"{before} for {match['noun']} {match['rest'].split()[0]},"  # "do longer panel episodes": those of one kind
    if _PAIRED.search(tail.lower()):
        return f"{before} {tail}".strip()
    return f"{before} relationship between {first.said} and {second.said}; {tail}".strip()


def _tokens(words: str) -> list[Token]:
    return tokens_of(Text(words))


def _first(linker: Linker, how: str, tables: set[str]) -> Col | None:
    word = how.removeprefix("more ").removeprefix("less ")
    found = graded(linker, word, tables) or graded(linker, word)
    return found[0][1] if found else None


def _quantity(linker: Linker, noun: str) -> Col | None:
    """The number that a noun names: the passengers of "more passengers", the tower of "a higher tower"."""
    found = linker.phrase(noun)
    named = [c for s, c in found[:1] if s >= LEAST and c.kind == "number" and not linker.catalogue.keyed(c)]
    return named[0] if named else None


def _seconds(linker: Linker, rest: str, tables: set[str]) -> Iterator[Col]:
    """The quantities that a predicate may be about, the likeliest first: "take more hours", "cost more", "a longer range"."""
    keyed = linker.catalogue.keyed
    for match in _MORE.finditer(rest):
        words = [w for w in match["what"].split() if w not in STOP]
        for phrase in dict.fromkeys([" ".join(words), " ".join(words[:2]), *words[:3]]):
            for score, column in linker.phrase(phrase) if phrase else ():
                if score >= LEAST and column.kind == "number" and not keyed(column):
                    yield column
        word = match["what"].split()[0] if match["how"] in ("more", "less") and match["what"].split() else match["how"]
        yield from (c for _, c, _ in graded(linker, word, tables) or graded(linker, word))
    for word in re.findall(r"[a-z]+", rest):
        yield from (c for _, c, _ in measured_by(linker, word, tables) or measured_by(linker, word))
        for score, column in linker.phrase(word) if word not in STOP else ():
            if score >= LEAST and column.kind == "number" and not keyed(column):
                yield column


def utmost(text: str, catalogue: Catalogue) -> str:
    """ "The widest painting of each artist" → "maximum width of each artist", where paintings have a width."""
    match = _UTMOST_EACH.search(text.lower())
    if match is None or len(text.lower()) != len(text):
        return text
    linker = Linker(catalogue, Text(""))
    tables = {t.name for s, t in linker.tables(_tokens(match["thing"])) if s >= LEAST}
    degree, _, word = match["how"].rpartition(" ")
    found = [p for p in graded(linker, word, tables) if p[1].table in tables]
    if not found or not (degree or base_of(word)):
        return text
    _, column, rising = found[0]
    if match["figure"] and column not in [c for s, c in linker.phrase(match["figure"])[:1] if s >= LEAST]:
        return text  # the name of the oldest is no figure of theirs
    how = "maximum" if rising != (degree == "least") else "minimum"
    return f"{text[: match.start()]}{how} {column.said} {text[match.end() :]}"


def order(text: str, catalogue: Catalogue) -> str:
    """ "Oldest first" → "in ascending order" where a year tells the age; "dearest first" → "in descending order"."""
    low = text.lower()
    if len(low) == len(text) and (span := _SPAN.search(low)) and (wish := _spanned(span)):
        return f"{text[: span.start()]}, {wish}{text[span.end() :]}"
    match = _LEADING.search(low)
    if match is None or len(low) != len(text):
        return text
    how, last = match["how"], match["side"] in ("right", "bottom", "end")
    if base_of(how) in _TIMES or how == "most recent" or _OF_TIME.search(match[0]):
        return f"{text[: match.start()]}, {_in_time(how)}{text[match.end() :]}"
    way = "high to low" if _falls(how, low, catalogue) != last else "low to high"
    return f"{text[: match.start()]}, from {way}{text[match.end() :]}"


def _falls(how: str, said: str, catalogue: Catalogue) -> bool:
    """Whether the greatest figure comes first when that does which is most so: the year of the oldest is the smallest."""
    degree, _, word = how.rpartition(" ")
    found = graded(Linker(catalogue, Text("")), word)
    named = [p for p in found if set(p[1].stems) & set(re.findall(r"[a-z]+", said))]
    if not named and base_of(word) not in _JUDGED:
        named = found
    rising = named[0][2] if named else rises(word) is not False
    return rising != (degree == "least")


def _spanned(match: re.Match[str]) -> str:
    """The order that "from cheapest to most expensive" and "from early to late" ask for; "" when it is none."""
    low, high = (w.removeprefix("the ") for w in (match["low"], match["high"]))
    turned = [w.startswith("least ") for w in (low, high)]
    words = [w.split()[-1] for w in (low, high)]
    if {w.split()[0] for w in (low, high)} in ({"most", "least"}, {"most", "fewest"}) and rises(words[0]) is None:
        return f"sort the y axis in {'descending' if low.startswith('most') else 'ascending'} order"
    first, second = rises(words[0]), rises(words[1])
    if first is None or second is None or (first != turned[0]) == (second != turned[1]):
        return ""
    plain = {base_of(w) or w for w in words}
    if plain <= _PLAIN_SPANS:
        return ""
    if plain <= _TIMES or plain <= {"old", "new", "recent"}:
        return _in_time(words[0])
    return "from high to low" if first != turned[0] else "from low to high"


def _in_time(first: str) -> str:
    """The order of what runs along in time, by the word for its beginning."""
    return f"sort by the time in {'ascending' if first.startswith(('early', 'earli', 'old')) else 'descending'} order"
