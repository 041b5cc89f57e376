"""One channel's column: a dimension's encoding goes in; statements that parse, truncate, bin or order it come out."""

from __future__ import annotations

from dataclasses import replace

from jupyter_viscode.chart.write.conditions import zoned
from jupyter_viscode.chart.write.items import Item, Tidy, type_of
from jupyter_viscode.chart.write.labels import MONTHS, UNIT_NAMES, WEEKDAYS, title_of
from jupyter_viscode.chart.write.source import literal
from jupyter_viscode.spec import Encoding, Sort


def dimension(made: Tidy, channel: str, encoding: Encoding, discrete: bool, group: bool) -> Item:
    """The channel's item; with `group` numbers are cut into their bins here."""
    table = made.table
    name = encoding.field or ""
    type_ = type_of(encoding, table)
    title = title_of(encoding)
    unit = encoding.time_unit
    if unit is None and type_ == "temporal" and encoding.bin and group:
        unit = "yearmonth"
    if unit and not (table.kind(name) in ("integer", "number") and unit.startswith("year")):
        return _time(made, channel, replace(encoding, time_unit=unit), discrete, type_ == "temporal")
    column = table.find(name)
    if (encoding.bin or encoding.bin_step) and type_ == "quantitative" and group:
        return _binned(made, channel, encoding)
    if type_ == "temporal" and (column.kind in ("text", "date", "other", "category") or column.dtype.startswith("period")):
        table.parse_dates(name)
    if type_ == "quantitative" and table.textual(name):
        table.parse_numbers(name)
    discrete = discrete or type_ in ("nominal", "ordinal")
    item = Item(channel, encoding, table.key(name), type_, title, discrete, column=table.find(name))
    item.as_text = table.textual(name) or not discrete
    if discrete and type_ == "temporal":
        label = _label(made, item.key, "label")
        table.drop_nulls(name)
        table.assign(label, f'{table.column(name)}.dt.strftime("%Y-%m-%d")', "text")
        return replace(item, key=label, as_text=True, type="nominal")
    if encoding.sort and encoding.sort.values:
        _explicit(made, item, encoding.sort)
    return item


def _label(made: Tidy, name: str, wanted: str) -> str:
    """A label for a derived column that no other column has."""
    known = made.table.known()
    return next(c for c in (wanted, f"{name}_{wanted}", *(f"{name}_{wanted}_{n}" for n in range(2, 99))) if c not in known)


def _explicit(made: Tidy, item: Item, sort: Sort) -> None:
    """Categories in the order that was asked for; what it does not name follows."""
    program, table = made.table.program, made.table
    program.use("import pandas as pd")
    order = program.name("order", f"{item.channel}_order")
    column = item.of(table.var)
    source = item.labels(table.var) if any(isinstance(v, str) for v in sort.values) else column
    program.add(f"{order} = {program.value(list(sort.values))}")
    known = item.column.distinct if item.column and not item.column.approximate else None
    if known is None or known > len(sort.values):
        program.add(f"{order} += sorted(set({source}.dropna()) - set({order}))")
    label = item.key
    table.assign(label, f"pd.Categorical({source}, categories={order}, ordered=True)", "category", dtype="category")
    item.ordered, item.as_text, item.order = True, source != column or item.as_text, order


def _time(made: Tidy, channel: str, encoding: Encoding, discrete: bool, temporal: bool) -> Item:
    table, unit = made.table, encoding.time_unit
    assert unit is not None
    name = encoding.field or ""
    column = table.find(name)
    table.parse_dates(name)
    table.drop_nulls(name)
    label = _label(made, name, UNIT_NAMES[unit])
    dates = f"{table.column(name)}.dt"
    if unit in ("yearquarter", "yearweek", "yearmonth") and zoned(column):
        dates += ".tz_localize(None).dt"
    title = title_of(encoding)
    names = {"month": (MONTHS, "month_name"), "day": (WEEKDAYS, "day_name")}.get(unit)
    if names:
        table.program.use("import pandas as pd")
        order = table.program.name("months" if unit == "month" else "weekdays")
        table.program.add(f"{order} = {literal(list(names[0]))}")
        table.assign(
            label,
            f"pd.Categorical({dates}.{names[1]}().str[:3], categories={order}, ordered=True)",
            "category",
            dtype="category",
        )
        return Item(channel, encoding, label, "ordinal", title, True, True, ordered=True, order=order)
    text = {
        "year": f'{dates}.strftime("%Y")',
        "yearmonth": f'{dates}.strftime("%Y-%m")',
        "yearquarter": f'{dates}.to_period("Q").astype(str)',
        "yearweek": f'{dates}.to_period("W").dt.start_time.dt.strftime("%Y-%m-%d")',
        "yearmonthdate": f'{dates}.strftime("%Y-%m-%d")',
        "yearmonthdatehours": f'{dates}.strftime("%Y-%m-%d %H:00")',
        "quarter": f'"Q" + {dates}.quarter.astype(str)',
    }
    plain = {
        "year": f"{dates}.year",
        "week": f"{dates}.isocalendar().week",
        "date": f"{dates}.day",
        "hours": f"{dates}.hour",
        "minutes": f"{dates}.minute",
        "yearquarter": f'{dates}.to_period("Q").dt.to_timestamp()',
        "yearmonth": f'{dates}.to_period("M").dt.to_timestamp()',
        "yearweek": f'{dates}.to_period("W").dt.start_time',
        "yearmonthdate": f"{dates}.normalize()",
        "yearmonthdatehours": f'{dates}.floor("h")',
    }
    continuous = not discrete and (temporal or made.chart.mark in ("line", "area", "point"))
    if unit == "quarter" or (not continuous and unit in text):
        table.assign(label, text[unit], "text")
        return Item(channel, encoding, label, "nominal", title, True, True)
    table.assign(label, plain[unit], "datetime" if unit.startswith("year") and unit != "year" else "integer")
    type_ = "temporal" if unit.startswith("year") and unit != "year" else "ordinal"
    return Item(channel, encoding, label, type_, title, not continuous, continuous)


def _binned(made: Tidy, channel: str, encoding: Encoding) -> Item:
    """Intervals of a number, for other figures than a plain histogram's."""
    table, program = made.table, made.table.program
    name = encoding.field or ""
    table.parse_numbers(name)
    program.use("import pandas as pd")
    label = _label(made, name, f"{name} range")
    if encoding.bin_step:
        program.use("import numpy as np")
        step = literal(encoding.bin_step)
        column = table.column(name)
        edges = program.name("edges", "bins")
        program.add(f"{edges} = np.arange({column}.min() // {step} * {step}, {column}.max() + {step}, {step})")
        source = f"pd.cut({column}, {edges}, right=False)"
    else:
        count = 10 if encoding.bin is True else int(encoding.bin)
        source = f"pd.cut({table.column(name)}, bins={count})"
    table.assign(label, source, "category", dtype="category")
    return Item(channel, encoding, label, "ordinal", title_of(encoding), True, False, ordered=True, interval=True)
