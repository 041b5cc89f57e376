"""The figures that were wanted against those that are drawn: a Chart that was asked for, the frames, and the Chart read from
a picture go in, findings come out.

Values are compared as a whole, whatever their order and however their categories are written; where the categories can be
matched, each for itself.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jupyter_viscode.chart import hints
from jupyter_viscode.chart.figures import UnsureError, grouped, marks, rows
from jupyter_viscode.chart.kinds import kind_of, parts_of, texts_of
from jupyter_viscode.chart.read.values import whole
from jupyter_viscode.spec import Chart, Encoding, Window
from jupyter_viscode.types import Finding

if TYPE_CHECKING:
    import pandas as pd

_COUNTED = frozenset({"bar", "line", "area", "arc", "rect", "point", "regression", "boxplot", "strip", "errorbar"})
_AGGREGATES = ("count", "sum", "mean", "median", "min", "max", "distinct")
_MOST_COLUMNS = 12
_CLOSE = 1e-4
"""Relative difference of values that count as equal: matplotlib keeps a pie's angles as short floats."""


def differences(drawn: Any, seen: Chart, expected: Chart, frames: Mapping[str, Any]) -> Iterator[Finding]:
    """What of the drawn values is not as it was asked for; nothing where either cannot be told."""
    try:
        yield from list(_differences(drawn, seen, expected, frames))
    except (UnsureError, TypeError, ValueError, KeyError, AttributeError, IndexError):
        return  # values of a kind that nobody thought of


def one_series(expected: Chart, frames: Mapping[str, Any]) -> bool:
    """Whether the rows that are drawn have one colour only."""
    wanted = marks(replace(expected, encodings={"color": expected.encoding("color")}), frames)
    return wanted is not None and "color" in wanted.columns and wanted["color"].nunique() < 2


def _differences(drawn: Any, seen: Chart, expected: Chart, frames: Mapping[str, Any]) -> Iterator[Finding]:
    if expected.panels or any(isinstance(t, Window) for t in expected.transforms):
        return
    readable = whole(seen) and not _says_sample(drawn)
    found = _compared(drawn, seen, expected, frames) if readable and not _draws_otherwise(drawn) else None
    if found is None:
        found = list(hints.hints(seen, expected, frames, readable))
    yield from found


def _compared(drawn: Any, seen: Chart, expected: Chart, frames: Mapping[str, Any]) -> list[Finding] | None:
    """What is wrong with the values; None where they cannot be compared."""
    if expected.mark not in _COUNTED or (expected.mark == "errorbar" and kind_of(drawn) == "vega-lite"):
        return None
    wanted = marks(expected, frames)
    if wanted is None or not len(wanted):
        return None
    wanted = _with_layers(wanted, expected, frames)
    if wanted is None:
        return None
    if expected.mark == "bar" and not any(e.aggregate for e in expected.encodings.values()):
        keys = [c for c in wanted.columns if c != _measure(expected, wanted)]
        if keys and wanted.duplicated(keys).any():
            return None  # several rows for one bar: libraries stack them, average them, or draw one over the other
    channels = ("y", "x") if expected.mark in ("point", "regression") else (_measure(expected, wanted),)
    found = [_channel(drawn, seen, expected, frames, wanted, channel) for channel in channels]
    return next((reasons for reasons in found if reasons), None if None in found else [])


def _with_layers(wanted: pd.DataFrame, expected: Chart, frames: Mapping[str, Any]) -> pd.DataFrame | None:
    """The marks with those of layers of the same mark on the same axis, which a picture does not tell apart."""
    import pandas as pd

    from jupyter_viscode.chart.write.panels import inherit

    parts = [wanted]
    for layer in _on_top(expected):
        above = marks(inherit(expected, layer), frames)
        if above is None:
            return None
        parts.append(above)
    return wanted if len(parts) == 1 else pd.concat(parts, ignore_index=True)


def _on_top(chart: Chart) -> list[Chart]:
    """Layers of the chart's own mark on its own axis."""
    return [layer for layer in chart.layers if layer.mark == chart.mark and not layer.secondary]


