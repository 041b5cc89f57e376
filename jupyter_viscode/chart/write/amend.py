"""Amending a program: its code and a chart before and after an edit go in; the code with a few statements more comes out.

For code that somebody else wrote: what it draws is kept to the last detail, and only looks are changed, on the figure that
it has made. Changes of the data or of the mark are none of these: then there is no amended program.
"""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

from jupyter_viscode.chart.write.labels import date_format, money, python_format
from jupyter_viscode.chart.write.source import caption, literal
from jupyter_viscode.spec import Annotation, Chart, Encoding, Scale, Style

_LOOKS = ("title", "style", "annotations", "encodings")


def amend(code: str, before: Chart, after: Chart, library: str) -> str | None:
    """The program with the edit made on its figure; None when that takes a new program."""
    if any(getattr(before, f.name) != getattr(after, f.name) for f in fields(Chart) if f.name not in _LOOKS):
        return None
    writers = {"matplotlib": _Matplotlib, "seaborn": _Matplotlib, "plotly": _Plotly}
    if library not in writers or not _only_looks(before, after):
        return None
    writer = writers[library](code, after)
    lines = writer.lines(before) if writer.ready else None
    return writer.joined(lines) if lines else None


def _only_looks(before: Chart, after: Chart) -> bool:
    """Whether the channels show the same, and only titles, formats, scales of axes or the one colour differ."""
    for channel in before.encodings.keys() | after.encodings.keys():
        old, new = before.encodings.get(channel, Encoding()), after.encodings.get(channel, Encoding())
        if channel == "color" and old != new and (old.field or new.field or new.value is None):
            return False
        free = ("title", "format", "scale", "value")
        if any(getattr(old, f.name) != getattr(new, f.name) for f in fields(Encoding) if f.name not in free):
            return False
        if channel not in ("x", "y", "color") and old != new:
            return False
    return all(n in after.annotations for n in before.annotations)


def _differing(before: Style, after: Style) -> dict[str, Any]:
    """The parts of the style that differ."""
    return {f.name: getattr(after, f.name) for f in fields(Style) if getattr(before, f.name) != getattr(after, f.name)}


class _Writer:
    """Statements for one library."""

    def __init__(self, code: str, chart: Chart) -> None:
        self.code = code.rstrip()
        self.chart = chart
        self.ready = True
        self.found: list[str] = []

    def lines(self, before: Chart) -> list[str] | None:
        """The statements, or None when one change has none."""
        after = self.chart
        if before.title != after.title:
            self.title(after.title)
        for channel in ("x", "y"):
            old, new = before.encoding(channel), after.encoding(channel)
            if new.title != old.title:
                self.axis_title(channel, new.title or "")
            if new.format != old.format:
                self.format(channel, new.format)
            if new.scale != old.scale:
                self.scale(channel, old.scale or Scale(), new.scale or Scale())
        if after.encoding("color").value != before.encoding("color").value:
            self.color(str(after.encoding("color").value))
        for note in after.annotations:
            if note not in before.annotations:
                self.note(note)
        for name, value in _differing(before.style, after.style).items():
            self.style(name, value)
        return self.found if self.ready else None

    def joined(self, lines: list[str]) -> str:
        """The program with the statements before what shows the figure."""
        kept = self.code.splitlines()
        shown: list[str] = []
        last = next((n for n in range(len(kept), 0, -1) if kept[n - 1].strip() and kept[n - 1].lstrip()[0] != "#"), 0)
        while last and self.shows(kept[last - 1]):
            last -= 1
        if last < len(kept) and any(self.shows(line) for line in kept[last:]):
            kept, shown = kept[:last], kept[last:]
        return "\n".join([*kept, *lines, *shown]) + "\n"

    def shows(self, line: str) -> bool:
        """Whether a line shows the figure."""
        raise NotImplementedError

    def title(self, text: str) -> None:
        """Set the title."""
        raise NotImplementedError

    def axis_title(self, channel: str, text: str) -> None:
        """Set an axis title."""
        raise NotImplementedError

    def format(self, channel: str, pattern: str) -> None:
        """Set the format of an axis's labels."""
        raise NotImplementedError

    def scale(self, channel: str, old: Scale, new: Scale) -> None:
        """Change an axis's scale."""
        raise NotImplementedError

    def color(self, color: str) -> None:
        """Draw everything in one colour."""
        raise NotImplementedError

    def note(self, note: Annotation) -> None:
        """Add an annotation."""
        raise NotImplementedError

    def style(self, name: str, value: Any) -> None:
        """Change one part of the style."""
        raise NotImplementedError


