"""The program in a model's answer: text enters, Code leaves, or None when there is none.

Models wrap programs in many ways; what is asked for is one fenced block, and everything near to that is understood.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

from jupyter_viscode.prompts import parsing
from jupyter_viscode.prompts.languages import Language, is_language, language_of
from jupyter_viscode.types import Code

OPENING = re.compile(r"^(?P<lead>[^`~\n]*)(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)$")
_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+")
_THINK = re.compile(r"<(think(?:ing)?|thought|reasoning)\b[^>\n]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_THINK_OPEN = re.compile(r"\s*<(think(?:ing)?|thought|reasoning)\b[^>\n]*>", re.IGNORECASE)
_THINK_CLOSE = re.compile(r"</(think(?:ing)?|thought|reasoning)\s*>", re.IGNORECASE)
_NO_PROGRAM = frozenset(
    ("bash", "sh", "shell", "console", "zsh", "powershell", "text", "txt", "output", "plaintext", "log", "diff", "csv", "md")
)
_MOST_ENDS = 20


@dataclass(frozen=True)
class _Block:
    tag: str
    source: str


def extract(text: str, language: str = "python") -> Code | None:
    """The program in `text`, as it is to be run.

    Of several fenced blocks those in `language` count. Blocks that build on each other are joined, otherwise the longest
    that parses is taken. Without a fence the program is the whole text if it parses, or the longest run of lines that
    does. A block that is no valid program is still given back when there is nothing better: its error is feedback.
    """
    row = language_of(language)
    text = text.replace("\ufeff", "").replace("\u200b", "").replace("\r\n", "\n").replace("\r", "\n")
    for part in answers(text):
        source = _program(part, row)
        if source is not None and source.strip():
            return Code(source=source.strip("\n").rstrip() + "\n", language=row.name)
    return None


def answers(text: str) -> list[str]:
    """The text without its thinking; then, should that hold no program, the thinking as well."""
    opening = _THINK_OPEN.match(text)
    if opening:
        closed = _THINK.sub("", text)
        if closed != text:
            return [closed, text]
        return [text[opening.end() :]]
    closing = list(_THINK_CLOSE.finditer(text))
    if closing:  # the opening tag was a part of the template
        return [text[closing[-1].end() :], text]
    return [text]


def _program(text: str, row: Language) -> str | None:
    blocks = _blocks(text, row)
    if blocks:
        return _choose(blocks, row)
    if row.name == "python":
        return parsing.longest_program(text)
    lines = text.strip().split("\n")
    start = next((i for i, line in enumerate(lines) if re.match(row.starts, line.strip(), re.IGNORECASE)), None)
    return None if start is None else "\n".join(lines[start:])


# -- fences ------------------------------------------------------------------------------------------------------------


def _blocks(text: str, row: Language) -> list[_Block]:
    blocks: list[_Block] = []
    lines = text.split("\n")
    position = 0
    while position < len(lines):
        opening = OPENING.match(lines[position])
        position += 1
        if not opening:
            continue
        body, position = _body(lines, position, opening, row)
        blocks.append(_Block(tag_of(opening["info"]), body))
    return [block for block in blocks if block.source.strip()]


def tag_of(info: str) -> str:
    """The language's tag in what follows an opening fence."""
    words = info.strip().strip("{}.").split()
    return words[0].split(",")[0].lower() if words else ""


def is_program_tag(tag: str, language: str) -> bool:
    """True for the tag of a block that may hold the program: the language's own, or none that says otherwise."""
    return tag in language_of(language).tags or (tag not in _NO_PROGRAM and not is_language(tag))


def _body(lines: list[str], start: int, opening: re.Match[str], row: Language) -> tuple[str, int]:
    """The text of a fenced block and the line after it.

    A fence inside a string of the program looks like its end, so in Python the first end at which the block parses wins.
    A fence that is never closed ends with the text.
    """
    mark = re.escape(opening["mark"][0]) + f"{{{len(opening['mark'])},}}"
    pure = re.compile(rf"^[ \t]*(?:>[ \t]?)*{mark}[ \t]*$")
    ends = [i for i in range(start, len(lines)) if pure.match(lines[i])][:_MOST_ENDS]
    if not ends:
        return _unclosed(lines, start, re.compile(rf"{mark}[ \t]*$"))
    bodies = [(_straight(lines[start:end]), end + 1) for end in ends]
    if row.name == "python":
        return next((body for body in bodies if parsing.mend(body[0]) is not None), bodies[0])
    return bodies[0]


def _unclosed(lines: list[str], start: int, mark: re.Pattern[str]) -> tuple[str, int]:
    """A block whose closing fence is missing or stands at the end of its last line."""
    end = next((i for i in range(start, len(lines)) if mark.search(lines[i])), None)
    if end is None:
        return _straight(lines[start:]), len(lines)
    return _straight([*lines[start:end], mark.sub("", lines[end])]), end + 1


def _straight(lines: list[str]) -> str:
    """Lines without the quote marks and the indentation that they share."""
    filled = [line for line in lines if line.strip()]
    if filled and all(_QUOTE.match(line) for line in filled):
        lines = [_QUOTE.sub("", line) for line in lines]
    return textwrap.dedent("\n".join(lines))


def _choose(blocks: list[_Block], row: Language) -> str | None:
    tagged = [b.source for b in blocks if b.tag in row.tags]
    bare = [b.source for b in blocks if b.tag not in row.tags and is_program_tag(b.tag, row.name)]
    pool = tagged or bare
    if not pool:
        return None
    if row.name != "python":
        return max(pool, key=len)
    good = [source for source in map(parsing.mend, pool) if source is not None]
    if not good:
        return max(pool, key=len)
    if len(good) > 1 and parsing.build_on_each_other(good):
        return "\n\n".join(source.strip("\n") for source in good)
    return max(reversed(good), key=len)
