"""A `Context` enters, the text that a model may see leaves: bounded by the privacy level and by a token budget.

Names are data: they are written as JSON strings, with every character escaped that could end the line, the quotes or a
code fence.

What is cut when the budget is too small, in this order: example values; figures; columns of the other frames; the
other frames; columns of the active frame, of which those that the instruction mentions go last. What was cut is said.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jupyter_viscode.types import Column, Context, FrameSummary

BUDGET = 4_000
"""Tokens, as `tokens` counts them."""
_NAME = 120
"""Characters of a name that are shown; the rest is said."""
_VALUE = 60
"""Characters of an example value that are shown."""


@dataclass(frozen=True)
class _Plan:
    """What is shown."""

    examples: bool
    figures: bool
    names: bool
    others: int | None = None
    """Columns shown of each frame that is not active; None for all."""
    frames: int | None = None
    """Frames shown beside the active one; None for all."""
    columns: int | None = None
    """Columns shown of the active frame; None for all."""


def tokens(text: str) -> int:
    """An upper estimate of the tokens of a text: one for three bytes."""
    return -(-len(text.encode("utf-8", "replace")) // 3)


def render(context: Context, budget: int = BUDGET, instruction: str = "") -> str:
    """The text of a context for a model, at the context's level.

    Parameters
    ----------
    context
        Frames with their summaries.
    budget
        Most tokens, as `tokens` estimates them.
    instruction
        The user's words: columns that they mention are kept longest.

    Returns
    -------
    str
        ``none``: names of the frames and their libraries; ``schema``: also names and types of columns and likely join
        keys; ``stats``: also rows, nulls, ranges, numbers of different values (≈ for sampled ones); ``sample``: also examples.
    """
    for plan in _plans(context):
        text = _text(context, plan, instruction)
        if tokens(text) <= budget:
            return text
    return text


def _plans(context: Context) -> Iterator[_Plan]:
    """From everything that the level allows to the least that is useful."""
    level = context.level
    plan = _Plan(examples=level == "sample", figures=level in ("stats", "sample"), names=level != "none")
    yield plan
    if plan.examples:
        yield (plan := replace(plan, examples=False))
    if plan.figures:
        yield (plan := replace(plan, figures=False))
    others = [frame for frame in context.frames if frame.name != context.active]
    if plan.names:
        for number in _fewer(max((len(frame.columns) for frame in others), default=0)):
            yield (plan := replace(plan, others=number))
    for number in _fewer(len(others)):
        yield (plan := replace(plan, frames=number))
    active = context.frame(context.active)
    if plan.names and active:
        for number in _fewer(len(active.columns)):
            yield (plan := replace(plan, columns=number))


def _fewer(number: int) -> Iterator[int]:
    """Smaller and smaller numbers down to 0, each a fifth less."""
    while number:
        number = number * 4 // 5
        yield number


# -- text --------------------------------------------------------------------------------------------------------------


def _text(context: Context, plan: _Plan, instruction: str) -> str:
    active = context.frame(context.active)
    others = [frame for frame in context.frames if frame.name != context.active]
    shown = others if plan.frames is None else others[: plan.frames]
    parts = []
    if active:
        parts += [_frame(active, plan, plan.columns, _wanted(active, instruction), is_active=True)]
    parts += [_frame(frame, plan, plan.others, _wanted(frame, instruction), is_active=False) for frame in shown]
    if len(shown) < len(others):
        parts.append(f"… and {_counted(len(others) - len(shown), 'more frame')}")
    if plan.names:
        parts += _joins(context, {frame.name for frame in (active, *shown) if frame})
    return "\n".join(parts)


def _frame(frame: FrameSummary, plan: _Plan, limit: int | None, wanted: Callable[[Column], bool], *, is_active: bool) -> str:
    head = f"{quote(frame.name)[1:-1]} ({_library(frame)}"
    if plan.figures and frame.rows is not None:
        head += f", {_counted(frame.rows, 'row')}"
    if plan.names:
        head += f", {_counted(len(frame.columns), 'column')}"
    head += ")" + (" is the frame to use" if is_active else "")
    if not plan.names:
        return f"- {head}"
    columns = _kept(frame.columns, limit, wanted)
    lines = [f"{head}:", *(f"- {_column(column, plan)}" for column in columns)]
    if len(columns) < len(frame.columns):
        lines.append(f"- … and {_counted(len(frame.columns) - len(columns), 'more column')}")
    lines += [f"  note: {escape(note)}" for note in frame.notes[: 5 if limit is None else 1]]
    return "\n".join(lines)


def _library(frame: FrameSummary) -> str:
    named = {"records": "list of dicts", "arrays": "dict of arrays"}.get(frame.library, frame.library)
    return f"{named}, lazy" if frame.lazy else named


def _kept(columns: Sequence[Column], limit: int | None, wanted: Callable[[Column], bool]) -> list[Column]:
    """The first columns, after those that the instruction mentions, in the frame's order."""
    if limit is None or limit >= len(columns):
        return list(columns)
    ranked = sorted(range(len(columns)), key=lambda i: (not wanted(columns[i]), i))
    return [columns[i] for i in sorted(ranked[:limit])]


