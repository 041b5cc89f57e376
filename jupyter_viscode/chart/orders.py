"""The order in which a picture shows its categories: a drawn figure, what was read from it, and what was asked go in."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jupyter_viscode.chart.kinds import kind_of
from jupyter_viscode.spec import Chart, Sort
from jupyter_viscode.types import Finding

_FALLING = (
    r"\b(descending|desc|(?:high|larg|bigg|great)(?:est)? to (?:the )?(?:low|small)(?:est)?|"
    r"from (?:high|large) to (?:low|small)|largest first|highest first|biggest first|decreasing)\b"
)
_RISING = (
    r"\b(ascending|asc|(?:low|small)(?:est)? to (?:the )?(?:high|larg|big)(?:est)?|from (?:low|small) to (?:high|large)|"
    r"smallest first|lowest first|increasing)\b"
)
_SORTING = r"\b(sort|order|rank|arrang)\w*\b"


def order(drawn: Any, seen: Chart, expected: Chart | None, instruction: str) -> Iterator[Finding]:
    """Bars that do not stand in the order that was asked for."""
    if seen.mark != "bar" or seen.panels or any(e.bin for e in seen.encodings.values()):
        return
    base, measure = _axes(seen)
    if not base:
        return
    asked = _asked(expected) if expected is not None else _said(instruction)
    if asked is None:
        return
    names = categories(drawn, seen, base)
    if names is None or len(names) < 3:
        return
    if not _fulfilled(names, _totals(seen, base, measure), asked, base, expected is None):
        how = "as listed" if asked.values else asked.order
        by = "the values" if asked.by else "the labels"
        yield Finding("missing-sort", f"The bars are not in {how} order of {by}, which was asked for: sort them.")


def _axes(seen: Chart) -> tuple[str, str]:
    for base, measure in (("x", "y"), ("y", "x")):
        one, other = seen.encoding(base), seen.encoding(measure)
        if one.field and one.type in ("nominal", "ordinal") and (other.type == "quantitative" or other.aggregate):
            return base, measure
    return "", ""


def _asked(expected: Chart) -> Sort | None:
    """The order that can be checked: by the drawn values, by the labels, or one that was listed."""
    if expected.mark != "bar":
        return None
    for channel, other in (("x", "y"), ("y", "x")):
        encoding = expected.encoding(channel)
        if encoding.sort is None or encoding.aggregate or encoding.bin:
            continue
        sort = encoding.sort
        if sort.values:
            return sort
        if sort.by in ("x", "y", "color") and sort.by == other:
            return sort
        if sort.by in ("", encoding.field, channel) and not sort.aggregate and not encoding.time_unit:
            return Sort("", sort.order)
        return None
    return None


def _said(instruction: str) -> Sort | None:
    """An order that the words ask for; by what stays open."""
    if not re.search(_SORTING, instruction, re.IGNORECASE):
        return None
    falling = re.search(_FALLING, instruction, re.IGNORECASE)
    rising = re.search(_RISING, instruction, re.IGNORECASE)
    if bool(falling) == bool(rising):
        return None
    return Sort("y", "descending" if falling else "ascending")


def _totals(seen: Chart, base: str, measure: str) -> dict[str, float] | None:
    names = seen.data.get(seen.encoding(base).field or "", ())
    values = seen.data.get(seen.encoding(measure).field or "", ())
    aggregate = seen.encoding(measure).aggregate
    if len(names) != len(values) or aggregate not in (None, "sum", "mean", "count"):
        return None
    totals: dict[str, float] = {}
    counts: dict[str, int] = {}
    for name, value in zip(names, values, strict=True):
        if not isinstance(value, (int, float)):
            return None
        if value == value:
            totals[str(name)] = totals.get(str(name), 0.0) + value
            counts[str(name)] = counts.get(str(name), 0) + 1
    if aggregate == "mean":
        totals = {name: total / counts[name] for name, total in totals.items()}
    return {n: float(c) for n, c in counts.items()} if aggregate == "count" else totals


def _fulfilled(names: Sequence[str], totals: Mapping[str, float] | None, asked: Sort, base: str, open_: bool) -> bool:
    if asked.values:
        wanted = [str(v) for v in asked.values]
        shown = [n for n in names if n in wanted]
        return shown == [n for n in wanted if n in shown] or (base == "y" and shown[::-1] == [n for n in wanted if n in shown])
    if (asked.by or open_) and totals is None:
        return True
    falling = asked.order == "descending"
    # Bars that lie are read from either end: what comes first, the top or the axis's origin, is a matter of habit.
    directions = (False, True) if base == "y" else (falling,)
    for down in directions:
        if (asked.by or open_) and _monotone([totals[n] for n in names if n in totals], down):  # type: ignore[index, operator]
            return True
        if (not asked.by or open_) and any(_monotone(v, down) for v in _natural(names)):
            return True
    return False


def _natural(names: Sequence[str]) -> Iterator[Sequence[Any]]:
    """Labels as what may be sorted: numbers where they are, texts with and without regard to case."""
    try:
        yield [float(n) for n in names]
        return
    except ValueError:
        yield list(names)
        yield [n.casefold() for n in names]


def _monotone(values: Sequence[Any], falling: bool) -> bool:
    pairs = itertools.pairwise(values)
    if values and isinstance(values[0], float):
        slack = 1e-9 * max(abs(v) for v in values)
        return all(a >= b - slack if falling else a <= b + slack for a, b in pairs)
    return all(a >= b if falling else a <= b for a, b in pairs)


# -- what is drawn -----------------------------------------------------------------------------------------------------


def categories(drawn: Any, seen: Chart, base: str) -> list[str] | None:
    """The categories from left to right, or from top to bottom; None where the front end decides and it cannot be told."""
    kind = kind_of(drawn)
    if kind == "matplotlib":
        return _matplotlib(drawn, seen, base)
    if kind == "plotly":
        return _plotly(drawn, seen, base)
    if kind == "vega-lite":
        return _vega_lite(drawn, seen, base)
    return None


def _there(seen: Chart, base: str) -> list[str]:
    return list(dict.fromkeys(str(v) for v in seen.data.get(seen.encoding(base).field or "", ())))


def _matplotlib(figure: Any, seen: Chart, base: str) -> list[str] | None:
    from jupyter_viscode.chart.read.artists import Axis

    axes = next((a for a in figure.axes if a.containers), None)
    if axes is None:
        return None
    axis = axes.xaxis if base == "x" else axes.yaxis
    labels = Axis(axis).labels
    there = set(_there(seen, base))
    names = [labels[place] for place in sorted(labels) if labels[place] in there]
    turned = axis.get_inverted() if base == "x" else not axis.get_inverted()
    return names[::-1] if turned else names


def _plotly(figure: Any, seen: Chart, base: str) -> list[str] | None:
    axis = figure.layout[f"{base}axis"]
    names = _there(seen, base)
    how = axis.categoryorder
    if axis.categoryarray is not None and how in (None, "array"):
        listed = [str(v) for v in axis.categoryarray]
        names = [n for n in listed if n in names] + [n for n in names if n not in listed]
    elif how in ("category ascending", "category descending"):
        names = sorted(names, reverse=how.endswith("descending"))
    elif how not in (None, "trace", "array"):
        totals = _totals(seen, base, "y" if base == "x" else "x")
        if totals is None or not how.startswith("total"):
            return None
        names = sorted(names, key=lambda n: totals.get(n, 0.0), reverse=how.endswith("descending"))
    elif len([t for t in figure.data if t.type == "bar"]) > 1:
        return None  # each trace may begin with another category
    turned = (axis.autorange == "reversed") == (base == "x")
    return names[::-1] if turned else names


def _vega_lite(drawn: Any, seen: Chart, base: str) -> list[str] | None:
    from jupyter_viscode.chart.read.vega_lite import channel_of

    sort = channel_of(drawn, base).get("sort", "ascending")
    names = _there(seen, base)
    if sort is None:
        return names
    if isinstance(sort, list):
        listed = [str(v) for v in sort]
        return [n for n in listed if n in names] + [n for n in names if n not in listed]
    if sort in ("ascending", "descending"):
        return sorted(names, reverse=sort == "descending")
    totals = _totals(seen, base, "y" if base == "x" else "x")
    text = sort if isinstance(sort, str) else str(sort.get("encoding", ""))
    down = text.startswith("-") or (isinstance(sort, Mapping) and sort.get("order") == "descending")
    if totals is None or text.lstrip("-") not in ("x", "y"):
        return None
    return sorted(names, key=lambda n: totals.get(n, 0.0), reverse=down)
