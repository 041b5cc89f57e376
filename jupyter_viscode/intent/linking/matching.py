"""Matching names: stretches of an instruction's words enter; the columns and tables that they may name leave, with scores.

A score is near 1 where all that is said is in the name and little of the name is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from jupyter_viscode.intent.language.vocabulary import GENERIC, STOP, UNITS
from jupyter_viscode.intent.language.words import likeness, split_name
from jupyter_viscode.intent.linking.functional import FUNCTION_WORDS, functional, kinds_of
from jupyter_viscode.intent.linking.naming import redundant, roles, short_names
from jupyter_viscode.intent.linking.tokens import Token, tokens_of
from jupyter_viscode.intent.request.ask import Text
from jupyter_viscode.intent.schema.tables import Catalogue, Col, Table

_ARTICLES = frozenset(("a", "an", "the"))
_INSIDE = frozenset("of the a an all their its this that s".split())
"""Small words that may stand inside a mention: "name of the customer"."""
NAMELESS = 0.7
"""What is left of a key's likeness to what is said to be a name: the name of what it points at is meant."""
_FIGURE_BEFORE = re.compile(
    r"\b(?:average|avg|mean|median|total|max|maximum|min|minimum|highest|lowest|largest|smallest"
    r"|(?:sum|distribution|histogram) of)(?: the)?(?: (?P<other>[a-z_]+),? and(?: the)?)?\s+$"
)
_VERBS_OF_YEARS = re.compile(r"(?:ed|built|made|begun|born)\b")


@dataclass
class _Fit:
    """How the stems that were said fit a column's name."""

    free: list[str] = field(default_factory=list)
    """The stems of the name that are not said."""
    matched: float = 0.0
    """How much of the name is said, its words weighed."""
    likes: float = 0.0
    qualifiers: int = 0
    """Words that name its table."""
    soft: int = 0
    """Words that say nothing, such as "name" of a text."""


