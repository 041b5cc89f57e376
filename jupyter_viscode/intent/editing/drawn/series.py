"""Series: a Chart and a column go in; the Chart with its rows told apart by it, in colours or side by side, comes out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jupyter_viscode.intent.editing.drawn.shapes import SPREADS, additive, base_of, histogram, measure_of, noun, turned
from jupyter_viscode.intent.editing.wishes.facts import Facts, Hit
from jupyter_viscode.intent.editing.wishes.rules import Refusal
from jupyter_viscode.spec import Chart, Encoding, FieldType, Scale


def oriented(chart: Chart, facts: Facts, orientation: str) -> Chart:
    """Bars that lie or stand."""
    if chart.mark not in ("bar", *SPREADS):
        raise Refusal(f"A {noun(chart)} has no {orientation} form; {orientation} bars can be had")
    lying = measure_of(chart, facts) == "x"
    return turned(chart) if lying != (orientation == "horizontal") else chart


def arranged(chart: Chart, facts: Facts, how: str) -> Chart:
    """Series stacked, stacked to 100 %, side by side or overlaid."""
    channel, color = measure_of(chart, facts), chart.encoding("color")
    if chart.mark not in ("bar", "area") or channel not in ("x", "y"):
        raise Refusal(f"The parts of a {noun(chart)} cannot be {'grouped' if how == 'grouped' else 'stacked'}")
    if color.field is None or color.field == chart.encoding("x" if channel == "y" else "y").field:
        raise Refusal("There is one series only, nothing to stack or to group; 'colour by ...' makes several")
    offset = "xOffset" if channel == "y" else "yOffset"
    measure = chart.encoding(channel)
    if how == "grouped":
        if chart.mark == "area":
            return chart.with_encoding(channel, replace(measure, stack="none"))
        side = Encoding(color.field, color.type, bin=color.bin, bin_step=color.bin_step, time_unit=color.time_unit)
        return chart.with_encoding(channel, replace(measure, stack=None)).with_encoding(offset, side)
    stack = how if how in ("zero", "normalize", "none") else "zero"
    return chart.with_encoding(offset, None).with_encoding(channel, replace(measure, stack=stack))  # type: ignore[arg-type]


def grouping(hit: Hit) -> Encoding:
    """A channel that holds a column's categories."""
    if hit.kind == "temporal":
        return Encoding(hit.name, "temporal", time_unit="year")
    kinds: dict[str, FieldType] = {"text": "nominal", "boolean": "nominal", "number": "ordinal"}
    return Encoding(hit.name, kinds.get(hit.kind, "nominal"))


def painted(chart: Chart, facts: Facts, column: str, colors: dict[Any, str]) -> Chart:
    """The chart with colours for some values of the column; the others keep theirs."""
    from jupyter_viscode.chart.write.labels import PALETTE

    encoding = chart.encoding("color")
    base = base_of(chart, facts)
    if encoding.field != column and not (encoding.field is None and base and chart.encoding(base).field == column):
        raise Refusal(f"{column} is not what the colours show; 'colour by {column}' makes it so")
    values = facts.values_of(column)
    if not values or len(values) > 40:
        raise Refusal(f"The values of {column} are too many to give colours one by one")
    one = encoding.field is None
    old = encoding.scale if encoding.scale and encoding.scale.range else None
    held = dict(zip(old.domain, old.range, strict=False)) if old and old.domain else {}
    shades = [held.get(v, PALETTE[i % len(PALETTE)]) for i, v in enumerate(values)]
    rest: Any = [encoding.value or PALETTE[0]] * len(values) if one else shades
    range_ = tuple(colors.get(v, c) for v, c in zip(values, rest, strict=True))
    target = Encoding(column, "nominal", title=encoding.title) if one else encoding
    return chart.with_encoding("color", replace(target, scale=Scale(domain=values, range=range_)))


def colored_by(chart: Chart, facts: Facts, hit: Hit, how: str = "") -> Chart:
    """The chart split by a column, a colour each."""
    if chart.mark in ("rect", "arc", "treemap"):
        raise Refusal(f"The colours of a {noun(chart)} show {'its figures' if chart.mark == 'rect' else 'its slices'} already")
    if hit.kind == "number" and chart.mark not in ("point", "regression"):
        few = hit.column is not None and 0 < hit.column.distinct <= 12
        if not few:
            raise Refusal(f"{hit.name} has too many values for a colour each; only points can be shaded by a number")
    if chart.encoding("color").field == hit.name and not how:
        return chart
    encoding = grouping(hit)
    if hit.kind == "number" and chart.mark in ("point", "regression") and (hit.column is None or hit.column.distinct > 8):
        encoding = Encoding(hit.name, "quantitative")
    old = chart.encoding("color")
    chart = chart.with_encoding("color", encoding)
    base = base_of(chart, facts)
    if base in ("x", "y") and chart.encoding(base).field == hit.name:
        return (
            painted(chart, facts, hit.name, {}) if chart.mark == "bar" and 0 < len(facts.values_of(hit.name)) <= 20 else chart
        )
    for offset in ("xOffset", "yOffset"):
        if offset in chart.encodings:
            return chart.with_encoding(offset, Encoding(encoding.field, encoding.type, time_unit=encoding.time_unit))
    channel = measure_of(chart, facts)
    if (
        chart.mark in ("bar", "area")
        and channel in ("x", "y")
        and (how in ("stacked", "overlaid") or not histogram(chart))
        and (how or old.field is None)
    ):
        measure = chart.encoding(channel)
        if how or measure.stack is None:
            return arranged(
                chart,
                facts,
                {"grouped": "grouped", "stacked": "zero", "overlaid": "none"}.get(how)
                or ("zero" if additive(measure) else "grouped"),
            )
    return chart