def _channel(
    drawn: Any, seen: Chart, expected: Chart, frames: Mapping[str, Any], wanted: pd.DataFrame, channel: str
) -> list[Finding] | None:
    """What is wrong with the values of one channel."""
    found = _seen_values(drawn, seen, expected, channel)
    if found is None or channel not in wanted.columns:
        return None
    asked = _values(_summed_up(wanted, channel, expected), channel)
    if asked is None or not asked:
        return None
    for candidate in (asked, *_shares(wanted, channel, expected)):
        missing, extra = _difference(candidate, found.values)
        if not missing and not extra:
            return list(_misplaced(wanted, channel, found, expected))
    return list(_reasons(expected, frames, wanted, found, asked, channel))


def _says_sample(drawn: Any) -> bool:
    """Whether the picture says itself that it shows a part."""
    import re

    return any(re.search(r"\bof [\d,.\u2009\u202f ]+ rows\b|\bsample", text, re.IGNORECASE) for text in texts_of(drawn))


def _draws_otherwise(drawn: Any) -> bool:
    """Whether what is drawn is computed by the front end in a way that is not read here."""
    kind = kind_of(drawn)
    if kind == "plotly":
        return any(t.type == "histogram" and t.x is not None and t.y is not None for t in drawn.data)
    return kind == "vega-lite" and _transformed(drawn)


def _transformed(view: Mapping[str, Any]) -> bool:
    parts = [part for name in ("layer", "hconcat", "vconcat", "concat") for part in view.get(name, ())]
    parts += [view["spec"]] if isinstance(view.get("spec"), dict) else []
    made = [t for t in view.get("transform", ()) if "calculate" not in t]  # a new column leaves the rows as they are
    return bool(made) or any(_transformed(part) for part in parts if isinstance(part, dict))


# -- what is drawn -----------------------------------------------------------------------------------------------------


class _Found:
    """The drawn values, and the names of the categories and series that they belong to, where known."""

    def __init__(self, values: list[float], names: Sequence[Any], series: Sequence[Any]) -> None:
        self.values, self.names, self.series = values, names, series


def _seen_values(drawn: Any, seen: Chart, expected: Chart, wanted: str) -> _Found | None:
    parts = [part for part in parts_of(seen) if _alike(part, expected) and not part.panels]
    if not parts or (len(parts) > 1 and not seen.panels):
        parts = parts[: 1 + len(_on_top(expected))]
    values: list[float] = []
    names: list[Any] = []
    series: list[Any] = []
    for part in parts:
        found = _part_values(drawn, part, expected, wanted)
        if found is None:
            return None
        values += found.values
        names += found.names
        series += found.series
    return _Found(values, names, series) if parts else None


def _alike(part: Chart, expected: Chart) -> bool:
    return part.mark == expected.mark or {part.mark, expected.mark} <= {"point", "regression", "strip", "line", "area"}


def _part_values(drawn: Any, part: Chart, expected: Chart, wanted: str) -> _Found | None:
    import pandas as pd

    table = pd.DataFrame({name: list(column) for name, column in part.data.items()})
    if any(e.aggregate or e.time_unit for e in part.encodings.values()) and kind_of(drawn) == "vega-lite":
        try:
            table = grouped(part, table)
        except (UnsureError, TypeError, ValueError, KeyError):
            return None
    else:
        table = pd.DataFrame({c: table[e.field] for c, e in part.encodings.items() if e.field in table.columns})
    channel = _seen_measure(part, wanted, table)
    if channel is None:
        return None
    if kind_of(drawn) in ("plotly", "vega-lite"):
        if expected.mark == "boxplot" and part.mark == "boxplot":
            table = _medians(table, channel)
        elif part.mark == "bar" and channel in ("x", "y"):
            table = _piled(table, channel)
    values = _values(table, channel)
    base = "color" if part.mark == "arc" else ("y" if channel == "x" else "x")
    names = list(table[base]) if base in table.columns else []
    series = list(table["color"]) if "color" in table.columns and base != "color" else []
    return None if values is None else _Found(values, names, series)


def _seen_measure(part: Chart, wanted: str, table: pd.DataFrame) -> str | None:
    """The channel that holds the drawn figures; bars, boxes and the like may lie on their side."""
    if part.mark == "arc":
        return "theta" if "theta" in table.columns else None
    turned = {"x": "y", "y": "x"}.get(wanted, "") if part.mark not in ("point", "regression", "strip") else ""
    return next((c for c in (wanted, turned) if c in table.columns and table[c].dtype.kind in "iuf"), None)


