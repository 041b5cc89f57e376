"""The statements of a program that is still being written: pieces of an answer enter, complete statements leave.

Only what is certain leaves: whole lines of the first fenced block in Python, up to the last top-level statement that no
further line can belong to. `jupyter_viscode.prompts.extract` has the last word on the whole answer.
"""

from __future__ import annotations

import ast
import re

from jupyter_viscode.prompts import parsing
from jupyter_viscode.prompts.answer import OPENING, is_program_tag, tag_of

_GOES_ON = re.compile(r"(else|elif|except|finally|case)\b")
_THINKING = re.compile(r"\s*<(think|thought|reasoning)", re.IGNORECASE)
_MOST_LINES = 300
"""Lines without a complete statement after which it is given up: each is parsed again and again."""


class Statements:
    """Takes an answer in pieces.

    Parameters
    ----------
    language
        Only Python is known; of other languages nothing ever leaves.
    """

    def __init__(self, language: str = "python") -> None:
        self._language = language
        self._line = ""
        self._pending: list[str] = []
        self._close: re.Pattern[str] | None = None
        self._skipping = False
        self._started = False
        self.source = ""
        """All statements that have left, one after the other as they stand in the program."""
        self.closed = language != "python"
        """True when nothing more will come: the block has ended, or it cannot be told what belongs to it."""

    def add(self, text: str) -> str:
        """Take the next piece; the statements that are complete with it, "" when there are none."""
        if self.closed:
            return ""
        if "\n" not in text and "\r" not in text:
            self._line += text
            return ""
        *lines, self._line = (self._line + text).replace("\r\n", "\n").split("\n")
        found = "".join(self._take(line) for line in lines)
        self.source += found
        return found

    def _take(self, line: str) -> str:
        if self.closed:
            return ""
        if self._close is None:
            self._open(line)
            return ""
        if self._close.match(line) and (self._skipping or self._parses()):
            return self._end()
        if self._skipping or not (self._started or line.strip()):
            return ""
        self._started = True
        return self._complete(line)

    def _open(self, line: str) -> None:
        """Look for the beginning of a block; one that is quoted, indented or in another language is not for us."""
        if not self._started and _THINKING.match(line):
            self.closed = True
        match = OPENING.match(line)
        if match is None:
            return
        if match["lead"].startswith((" ", "\t", ">")):
            self.closed = True
            return
        mark = match["mark"]
        self._close = re.compile(rf"^{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$")
        self._skipping = not is_program_tag(tag_of(match["info"]), self._language)

    def _end(self) -> str:
        if self._skipping:
            self._close, self._skipping = None, False
            return ""
        self.closed = True
        rest, self._pending = self._pending, []
        return _joined(rest) if any(line.strip() for line in rest) else ""

    def _complete(self, line: str) -> str:
        """Add a line; what is complete without it, and with it."""
        found = ""
        starts = bool(line) and not line[0].isspace() and not line.startswith((")", "]", "}", "#"))
        if starts and self._pending and not _GOES_ON.match(line) and self._parses():
            found = _joined(self._pending)
            self._pending = []
        self._pending.append(line)
        if len(self._pending) > _MOST_LINES:
            self.closed = True
        elif line.strip() and self._is_simple():
            found += _joined(self._pending)
            self._pending = []
        return found

    def _parses(self) -> bool:
        return parsing.tree_of(_joined(self._pending)) is not None

    def _is_simple(self) -> bool:
        """True when the lines are complete and their last statement is none that further lines could belong to."""
        tree = parsing.tree_of(_joined(self._pending))
        return tree is not None and bool(tree.body) and not hasattr(tree.body[-1], "body") and not _is_match(tree.body[-1])


def _is_match(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Match)


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
