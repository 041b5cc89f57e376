"""Looks: what enters are encodings and what was asked of their looks; what leaves are scales, titles, style and layers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.composing.channels import Channels, aggregate_of, typed
from jupyter_viscode.intent.composing.ordering import measured
from jupyter_viscode.intent.composing.shape import Shape
from jupyter_viscode.intent.language.words import name_stems
from jupyter_viscode.intent.schema.tables import Catalogue, Col
from jupyter_viscode.spec import Annotation, Chart, Encoding, Mark, Scale, Style

WIDE = 15.0
"""The greatest of some values by the least, from which on a logarithmic axis is meant for them."""
_COLORS = (("#0072B2", "blue"), ("#E69F00", "orange"))
"""Of two figures on one axis."""


class Looks(Channels):
    """Dresses the chart as asked."""

    def _dressed(self, mark: Mark, encodings: dict[str, Encoding]) -> dict[str, Encoding]:
        found = dict(encodings)
        for axis, kind in self._logged(mark, found):
            channel = axis
            if channel in found and found[channel].type == "quantitative":
                scale = found[channel].scale or Scale()
                found[channel] = replace(found[channel], scale=replace(scale, type="log" if kind == "log" else "linear"))
        for axis, title in self.ask.axis_titles.items():
            if axis in found:
                found[axis] = replace(found[axis], title=title)
        if self.ask.color and "color" not in found:
            found["color"] = Encoding(value=self.ask.color)
        if self.ask.scheme and "color" in found and found["color"].field is not None:
            found["color"] = replace(found["color"], scale=Scale(scheme=self.ask.scheme))
        return found

    def _logged(self, mark: Mark, found: dict[str, Encoding]) -> list[tuple[str, str]]:
        """The channels that are to be logarithmic: of points those that need it most, else the measure's; no category's."""
        wide = [c for c in ("x", "y") if mark == "point" and _wide(self.catalogue, found.get(c, Encoding()).field)]
        channels: list[tuple[str, str]] = []
        for axis, kind in self.ask.log.items():
            open_ = axis == "measure" or (axis in found and found[axis].type in ("nominal", "ordinal"))
            for channel in (wide or [measured(found) or "y"]) if open_ else [axis]:
                channels.append((channel, kind))
        return channels

    def _annotations(self) -> tuple[Annotation, ...]:
        found = []
        if self.ask.labels:
            found.append(Annotation("value labels"))
        if self.ask.mark_extreme:
            found.append(Annotation("minimum" if self.ask.mark_extreme == "minimum" else "maximum"))
        return tuple(found)

    def _style(self, mark: Mark) -> Style:
        ask = self.ask
        legend: Any = ask.legend
        width, height = ask.size or (None, None)
        return Style(width=width, height=height, theme=ask.theme, legend=legend, grid=ask.grid, label_angle=ask.angle,
                     inner_radius=0.5 if ask.donut and mark == "arc" else None, point=True if ask.points else None)  # fmt: skip

    def _layers(self, mark: Mark, shape: Shape, encodings: dict[str, Encoding], beside: Encoding | None) -> tuple[Chart, ...]:
        if mark == "point" and self.ask.trend and {"x", "y"} <= set(encodings):
            return (Chart("regression", {"x": encodings["x"], "y": encodings["y"]}),)
        second = self._second(shape)
        if beside is not None:
            layer = {"y": replace(beside, title=encodings["y"].title), "color": Encoding(value=_COLORS[1][0])}
            self.left_out = self.left_out[1:]
            return (Chart("point", {"x": encodings["x"], **layer}),)
        apart = {"color", "facet", "row", "column"} & set(encodings)
        timed = mark == "line" and not apart and shape.unit_column is not None and not self.ask.window
        two = shape.cued and len(shape.measures) + len(_unmeasured(shape)) == 2
        unlike = mark == "bar" and two and not (apart or self.ask.horizontal)
        if (timed or unlike or (mark in ("bar", "line") and self.ask.dual)) and second is not None and "x" in encodings:
            self.left_out = self.left_out[1:]
            one = second.field is not None and second.field == encodings["y"].field and not self.ask.dual
            dots = unlike and not self.ask.dual
            return (Chart("point" if dots else "line", {"x": encodings["x"], "y": second}, secondary=not one),)
        return ()

    def _beside(self, mark: Mark, shape: Shape, encodings: dict[str, Encoding]) -> Encoding | None:
        """A second figure that fits on the same axis: another aggregate of the column, or a column of the same sort."""
        drawn = encodings.get("y", Encoding())
        apart = {"color", "facet", "xOffset"} & set(encodings)
        if (
            mark != "bar"
            or self.ask.horizontal
            or self.ask.dual
            or apart
            or drawn.field is None
            or drawn.type != "quantitative"
        ):
            return None
        second = self._second(shape)
        if second is None or second.field is None or second == drawn or second.type != "quantitative":
            return None
        return second if set(name_stems(drawn.field)) & set(name_stems(second.field)) else None

    def _undrawn(self, mark: Mark, shape: Shape) -> list[str]:
        """The figures after the first, for which a chart of one measure has no place."""
        if mark not in ("bar", "line", "area", "arc") or self.ask.dual or not (shape.dims or shape.unit_column):
            return []
        measures = [Encoding(self._name(c) if c is not None else None, aggregate=aggregate_of(a)) for a, c in shape.measures]
        plain = [Encoding(self._name(c)) for c in shape.numbers if c not in [m for _, m in shape.measures]]
        return [_phrase(e) for e in (*measures, *plain)][1:]

    def _both_titled(self, encodings: dict[str, Encoding], second: Encoding) -> dict[str, Encoding]:
        """The axis's title says which colour is which figure."""
        drawn = encodings["y"]
        said = " and ".join(f"{_phrase(e)} ({name})" for e, (_, name) in zip((drawn, second), _COLORS, strict=True))
        return {**encodings, "y": replace(drawn, title=drawn.title or said), "color": Encoding(value=_COLORS[0][0])}

    def _second(self, shape: Shape) -> Encoding | None:
        if len(shape.measures) > 1:
            aggregate, column = shape.measures[1]
            if column is None:
                return Encoding(None, "quantitative", aggregate="count")
            return Encoding(self._name(column), typed(column, aggregate), aggregate=aggregate_of(aggregate))
        if len(shape.numbers) + len(shape.measures) > 1 and (plain := _unmeasured(shape)):
            if shape.measures and (how := shape.measures[0][0]) not in (None, "count", "distinct"):  # "average pay and age"
                column = plain[-1]
                return Encoding(self._name(column), typed(column, how), aggregate=aggregate_of(how))
            return self._plain(plain[-1], shape)
        return None


def _unmeasured(shape: Shape) -> list[Col]:
    """The numbers that are listed and of which no figure is drawn."""
    return [c for c in shape.numbers if all(c is not m for _, m in shape.measures)]


def _wide(catalogue: Catalogue, name: str | None) -> bool:
    """Whether a column's values are positive and of very different sizes."""
    for column in catalogue.columns():
        values = [v for v in column.values if isinstance(v, (int, float))] if column.name == name else []
        if values and min(values) > 0 and max(values) >= WIDE * min(values):
            return True
    return False


def _phrase(encoding: Encoding | None) -> str:
    """A figure in words, short."""
    if encoding is None:
        return ""
    return f"{encoding.aggregate} of {encoding.field or 'rows'}" if encoding.aggregate else str(encoding.field)
