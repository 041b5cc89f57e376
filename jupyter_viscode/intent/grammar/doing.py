"""Doing: mentions enter; what leaves is whether a word is but the verb of its sentence, though a column's name resembles it."""

from __future__ import annotations

import re

from jupyter_viscode.intent.grammar.comparing import DOING, verbal
from jupyter_viscode.intent.grammar.mentions import MentionReader
from jupyter_viscode.intent.linking.spans import Mention

_VERB_GOES_ON = re.compile(r"\s*(?:$|[,.;?!]|(?:and|by|in|at|on|to|from|for|with|of|during|after|before|since|between)\b)")
_DID_EACH = re.compile(r"\b(?:do|does|did)\s+(?:(?:the|each|every|all|these|those|different)\s+)*$")

_EACH = re.compile(r"\b(?:each|every)\s*$")
LIKE_VERB = 0.9
"""A name is no more like a verb than this."""


class VerbReader(MentionReader):
    """Tells the verbs of a sentence from the columns that are called like them."""

    def _verb(self, item: Mention) -> bool:
        """In "amount paid by each member", "which own two ships": a verb that a column's name happens to resemble."""
        after = self.linker.text.work[item.tokens[-1].end :]
        if self._done_by(item):
            return True
        if verbal(item) and (DOING.search(item.gap) or (not item.gap.strip(" ,") and _VERB_GOES_ON.match(after))):
            return True
        last = self.meaning.measures[-1] if self.meaning.measures else None
        if (
            verbal(item)
            and last is not None
            and last.mention is self.item(-1)
            and not item.gap.strip()
            and last.aggregate == "count"
        ):
            return True
        return len(item.tokens) == 1 and bool(DOING.search(item.gap)) and not item.text.endswith("s")

    def _done_by(self, item: Mention) -> bool:
        """In "how many loaves did each baker bake" the word after the baker is what each did."""
        before = self.item(-1)
        return (
            before is not None
            and before.table_score >= 0.6
            and len(item.tokens) == 1
            and not item.gap.strip()
            and _DID_EACH.search(before.gap) is not None
        )

    def _each_does(self, item: Mention) -> bool:
        """In "how many games each plays", "and how many bills each filed": what each does, though a name resembles the verb."""
        if _EACH.search(item.gap) is None or len(item.tokens) != 1 or item.best >= LIKE_VERB:
            return False
        return verbal(item) or (item.text.endswith("s") and not item.text.endswith("ss"))
