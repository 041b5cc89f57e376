"""A picture's chart for the user's own data: its look and structure are kept, its axes bound to columns of a frame.

A Chart read from a picture and a request go in; a program comes out, or a question when it is open which column is meant.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import replace

from jupyter_viscode.spec import Chart, Encoding
from jupyter_viscode.types import Column, Completion, FrameSummary, Request

_DATA = re.compile(
    r"\b(my|our|this|the|own|these)\s+(own\s+)?(data|frame|data\s*frame|table|numbers|values|columns?)\b|"
    r"\b(with|of|for|from|on|using)\s+(my|our)\b|"
    r"\b(like|as|in the style of)\s+(in\s+)?(this|the|that)\s+(chart|picture|plot|figure|image)",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"\b(draw|make|create|plot|show|give me|do|please|same|this|that|the|chart|picture|plot|figure|image|graph|but|like|in|"
    r"style|as|of|it|with|using|for|from|my|our|own|data|frame|dataframe|table)\b",
    re.IGNORECASE,
)
_ALIKE = 0.8
"""Similarity of a title and a column's name from which they are taken for the same."""
_WORDS = {
    "bar": "bar chart", "line": "line chart", "area": "area chart", "point": "scatter plot", "arc": "pie chart",
    "rect": "heatmap", "boxplot": "box plot", "violin": "violin plot",
}  # fmt: skip
_KINDS = {
    "quantitative": ("integer", "number", "duration"),
    "temporal": ("datetime", "date"),
    "nominal": ("category", "text", "boolean", "integer", "date", "datetime"),
    "ordinal": ("category", "text", "boolean", "integer", "date", "datetime"),
}


def speaks_of_data(request: Request) -> bool:
    """Whether the instruction asks for such a chart of the user's data."""
    frame = request.context.frame(request.context.active)
    if frame is None:
        return False
    text = request.instruction
    named = [frame.name, *(c.name for c in frame.columns if len(c.name) > 2)]
    return bool(_DATA.search(text)) or any(re.search(rf"\b{re.escape(n)}\b", text, re.IGNORECASE) for n in named)


def adopted(request: Request, chart: Chart, sentence: str, number: int) -> Completion:
    """The program of such a chart of the frame, or a question."""
    from jupyter_viscode import intent
    from jupyter_viscode.backends import builtin

    frame = request.context.frame(request.context.active)
    model = chart.panels[0] if chart.panels else chart
    if frame is None:
        return Completion("", "declined", message="There is no frame to draw such a chart of.", reading=sentence)
    said = _TALK.sub(" ", request.instruction).strip(" ,.;:!?")
    said = re.sub(rf"\b{re.escape(frame.name)}\b", " ", said).strip()
    columns: dict[str, str] = {}
    change = said if _names_no_column(said, frame) else ""
    if not said or change:
        columns, open_ones = matched(model, frame)
        if open_ones:
            return _question(sentence, frame, open_ones, columns)
        said = instruction_of(model, columns)
    words = "histogram" if model.encoding("x").bin else _WORDS.get(model.mark, f"{model.mark} chart")
    found = intent.readings(f"{said} as a {words}", request.context, request.frames, request.library)
    found = tuple(r for r in found if r.chart.mark == model.mark) or found
    if number >= len(found):
        return _question(sentence, frame, [c for c in model.encodings if c in ("x", "y", "theta", "color")], columns)
    reading = found[number]
    dressed = with_look(reading.chart, model)
    made = ""
    if change:
        edited = intent.edit(dressed, change, request.context, request.frames)
        if edited is None or not edited.understood or edited.unwritable:
            return Completion("", "declined", message=_misread(change, frame), reading=sentence)
        dressed, made = edited.chart, f" ({', '.join(edited.understood)})"
    library = request.library or reading.library or "matplotlib"
    code = builtin.code_of(replace(reading, chart=dressed), library, request)
    others = tuple(r.sentence for i, r in enumerate(found) if i != number)
    return Completion(
        f"```python\n{code.rstrip()}\n```",
        reading=f"{reading.sentence}, in the look of the picture ({sentence.partition(' read from')[0]}){made}",
        alternatives=others,
        chart=dressed,
    )


def _names_no_column(said: str, frame: FrameSummary) -> bool:
    """Whether words can only be a change of the look: no column is among them."""
    return bool(said) and not any(re.search(rf"\b{re.escape(c.name)}\b", said, re.IGNORECASE) for c in frame.columns)


def _misread(change: str, frame: FrameSummary) -> str:
    names = ", ".join(repr(c.name) for c in frame.columns[:8])
    return f'{change!r} is neither a change that is understood ("make it horizontal", "log scale") nor a column: {names}.'