def _piled(table: pd.DataFrame, channel: str) -> pd.DataFrame:
    """Bars of one category and series, which these libraries stack, as the one bar that is seen."""
    keys = [c for c in table.columns if c != channel and c not in ("xOffset", "yOffset")]
    if not keys or not table.duplicated(keys).any():
        return table
    return table.groupby(keys, observed=True, dropna=False)[[channel]].sum().reset_index()


def _medians(table: pd.DataFrame, channel: str) -> pd.DataFrame:
    keys = [c for c in table.columns if c != channel and c not in ("xOffset", "yOffset")]
    if not keys:
        return table[[channel]].median().to_frame().T
    return table.groupby(keys, observed=True)[[channel]].median().reset_index()


def _summed_up(wanted: pd.DataFrame, channel: str, expected: Chart) -> pd.DataFrame:
    return _medians(wanted, channel) if expected.mark == "boxplot" else wanted


def _measure(chart: Chart, table: pd.DataFrame) -> str:
    """The channel with the figure."""
    found = [c for c, e in chart.encodings.items() if e.aggregate]
    if found:
        return found[0]
    if chart.mark in ("arc", "rect"):
        return "theta" if chart.mark == "arc" else "color"
    discrete = {c for c, e in chart.encodings.items() if e.type in ("nominal", "ordinal")}
    return next((c for c in ("y", "x") if c in table.columns and c not in discrete and table[c].dtype.kind in "iuf"), "y")


def _values(table: pd.DataFrame, channel: str) -> list[float] | None:
    """The finite figures of rows that are drawn."""
    if table[channel].dtype.kind not in "iufb":
        return None
    places = [c for c in ("x", "y", "theta") if c in table.columns]
    return [float(v) for v in table.dropna(subset=places)[channel] if math.isfinite(v)]


def _shares(wanted: pd.DataFrame, channel: str, expected: Chart) -> Iterator[list[float]]:
    """The figures as parts of a whole, where they may be drawn so."""
    import pandas as pd

    figures = wanted[channel]
    if expected.mark == "arc":
        shares = figures / figures.sum()
    elif expected.encoding(channel).stack == "normalize":
        base = "y" if channel == "x" else "x"
        keys = [wanted[c] for c in (base, "facet", "row", "column") if c in wanted.columns]
        shares = figures / figures.groupby(keys).transform("sum") if keys else figures / figures.sum()
    else:
        return
    assert isinstance(shares, pd.Series)
    known = [float(v) for v in shares if math.isfinite(v)]
    yield known
    yield [100 * v for v in known]


# -- comparing ---------------------------------------------------------------------------------------------------------


def _difference(asked: Sequence[float], found: Sequence[float]) -> tuple[list[float], list[float]]:
    """What of the values is missing and what is too many; nothing drawn is as good as zero."""
    missing: list[float] = []
    extra: list[float] = []
    left, right = sorted(asked), sorted(found)
    reach = max((abs(v) for v in left), default=0.0)
    i = j = 0
    while i < len(left) and j < len(right):
        if abs(left[i] - right[j]) <= _CLOSE * abs(left[i]) + 1e-6 * reach:
            i, j = i + 1, j + 1
        elif left[i] < right[j]:
            missing.append(left[i])
            i += 1
        else:
            extra.append(right[j])
            j += 1
    missing += left[i:]
    extra += right[j:]
    small = 1e-6 * reach
    return [v for v in missing if abs(v) > small], [v for v in extra if abs(v) > small]