class NameMatcher:
    """Scores stretches of tokens against the names of one catalogue."""

    def __init__(self, catalogue: Catalogue, text: Text) -> None:
        self.catalogue = catalogue
        self.text = text
        names = [*(t.stems for t in catalogue.tables.values()), *(c.stems for c in catalogue.columns())]
        nouns = {n[0] for n in names if len(n) == 1} | {t.stems[-1] for t in catalogue.tables.values() if t.stems}
        self.tokens = tokens_of(text, {n for n in nouns if n in STOP})
        self._table_stems = frozenset(s for t in catalogue.tables.values() for s in t.stems)
        self._said = frozenset(s for t in self.tokens for s in t.stems)
        self._like: dict[str, dict[str, float]] = {}
        self._columns_by_stem: dict[str, list[Col]] = {}
        self._redundant: dict[str, frozenset[str]] = {}
        self._initials: dict[str, list[Col]] = {}
        self._roles = roles(catalogue)
        self._short = short_names(catalogue)
        for table in catalogue.tables.values():
            self._redundant[table.name] = redundant(table)
            for column in table.cols:
                words = split_name(column.name)
                if len(words) > 2:
                    self._initials.setdefault("".join(w[0] for w in words), []).append(column)
                for part in {*column.stems, "".join(split_name(column.name))}:
                    self._columns_by_stem.setdefault(part, []).append(column)

    def phrase(self, words: str) -> list[tuple[float, Col]]:
        """The columns that a phrase may stand for, as if it stood alone."""
        part = Text("")
        part.original = part.work = words
        tokens = [t for t in tokens_of(part) if t.kind in ("word", "number")]
        return self.columns(tokens) if tokens else []

    def _likeness(self, said: str) -> dict[str, float]:
        """The name stems that a said stem resembles."""
        held = self._like.get(said)
        if held is None:
            held = {n: s for n in self._columns_by_stem if (s := likeness(said, n)) > 0.0}
            self._like[said] = held
        return held

    def columns(self, stretch: Sequence[Token], most: int = 8) -> list[tuple[float, Col]]:
        """Columns that the stretch may name, best first."""
        settled = self._settled(stretch)
        if settled is not None:
            return settled
        full = [t for t in stretch if not (t.kind == "punctuation" or ((t.small or t.text == "s") and len(stretch) > 1))]
        single = len(stretch) > 1 and stretch[-1].text == "s" and stretch[-2].text != "'"  # "size s"
        words = [*full, stretch[-1]] if single else full
        stems = [s for t in words for s in t.stems or (t.text,)]
        if not stems:
            return []
        joined = "".join(t.text for t in words)
        if all(s in ("number", "count", "counting") for s in stems):
            plain = [c for c in self.catalogue.columns() if c.stems in (("number",), ("count",)) or c.name.lower() == joined]
            return [(1.0 if c.name.lower() == joined else 0.9, c) for c in plain][:most]
        scored = self._scored(stretch, stems, joined)
        if not scored and len(words) > 1 and words[-1].stems[:1] in (("year",), ("date",), ("value",), ("number",)):
            dated = [(s, c) for s, c in self.columns(stretch[:-1]) if s >= 0.75 and (c.kind == "temporal" or c.year)]
            scored.extend((min(1.0, s + 0.1), c) for s, c in dated)
        if stems == ["year"]:
            scored = self._with_years(scored, bare=words[0].text == "year")
        if scored and stems == ["name"]:
            scored.extend((0.85, c) for c in self._labels())
        scored.sort(key=lambda p: -p[0])
        return scored[:most]

    def _settled(self, stretch: Sequence[Token]) -> list[tuple[float, Col]] | None:
        """What a stretch names for certain (nothing, perhaps); None where its words have to be scored."""
        if not stretch:
            return []
        if len(stretch) > 1 and any(t.small for t in stretch):
            if written := self._written_out(stretch):
                return written
            if stretch[0].small or stretch[-1].small or any(t.small and t.text not in _INSIDE for t in stretch):
                return []
            if any(t.text == "that" and before.content for before, t in pairwise(stretch)):
                return []  # a clause begins
        if not self._works(stretch[0]):
            return None
        if len(stretch) == 1:
            return []
        if stretch[1].text != "of":
            return None
        own = kinds_of(stretch, self.catalogue)
        return own or ([] if any(s >= 0.9 for s, _ in self.columns(stretch[2:])) else None)

    def _works(self, token: Token) -> bool:
        """Whether a word belongs to the grammar where it stands: "number" in "number of beds"."""
        return token.text in FUNCTION_WORDS and functional(token, self.text.work) and not self._measured(token)

    def _measured(self, token: Token) -> bool:
        """Whether the column of just that name is meant: "max count by store", "mean price and count", not "max count of"."""
        if token.text not in ("count", "number") or re.match(r"\s+of\b", self.text.work[token.end :]):
            return False
        names = {c.name.lower() for c in self.catalogue.columns()}
        figure = _FIGURE_BEFORE.search(self.text.work[: token.start]) if token.text in names else None
        return figure is not None and figure["other"] in (None, *names)

    def _written_out(self, stretch: Sequence[Token]) -> list[tuple[float, Col]]:
        """The columns whose name is the stretch with its small words, or their first letters: ``date_of_birth``, ``dob``."""
        inside = _ARTICLES if any(t.content for t in stretch) else frozenset[str]()  # "show the" names nothing
        whole = "".join(
            t.text for t in stretch if t.kind != "punctuation" and (t.text not in inside or t in (stretch[0], stretch[-1]))
        )
        if len(stretch) > 2 and stretch[-1].stems and stretch[-1].stems[0] in ("year", "date", "value", "number"):
            whole = "".join(t.text for t in stretch[:-1] if t.kind != "punctuation")
        singular = "".join(t.stems[0] if t.stems else t.text for t in stretch if t.kind != "punctuation")
        exact = [
            (1.0, c)
            for said in dict.fromkeys((whole, singular))
            for c in self._columns_by_stem.get(said, ())
            if "".join(split_name(c.name)) == said
        ]
        letters = "".join(t.text[0] for t in stretch if t.kind != "punctuation")
        short = [c for c in self._columns_by_stem.get(letters, ()) if c.name.lower() == letters and len(letters) > 2]
        return exact or [(0.95, c) for c in short]

    def _scored(self, stretch: Sequence[Token], stems: Sequence[str], joined: str) -> list[tuple[float, Col]]:
        """The columns whose names resemble what was said, in no order."""
        working = len(stretch) > 1 and self._works(stretch[0])
        counting = len(stretch) > 2 and stretch[0].stems == ("number",) and stretch[1].text == "of"
        named = [c for said in stems for n in self._likeness(said) for c in self._columns_by_stem[n]]
        initials = {id(c): c for c in self._initials.get(joined, ())}
        candidates = {id(c): c for c in (*named, *self._columns_by_stem.get(joined, ()))} | initials
        scored = []
        for column in candidates.values():
            score = 1.0 if joined == "".join(split_name(column.name)) else self._score(stems, column)
            score = max(score, 0.9) if id(column) in initials else score
            if "count" in stems and "count" not in column.stems and self.catalogue.keyed(column):
                continue  # a count of things is no key of theirs
            if working and all(likeness(stretch[0].stems[0], n) < 0.78 for n in column.stems):
                continue
            if counting and (column.kind != "number" or column.unique or self.catalogue.keyed(column)):
                continue
            if "name" in stems and "name" not in column.stems and self.catalogue.targets(column):
                score *= NAMELESS
            if score > 0.3:
                copied = self.catalogue.tables[column.table].copy_of is not None
                scored.append((0.96 * score if copied else score, column))
        return scored

    def _with_years(self, scored: list[tuple[float, Col]], *, bare: bool) -> list[tuple[float, Col]]:
        """The columns for "year", those that hold years under another name among them; a bare one is not how many years."""
        found = [(s, c) for s, c in scored if not (bare and {"years", "yrs"} & set(split_name(c.name)))]
        known = {id(c) for _, c in found}
        return [*found, *((0.5, c) for c in self.catalogue.columns() if id(c) not in known and self._years(c))]

    def _labels(self) -> list[Col]:
        """What the things that are spoken of are called, where that column is not called a name."""
        said, tables = self._said, self.catalogue.tables.values()
        named = [t for t in tables if set(t.stems) <= said or said & self._roles.get(t.name, frozenset())]
        spoken = [t for t in named if t.copy_of is None]
        return [t.label for t in spoken if t.label is not None and not {"name", "title"} & {*t.label.stems}]

    def _years(self, column: Col) -> bool:
        """Whether a column holds years that its name does not speak of: ``founded``."""
        if column.kind != "number" or not column.integer or not column.values or self.catalogue.keyed(column):
            return False
        return (
            min(column.values) >= 1500 and max(column.values) <= 2100 and bool(_VERBS_OF_YEARS.search(" ".join(column.stems)))
        )

    def _score(self, stems: Sequence[str], column: Col) -> float:
        """How well stems name a column: what they say of its name, against what of it they leave out."""
        fit = self._fit(stems, column)
        if fit is None or fit.matched == 0.0 or len(fit.free) == len(column.stems):
            return 0.0
        redundant, said = self._redundant[column.table], set(column.stems) - set(fit.free)
        if said in ({"number"}, {"count"}) and fit.qualifiers and fit.free:
            return 0.0
        matched = fit.matched
        if fit.free and all(n in redundant and n not in GENERIC for n in said):
            matched *= 0.75  # only the words that its table's columns share were said
        left = sum(self._left_out(column, n, fit.free) for n in fit.free)
        quality = fit.likes / max(1, len(stems) - fit.qualifiers - fit.soft) * (0.95 if fit.soft else 1.0)
        return quality * matched / (matched + left) * (1.0 + 0.06 * min(fit.qualifiers, 2))

    def _fit(self, stems: Sequence[str], column: Col) -> _Fit | None:
        """Which words of a column's name are said; None where something is said that has nothing to do with it."""
        table = self.catalogue.tables[column.table]
        redundant = self._redundant[table.name]
        fit = _Fit(free=list(column.stems))
        for said in stems:
            near = self._likeness(said)
            name = max(fit.free, key=lambda n: near.get(n, 0.0), default="")
            best = near.get(name, 0.0)
            if best >= 0.6:
                fit.free.remove(name)
                fit.matched += best * (0.4 if name in redundant and name not in GENERIC else 1.0)
                fit.likes += best
            elif self._names_rows(said, table):
                fit.qualifiers += 1
            elif said == "name" and column.kind == "text" and len(stems) > 1 and "number" not in column.stems:
                fit.soft += 1
            else:
                return None
        return fit

    def _names_rows(self, said: str, table: Table) -> bool:
        """Whether a stem is a word for a table or its rows."""
        named = any(t == said if said in self._table_stems else likeness(said, t) >= 0.7 for t in table.stems)
        return named or said in self._roles.get(table.name, ()) or said == self._short.get(table.name)

    def _left_out(self, column: Col, part: str, free: Sequence[str]) -> float:
        """How much it tells against a column that a word of its name is not said: most where it is the last that matters."""
        if part in self._redundant[column.table]:
            return 0.12
        if part in GENERIC:
            return 0.4
        if len(part) == 1 or part in UNITS or _lasts(column, part):
            return 0.25
        head = next((n for n in reversed(column.stems) if n not in GENERIC), "")
        return (0.6 if head and head not in free else 0.9) * (0.5 if part in self._said else 1.0)

    def short_name(self, table: str) -> str:
        """What the rows of a table are called by its own key; "" where that is the table's name."""
        return self._short.get(table, "")

    def tables(self, stretch: Sequence[Token]) -> list[tuple[float, Table]]:
        """Tables that the stretch may name, best first."""
        words = [t for t in stretch if t.kind != "punctuation" and not (t.small and len(stretch) > 1)]
        if len(words) < len(stretch) and any(t.small for t in stretch):
            return []
        stems = [s for t in words for s in t.stems or (t.text,)]
        scored = []
        for table in self.catalogue.tables.values():
            if len(stems) == 1 and (short := likeness(stems[0], self._short.get(table.name, ""))) >= 0.65:
                scored.append((short, table))
                continue
            free = list(table.stems)
            likes = []
            for said in stems:
                best = max(((likeness(said, n), n) for n in free), default=(0.0, ""))
                if best[0] < 0.65:
                    break
                free.remove(best[1])
                likes.append(best[0])
            else:
                share = len(likes) / (len(likes) + 0.5 * len(free))
                head = bool(table.stems) and table.stems[-1] not in free
                scored.append((sum(x**1.5 for x in likes) / len(likes) * share * (1.0 if head else 0.85), table))
        scored.sort(key=lambda p: -p[0])
        return scored[:4]


def _lasts(column: Col, part: str) -> bool:
    """Whether a part of a name is the unit of a length of time: the years of "age_years", not those of "year_built"."""
    timed = part in ("year", "month", "week") and column.stems[-1] == part
    return timed and len(column.stems) > 1 and column.name.lower().endswith(f"{part}s")
