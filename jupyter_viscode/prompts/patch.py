"""Edits that a model gives instead of a whole program: its answer and the program enter, the edited program leaves.

Asked for are blocks of the lines to be replaced and those that replace them. Old text is an anchor that can be checked,
where a bare line number is always valid and often wrong; the numbers in the prompt only say which of several like places
is meant. Everything near to that form is understood: numbers copied along, unified diffs, "replace lines 4-6", and a
fenced piece of the program that stands in the place of the lines that it resembles.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from jupyter_viscode.prompts import parsing
from jupyter_viscode.prompts.answer import answers, extract
from jupyter_viscode.prompts.placing import Span, place
from jupyter_viscode.types import Code

ASK = """\
Answer only with the lines to change, each place as one block:
<<<<<<< SEARCH
old lines as they stand
=======
new lines
>>>>>>> REPLACE"""
"""The form that is asked for: what small models know best besides whole programs."""

_SEARCH = re.compile(r"^[ \t>]*<{4,}[ \t]*\w*[ \t]*:?[ \t]*$")
_MIDDLE = re.compile(r"^[ \t]*={5,}[ \t]*$")
_REPLACE = re.compile(r"^[ \t]*>{4,}[ \t]*\w*[ \t]*$")
_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})[\w +-]*$")
_LINES = re.compile(r"^\W*(?:replace|change|edit|new)?\s*lines?\s+(\d+)(?:\s*(?:-|–|to)\s*(\d+))?\b[^`]*$", re.IGNORECASE)
_HUNK = re.compile(r"^@@.*@@")
_NUMBER = re.compile(r"^[ \t]*(\d{1,4})[ \t]?[|:│][ ]?(.*)$")
_BLOCK = re.compile(r"^[ \t>]*<{4,}[ \t]*\w*[ \t]*:?[ \t]*$.*?(?:^[ \t]*>{4,}[ \t]*\w*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_FRAGMENT = 0.6
"""A block shorter than this share of the program may be a piece of it."""
_LIKE = 0.6
"""How much a piece must be like the lines that it replaces."""


class PatchError(Exception):
    """Why an answer's edits cannot be applied, in words for the model."""


@dataclass(frozen=True)
class Edit:
    """One place of a program and what comes there."""

    old: tuple[str, ...]
    """Empty for an insertion, or when only the lines' numbers are known."""
    new: tuple[str, ...]
    lines: tuple[int, int] | None = None
    """First and last line by number, 1-based, as the model has it: a hint, or the place itself when `old` is empty."""


def revised(text: str, base: Code, line: int | None = None) -> Code | None:
    """The program that an answer to a repair prompt means: a whole one, or `base` with edits; None when it has neither.

    Parameters
    ----------
    line
        The line of `base` that failed.

    Raises
    ------
    PatchError
        The answer holds edits, no whole program, and the edits cannot be applied.
    """
    said = answers(text)[0]
    code = extract(text, base.language)
    if not edits(said):
        piece = fragment(code, base, line) if code is not None else None
        return piece or code
    try:
        return patched(said, base, line)
    except PatchError:
        code = extract(_BLOCK.sub("", said), base.language)
        if code is None or edits(code.source) or not _is_whole(code, base):
            raise
        return code


def _is_whole(code: Code, base: Code) -> bool:
    """True for a program that may stand for all of `base`, beside edits that do not fit it."""
    long = len(code.source.splitlines()) >= _FRAGMENT * len(base.source.splitlines())
    return long and (code.language != "python" or parsing.tree_of(code.source) is not None)


def patched(text: str, base: Code, line: int | None = None) -> Code:
    """The program `base` with the edits of an answer.

    Parameters
    ----------
    line
        The line that failed: of several like places the nearest to it is meant.

    Raises
    ------
    PatchError
        A place cannot be found or is not the only one, or the result is no program, or the same as before.
    """
    found = edits(text)
    if not found:
        raise PatchError("the answer holds no edits")
    lines = base.source.rstrip("\n").split("\n")
    spans = _located(found, lines, line)
    for span, edit in sorted(zip(spans, found, strict=True), key=lambda pair: pair[0].start, reverse=True):
        lines[span.start : span.end] = span.fitted(edit.new, lines)
    return _checked("\n".join(lines).rstrip() + "\n", base)


def fragment(code: Code, base: Code, line: int | None = None) -> Code | None:
    """The program with a piece of it in the place of the lines that it resembles; None when `code` is no piece of `base`.

    Raises
    ------
    PatchError
        It is a piece, and its place cannot be told.
    """
    if not _is_piece(code, base):
        return None
    new = tuple(code.source.strip("\n").split("\n"))
    lines = base.source.rstrip("\n").split("\n")
    span = place(new, lines, near=line, least=_LIKE)
    if span is None:
        raise PatchError("the answer is only a piece of the program, and it does not say which lines it replaces")
    lines[span.start : span.end] = span.fitted(new, lines)
    return _checked("\n".join(lines).rstrip() + "\n", base)


