"""Holdings: a chart goes in; the columns, conditions and constants that it holds come out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jupyter_viscode.spec import AggregateTransform, Chart, Comparison, Filter, Logic, Membership, Predicate, Statistic


def bare_number(text: str) -> str:
    """A number without separators and idle decimals."""
    bare = text.replace(",", "")
    return bare.rstrip("0").rstrip(".") if "." in bare else bare


def names_in(chart: Chart) -> Iterator[str]:
    """All columns that a chart draws or groups by."""
    yield from chart.fields()
    for transform in chart.transforms:
        if isinstance(transform, AggregateTransform):
            yield from transform.groupby
            yield from (m.field for m in transform.measures if m.field)
    for layer in chart.layers:
        yield from names_in(layer)


def predicates(chart: Chart) -> Iterator[Predicate]:
    """The conditions of a chart."""
    for transform in chart.transforms:
        if isinstance(transform, Filter):
            yield transform.where


def comparisons(predicate: Predicate | None) -> Iterator[Comparison]:
    """The single comparisons of a condition."""
    if isinstance(predicate, Logic):
        for part in predicate.parts:
            yield from comparisons(part)
    elif isinstance(predicate, Membership):
        yield from comparisons(predicate.where)
        if (tally := predicate.having) is not None:
            yield Comparison(tally.field or "rows", tally.op, tally.value)
    elif predicate is not None:
        yield predicate
        if isinstance(predicate.value, Statistic):
            yield from comparisons(predicate.value.where)


def own_comparisons(predicate: Predicate) -> Iterator[Comparison]:
    """The single comparisons of a condition that the rows themselves must meet."""
    if isinstance(predicate, Logic):
        for part in predicate.parts:
            yield from own_comparisons(part)
    elif isinstance(predicate, Comparison):
        yield predicate


def memberships(predicate: Predicate) -> Iterator[Membership]:
    """The conditions on the rows of other tables in a condition."""
    if isinstance(predicate, Logic):
        for part in predicate.parts:
            yield from memberships(part)
    elif isinstance(predicate, Membership):
        yield predicate
        if predicate.where is not None:
            yield from memberships(predicate.where)


def constants(chart: Chart) -> Iterator[Any]:
    """The constants of all conditions."""
    for predicate in predicates(chart):
        for comparison in comparisons(predicate):
            yield from comparison.value if isinstance(comparison.value, tuple) else (comparison.value,)


def denies(predicate: Predicate) -> bool:
    """Whether a predicate says what is not."""
    if isinstance(predicate, Logic):
        return predicate.op == "not" or any(map(denies, predicate.parts))
    if isinstance(predicate, Membership):
        return predicate.negate
    return predicate.op in ("!=", "not in", "not like", "is null", "not null") or predicate.value in (
        False,
        "N",
        "No",
        "no",
        "n",
        "F",
        0,
    )


def compared_with(transform: Any) -> Any:
    """What a filter compares with; None for other transforms."""
    return transform.where.value if isinstance(transform, Filter) and isinstance(transform.where, Comparison) else None


def kernel(chart: Chart) -> tuple[Any, ...]:
    """What decides the values that are drawn."""
    drawn = tuple((k, e.field, e.aggregate, e.time_unit) for k, e in sorted(chart.encodings.items()))
    return (chart.frame, drawn, repr(chart.transforms))


def filters(chart: Chart) -> tuple[str, ...]:
    """A chart's conditions in a form that can be compared."""
    return tuple(repr(p) for p in predicates(chart))
