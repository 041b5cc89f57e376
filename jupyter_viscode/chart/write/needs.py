"""Needs: a Chart goes in; the names of all columns that it mentions come out."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_viscode.spec import (
    AggregateTransform,
    Calculate,
    Chart,
    Comparison,
    Correlate,
    Filter,
    Fold,
    JoinTransform,
    Logic,
    Membership,
    Predicate,
    Ref,
    Relabel,
    Statistic,
    TopN,
    Transform,
)


def needed_names(chart: Chart) -> tuple[str, ...]:
    """Names of all columns that a chart mentions, its layers included, in order."""
    return tuple(dict.fromkeys(_mentioned(chart)))


def _mentioned(chart: Chart) -> Iterator[str]:
    for encoding in chart.encodings.values():
        if encoding.field is not None:
            yield encoding.field
        if encoding.sort and encoding.sort.by:
            yield encoding.sort.by
    for transform in chart.transforms:
        yield from _in_transform(transform)
    for part in (*chart.layers, *chart.panels):
        yield from _mentioned(part)


def _in_transform(transform: Transform) -> Iterator[str]:
    if isinstance(transform, Filter):
        yield from _in_predicate(transform.where)
    elif isinstance(transform, JoinTransform):
        yield from (transform.left_on, transform.right_on)
    elif isinstance(transform, Calculate):
        yield from (o.field for o in (transform.left, transform.right) if isinstance(o, Ref))
    elif isinstance(transform, AggregateTransform):
        yield from transform.groupby
        yield from (m.field for m in transform.measures if m.field)
    elif isinstance(transform, (Fold, Correlate)):
        yield from transform.fields
    elif isinstance(transform, TopN):
        yield transform.field
        if transform.by:
            yield transform.by
    elif isinstance(transform, Relabel):
        yield transform.field


def _in_predicate(predicate: Predicate) -> Iterator[str]:
    if isinstance(predicate, Logic):
        for part in predicate.parts:
            yield from _in_predicate(part)
    elif isinstance(predicate, Membership):
        yield from (predicate.field, predicate.column)
        if predicate.having is not None and predicate.having.field is not None:
            yield predicate.having.field
        if predicate.where is not None:
            yield from _in_predicate(predicate.where)
    elif isinstance(predicate, Comparison):
        yield predicate.field
        if isinstance(predicate.value, (Statistic, Ref)):
            yield predicate.value.field
        if isinstance(predicate.value, Statistic) and predicate.value.where is not None:
            yield from _in_predicate(predicate.value.where)
