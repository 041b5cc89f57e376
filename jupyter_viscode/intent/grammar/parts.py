"""Parts: mentions enter; what leaves is whether they say only which part rows play for others, and who plays it."""

from __future__ import annotations

import re

from jupyter_viscode.intent.grammar.absences import SURE
from jupyter_viscode.intent.grammar.comparing import verbal
from jupyter_viscode.intent.grammar.mentions import MentionReader
from jupyter_viscode.intent.linking.spans import Mention

_PASSIVE = re.compile(
    r"\b(?!grouped|ordered|sorted|colou?red|broken|divided|separated|binned|ranked|split|stacked|segmented"
    r"|followed)(?:\w{2,}(?:ed|en|wn)|made|taught|built|bought|sold|won|held|led|run|sent|paid|done|put"
    r"|written)[\s;]+by(?: the| an?| all| its| their| our| his| her)*\s*$"
)
_FURTHER = re.compile(
    r"\s*(?:whose|who|that|which|with|having|aged|older|younger|from|over|under|above|below|[a-z]{3,}ed|born|built|made)\b"
)
_OVER_ROWS = re.compile(r"\b(?:among|over|across|of) (?:(?:all )?(?:of )?(?:its|their)|all(?: of)?(?: the)?)\s*$")


class PartReader(MentionReader):
    """Tells the words for parts from the things that are shown."""

    def _doer(self, item: Mention) -> bool:
        """In "driven by staff": those who do it, not a group; unless each of them is meant."""
        verb = self.item(-1)
        if verb is not None and verbal(verb) and re.fullmatch(r"\s*by (?:its|their|our) ", item.gap):
            return True
        if verb is not None and not verbal(verb) and (verb.values or verb.table_score >= 0.6 or len(verb.tokens) > 1):
            return bool(_PASSIVE.search(item.gap))
        before = self.linker.text.work[: item.tokens[0].start]
        return bool(_PASSIVE.search(item.gap) or (_PASSIVE.search(before) and not re.search(r"\b(?:each|every)\b", item.gap)))

    def _tying(self, item: Mention) -> bool:
        """In "repairs assigned to each worker" the key says how they are tied; it is not shown."""
        if item.gap.strip() or not (verbal(item) or item.tokens[-1].small) or not item.columns or item.table_score >= 0.6:
            return False
        before, column = self.item(-1), item.columns[0][1]
        near = (
            {t.name for _, t in before.tables[:1]} | {c.table for _, c in before.columns[:1]} if before is not None else set()
        )
        if column.table not in near or not self.linker.catalogue.targets(column):
            return False
        self.ties.append(item)
        return True

    def _played(self, item: Mention) -> Mention | None:
        """In "each target user": the user, when "target" names only the key by which users play that part."""
        following = self.item(1)
        if (
            following is None
            or following.gap.strip()
            or following.table_score < 0.6
            or not item.columns
            or item.column_score > 0.85
            or item.table_score >= SURE
        ):
            return None
        table = following.tables[0][1].name
        column = item.columns[0][1]
        joined = any({(e.left, e.left_on), (e.right, e.right_on)} & {(column.table, column.name)} and table in (e.left, e.right)
                     for e in self.linker.catalogue.edges)  # fmt: skip
        return following if joined else None

    def _adjunct(self, item: Mention) -> bool:
        """In "the ticket price" the price is meant, although tickets are a column, too."""
        head = self.item(1)
        if head is None or head.gap.strip() or min(item.column_score, head.column_score) < SURE or len(item.tokens) != 1:
            return False
        (_, counted), (_, meant) = item.columns[0], head.columns[0]
        word, name = item.text.lower(), counted.name.lower()
        if meant is counted or meant.kind != "number" or counted.kind != "number" or not name.endswith(f"{word}s"):
            return False
        head.gap = item.gap
        self.meaning.contexts.append(item)
        return True

    def _rows_of(self, item: Mention) -> bool:
        """In "the largest gross among its movies", "the mean score over all wines": the rows that a figure is made of."""
        owners = {t.name for s, t in item.tables[:1]}
        made = [s for s in self.meaning.measures if any(c.table in owners for _, c in s.mention.columns[:1])]
        return bool(made) and _OVER_ROWS.search(item.gap) is not None

    def _narrowing(self, item: Mention) -> bool:
        """In "bookings per course by members whose age is over 30": whose bookings, not a group."""
        if re.search(r"\b(?:each|every|per)\b", item.gap):
            return False
        return bool(_FURTHER.match(self.linker.text.work[item.tokens[-1].end :]))
