"""Linking: the rest of an instruction and a catalogue enter; mentions of columns, tables, values and numbers leave.

Each stretch of words is scored against every column, table and value; the best set of stretches that do not overlap is kept,
each with its runners-up, so that the choice among them can wait until all of the sentence is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from jupyter_viscode.intent.language.vocabulary import GENERIC
from jupyter_viscode.intent.language.words import participle
from jupyter_viscode.intent.linking.matching import NameMatcher
from jupyter_viscode.intent.linking.spans import DAY, MONTH_NUMBERS, Mention, best_cover, iso_day
from jupyter_viscode.intent.linking.spellings import valued
from jupyter_viscode.intent.linking.tokens import Token, numeric
from jupyter_viscode.intent.schema.tables import Col, Table

LONGEST = 6
_OF = re.compile(r"\s*(?:of|for|from)(?: the| all| each| every| these| those| different| such)*[\s;]*|\s*of all the\s*")
_AND = re.compile(r"\s*(?:and|,|&)\s*(?:the |their )?")
THEIRS = re.compile(r"\b(?:their|its|his|her)\s*$")
_WHOSE = re.compile(r"\bwhose\s*$")
_OF_SOME = re.compile(r"^(?![^;.?!]*\b(?:and|or|with|by)\b)[^;,.?!]*\b(?:of|for|from)\b(?: \w+){0,2}\s*$")
_WHO = re.compile(r"\b(?:who|that|which|whose)\b")
_OWNS = re.compile(r"\s*(?:of|for) (?:each|every|all|their|its|his|her)(?: of)?(?: the| own)?\s*")
_HIS = re.compile(r"\s*(?:'s?)?\s*")
_NEVER_NAMES = frozenset("the of and or in for by to show find list".split())
"""Small words that name no column by themselves, whatever the columns are called."""
_AXIS_BEFORE = re.compile(r"(?:^|\b(?:by|the|on|along|and|with|in|as|to|for|order|sort)|[,;:.])\s*$")
_AXIS_AFTER = re.compile(r"\s*(?:[- ]?ax[ie]s\b|is\b|are\b|:|=|shows?\b|being\b|(?:in )?(?:asc|desc))")
_FIGURE_NEXT = re.compile(r"\s*(?:mean|average|avg|median|total|max|min|maximum|minimum)\b(?! of\b)")
_OF_ONE = re.compile(r"(?:^|[,;.]|\b(?:for|in|of))(?: ?the)? ?(?!each\b|every\b|any\b)\w+\s*$")
_NOT_VALUES = frozenset(
    """
    no not yes on off out in up number total average mean count name id type date year month day time bar line pie
    chart sum summed
    """.split()
)


FAR = 8
"""A letter is looked for in a column that was named so many words before it at most."""
NAMED = 0.9
"""From this likeness on, a column is named outright."""
DOUBTFUL = 0.7
"""A word of less likeness may not name anything."""
CALLED = 0.95
"""How well a bare "name" stands for what rows are called, where that column is not called a name."""


class Linker(NameMatcher):
    """Finds the mentions of one instruction."""

    def mentions(self) -> list[Mention]:
        """The best reading of the tokens as mentions, in order, gaps filled in."""
        options = [m for i in range(len(self.tokens)) for m in self._starting(i)]
        chosen = [m for covered in best_cover(options, len(self.tokens)) for m in self._apart(covered)]
        chosen = self._headed(chosen)
        end = 0
        for mention in chosen:
            start = self.tokens[mention.start].start
            mention.gap = self.text.work[end:start]
            end = self.tokens[mention.end - 1].end
        for mention, following in pairwise(chosen):
            self._owned(mention, following)
            self._nearest(mention, following)
            if _AND.fullmatch(following.gap) and following.column_score > following.table_score:
                self._shared(mention, following)
            if _HIS.fullmatch(following.gap) and not mention.values and mention.table_score >= 0.55:
                self._named_by(following, mention.tables)
        for place, mention in enumerate(chosen):
            self._named_afar(mention, chosen[place + 1 : place + 4])
        subject = next((m for m in chosen if m.table_score >= 0.6), None)
        for place, mention in enumerate(chosen):
            if _WHOSE.search(mention.gap):
                near = next((m for m in reversed(chosen[:place]) if m.table_score >= 0.8), None)
                if near is not None:
                    self._named_by(mention, near.tables)
            if subject is not None and mention.start > subject.start and THEIRS.search(mention.gap):
                self._named_by(mention, subject.tables)
        return chosen

    def _named_afar(self, mention: Mention, later: Sequence[Mention]) -> None:
        """In "names and rainfall of some towns", the name too is theirs, unless it is of somebody spoken of before them."""
        place = next((i for i, m in enumerate(later) if m.table_score >= 0.8), 0)
        between = later[:place]
        if not between or not _OF_SOME.search(later[place].gap) or any(_WHO.search(m.gap) for m in between):
            return  # "names of members who are the head of a unit"
        if not any(self._whose(m) for m in between):
            self._named_by(mention, later[place].tables)

    def _whose(self, mention: Mention) -> list[tuple[float, Table]]:
        """The tables whose rows end a mention: the pupils in "id of the pupils"."""
        words = [t for t in mention.tokens if t.kind == "word"]
        said = len(words) > 2 and _OF.fullmatch(self.text.work[words[0].end : words[-1].start])
        return self._called(words[-1]) if said else []

    def _headed(self, chosen: list[Mention]) -> list[Mention]:
        """In "the festival editions", a word that is but like a name goes with the column that is called by the next."""
        found: list[Mention] = []
        for mention in chosen:
            before = found[-1] if found else None
            if before is not None and before.end == mention.start and self._qualifies(before, mention):
                found.pop()
                mention.start, mention.tokens = before.start, before.tokens + mention.tokens
                mention.text = f"{before.text} {mention.text}"
            found.append(mention)
        return found

    def _qualifies(self, word: Mention, head: Mention) -> bool:
        """Whether a word says only more of the column that is named right behind it."""
        if word.number is not None or word.quote is not None or word.values or participle(word.text.lower()):
            return False
        bare = all(s in GENERIC for t in head.tokens if t.content for s in t.stems)
        named = head.column_score >= NAMED and head.column_score > head.table_score
        return named and not bare and word.best < DOUBTFUL

    def _shared(self, mention: Mention, following: Mention) -> None:
        """In "name and id of the pupils", the name too is theirs."""
        self._named_by(mention, self._whose(following))

    def _called(self, word: Token) -> list[tuple[float, Table]]:
        """The tables whose rows a word means, by their names or by the parts that they play."""
        playing = [(1.0, self.catalogue.tables[n]) for n, parts in self._roles.items() if set(word.stems) & parts]
        return self.tables([word]) or playing

    def _nearest(self, mention: Mention, following: Mention) -> None:
        """Of columns of one name, that of the thing named after it: "the city of each venue"."""
        if following.table_score < 0.8 or not (_OF.fullmatch(following.gap) or _OWNS.fullmatch(following.gap)):
            return
        owners = {t.name for s, t in following.tables if s > 0.9 * following.table_score}
        own = [(s, c) for s, c in mention.columns if c.table in owners and s >= mention.column_score - 0.05]
        if own and len(own) < len(mention.columns) and mention.column_score > mention.table_score:
            mention.columns = [*((s + 0.1, c) for s, c in own), *(p for p in mention.columns if p not in own)]

    def _owned(self, mention: Mention, following: Mention) -> None:
        """A bare "name" or "id" followed by "of the customers" is theirs."""
        if _OF.fullmatch(following.gap):
            self._named_by(mention, following.tables)

    def _named_by(self, mention: Mention, owners: Sequence[tuple[float, Table]]) -> None:
        """A bare "name" or "id" is a column of the tables that are said to have it."""
        words = [t for t in mention.tokens if t.content]
        bare = bool(words) and all(s in GENERIC for t in words for s in t.stems)
        best = owners[0][0] if owners else 0.0
        if not bare or best < 0.55:
            return
        theirs = {t.name for s, t in owners if s > 0.9 * best}
        own = [(min(1.0, s + 0.3), c) for s, c in self.columns(words, most=40) if c.table in theirs]
        if not own and "name" in words[-1].stems:
            own = [(CALLED, t.label) for _, t in owners if t.name in theirs and t.label is not None]
        if own:
            mention.columns = own

    def _apart(self, mention: Mention) -> list[Mention]:
        """ "Bids that won", "won a bid": a thing and a yes/no column, where both were found in one."""
        words = [i for i in range(mention.start, mention.end) if self.tokens[i].content]
        if len(words) != 2 or not mention.columns or mention.columns[0][1].flag is None or words[1] == words[0] + 1:
            return [mention]
        sides = ((words[0], words[1]), (words[1], words[0]))
        for thing, told in sides:
            tables = self.tables([self.tokens[thing]])
            columns = [(s, c) for s, c in self.columns([self.tokens[told]]) if c.flag is not None and s >= 0.6]
            if tables and tables[0][0] >= 0.8 and columns and self.tokens[thing].stems[0] not in columns[0][1].stems:
                parts = [
                    Mention(thing, thing + 1, self.tokens[thing].text, tables=tables, tokens=(self.tokens[thing],),
                            columns=self.columns([self.tokens[thing]])),
                    Mention(told, told + 1, self.tokens[told].text, columns=columns, tokens=(self.tokens[told],)),
                ]  # fmt: skip
                return sorted(parts, key=lambda m: m.start)
        return [mention]

    def _starting(self, i: int) -> list[Mention]:
        token = self.tokens[i]
        if token.kind == "quote":
            quoted = self.text.quote(token.text)
            match = DAY.fullmatch(quoted.lower())
            if match is not None and (iso := self.day(match)) is not None:
                return [Mention(i, i + 1, quoted, tokens=(token,), date=iso, number=0)]
            mention = Mention(i, i + 1, quoted, quote=quoted, tokens=(token,))
            mention.values = valued(self.catalogue, quoted.lower(), exact=True)
            mention.columns = self._named(quoted)
            return [mention]
        if token.kind == "number" and (dated := self._date(i)) is not None:
            return [dated]
        if token.kind == "number":
            mention = Mention(i, i + 1, token.text, number=numeric(token.text), tokens=(token,))
            mention.columns = self._named(token.text)
            longer = self._words_from(i)
            return [mention, *longer]
        if token.kind != "word":
            return []
        return self._words_from(i)

    def _named(self, said: str) -> list[tuple[float, Col]]:
        """Columns of exactly that name, or whose innermost part (of several levels) is called so."""
        said = said.strip().lower()
        exact = [c for c in self.catalogue.columns() if c.name.strip().lower() == said]
        return [(1.0, c) for c in exact or self.catalogue.columns() if exact or c.name.lower().rpartition(" / ")[2] == said]

    def day(self, match: re.Match[str]) -> str | None:
        """The day of a match, its day before its month where the dates of the data are all written so."""
        written = [c.writing for c in self.catalogue.columns() if c.writing is not None]
        return iso_day(match, bool(written) and all(w.day_first for w in written))

    def _date(self, i: int) -> Mention | None:
        """A day written out, beginning at a token."""
        first = self.tokens[i]
        match = DAY.match(self.text.work, first.start)
        iso = self.day(match) if match else None
        if match is None or iso is None:
            return None
        end = next((j for j in range(i, len(self.tokens)) if self.tokens[j].start >= match.end()), len(self.tokens))
        return Mention(i, end, match[0], tokens=tuple(self.tokens[i:end]), date=iso, number=0)

    def _words_from(self, i: int) -> list[Mention]:
        found = []
        first = self.tokens[i]
        shouted = self.text.original[first.start : first.end] == "NO"
        if first.text == "no" and not shouted and not re.match(r"\.| of\b|$", self.text.work[first.end :]):
            return self._denying_value(i)
        dated = self._date(i) if first.text[:3] in MONTH_NUMBERS else None
        if dated is not None:
            return [dated]
        for j in range(i + 1, min(len(self.tokens), i + LONGEST) + 1):
            last = self.tokens[j - 1]
            if last.kind in ("punctuation", "quote") and last.text not in ("-", "'", ".", "&", "/"):
                break
            if last.kind == "punctuation":
                continue
            if self._sentence_ends(j - 1):
                break
            if last.text == "no" and j - i > 1 and not self.text.work[last.end :].startswith("."):
                break  # "own no boat"
            stretch = self.tokens[i:j]
            mention = Mention(i, j, self.text.original[first.start : last.end], tokens=tuple(stretch))
            mention.values = self._values(stretch)
            if (first.content or first.stems[-1:] == ("number",)) and last.kind == "word" and (last.content or j - i == 1):
                mention.columns = self.columns(stretch)
                mention.tables = self.tables(stretch)
                if mention.table_score >= CALLED:  # "orders" are rows, not ``ordered``, when they were made
                    mention.columns = [(s, c) for s, c in mention.columns if c.kind != "temporal" or s >= CALLED]
            elif first.kind == "word" and last.kind == "word" and j - i > 1:
                mention.columns = self.columns(stretch)
            elif j - i == 1 and first.kind == "word":
                own = [] if first.text in _NEVER_NAMES else self.columns(stretch)
                mention.columns = [(s, c) for s, c in own if c.name.lower() == first.text and s > 0.9]
            if mention.columns or mention.tables or mention.values:
                found.append(mention)
        return found

    def _sentence_ends(self, place: int) -> bool:
        """Whether a new sentence begins at a token: no name goes on across its full stop."""
        before, token = self.tokens[place - 1] if place else None, self.tokens[place]
        upper = self.text.original[token.start : token.end][:1].isupper()
        return before is not None and before.text == "." and before.end < token.start and upper

    def _denying_value(self, i: int) -> list[Mention]:
        """A value that begins with "no": "had a no show"."""
        for j in range(min(len(self.tokens), i + 3), i + 1, -1):
            stretch = self.tokens[i:j]
            values = valued(self.catalogue, self.text.work[stretch[0].start : stretch[-1].end], exact=True)
            if values:
                said = self.text.original[stretch[0].start : stretch[-1].end]
                return [Mention(i, j, said, values=values, tokens=tuple(stretch))]
        return []

    def _values(self, stretch: Sequence[Token]) -> list[tuple[float, Col, Any]]:
        if len(stretch) == 1 and len(stretch[0].text) == 1 and (found := self._letter(stretch[0])):
            return found
        if all(t.small or t.text in _NOT_VALUES for t in stretch) and not self._proper(stretch):
            return self._value_of_next(stretch[0]) if len(stretch) == 1 and not stretch[0].small else []
        if stretch[0].small and not self._proper(stretch[:1]):
            whole = self.text.work[stretch[0].start : stretch[-1].end]
            return valued(self.catalogue, whole, exact=True) if len(stretch) > 1 else []  # "on time", "in progress"
        if len(stretch) == 1 and stretch[0].text in ("x", "y") and self._axis(stretch[0]):
            return []
        said = self.text.work[stretch[0].start : stretch[-1].end]
        found = valued(self.catalogue, said, exact=False)
        if not found:
            return []
        proper = self._proper(stretch)
        if len(stretch) == 1 and not proper:
            if len(said) < 2 or said.isdigit():
                return []
            return [(s * 0.85, c, v) for s, c, v in found]
        return [(min(1.2, s + 0.1 * proper + 0.05 * (len(stretch) - 1)), c, v) for s, c, v in found]

    def _value_of_next(self, token: Token) -> list[tuple[float, Col, Any]]:
        """What a word of no content of its own stands for right before its column: the "day" of the "day shift"."""
        place = self.tokens.index(token) + 1
        named = self.columns(self.tokens[place : place + 1]) if place < len(self.tokens) else []
        own = {id(c) for s, c in named if s >= NAMED}
        return [(s, c, v) for s, c, v in valued(self.catalogue, token.text, exact=True) if id(c) in own]

    def _letter(self, token: Token) -> list[tuple[float, Col, Any]]:
        """What a letter stands for behind the column that holds it: "for grade b"; "a" may go with what follows."""
        place = self.tokens.index(token)
        after = self.tokens[place + 1 : place + 2]
        if (
            not token.text.isalpha()
            or (token.small and any(t.content for t in after) and not self._figure_follows(token))
            or (token.text in "xy" and _AXIS_AFTER.match(self.text.work, token.end))
        ):
            return []
        own = {id(c) for c in self._named_before(place)}
        return [(s, c, v) for s, c, v in valued(self.catalogue, token.text, exact=True) if id(c) in own]

    def _named_before(self, place: int) -> list[Col]:
        """What was named last before a letter: "by grade, not counting d", "grades b, c and d"."""
        for last in range(place - 1, max(-1, place - 1 - FAR), -1):
            if not self.tokens[last].content or len(self.tokens[last].text) == 1:
                continue
            pair = self.columns(self.tokens[max(0, last - 1) : last + 1])
            named = [c for s, c in (*self.columns(self.tokens[last : last + 1]), *pair) if s >= NAMED]
            if named:
                return named
        return []

    def _figure_follows(self, token: Token) -> bool:
        """Whether an "a" ends what leads a sentence: "for grade a mean fare by city", not "for each grade a mean of fare"."""
        work = self.text.work
        return bool(_FIGURE_NEXT.match(work, token.end)) and bool(_OF_ONE.search(work[: token.start]))

    def _axis(self, token: Token) -> bool:
        """Whether a bare "x" or "y" is an axis rather than a value."""
        work = self.text.work
        return bool(_AXIS_BEFORE.search(work[: token.start]) or _AXIS_AFTER.match(work[token.end :]))

    def _proper(self, stretch: Sequence[Token]) -> bool:
        """Capitalised in the middle of a sentence, or a letter standing alone in capitals."""
        for token in stretch:
            original = self.text.original[token.start : token.end]
            before = self.text.original[: token.start].rstrip()
            if original[:1].isupper() and before and before[-1] not in ".?!":
                return True
        return False
