"""Where in a program some lines stand that a model has copied, more or less: lines enter, a Span leaves."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

LEAST = 0.8
"""How much copied lines must be like those of the program."""
_APART = 0.08
"""How much less the second best place must be like them."""


@dataclass(frozen=True)
class Span:
    """Lines of a program, from `start` up to and without `end` (0-based)."""

    start: int
    end: int
    indent: int = 0
    """Columns that the copied lines stand too far left (or right, when negative)."""
    part: str = ""
    """Set when the copied text is a part of its one line: that part."""

    def fitted(self, new: Sequence[str], lines: Sequence[str]) -> list[str]:
        """The replacement as it is to stand there: moved by the indentation, or put into the line."""
        if self.part:
            return [lines[self.start].replace(self.part, "\n".join(new).strip(), 1)]
        if self.indent >= 0:
            return [" " * self.indent + line if line.strip() else line for line in new]
        least = min((_indent(line) for line in new if line.strip()), default=0)
        return [line[min(-self.indent, least) :] for line in new]


def place(old: Sequence[str], lines: Sequence[str], near: int | None = None, least: float = LEAST) -> Span | None:
    """The one place of `old` among `lines`; None when there is none or it cannot be told from another.

    First exactly; then whatever the indentation; then whatever the spaces and the kind of quotes; then as a part of one
    line; last by likeness.

    Parameters
    ----------
    near
        The line's number (1-based) to which the place is probably close; it decides between equal ones.
    """
    old = _trimmed(old)
    if not old:
        return None
    for form in (str.rstrip, str.strip, _bare):
        starts = [i for i in range(len(lines) - len(old) + 1) if _same(old, lines[i : i + len(old)], form)]
        if starts:
            start = _nearest(starts, near)
            return None if start is None else _spanned(start, start + len(old), old, lines)
    return _part(old, lines, near) or _alike(old, lines, near, least)


def _trimmed(lines: Sequence[str]) -> list[str]:
    filled = [i for i, line in enumerate(lines) if line.strip()]
    return list(lines[filled[0] : filled[-1] + 1]) if filled else []


def _same(old: Sequence[str], there: Sequence[str], form: Callable[[str], str]) -> bool:
    return all(form(a) == form(b) for a, b in zip(old, there, strict=True))


def _bare(line: str) -> str:
    return re.sub(r"\s+", "", line).replace('"', "'").rstrip(",;")


def _nearest(starts: Sequence[int], near: int | None) -> int | None:
    """The start closest to a line; None when two are equally close."""
    if len(starts) == 1:
        return starts[0]
    if near is None:
        return None
    distances = sorted((abs(start - (near - 1)), start) for start in starts)
    return distances[0][1] if distances[0][0] < distances[1][0] else None


def _spanned(start: int, end: int, old: Sequence[str], lines: Sequence[str]) -> Span:
    pairs = zip(old, lines[start:end], strict=False)
    shift = next((_indent(there) - _indent(line) for line, there in pairs if line.strip() and there.strip()), 0)
    return Span(start, end, shift)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _part(old: Sequence[str], lines: Sequence[str], near: int | None) -> Span | None:
    """A single copied line that is only a part of a line of the program."""
    text = old[0].strip()
    if len(old) != 1 or len(text) < 4:
        return None
    starts = [i for i, line in enumerate(lines) if line.count(text) == 1]
    start = _nearest(starts, near) if starts else None
    return None if start is None else Span(start, start + 1, part=text)


def _alike(old: Sequence[str], lines: Sequence[str], near: int | None, least: float) -> Span | None:
    """The lines that are most like the copied ones, when no others come close."""
    scored = sorted(_scores(old, lines), reverse=True)
    if not scored or scored[0][0] < least:
        return None
    best, start, end = scored[0]
    rivals = [one for one in scored if one[0] > best - _APART and (one[1] >= end or one[2] <= start)]
    if rivals:
        if near is None:
            return None
        _, start, end = min([scored[0], *rivals], key=lambda one: abs(one[1] - near + 1))
    return _spanned(start, end, old, lines)


def _scores(old: Sequence[str], lines: Sequence[str]) -> Iterator[tuple[float, int, int]]:
    wanted = "\n".join(line.strip() for line in old)
    matcher = difflib.SequenceMatcher(a="", b=wanted, autojunk=False)
    for size in {max(1, len(old) - 1), len(old), len(old) + 1}:
        for start in range(len(lines) - size + 1):
            if not lines[start].strip() or not lines[start + size - 1].strip():
                continue
            matcher.set_seq1("\n".join(line.strip() for line in lines[start : start + size]))
            if matcher.quick_ratio() >= 0.5:
                yield matcher.ratio(), start, start + size
