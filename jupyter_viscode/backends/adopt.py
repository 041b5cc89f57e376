"""A picture's chart for the user's own data: its look and structure are kept, its axes bound to columns of a frame.

A Chart read from a picture and a request go in; a program comes out, or a question when it is open which column is meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from jupyter_viscode.backends.matching import CHANNELS, Matching, matched
from jupyter_viscode.chart.write.labels import PALETTE
from jupyter_viscode.spec import Chart, Encoding, Scale, Sort
from jupyter_viscode.types import Completion, FrameSummary, Request

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
_WORDS = {
    "bar": "bar chart", "line": "line chart", "area": "area chart", "point": "scatter plot", "arc": "pie chart",
    "rect": "heatmap", "boxplot": "box plot", "violin": "violin plot",
}  # fmt: skip


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
    from jupyter_viscode.intent.schema.catalogue import catalogue_of

    frame = request.context.frame(request.context.active)
    model = _binned(chart.panels[0] if chart.panels else chart)
    if frame is None:
        return Completion("", "declined", message="There is no frame to draw such a chart of.", reading=sentence)
    if frame.rows == 0 or not frame.columns:
        empty = f"The frame {frame.name} has no rows. Fill it, or name another with -d NAME."
        return Completion("", "declined", message=empty, reading=sentence)
    table = catalogue_of(request.context, request.frames).tables[frame.name]
    said = _TALK.sub(" ", request.instruction).strip(" ,.;:!?")
    said = re.sub(rf"\b{re.escape(frame.name)}\b", " ", said).strip()
    found_columns = Matching()
    change = said if _names_no_column(said, frame) else ""
    if not said or change:
        found_columns = matched(model, table)
        if found_columns.open:
            return _question(sentence, frame, model, found_columns)
        said = instruction_of(model, found_columns.columns)
    words = "histogram" if model.encoding("x").bin else _WORDS.get(model.mark, f"{model.mark} chart")
    found = intent.readings(f"{said} as a {words}", request.context, request.frames, request.library)
    found = tuple(r for r in found if r.chart.mark == model.mark) or found
    if number >= len(found):
        found_columns = replace(found_columns, open=tuple(c for c in CHANNELS if model.encoding(c).field))
        return _question(sentence, frame, model, found_columns)
    reading = found[number]
    colour = table.col(reading.chart.encoding("color").field or "")
    dressed = with_look(reading.chart, model, colour.distinct if colour is not None else 0)
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


def _binned(model: Chart) -> Chart:
    """Bars side by side along a scale of numbers as the histogram that they are of another's data."""
    x, y = model.encoding("x"), model.encoding("y")
    heights = model.data.get(y.field or "", ())
    scaled = x.type == y.type == "quantitative" and model.encoding("color").field is None
    if model.mark != "bar" or x.bin or not scaled or len(heights) < 5 or min(heights) < 0:
        return model
    return replace(model, encodings={**model.encodings, "x": replace(x, bin=True), "y": replace(y, aggregate="count")})


def _names_no_column(said: str, frame: FrameSummary) -> bool:
    """Whether words can only be a change of the look: no column is among them."""
    return bool(said) and not any(re.search(rf"\b{re.escape(c.name)}\b", said, re.IGNORECASE) for c in frame.columns)


def _misread(change: str, frame: FrameSummary) -> str:
    names = ", ".join(repr(c.name) for c in frame.columns[:8])
    return f'{change!r} is neither a change that is understood ("make it horizontal", "log scale") nor a column: {names}.'


def instruction_of(chart: Chart, columns: Mapping[str, str]) -> str:
    """The bound axes in plain words, for the reader of instructions."""
    group = f" by {columns['color']}" if "color" in columns else ""
    if chart.mark == "arc":
        return f"{columns.get('theta', 'number of rows')}{group}"
    x, y = columns.get("x"), columns.get("y")
    if chart.mark == "bar" and chart.encoding("x").type == "quantitative" and chart.encoding("y").type != "quantitative":
        x, y = y, x
    if x and y:
        joined = "against" if chart.mark == "point" else "by"
        return f"{y} {joined} {x}{' coloured by ' + columns['color'] if 'color' in columns else ''}"
    if x is None and y is None:
        return f"number of rows{group}"
    return f"{x or y}{group}" if chart.encoding("x").bin else f"number of rows by {x or y}{group}"