class _Matplotlib(_Writer):
    """Statements on the current axes."""

    def __init__(self, code: str, chart: Chart) -> None:
        super().__init__(code, chart)
        made = re.findall(r"^\w+, (\w+) = plt\.subplots\((?!\s*\d)", self.code, re.MULTILINE)
        self.ax = made[0] if len(made) == 1 else "plt.gca()"
        if not re.search(r"^import matplotlib\.pyplot as plt$", self.code, re.MULTILINE):
            self.code = f"import matplotlib.pyplot as plt\n{self.code}"

    def shows(self, line: str) -> bool:
        return not line.strip() or bool(re.fullmatch(r"plt\.show\(.*\)|fig|plt\.tight_layout\(\)", line))

    def _add(self, call: str) -> None:
        self.found.append(f"{self.ax}.{call}")

    def title(self, text: str) -> None:
        self._add(f"set_title({caption(text)})")

    def axis_title(self, channel: str, text: str) -> None:
        self._add(f"set_{channel}label({caption(text)})")

    def format(self, channel: str, pattern: str) -> None:
        if date_format(pattern):
            self.found.append("import matplotlib.dates as mdates")
            self._add(f"{channel}axis.set_major_formatter(mdates.DateFormatter({literal(pattern)}))")
        elif python_format(pattern):
            self._add(f"{channel}axis.set_major_formatter({literal(python_format(pattern))})")
        else:
            self.ready = False

    def scale(self, channel: str, old: Scale, new: Scale) -> None:
        if new.type != old.type:
            self._add(f"set_{channel}scale({literal(new.type or 'linear')})")
        if new.domain != old.domain and len(new.domain) == 2:
            low, high = map(literal, new.domain)
            self.ready = self.ready and "pd." not in low + high
            self._add(f"set_{channel}lim({low}, {high})")
        elif new.zero and not old.zero:
            self._add(f"set_{channel}lim({'left' if channel == 'x' else 'bottom'}=0)")
        if new.reverse != old.reverse:
            self._add(f"invert_{channel}axis()")

    def color(self, color: str) -> None:
        self._each(f"set_color({literal(color)})")

    def _each(self, call: str) -> None:
        ax = self.ax
        self.found.append(f"for artist in [*{ax}.patches, *{ax}.lines, *{ax}.collections]:\n    artist.{call}")

    def note(self, note: Annotation) -> None:
        color = literal(note.color or "gray")
        if note.kind in ("hline", "vline"):
            line, place = ("axhline", note.y) if note.kind == "hline" else ("axvline", note.x)
            label = f", label={caption(note.text)}" if note.text else ""
            self._add(f'{line}({literal(place)}, color={color}, linestyle="--"{label})')
            if note.text:
                self._add("legend()")
        elif note.kind == "band" and all(isinstance(v or 0, (int, float)) for v in (note.x, note.x2, note.y, note.y2)):
            span, low, high = ("axhspan", note.y, note.y2) if note.x is None else ("axvspan", note.x, note.x2)
            self._add(f"{span}({literal(low)}, {literal(high)}, color={color}, alpha=0.2)")
        elif note.kind == "text":
            self._add(f"text({literal(note.x)}, {literal(note.y)}, {caption(note.text)})")
        elif note.kind == "value labels":
            self.found.append(f'for bars in {self.ax}.containers:\n    {self.ax}.bar_label(bars, fmt="{{:,.6g}}", padding=2)')
        else:
            self.ready = False

    def style(self, name: str, value: Any) -> None:
        lines = {"line_width": "linewidth", "line_style": "linestyle", "point": "marker"}
        if name in ("width", "height"):
            self.found.append(f"{self.ax}.figure.set_fig{name}({value:g})" if value else "")
            self.ready = self.ready and bool(value)
        elif name == "grid":
            self._add("grid(False)" if value is False else "grid(alpha=0.3)")
        elif name == "label_angle":
            self._add(f'tick_params(axis="x", rotation={value or 0:g})')
        elif name == "font_size" and value:
            self.found.append(f"for text in {self.ax}.figure.findobj(plt.Text):\n    text.set_fontsize({value:g})")
        elif name == "background" and value:
            self._add(f"set_facecolor({literal(value)})")
            self._add(f"figure.set_facecolor({literal(value)})")
        elif name == "opacity" and value is not None:
            self._each(f"set_alpha({value:g})")
        elif name == "point_size" and value:
            self.found.append(f"for points in {self.ax}.collections:\n    points.set_sizes([{value:g}])")
        elif name in lines:
            shown = ("o" if value else "None") if name == "point" else value
            self.found.append(f"for line in {self.ax}.lines:\n    line.set({lines[name]}={literal(shown)})")
        elif name == "legend" and value == "none":
            self.found.append(f"if {self.ax}.get_legend():\n    {self.ax}.get_legend().remove()")
        elif name == "legend" and value in _PLACES:
            arguments = ", ".join(f"{k}={_tuple(v)}" for k, v in _PLACES[value].items())
            title = f"title={self.ax}.get_legend().get_title().get_text()"
            self.found.append(f"if {self.ax}.get_legend():\n    {self.ax}.legend({title}, {arguments})")
        else:
            self.ready = False


