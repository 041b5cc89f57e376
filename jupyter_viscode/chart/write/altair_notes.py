"""What altair draws above a chart: lines, labels, marked extremes, trends; a view goes in, expressions come out."""

from __future__ import annotations

import datetime as dt

from jupyter_viscode.chart.write.altair_view import View, escaped, field_of
from jupyter_viscode.chart.write.items import measure_of
from jupyter_viscode.chart.write.plans import facet_columns
from jupyter_viscode.chart.write.source import call, literal
from jupyter_viscode.chart.write.trends import is_trend
from jupyter_viscode.spec import Annotation


def _ink(view: View) -> str:
    """The colour of what is written on the picture."""
    return '"white"' if view.chart.style.theme == "dark" else '"black"'


_NUMBER = '",.6~g"'
_SHORT = '".3~g"'


def notes(view: View, name: str) -> list[str]:
    """Expressions to be drawn above the chart `name`; the statements they need are added to the program."""
    found: list[str] = []
    if view.chart.mark == "violin":  # drawn in panels, which nothing can be laid over
        return found
    for layer in view.chart.layers:
        if is_trend(layer):
            found.append(_trend(view, name))
    for note in view.chart.annotations:
        if note.kind in ("hline", "vline"):
            found += _rule(view, note)
        elif note.kind == "band":
            found += _band(view, note)
        elif note.kind == "text":
            at = f"x=alt.datum({view.program.value(note.x)}), y=alt.datum({view.program.value(note.y)})"
            found.append(f"alt.Chart().mark_text(text={literal(note.text)}{_color(note, view)}).encode({at})")
        elif (
            note.kind == "value labels"
            and view.chart.mark in ("bar", "rect")
            and "count()" not in "".join(view.encodings.values())
        ):
            found.append(_labels(view, name))
        elif note.kind in ("maximum", "minimum"):
            found += _extreme(view, note)
    return [f for f in found if f]


def _color(note: Annotation, view: View) -> str:
    return f", color={literal(note.color) if note.color else _ink(view)}"


def _rule(view: View, note: Annotation) -> list[str]:
    channel, place = ("y", note.y) if note.kind == "hline" else ("x", note.x)
    at = f"{channel}=alt.datum({_place(view, place)})"
    color = f"color={literal(note.color or 'gray')}"
    found = [f"alt.Chart().mark_rule(strokeDash=[6, 4], {color}).encode({at})"]
    if note.text:
        other = "x=alt.value(4)" if channel == "y" else "y=alt.value(8)"
        looks = f'align="left", dx=4, dy=-6, color={_ink(view)}'
        found.append(f"alt.Chart().mark_text(text={literal(note.text)}, {looks}).encode({at}, {other})")
    return found


def _band(view: View, note: Annotation) -> list[str]:
    channel, low, high = ("x", note.x, note.x2) if note.y is None else ("y", note.y, note.y2)
    ends = [f"{c}=alt.datum({_place(view, v)})" for c, v in ((channel, low), (f"{channel}2", high))]
    looks = f"opacity=0.2, color={literal(note.color or 'gray')}"
    found = [f"alt.Chart().mark_rect({looks}).encode({', '.join(ends)})"]
    if note.text:
        other = "y=alt.value(8)" if channel == "x" else "x=alt.value(4)"
        words = f'text={literal(note.text)}, align="left", dx=4, color={_ink(view)}'
        found.append(f"alt.Chart().mark_text({words}).encode({ends[0]}, {other})")
    return found


def _place(view: View, value: object) -> str:
    """A place on an axis; a day as altair writes it."""
    if isinstance(value, dt.date):
        return f"alt.DateTime(year={value.year}, month={value.month}, date={value.day})"
    return view.program.value(value)


def _labels(view: View, name: str) -> str:
    made = view.made
    if view.chart.mark == "rect":
        color = made.items["color"]
        middle = f"{color.of(made.var)}.mean()"
        shade = f'alt.when(alt.datum[{literal(color.key)}] > {middle}).then(alt.value("black")).otherwise(alt.value("white"))'
        return f"{name}.mark_text().encode(text=alt.Text({field_of(color.key, 'Q')}, format={_SHORT}), color={shade})"
    value = measure_of(made)
    if value is None:
        return ""
    place = 'align="left", dx=3' if value.channel == "x" else "dy=-6"
    text = f"text=alt.Text({field_of(value.key, 'Q')}, format={_NUMBER})"
    return call(f"{name}.mark_text", [place], f".encode({text}, color=alt.value({_ink(view)}))")


def _extreme(view: View, note: Annotation) -> list[str]:
    made, program = view.made, view.program
    measure = measure_of(made)
    if measure is None or not {"x", "y"} <= view.encodings.keys():
        return []
    name = program.name("peak" if note.kind == "maximum" else "low")
    method = "nlargest" if note.kind == "maximum" else "nsmallest"
    program.add(f"{name} = {made.var}.{method}(1, {literal(measure.key)})")
    say = note.text or note.kind.capitalize()
    text = f'{literal(say + ": ")} + format({measure.of(name)}.iloc[0], ",.6g")'
    encode = f".encode({', '.join(f'{c}={view.encodings[c]}' for c in ('x', 'y'))})"
    return [
        f"alt.Chart({name}).mark_point(size=80, color={_ink(view)}){encode}",
        f"alt.Chart({name}).mark_text(dy=-12, text={text}, color={_ink(view)}){encode}",
    ]


def _trend(view: View, name: str) -> str:
    x, y = view.made.items.get("x"), view.made.items.get("y")
    if x is None or y is None:
        return ""
    color = view.made.items.get("color")
    groups = f", groupby=[{literal(escaped(color.key))}]" if color is not None and not color.measure else ""
    fitted = f"transform_regression({literal(escaped(x.key))}, {literal(escaped(y.key))}{groups})"
    ink = _ink(view)
    apart = f".encode(color=alt.value({ink}), detail={literal(color.key)})" if color is not None else ""
    return f"{name}.{fitted}.mark_line(color={ink}, strokeDash=[6, 4]){apart}"


def facet_call(view: View) -> str:
    """``.facet(...)`` for a chart of several layers; its channels are taken out of the encodings."""
    parts = [f"{c}={view.encodings.pop(c)}" for c in ("row", "column", "facet") if c in view.encodings]
    count = facet_columns(view.chart)
    columns = f", columns={count}" if parts and parts[0].startswith("facet=") else ""
    inner = ", ".join(parts).replace(f", columns={count}", "")
    return f".facet({inner}{columns})" if parts else ""