def _is_piece(code: Code, base: Code) -> bool:
    """True for a short block that reads names which only the rest of the program binds."""
    if code.language != "python" or len(code.source.splitlines()) >= _FRAGMENT * len(base.source.splitlines()):
        return False
    bound, used = parsing.names(code.source)
    before, _ = parsing.names(base.source)
    return bool((used - bound) & before)


def _checked(source: str, base: Code) -> Code:
    if source == base.source.rstrip() + "\n":
        raise PatchError("the edits change nothing")
    if base.language == "python":
        if parsing.tree_of(source) is None:
            raise PatchError("the edited program is no valid Python")
        source = parsing.mend(source) or source
    return Code(source, base.language)


def _located(found: Sequence[Edit], lines: Sequence[str], line: int | None) -> list[Span]:
    spans: list[Span] = []
    for edit in found:
        span = _span(edit, lines, line)
        if span is None:
            shown = next((old.strip() for old in edit.old if old.strip()), "")
            raise PatchError(f"these old lines are not in the program, or not only once: {shown[:120]}")
        if any(span.start < other.end and other.start < span.end for other in spans):
            raise PatchError("two edits change the same lines")
        spans.append(span)
    return spans


def _span(edit: Edit, lines: Sequence[str], line: int | None) -> Span | None:
    if any(old.strip() for old in edit.old):
        return place(edit.old, lines, near=edit.lines[0] if edit.lines else line)
    if edit.lines is None:
        return Span(0, 0)  # nothing to search for: an import that was forgotten goes to the top
    first, last = edit.lines
    return Span(first - 1, min(last, len(lines))) if 1 <= first <= min(last, len(lines)) else None


# -- reading -----------------------------------------------------------------------------------------------------------


def edits(text: str) -> list[Edit]:
    """The edits of an answer, in its order; empty when there are none."""
    lines = text.replace("\r\n", "\n").split("\n")
    return _blocks(lines) or _hunks(lines) or _numbered(lines)


def _blocks(lines: Sequence[str]) -> list[Edit]:
    """Blocks of old and new lines; a missing last mark is forgiven."""
    found: list[Edit] = []
    position = 0
    while position < len(lines):
        if not _SEARCH.match(lines[position]):
            position += 1
            continue
        middle = _next(lines, position + 1, _MIDDLE)
        if middle is None:
            break
        end = _next(lines, middle + 1, _REPLACE)
        again = _next(lines, middle + 1, _SEARCH)
        stop = min(one for one in (end, again, len(lines)) if one is not None)
        new = lines[middle + 1 : stop] if stop == end else "\n".join(lines[middle + 1 : stop]).rstrip().split("\n")
        found.append(_edit(lines[position + 1 : middle], new))
        position = stop if stop == again else stop + 1
    return found


def _next(lines: Sequence[str], start: int, mark: re.Pattern[str]) -> int | None:
    return next((i for i in range(start, len(lines)) if mark.match(lines[i])), None)


def _edit(old: Sequence[str], new: Sequence[str]) -> Edit:
    """An edit of raw lines: without fences around them and the numbers that were copied along."""
    plain, numbers = _without_numbers(_without_fences(old))
    fresh, _ = _without_numbers(_without_fences(new))
    return Edit(tuple(plain), tuple(fresh), (numbers[0], numbers[-1]) if numbers else None)


def _without_fences(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if not _FENCE.match(line)]


def _without_numbers(lines: Sequence[str]) -> tuple[list[str], list[int]]:
    matches = [_NUMBER.match(line) for line in lines if line.strip()]
    found = [int(match[1]) for match in matches if match]
    if not found or len(found) < len(matches):
        return list(lines), []
    return [match[2] if (match := _NUMBER.match(line)) else "" for line in lines], found


def _hunks(lines: Sequence[str]) -> list[Edit]:
    """A unified diff, whose line numbers are not trusted."""
    starts = [i for i, line in enumerate(lines) if _HUNK.match(line)]
    if not starts:
        starts = [i for i, line in enumerate(lines) if re.match(r"^```+diff\s*$", line.strip())]
    found = []
    for start, stop in itertools.pairwise([*starts, len(lines)]):
        end = next((i for i in range(start + 1, stop) if _FENCE.match(lines[i])), stop)
        body = [line for line in lines[start + 1 : end] if not line.startswith(("---", "+++", "\\"))]
        old = tuple(line[1:] for line in body if line[:1] in ("-", " ") or not line)
        new = tuple(line[1:] for line in body if line[:1] in ("+", " ") or not line)
        if old != new:
            found.append(Edit(old, new))
    return found


def _numbered(lines: Sequence[str]) -> list[Edit]:
    """Fenced lines below a sentence that says which lines they replace."""
    found = []
    for position, line in enumerate(lines[:-1]):
        match = _LINES.match(line)
        if match is None or not _FENCE.match(lines[position + 1]):
            continue
        end = next((i for i in range(position + 2, len(lines)) if _FENCE.match(lines[i])), len(lines))
        new, _ = _without_numbers(lines[position + 2 : end])
        first = int(match[1])
        found.append(Edit((), tuple(new), (first, int(match[2] or first))))
    return found
