"""What a picture tells of its data where values cannot be compared one by one: the Chart read from it, the one that was
asked for and the frames go in, findings come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from jupyter_viscode.chart.figures import UnsureError, period, rows
from jupyter_viscode.chart.kinds import parts_of
from jupyter_viscode.spec import Chart
from jupyter_viscode.types import Finding

if TYPE_CHECKING:
    import pandas as pd

_WORDS = {
    "sum": r"\b(sum|total)\b",
    "mean": r"\b(mean|average|avg)\b",
    "median": r"\bmedian\b",
    "max": r"\b(max|maximum)\b",
    "min": r"\b(min|minimum)\b",
    "count": r"\b(count|number)\b",
}


def hints(seen: Chart, expected: Chart, frames: Mapping[str, Any], readable: bool) -> Iterator[Finding]:
    """Titles that name another column, categories and series that are absent, and counts that do not add up.

    Parameters
    ----------
    readable
        Whether all that is drawn was read.
    """
    yield from _titles(seen, expected, frames)
    if not readable:
        return
    try:
        table = rows(expected, frames)
    except (UnsureError, TypeError, ValueError, KeyError, AttributeError):
        return
    binned = any(e.bin or e.bin_step for e in expected.encodings.values())
    if binned:
        yield from _counts(seen, expected, table)
    elif expected.mark not in ("treemap", "image", "other"):
        yield from _absent(seen, expected, table)


def _folded(text: str) -> str:
    return " ".join(re.sub(r"[_\W]+", " ", text).split()).casefold()


def _titles(seen: Chart, expected: Chart, frames: Mapping[str, Any]) -> Iterator[Finding]:
    """An axis that says to show another column, or another aggregate, than it should."""
    frame = frames.get(expected.frame or "")
    others = {_folded(str(c)): str(c) for c in getattr(frame, "columns", ())}
    for channel in ("x", "y", "color"):
        asked = expected.encoding(channel)
        if asked.field is None or asked.title is not None:
            continue
        title = _folded(_title(seen, expected, channel))
        own = _folded(asked.field)
        if own in title:
            words = [name for name, pattern in _WORDS.items() if re.search(pattern, title.replace(own, ""))]
            if asked.aggregate in _WORDS and words and asked.aggregate not in words:
                yield Finding(
                    "wrong-aggregate",
                    f"The {channel} axis shows the {words[0]} of {asked.field!r}, the {asked.aggregate} was asked for.",
                )
                return
            continue
        named = next((c for f, c in others.items() if len(f) > 2 and re.fullmatch(rf"(?:.* )?{re.escape(f)}", title)), None)
        if named is not None and named not in {e.field for e in expected.encodings.values()}:
            yield Finding("wrong-column", f"The {channel} axis shows {named!r}, {asked.field!r} was asked for: draw that.")
            return


def _title(seen: Chart, expected: Chart, channel: str) -> str:
    for part in parts_of(seen):
        if not part.panels and (part.mark == expected.mark or part is seen):
            encoding = part.encoding(channel)
            return encoding.title or ""
    return ""


# -- names -------------------------------------------------------------------------------------------------------------


def _absent(seen: Chart, expected: Chart, table: pd.DataFrame) -> Iterator[Finding]:
    """Fewer categories, or fewer series, than the data has."""
    for channel in ("x", "y", "color"):
        rule, what = ("missing-series", "series") if channel == "color" else ("fewer-marks", "categories")
        asked = expected.encoding(channel)
        if asked.field is None or asked.aggregate or asked.field not in table.columns:
            continue
        values = table[asked.field]
        if asked.time_unit is not None:
            values = period(values, asked.time_unit)
        elif asked.type in ("quantitative", "temporal") or values.dtype.kind in "iufM":
            continue
        drawn = {
            v
            for part in parts_of(seen)
            for c in (channel, {"x": "y", "y": "x"}.get(channel, ""))
            if part.encoding(c).type in ("nominal", "ordinal")
            for v in part.data.get(part.encoding(c).field or "", ())
            if v is not None
        }
        wanted = int(values.nunique())
        if 0 < len(drawn) < wanted:
            yield Finding(rule, f"{len(drawn)} of {wanted} {what} of {asked.field!r} are drawn: draw them all.")
            return


# -- bins --------------------------------------------------------------------------------------------------------------


def _counts(seen: Chart, expected: Chart, table: pd.DataFrame) -> Iterator[Finding]:
    """Bars, or cells, of counted rows that do not hold each row once, or whose rows lie elsewhere."""
    bins = [c for c, e in expected.encodings.items() if (e.bin or e.bin_step) and not e.time_unit]
    fields = [expected.encoding(c).field for c in bins]
    if not set(bins) <= {"x", "y"} or any(f not in table.columns or table[f].dtype.kind not in "iuf" for f in fields):
        return
    counted = [c for c in ("x", "y", "color") if c not in bins and expected.encoding(c).aggregate == "count"]
    if not counted or expected.mark not in ("bar", "rect"):
        return
    split = [
        expected.encoding(c).field for c in ("color", "facet", "row", "column") if expected.encoding(c).field in table.columns
    ]
    known = table.dropna(subset=[*fields, *split])
    totals = [t for part in parts_of(seen) if not part.panels and part.mark == expected.mark for t in [_total(part)] if t]
    if not totals:
        return
    total, weighted = sum(t[0] for t in totals), sum(t[1] for t in totals)
    if abs(total - len(known)) > 0.01 * len(known):
        why = "the counts are of something else" if total > len(known) or total < 2 else "some rows are left out"
        yield Finding("wrong-values", f"The bars hold {total:,.6g} of {len(known):,} rows: {why}; count every row once.")
    elif len(bins) == 1 and total:
        values = known[fields[0]]
        slack = 0.04 * float(values.max() - values.min()) if expected.mark == "bar" else float("inf")
        if abs(weighted / total - float(values.mean())) > max(slack, 0.5 * max(t[2] for t in totals)):
            yield Finding("wrong-column", f"The bars are not those of {fields[0]!r}, which was asked for: draw that.")


def _total(part: Chart) -> tuple[float, float, float] | None:
    """Rows in the bins, the sum of the places where they lie, and the width of a bin."""
    if part.mark == "rect":
        shades = part.data.get(part.encoding("color").field or "")
        if shades is None:
            return float(len(part.data.get(part.encoding("x").field or "", ()))), 0.0, 0.0
        return float(sum(v for v in shades if v == v)), 0.0, 0.0
    measure = next((c for c in ("y", "x") if part.encoding(c).aggregate == "count"), "")
    base = "x" if measure == "y" else "y"
    places = part.data.get(part.encoding(base).field or "", ())
    if not measure or not all(isinstance(v, (int, float)) for v in places if v is not None):
        return None
    counts = part.data.get(part.encoding(measure).field or "") or (1,) * len(places)
    pairs = [(p, c) for p, c in zip(places, counts, strict=False) if p is not None and p == p and c is not None and c == c]
    distinct = sorted({p for p, _ in pairs})
    width = (distinct[-1] - distinct[0]) / (len(distinct) - 1) if len(distinct) > 1 else 0.0
    return float(sum(c for _, c in pairs)), float(sum(p * c for p, c in pairs)), width