def _reasons(
    expected: Chart, frames: Mapping[str, Any], wanted: pd.DataFrame, found: _Found, asked: list[float], channel: str
) -> Iterator[Finding]:
    """Why the values differ, as far as that can be told."""
    encoding = expected.encoding(channel)
    what = _phrase(encoding)
    other = _other_reading(expected, channel, frames, found) if encoding.field or encoding.aggregate else None
    if other is not None:
        rule = "wrong-column" if other.field != encoding.field and encoding.field else "wrong-aggregate"
        yield Finding(rule, f"The picture shows the {_phrase(other)}, the {what} was asked for: draw that.")
        return
    missing, extra = _difference(asked, found.values)
    series = {str(v) for v in found.series}
    names = list(wanted["color"].dropna().astype(str).unique()) if "color" in wanted.columns else []
    if series and missing and not extra and len(series) < len(names):
        absent = [n for n in names if n not in series] if series & set(names) else []
        which = f" ({', '.join(map(repr, absent[:3]))})" if absent else ""
        yield Finding("missing-series", f"{len(series)} of {len(names)} series are drawn{which}: draw them all.")
    elif series and extra and not missing and len(series) > len(names) > 0:
        yield Finding(
            "extra-series", f"{len(series)} series are drawn where {len(names)} were asked for: leave the others out."
        )
    elif missing and not extra:
        count = len(asked) - len(missing)
        yield Finding("fewer-marks", f"{count:,} of {len(asked):,} values of the {what} are drawn: draw them all.")
    elif extra and not missing:
        count = len(asked) + len(extra)
        yield Finding(
            "extra-marks", f"{count:,} values are drawn where the {what} has {len(asked):,}: check filter and grouping."
        )
    elif len(missing) + len(extra) > 0.02 * (len(asked) + len(found.values)):
        yield Finding(
            "wrong-values",
            f"{len(missing):,} of {len(asked):,} values of the {what} are not those of the data: "
            "check column, aggregate, filter and grouping.",
        )


def _phrase(encoding: Encoding) -> str:
    if encoding.field is None:
        return "number of rows"
    name = repr(encoding.field)
    return f"{encoding.aggregate} of {name}" if encoding.aggregate else f"column {name}"


def _other_reading(expected: Chart, channel: str, frames: Mapping[str, Any], found: _Found) -> Encoding | None:
    """The aggregate or column that was drawn instead."""
    encoding = expected.encoding(channel)
    try:
        table = rows(expected, frames)
    except (UnsureError, TypeError, ValueError, KeyError, AttributeError):
        return None
    numeric = [c for c in table.columns if table[c].dtype.kind in "iuf"][:_MOST_COLUMNS]
    tried: list[Encoding] = []
    if encoding.aggregate:
        tried += [replace(encoding, aggregate=a) for a in _AGGREGATES if encoding.field and a != encoding.aggregate]  # type: ignore[arg-type]
        tried += [Encoding(aggregate="count")] if encoding.field else []
        tried += [
            Encoding(c, aggregate=encoding.aggregate if encoding.field else "sum") for c in numeric if c != encoding.field
        ]
    else:
        tried += [replace(encoding, field=c) for c in numeric if c != encoding.field]
    for other in tried:
        changed = expected.with_encoding(channel, other)
        try:
            wanted = _summed_up(grouped(changed, table), channel, expected)
        except (UnsureError, TypeError, ValueError, KeyError):
            continue
        values = _values(wanted, channel)
        for candidate in (values or [], *_shares(wanted, channel, changed)):
            if candidate and not any(_difference(candidate, found.values)):
                return other
    return None


def _misplaced(wanted: pd.DataFrame, channel: str, found: _Found, expected: Chart) -> Iterator[Finding]:
    """Values that stand at another category than their own."""
    base = "color" if expected.mark == "arc" else ("y" if channel == "x" else "x")
    if base not in wanted.columns or len(found.names) != len(found.values) or expected.mark in ("point", "regression"):
        return
    if expected.encoding(base).time_unit or expected.encoding(channel).stack == "normalize":
        return
    labels = [_label(v) for v in wanted[base]]
    if ("color" in wanted.columns and base != "color") or len(set(labels)) < len(labels):
        return
    drawn = [_label(v) for v in found.names]
    if set(labels) != set(drawn) or len(set(drawn)) < len(drawn):
        return
    figures = wanted[channel]
    figures = figures / figures.sum() if expected.mark == "arc" else figures
    right = dict(zip(labels, figures, strict=True))
    total = sum(found.values) if expected.mark == "arc" else 1.0
    reach = max(map(abs, right.values()), default=1.0)
    wrong = [n for n, v in zip(drawn, found.values, strict=True) if abs(v / (total or 1.0) - right[n]) > 1e-3 * reach]
    if wrong:
        shown = ", ".join(repr(n) for n in wrong[:3])
        yield Finding("misplaced-values", f"The values of {shown} stand at other labels: keep labels and values together.")


def _label(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return f"{value:g}" if isinstance(value, float) else str(value)
