"""Aggregates: their names in a Chart go in, how pandas says them and what their results are called come out."""

from __future__ import annotations

from collections.abc import Iterable

from jupyter_viscode.chart.write.source import literal

METHODS = {
    "count": "count()",
    "sum": "sum()",
    "mean": "mean()",
    "median": "median()",
    "min": "min()",
    "max": "max()",
    "distinct": "nunique()",
    "stdev": "std()",
    "variance": "var()",
    "q1": "quantile(0.25)",
    "q3": "quantile(0.75)",
}
"""Aggregates as methods of a pandas Series."""

_RESULTS = {
    "count": "counts",
    "distinct": "counts",
    "sum": "totals",
    "mean": "means",
    "median": "medians",
    "min": "lowest",
    "max": "highest",
}


def aggregator(name: str) -> str:
    """The second part of a named aggregation: a name that ``agg`` knows; quartiles are written out."""
    method = METHODS[name].removesuffix("()")
    return literal(method) if method.isidentifier() else f"lambda values: values.{method}"


def grouped_names(aggregates: Iterable[str]) -> tuple[str, ...]:
    """Variables that a grouped frame may be called: what its figures are, where they are of one kind."""
    names = {_RESULTS.get(a, "groups") for a in aggregates}
    return (*names, "groups") if len(names) == 1 else ("groups",)
