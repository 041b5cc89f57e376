"""Ratios: "price per sqm by district" enters, with the catalogue; a column that is computed leaves, and the words that name it.

Two quantities of one table with "per", "/" or "divided by" between them are one figure, unless the second is something to group
by: a key, a year, or a number of few values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from jupyter_viscode.intent.linking.link import Linker
from jupyter_viscode.intent.request.ask import Text
from jupyter_viscode.intent.schema.tables import Catalogue, Col
from jupyter_viscode.spec import Calculate, Encoding, Ref, Transform

CLEAR = 0.75
"""A phrase names a quantity that it is so like."""
MANY = 40
"""A number of fewer values is something to group by."""
_NAME = r"`?[a-z_]\w*`?"
_RATIO = re.compile(
    rf"(?P<top>(?:{_NAME} )?{_NAME}) ?(?:/|\bdivided by(?: the)?\b) ?(?P<bottom>{_NAME}(?: {_NAME})?)"
    rf"|(?P<part>(?:{_NAME} )?{_NAME}) per (?P<whole>{_NAME})(?=\s*(?:[,;]|\b(?:by|per|for each|in each|of "
    rf"each|for every|across|vs\.?|versus|against|over)\b))"
)


def with_ratio(instruction: str, catalogue: Catalogue) -> tuple[str, Catalogue, dict[str, Calculate]]:
    """The instruction and the catalogue with the computed column in them, and how it is computed."""
    low = instruction.lower()
    for match in _RATIO.finditer(low) if len(low) == len(instruction) else ():
        said = match["top"] or match["part"], match["bottom"] or match["whole"]
        found = _pair(catalogue, *said)
        if found is None:
            continue
        (first, before), (second, after) = found
        name = f"{first.name} per {second.name}"
        column = replace(
            first, name=name, key=name, stems=(*first.stems, "per", *second.stems), values=frozenset(), distinct=10_000,
            integer=False, unique=False, complete=False,
        )  # fmt: skip
        table = catalogue.tables[first.table]
        tables = {**catalogue.tables, table.name: replace(table, cols=(*table.cols, column))}
        start = match.start() + len(said[0]) - len(before)
        end = match.end() - (len(said[1]) - len(after))
        text = f"{instruction[:start]}`{name}`{instruction[end:]}"
        return text, replace(catalogue, tables=tables), {name: Calculate(name, "/", Ref(first.name), Ref(second.name))}
    return instruction, catalogue, {}


def computing(
    encodings: Mapping[str, Encoding], transforms: Iterable[Transform], made: Mapping[str, Calculate]
) -> list[Transform]:
    """The transforms, with those before them that compute what is drawn."""
    wanted = {e.field for e in encodings.values()}
    return [*(step for name, step in made.items() if name in wanted), *transforms]


def _pair(catalogue: Catalogue, top: str, bottom: str) -> tuple[tuple[Col, str], tuple[Col, str]] | None:
    """The two quantities, each with the words that name it: the last ones before the sign, the first ones behind it."""
    for first, before in _quantities(catalogue, [top, top.split()[-1]]):
        for second, after in _quantities(catalogue, [bottom, bottom.split()[0]]):
            if first.table == second.table and first is not second and second.distinct > MANY:
                return (first, before), (second, after)
    return None


def _quantities(catalogue: Catalogue, phrases: list[str]) -> Iterable[tuple[Col, str]]:
    linker = Linker(catalogue, Text(""))
    for phrase in dict.fromkeys(phrases):
        for score, column in linker.phrase(phrase.strip("`"))[:1]:
            if score >= CLEAR and column.kind == "number" and not column.year and not catalogue.keyed(column):
                yield column, phrase