def matched(chart: Chart, frame: FrameSummary) -> tuple[dict[str, str], list[str]]:
    """Columns by channel as far as they are certain, and the channels for which they are not."""
    columns: dict[str, str] = {}
    wanted = [c for c in ("x", "y", "theta", "color") if _needs_column(chart.encoding(c))]
    for channel in wanted:
        column = _by_title(chart.encoding(channel), frame.columns)
        if column is not None and column.name not in columns.values():
            columns[channel] = column.name
    for channel in wanted:
        left = [c for c in frame.columns if c.name not in columns.values() and _fits(chart.encoding(channel), c)]
        if channel not in columns and len(left) == 1:
            columns[channel] = left[0].name
    return columns, [c for c in wanted if c not in columns]


def _needs_column(encoding: Encoding) -> bool:
    return encoding.field is not None and encoding.aggregate != "count"


def _by_title(encoding: Encoding, columns: Sequence[Column]) -> Column | None:
    title = encoding.title or encoding.field or ""
    rated = sorted(((_alike(title, c.name), i) for i, c in enumerate(columns) if _fits(encoding, c)), reverse=True)
    sure = rated and rated[0][0] >= _ALIKE and (len(rated) == 1 or rated[1][0] < rated[0][0])
    return columns[rated[0][1]] if sure else None


def _alike(title: str, name: str) -> float:
    """Likeness of two names, units in brackets and the way words are joined left aside."""
    a, b = (re.sub(r"[\W_]+", " ", re.sub(r"\(.*?\)|\[.*?\]", "", text)).strip().lower() for text in (title, name))
    if not a or not b:
        return 0.0
    within = set(b.split()) <= set(a.split()) or set(a.split()) <= set(b.split())
    return max(0.9 if within else 0.0, difflib.SequenceMatcher(None, a, b).ratio())


def _fits(encoding: Encoding, column: Column) -> bool:
    kinds = _KINDS.get(encoding.type or "", ())
    return not kinds or column.kind in kinds or (column.parses_as or "") in kinds


def instruction_of(chart: Chart, columns: dict[str, str]) -> str:
    """The bound axes in plain words, for the reader of instructions."""
    group = f" by {columns['color']}" if "color" in columns else ""
    if "theta" in columns:
        return f"{columns['theta']}{group}"
    x, y = columns.get("x"), columns.get("y")
    if chart.mark == "bar" and chart.encoding("x").type == "quantitative" and chart.encoding("y").type != "quantitative":
        x, y = y, x
    if x and y:
        joined = "against" if chart.mark == "point" else "by"
        return f"{y} {joined} {x}{' coloured by ' + columns['color'] if 'color' in columns else ''}"
    if x is None and y is None:
        return f"number of rows{group}"
    return f"{x or y}{group}" if chart.encoding("x").bin else f"number of rows by {x or y}{group}"


def with_look(chart: Chart, model: Chart) -> Chart:
    """`chart` with the style, the direction, the stacking and the colours of `model`."""
    encodings = dict(chart.encodings)
    if chart.mark == "bar" and _level(model) != _level(chart) and {"x", "y"} <= encodings.keys():
        encodings["x"], encodings["y"] = encodings["y"], encodings["x"]
        swap = {"xOffset": "yOffset", "yOffset": "xOffset"}
        encodings = {swap.get(k, k): v for k, v in encodings.items()}
    colour, shown = encodings.get("color"), model.encoding("color")
    colours = shown.scale.range if shown.scale is not None else ()
    if colour is not None and colour.field is not None and colours:
        scale = colour.scale
        encodings["color"] = replace(colour, scale=replace(scale, range=colours) if scale else shown.scale)
    elif colour is None and shown.value is not None:
        encodings["color"] = Encoding(value=shown.value)
    elif colour is None and len(colours) == 1:
        encodings["color"] = Encoding(value=colours[0])
    return replace(chart, encodings=encodings, style=model.style)


def _level(chart: Chart) -> bool:
    """Whether bars lie."""
    return chart.encoding("x").type == "quantitative" and chart.encoding("y").type in ("nominal", "ordinal", "temporal")


def _question(sentence: str, frame: FrameSummary, channels: Sequence[str], columns: dict[str, str]) -> Completion:
    known = "".join(f" {channel} is {name!r};" for channel, name in columns.items())
    names = ", ".join(repr(c.name) for c in frame.columns[:12])
    message = (
        f"The picture was read ({sentence}), but which columns of {frame.name} stand on {' and '.join(channels)}?{known} "
        f'Say it as in "y column by x column". Columns: {names}.'
    )
    return Completion("", "declined", message=message, reading=sentence)