def _wanted(frame: FrameSummary, instruction: str) -> Callable[[Column], bool]:
    words = set(_words(instruction))
    return lambda column: bool(words.intersection(_words(column.name)))


def _words(text: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text[:2_000])
    return [word.removesuffix("s") for word in re.split(r"[\W_]+", spaced.lower()) if len(word) > 1]


def _column(column: Column, plan: _Plan) -> str:
    parts = [f"{_key(column)}: {column.kind} ({escape(column.dtype)})"]
    if column.parses_as:
        form = f" ({column.writing.form})" if column.writing is not None and column.writing.form else ""
        parts.append(f"dates written as text{form}" if column.parses_as == "datetime" else "numbers written as text")
    if plan.figures:
        parts += _figures(column)
    if plan.examples and column.examples:
        parts.append("e.g. " + ", ".join(_value(value) for value in column.examples))
    return "; ".join(parts)


def _key(column: Column) -> str:
    """The label as code would write it; a long one is shown in part, with its length."""
    key = column.key if column.key is not None else column.name
    if isinstance(key, str):
        if len(key) <= _NAME:
            return quote(key)
        return f"{quote(key[:_NAME])}… ({len(key)} characters)"
    try:
        shown = repr(key)
    except Exception:  # a label of a third party's class
        shown = column.name
    return escape(shown if len(shown) <= _NAME else f"{shown[:_NAME]}… ({len(shown)} characters)")


def _figures(column: Column) -> list[str]:
    about = "≈" if column.approximate else ""
    parts = []
    if column.null_share:
        share = "below 0.1%" if column.null_share < 0.001 else f"{column.null_share:.1%}"
        parts.append(f"{about}{share} null")
    if column.distinct is not None:
        parts.append(f"at least {column.distinct:,} different" if about else f"{column.distinct:,} different")
    if column.minimum is not None and column.kind not in ("text", "category", "nested", "other"):
        parts.append(f"{about}{_value(column.minimum)} to {about}{_value(column.maximum)}")
    return parts


def _value(value: Any) -> str:
    if isinstance(value, str):
        return quote(value if len(value) <= _VALUE else value[:_VALUE] + "…")
    if isinstance(value, float):
        return f"{value:.6g}"
    try:
        shown = str(value)
    except Exception:  # a value of a third party's class
        return "?"
    return escape(shown if len(shown) <= _VALUE else shown[:_VALUE] + "…")


def _joins(context: Context, shown: set[str]) -> list[str]:
    likely = [key for key in context.joins if key.left in shown and key.right in shown]
    if not likely:
        return []
    lines = [f"- {key.left}[{_join_key(key.left_on)}] = {key.right}[{_join_key(key.right_on)}]" for key in likely[:10]]
    return ["Likely join keys:", *lines]


def _join_key(name: str) -> str:
    return quote(name if len(name) <= _NAME else name[:_NAME] + "…")


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


_TOKEN = re.compile(r"<(?=[|/a-zA-Z_])|\[(?=/?[A-Z_]{3,}\])")
"""The character that begins what a chat template may use as a control token."""


# -- untrusted text ----------------------------------------------------------------------------------------------------


def quote(text: str) -> str:
    """A name or value as a JSON string on one line that can end neither its quotes nor a code fence."""
    return escape(json.dumps(text, ensure_ascii=False))


def escape(text: str) -> str:
    """Characters that are invisible, break lines, end a code fence or begin a model's control token, as ``\\uXXXX``.

    Servers read control tokens (``<|im_start|>``, ``</s>``, ``[INST]``) wherever they stand in a message.
    """
    return "".join(_escaped(character) for character in _TOKEN.sub(_opening, text))


def _opening(token: re.Match[str]) -> str:
    return f"\\u{ord(token[0]):04x}"


def _escaped(character: str) -> str:
    if character.isascii() and character.isprintable() and character != "`":
        return character
    if character == "`" or unicodedata.category(character)[0] in "CZ":
        return "".join(f"\\u{unit:04x}" for unit in _utf16(character))
    return character


def _utf16(character: str) -> list[int]:
    data = character.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(data[i : i + 2], "big") for i in range(0, len(data), 2)]