def with_look(chart: Chart, model: Chart, series: int = 0) -> Chart:
    """`chart` with the style, the direction, the stacking and the colours of `model`.

    Parameters
    ----------
    series
        How many colours the chart needs: those of the picture are followed by others when they are too few.
    """
    encodings = dict(chart.encodings)
    if chart.mark == "bar" and _level(model) != _level(chart) and {"x", "y"} <= encodings.keys():
        encodings["x"], encodings["y"] = encodings["y"], encodings["x"]
        swap = {"xOffset": "yOffset", "yOffset": "xOffset"}
        encodings = {swap.get(k, k): v for k, v in encodings.items()}
    for channel, sort in _sorted(model).items():
        if channel in encodings and encodings[channel].type == "nominal" and encodings[channel].sort is None:
            encodings[channel] = replace(encodings[channel], sort=sort)
    encodings = _side_by_side(encodings, model)
    colour, shown = encodings.get("color"), model.encoding("color")
    colours = shown.scale.range if shown.scale is not None else ()
    if colour is not None and colour.field is not None and colours:
        more = [c for c in PALETTE if c.lower() not in {shade.lower() for shade in colours}]
        scale = replace(colour.scale or Scale(), domain=(), range=(*colours, *more[: max(0, series - len(colours))]))
        encodings["color"] = replace(colour, scale=scale)
    elif colour is None and shown.value is not None:
        encodings["color"] = Encoding(value=shown.value)
    elif colour is None and len(colours) == 1:
        encodings["color"] = Encoding(value=colours[0])
    return replace(chart, encodings=encodings, style=model.style)


def _side_by_side(encodings: dict[str, Encoding], model: Chart) -> dict[str, Encoding]:
    """Bars of several series beside each other where the picture's are, on top of each other where those are.

    Means and extremes never stand on top of each other, whatever the picture shows: their sum says nothing.
    """
    colour = encodings.get("color")
    if model.mark != "bar" or colour is None or not colour.field or not model.encoding("color").field:
        return encodings
    names, measure = ("y", "x") if _level(model) else ("x", "y")
    beside = bool(model.encoding("xOffset").field or model.encoding("yOffset").field)
    beside |= encodings.get(measure, Encoding()).aggregate not in (None, "sum", "count")
    out = {c: e for c, e in encodings.items() if c not in ("xOffset", "yOffset")}
    if beside:
        out[f"{names}Offset"] = Encoding(colour.field, "nominal")
        out[measure] = replace(out[measure], stack=None)
    return out


def _sorted(model: Chart) -> dict[str, Sort]:
    """The order of the bars of a picture, when they fall or rise along their axis; by the axis of their names."""
    names, measure = ("y", "x") if _level(model) else ("x", "y")
    drawn = list(model.data.get(model.encoding(measure).field or "", ()))
    if model.mark != "bar" or model.encoding("color").field or len(drawn) < 3 or model.encoding(names).type != "nominal":
        return {}
    falls, rises = (all(a > b for a, b in pairwise(v)) for v in (drawn, drawn[::-1]))
    return {names: Sort(measure, "descending" if falls else "ascending")} if falls or rises else {}


def _level(chart: Chart) -> bool:
    """Whether bars lie."""
    return chart.encoding("x").type == "quantitative" and chart.encoding("y").type in ("nominal", "ordinal", "temporal")


def _question(sentence: str, frame: FrameSummary, model: Chart, found: Matching) -> Completion:
    """Asks for the columns that are open, with words that can be said as they are."""
    known = "".join(f" {channel} is {name!r};" for channel, name in found.columns.items())
    example = f'"{instruction_of(model, found.proposal)}"' if found.proposal else '"y column by x column"'
    names = ", ".join(repr(c.name) for c in frame.columns[:12])
    message = (
        f"The picture was read ({sentence}), but which columns of {frame.name} stand on {' and '.join(found.open)}?{known} "
        f"Say it as in {example}. Columns: {names}."
    )
    return Completion("", "declined", message=message, reading=sentence)
