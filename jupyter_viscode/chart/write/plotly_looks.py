"""How a plotly figure looks: a figure whose marks are written goes in, its layout, axes and annotations come out as lines."""

from __future__ import annotations

from jupyter_viscode.chart.write.items import Item, measure_of
from jupyter_viscode.chart.write.labels import money
from jupyter_viscode.chart.write.plotly_marks import Figure
from jupyter_viscode.chart.write.source import literal
from jupyter_viscode.spec import Encoding


def finish(figure: Figure) -> None:
    """Write what was collected for the layout and the traces, then the axes and the annotations."""
    chart, program = figure.chart, figure.program
    style, layout = chart.style, figure.layout
    places = {
        "none": "showlegend=False",
        "top": 'legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"}',
        "bottom": 'legend={"orientation": "h", "y": -0.2, "yanchor": "top"}',
        "left": 'legend={"x": -0.2, "xanchor": "right"}',
        "inside": 'legend={"x": 0.99, "y": 0.99, "xanchor": "right", "yanchor": "top"}',
    }
    if style.legend in places:
        layout.append(places[style.legend])
    if style.width:
        layout.append(f"width={round(style.width * 100)}")
    if style.height:
        layout.append(f"height={round(style.height * 100)}")
    themes = {"dark": "plotly_dark", "minimal": "simple_white", "ggplot": "ggplot2", "whitegrid": "plotly_white"}
    theme = themes.get(style.theme, style.theme if style.theme.startswith("plotly") else "plotly_white")
    layout.insert(0, f"template={literal(theme)}")
    if style.font_size:
        layout.append(f"font_size={style.font_size:g}")
    if style.background:
        layout.append(f"plot_bgcolor={literal(style.background)}, paper_bgcolor={literal(style.background)}")
    if figure.traces:
        program.call(f"{figure.var}.update_traces", figure.traces)
    program.add(*figure.after)
    for channel in ("x", "y"):
        _axis(figure, channel)
    program.call(f"{figure.var}.update_layout", list(dict.fromkeys(layout)))
    if figure.made.has("facet") or figure.made.has("column") or figure.made.has("row"):
        program.add(f'{figure.var}.for_each_annotation(lambda note: note.update(text=note.text.split("=")[-1]))')
    _annotations(figure)


def _axis(figure: Figure, channel: str) -> None:
    item = figure.made.items.get(channel)
    encoding = figure.chart.encoding(channel)
    scale, options = encoding.scale, []
    if scale is not None and not (item is not None and item.discrete):
        if scale.type == "log":
            options.append('type="log"')
        if len(scale.domain) == 2:
            low, high = scale.domain
            if scale.type == "log":
                figure.program.use("import math")
                options.append(f"range=[math.log10({literal(low)}), math.log10({literal(high)})]")
            else:
                options.append(f"range={figure.program.value(list(scale.domain))}")
        elif scale.zero and figure.chart.mark not in ("bar", "area") and scale.type != "log":
            options.append('rangemode="tozero"')
        if scale.reverse:
            options.append('autorange="reversed"')
    if encoding.format:
        sign, plain = money(encoding.format)
        options += [f"tickprefix={literal(sign)}"] if sign else []
        options.append(f"tickformat={literal(plain)}")
    if channel == "x" and figure.chart.style.label_angle is not None:
        options.append(f"tickangle={-figure.chart.style.label_angle:g}")
    if figure.chart.style.grid is not None:
        options.append(f"showgrid={figure.chart.style.grid}")
    if item is not None and item.type == "ordinal" and not item.discrete:
        options.append('tickformat="d"')
    if options:
        figure.program.call(f"{figure.var}.update_{channel}axes", options)


def _annotations(figure: Figure) -> None:
    program = figure.program
    for note in figure.chart.annotations:
        text = f", annotation_text={literal(note.text)}" if note.text else ""
        ink = f", line_color={literal(note.color)}" if note.color else ""
        if note.kind == "hline":
            program.add(f'{figure.var}.add_hline(y={program.value(note.y)}, line_dash="dash"{ink}{text})')
        elif note.kind == "vline":
            program.add(f'{figure.var}.add_vline(x={program.value(note.x)}, line_dash="dash"{ink}{text})')
        elif note.kind == "band":
            across = note.y is None
            low, high = (program.value(v) for v in ((note.x, note.x2) if across else (note.y, note.y2)))
            place = f"add_vrect(x0={low}, x1={high}" if across else f"add_hrect(y0={low}, y1={high}"
            program.add(
                f"{figure.var}.{place}, fillcolor={literal(note.color or 'gray')}, opacity=0.2, "
                f'line_width=0, layer="below"{text})'
            )
        elif note.kind == "text":
            program.add(
                f"{figure.var}.add_annotation(x={program.value(note.x)}, y={program.value(note.y)}, text={literal(note.text)})"
            )
        elif note.kind == "value labels" and figure.chart.mark == "bar":
            axis = "x" if (measure_of(figure.made) or Item("y", Encoding(), "", "", "")).channel == "x" else "y"
            program.add(f'{figure.var}.update_traces(texttemplate="%{{{axis}:,.6~g}}")')
        elif note.kind in ("maximum", "minimum"):
            _extreme(figure, note.kind, note.text)


def _extreme(figure: Figure, kind: str, text: str) -> None:
    made, program = figure.made, figure.program
    measure = measure_of(made)
    other = made.items.get("x" if measure is None or measure.channel == "y" else "y")
    if measure is None or other is None:
        return
    name = program.name("peak" if kind == "maximum" else "low")
    program.add(f"{name} = {made.var}.loc[{measure.of(made.var)}.{'idxmax' if kind == 'maximum' else 'idxmin'}()]")
    label = literal(text or kind.capitalize())
    program.add(
        f"{figure.var}.add_annotation({measure.channel}={name}[{literal(measure.key)}], "
        f"{other.channel}={name}[{literal(other.key)}], text={label})"
    )
