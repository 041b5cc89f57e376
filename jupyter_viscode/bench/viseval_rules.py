"""VisEval's rules: a Chart read from a finished figure and the Gold go in; the first rule that it breaks comes out.

Type, data, order, in this order, as the benchmark's own checks have them (arXiv 2407.00981, section 4): numbers within a
tolerance, text by its beginning, times as times; bars of height zero count for nothing; x, y and series may change places
where the question leaves them open.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from jupyter_viscode.bench.samples import Gold
from jupyter_viscode.chart.write.conditions import MONTHS, WEEKDAYS
from jupyter_viscode.spec import Chart

TOLERANCE = 5e-4
_MARKS = {"Bar": "bar", "Stacked Bar": "bar", "Pie": "arc", "Line": "line", "Grouping Line": "line", "Scatter": "point",
          "Grouping Scatter": "point"}  # fmt: skip
_NAMES = {n[:3]: n for n in (*WEEKDAYS, *MONTHS)} | {
    "thur": "thursday",
    "sept": "september",
    "tues": "tuesday",
    "thurs": "thursday",
}

Row = tuple[Any, Any, Any]


def broken(chart: Chart | None, gold: Gold) -> str | None:
    """``nothing``, ``type``, ``data`` or ``order``; None when the chart is right."""
    if chart is None or (not chart.data and not chart.layers and not chart.panels):
        return "nothing"
    if chart.panels:
        return "type"
    rows = drawn_rows(chart)
    if not _type_fits(chart, gold):
        return "type"
    mark = _MARKS[gold.family]
    wanted = list(gold.rows)
    if mark == "bar":
        rows = [r for r in rows if not _zero(r[1])]
        wanted = [r for r in wanted if not _zero(r[1])]
    fit = _fit(rows, wanted, gold, mark)
    if fit is None:
        return "data"
    if mark == "arc" or gold.sort_channel is None or _ordered(rows, wanted, gold, swapped=fit == "xy"):
        return None
    return "order"


def drawn_rows(chart: Chart) -> list[Row]:
    """(category or x, figure or y, series) of every drawn mark, in the order in which they stand."""
    encodings = chart.encodings
    color = encodings.get("color")
    if chart.mark == "arc":
        first, second, third = color, encodings.get("theta"), None
    else:
        first, second, third = encodings.get("x"), encodings.get("y"), color
        if first is not None and second is not None and second.type == "nominal" and first.type == "quantitative":
            first, second = second, first
    columns = []
    for encoding in (first, second, third):
        columns.append(list(chart.data.get(encoding.field or "", ())) if encoding is not None else [])
    length = max(len(columns[0]), len(columns[1]))
    filled = [c if len(c) == length else [None] * length for c in columns]
    return list(zip(*filled, strict=True))


def _type_fits(chart: Chart, gold: Gold) -> bool:
    if chart.mark != _MARKS.get(gold.family):
        return False
    colored = "color" in chart.encodings and chart.encoding("color").field is not None
    if gold.family in ("Stacked Bar", "Grouping Line", "Grouping Scatter") and not colored:
        return False
    if gold.family == "Stacked Bar" and gold.stacked:
        return "xOffset" not in chart.encodings and "yOffset" not in chart.encodings
    return True


def _zero(value: Any) -> bool:
    return value is None or (isinstance(value, (int, float)) and (value == 0 or math.isnan(value)))


def _fit(rows: Sequence[Row], wanted: Sequence[Row], gold: Gold, mark: str) -> str | None:
    """Which channels must change places for the data to agree: "", "xy", "xc"; None when they do not agree."""
    if len(rows) != len(wanted) and not (mark == "line" and len(rows) <= len(wanted)):
        return None
    if mark == "arc":
        rows, wanted = _shares(rows), _shares(wanted)
        return "" if _same(rows, wanted) else None
    if _same(rows, wanted):
        return ""
    series = any(r[2] is not None for r in wanted)
    fixed = set(gold.fixed_channels)
    if not fixed & {"x", "y"} and not (series and len(fixed) > 1) and _same(rows, [(y, x, c) for x, y, c in wanted]):
        return "xy"
    if series and not fixed and _same(rows, [(c, y, x) for x, y, c in wanted]):
        return "xc"
    return None


def _shares(rows: Sequence[Row]) -> list[Row]:
    total = sum(float(y) for _, y, _ in rows if isinstance(y, (int, float))) or 1.0
    return [(x, float(y) / total if isinstance(y, (int, float)) else y, c) for x, y, c in rows]


def _same(rows: Sequence[Row], wanted: Sequence[Row]) -> bool:
    """Every wanted row is drawn, each mark used once."""
    left = [tuple(map(plain, r)) for r in rows]
    for row in wanted:
        target = tuple(map(plain, row))
        found = next((i for i, r in enumerate(left) if all(alike(a, b) for a, b in zip(r, target, strict=True))), None)
        if found is None:
            return False
        del left[found]
    return True


def plain(value: Any) -> Any:
    """A value in a form to compare: a number, a lower-case text, the name of a day or month, or a day in ISO form."""
    if value is None:
        return ""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value).strip().lower().replace("t00:00:00", "").removesuffix(" 00:00:00")
    if text in _NAMES or text in _NAMES.values():
        return _NAMES.get(text[:4], _NAMES.get(text[:3], text))
    try:
        return float(text)
    except ValueError:
        return text


def alike(drawn: Any, wanted: Any) -> bool:
    """Equal within the benchmark's tolerance; a text may go on after what was wanted."""
    if wanted == "":
        return True
    if isinstance(drawn, float) and isinstance(wanted, float):
        near = abs(drawn - wanted)
        return (
            near <= TOLERANCE or (wanted != 0 and near / abs(wanted) <= TOLERANCE) or (math.isnan(drawn) and math.isnan(wanted))
        )
    if isinstance(drawn, str) and isinstance(wanted, str):
        return drawn == wanted or drawn.startswith(wanted) or wanted.startswith(drawn + " 00:")
    return _year_of(drawn) is not None and _year_of(drawn) == _year_of(wanted)


def _year_of(value: Any) -> float | None:
    """A year written as a number, or as the first of its January."""
    if isinstance(value, float):
        return value
    if isinstance(value, str) and value[:4].isdigit() and value[4:] in ("-01-01", ""):
        return float(value[:4])
    return None


def _ordered(rows: Sequence[Row], wanted: Sequence[Row], gold: Gold, *, swapped: bool) -> bool:
    if len(rows) < 2:
        return True
    channel = gold.sort_channel
    if swapped and not gold.axis_order:
        channel = "y" if channel == "x" else "x"
    if not swapped and channel == "x":
        shown = list(dict.fromkeys(plain(r[0]) for r in rows))
        if isinstance(gold.sort_order, list):
            return shown == [plain(v) for v in gold.sort_order if plain(v) in shown]
        if all(isinstance(v, float) for v in shown):
            return shown == sorted(shown, reverse=gold.sort_order == "descending")
        right = list(dict.fromkeys(plain(r[0]) for r in wanted))
        return all(alike(a, b) for a, b in zip(shown, right, strict=False))
    totals: dict[Any, float] = {}
    for x, y, _ in rows:
        totals[plain(x)] = totals.get(plain(x), 0.0) + (float(y) if isinstance(y, (int, float)) else 0.0)
    figures = list(totals.values())
    return figures == sorted(figures, reverse=gold.sort_order == "descending")