def _tuple(value: Any) -> str:
    return repr(value) if isinstance(value, tuple) else literal(value)


_PLACES: dict[str, dict[str, Any]] = {
    "outside": {"loc": "upper left", "bbox_to_anchor": (1.02, 1)},
    "right": {"loc": "upper left", "bbox_to_anchor": (1.02, 1)},
    "left": {"loc": "upper right", "bbox_to_anchor": (-0.12, 1)},
    "top": {"loc": "lower center", "bbox_to_anchor": (0.5, 1.02), "ncols": 4},
    "bottom": {"loc": "upper center", "bbox_to_anchor": (0.5, -0.15), "ncols": 4},
    "inside": {"loc": "best"},
}


_LEGENDS = {
    "none": "showlegend=False",
    "top": 'legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"}',
    "bottom": 'legend={"orientation": "h", "y": -0.2, "yanchor": "top"}',
    "outside": 'legend={"x": 1.02, "y": 1}',
    "right": 'legend={"x": 1.02, "y": 1}',
}


class _Plotly(_Writer):
    """Statements on the figure's variable."""

    def __init__(self, code: str, chart: Chart) -> None:
        super().__init__(code, chart)
        made = re.findall(r"^(\w+) = (?:px|go|ff|plotly|make_subplots)\b", self.code, re.MULTILINE)
        self.fig = made[-1] if made else ""
        self.ready = bool(made)

    def shows(self, line: str) -> bool:
        return not line.strip() or line.strip() == self.fig or bool(re.fullmatch(rf"{self.fig}\.show\(.*\)", line))

    def _add(self, call: str) -> None:
        self.found.append(f"{self.fig}.{call}")

    def _axis(self, channel: str, *options: str) -> None:
        self._add(f"update_{channel}axes({', '.join(options)})")

    def title(self, text: str) -> None:
        self._add(f"update_layout(title={literal(text)})")

    def axis_title(self, channel: str, text: str) -> None:
        self._axis(channel, f"title={literal(text)}")

    def format(self, channel: str, pattern: str) -> None:
        sign, plain = money(pattern)
        if sign:
            self._axis(channel, f"tickprefix={literal(sign)}")
        self._axis(channel, f"tickformat={literal(plain)}")

    def scale(self, channel: str, old: Scale, new: Scale) -> None:
        if new.type != old.type:
            self._axis(channel, f"type={literal(new.type or 'linear')}")
        if new.domain != old.domain and len(new.domain) == 2:
            self.ready = self.ready and new.type != "log" and "pd." not in literal(list(new.domain))
            self._axis(channel, f"range={literal(list(new.domain))}")
        elif new.zero and not old.zero:
            self._axis(channel, 'rangemode="tozero"')
        if new.reverse != old.reverse:
            self._axis(channel, f"autorange={literal('reversed' if new.reverse else True)}")

    def color(self, color: str) -> None:
        self._add(f"update_traces(marker_color={literal(color)})")
        if self.chart.mark in ("line", "area"):
            self._add(f"update_traces(line_color={literal(color)})")

    def note(self, note: Annotation) -> None:
        text = f", annotation_text={literal(note.text)}" if note.text else ""
        color = f", line_color={literal(note.color)}" if note.color else ""
        if note.kind == "hline":
            self._add(f'add_hline(y={literal(note.y)}, line_dash="dash"{color}{text})')
        elif note.kind == "vline":
            self._add(f'add_vline(x={literal(note.x)}, line_dash="dash"{color}{text})')
        elif note.kind == "band" and all(isinstance(v or 0, (int, float)) for v in (note.x, note.x2, note.y, note.y2)):
            rect = f"vrect(x0={note.x}, x1={note.x2}" if note.y is None else f"hrect(y0={note.y}, y1={note.y2}"
            self._add(f"add_{rect}, fillcolor={literal(note.color or 'gray')}, opacity=0.2, line_width=0{text})")
        elif note.kind == "text":
            self._add(f"add_annotation(x={literal(note.x)}, y={literal(note.y)}, text={literal(note.text)})")
        elif note.kind == "value labels" and self.chart.mark == "bar":
            self._add('update_traces(texttemplate="%{value:,.6~g}")')
        else:
            self.ready = False

    def style(self, name: str, value: Any) -> None:
        dashes = {"dashed": "dash", "dotted": "dot", "dashdot": "dashdot", "solid": "solid"}
        if name in ("width", "height") and value:
            self._add(f"update_layout({name}={round(value * 100)})")
        elif name == "grid":
            self._axis("x", f"showgrid={bool(value)}")
            self._axis("y", f"showgrid={bool(value)}")
        elif name == "label_angle":
            self._axis("x", f"tickangle={-(value or 0):g}")
        elif name == "font_size" and value:
            self._add(f"update_layout(font_size={value:g})")
        elif name == "background" and value:
            self._add(f"update_layout(plot_bgcolor={literal(value)}, paper_bgcolor={literal(value)})")
        elif name == "theme":
            theme = {"dark": "plotly_dark", "minimal": "simple_white"}.get(value, "plotly_white")
            self._add(f"update_layout(template={literal(theme)})")
        elif name == "opacity" and value is not None:
            self._add(f"update_traces(opacity={value:g})")
        elif name == "point_size" and value:
            self._add(f"update_traces(marker_size={(value**0.5) * 96 / 72:.1f})")
        elif name == "line_width" and value:
            self._add(f"update_traces(line_width={value:g})")
        elif name == "line_style":
            self._add(f"update_traces(line_dash={literal(dashes.get(value, 'solid'))})")
        elif name == "point":
            self._add(f"update_traces(mode={literal('lines+markers' if value else 'lines')})")
        elif name == "legend" and value in _LEGENDS:
            self._add(f"update_layout({_LEGENDS[value]})")
        else:
            self.ready = False
