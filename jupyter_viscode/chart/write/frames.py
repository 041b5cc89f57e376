"""Tables: a frame of the user's and a Chart's transforms go in, pandas statements and a Table that names the result come out.

The user's frame is never changed: every statement binds a new variable.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from jupyter_viscode import numerals
from jupyter_viscode.chart.write.aggregates import METHODS, aggregator, grouped_names
from jupyter_viscode.chart.write.conditions import condition
from jupyter_viscode.chart.write.source import Program, dictionary, identifier, keywords, literal
from jupyter_viscode.dates import source_of
from jupyter_viscode.errors import InputError
from jupyter_viscode.spec import (
    AggregateTransform,
    Calculate,
    Correlate,
    Filter,
    Fold,
    JoinTransform,
    Logic,
    Predicate,
    Ref,
    Relabel,
    TopN,
    Transform,
)
from jupyter_viscode.types import Column, Context, FrameSummary

_MADE = {"concat": "text", "days between": "integer", "==": "boolean", "decade": "integer"}
"""What a computed column holds, where it is neither a number nor text."""
_OF_DATES = {
    "season": "({0}.dt.month % 12 // 3).map(dict(enumerate(seasons)))",
    "weekend": '({0}.dt.day_of_week >= 5).map({{True: "Weekend", False: "Weekday"}})',
    "decade": "{0}.dt.year // 10 * 10",
    "half-year": '{0}.dt.strftime("%Y ") + {0}.dt.quarter.map({{1: "H1", 2: "H1", 3: "H2", 4: "H2"}})',
}
"""What a date is gathered to."""
SEASONS = ["Winter", "Spring", "Summer", "Autumn"]
"""Of three months each, from December on."""


@dataclass
class Table:
    """A pandas frame of the program."""

    program: Program
    context: Context
    var: str
    owned: bool = False
    """True when the variable is the program's own: it may be bound again."""
    columns: dict[str, Column] = field(default_factory=dict)
    """By the names that the Chart uses."""
    needed: tuple[str, ...] = ()
    parsed: set[str] = field(default_factory=set)
    others: dict[str, Table] = field(default_factory=dict)

    # -- columns ---------------------------------------------------------------------------------------------------

    def find(self, name: str) -> Column:
        """The column of that name; one that nobody described is taken at its word."""
        return self.columns.get(name) or Column(name, "other", "", key=name)

    def key(self, name: str) -> str:
        """The label that indexes the frame."""
        found = self.find(name)
        return found.name if found.key is None else found.key

    def kind(self, name: str) -> str:
        """What the column holds."""
        return self.find(name).kind

    def textual(self, name: str) -> bool:
        """Whether the column holds text."""
        return textual(self.find(name))

    def column(self, name: str) -> str:
        """Source of the column."""
        return f"{self.var}[{literal(self.key(name))}]"

    def known(self) -> set[str]:
        """Labels that are in use."""
        return {str(self.key(name)) for name in self.columns}

    # -- statements ------------------------------------------------------------------------------------------------

    def bind(self, source: Callable[[str], str] | str, *wanted: str) -> None:
        """``data = source``: the frame becomes the result; a function gets the present variable."""
        text = source if isinstance(source, str) else source(self.var)
        if not self.owned or wanted:
            self.var = self.program.name(*(wanted or ("data", "rows")))
            self.owned = True
        self.program.add(f"{self.var} = {text}")

    def assign(self, name: str, source: str, kind: str, *, key: str | None = None, dtype: str = "") -> None:
        """A column computed from others, under a label of its own or in the place of the old one."""
        label = name if key is None else key
        column = Column(name, kind, dtype, key=label)  # type: ignore[arg-type]
        (argument,) = keywords([(label, source)])
        text = f"{self.var}.assign({argument})"
        if len(text) > 92:
            text = f"{self.var}.assign(\n    {argument}\n)"
        self.bind(text)
        self.columns[name] = column

    def parse_dates(self, name: str) -> None:
        """Make the column a datetime where it is text or holds Python dates."""
        column = self.find(name)
        spans = column.dtype.startswith("period")
        if (column.kind == "datetime" and not spans) or name in self.parsed:
            return
        self.parsed.add(name)
        self.program.use("import pandas as pd")
        source = f"pd.to_datetime({self.column(name)})"
        if spans:
            source = f"{self.column(name)}.dt.to_timestamp()"
        elif column.kind != "date":
            source = source_of(self.column(name), column.writing, whole=not column.approximate)
        self.assign(name, source, "datetime", key=column.key or name)

    def parse_numbers(self, name: str) -> None:
        """Make the column a number where it is text."""
        column = self.find(name)
        if not textual(column) or name in self.parsed:
            return
        self.parsed.add(name)
        self.program.use("import pandas as pd")
        self.assign(name, numerals.source_of(self.column(name), column.signs), "number", key=column.key or name)

    def drop_nulls(self, *names: str) -> None:
        """Drop rows without these values, unless the columns are known to be whole."""
        keys = [self.key(n) for n in names if self.find(n).null_share != 0]
        if keys:
            self.bind(f"{self.var}.dropna(subset={literal(keys)})")

    def other(self, frame: str) -> Table:
        """Another frame of the user's, as pandas; `needed` columns are the same names."""
        if frame not in self.others:
            self.others[frame] = open_table(self.program, self.context, frame, self.needed, main=False)
        return self.others[frame]

    # -- transforms ------------------------------------------------------------------------------------------------

    def apply(self, transform: Transform) -> None:
        """Write one transform; Window is for the encodings' stage."""
        if isinstance(transform, Filter):
            self.filter(transform.where)
        elif isinstance(transform, JoinTransform):
            self._join(transform)
        elif isinstance(transform, Calculate):
            self._calculate(transform)
        elif isinstance(transform, AggregateTransform):
            self._aggregate(transform)
        elif isinstance(transform, Fold):
            self._fold(transform)
        elif isinstance(transform, Correlate):
            self._correlate(transform)
        elif isinstance(transform, TopN):
            self._top(transform)
        elif isinstance(transform, Relabel):
            self._relabel(transform)

    def filter(self, where: Predicate) -> None:
        """Keep the rows that hold."""
        condition(self, where)  # writes the statements that the condition needs; they may rename the frame
        source = condition(self, where)
        if len(source) > 88 and isinstance(where, Logic) and where.op != "not":
            symbol = "&" if where.op == "and" else "|"
            parts = [condition(self, part, nested=True) for part in where.parts]
            lines = f"\n    {symbol} ".join(parts)
            source = f"\n    {lines}\n"
        self.bind(f"{self.var}[{source}]")

    def _relabel(self, transform: Relabel) -> None:
        source = self.column(transform.field)
        plain = source if self.kind(transform.field) == "text" else f"{source}.astype(object)"
        names = ", ".join(f"{literal(value)}: {literal(name)}" for value, name in transform.labels)
        self.assign(transform.field, f"{plain}.replace({{{names}}})", "text", key=self.key(transform.field))

    def _join(self, join: JoinTransform) -> None:
        other = self.other(join.frame)
        left, right = literal(self.key(join.left_on)), literal(other.key(join.right_on))
        left_is_text = self.kind(join.left_on) in ("text", "category")
        numeric = ("integer", "number")
        if (left_is_text and other.kind(join.right_on) in numeric) or (
            self.kind(join.left_on) in numeric and other.kind(join.right_on) in ("text", "category")
        ):
            self.assign(join.left_on, f"{self.column(join.left_on)}.astype(str)", "text", key=self.key(join.left_on))
            other.assign(join.right_on, f"{other.column(join.right_on)}.astype(str)", "text", key=other.key(join.right_on))
        keys = f"on={left}" if left == right else f"left_on={left}, right_on={right}"
        suffix = f"_{join.frame}"
        clash = {n for n in other.columns if n in self.columns and not (n == join.right_on and left == right)}
        extra = f', suffixes=("", {literal(suffix)})' if clash else ""
        how = ', how="left"' if join.how == "left" else ""
        null_keys = [t for t, n in ((self, join.left_on), (other, join.right_on)) if (t.find(n).null_share or 0) > 0]
        right_var = other.var
        if len(null_keys) == 2:  # pandas matches missing keys with each other, which no database does
            right_var = f"{other.var}.dropna(subset=[{right}])"
        self.bind(f"{self.var}.merge({right_var}, {keys}{how}{extra})")
        for name, column in other.columns.items():
            if name in clash:
                self.columns[f"{name}{suffix}"] = replace(column, name=f"{name}{suffix}", key=f"{column.key}{suffix}")
            elif name not in self.columns:
                self.columns[name] = column
        if left == right:
            self.columns.setdefault(f"{join.right_on}{suffix}", self.find(join.left_on))

    def _calculate(self, transform: Calculate) -> None:
        left, right = transform.left, transform.right
        if transform.op == "days between":
            for operand in (left, right):
                if isinstance(operand, Ref):
                    self.parse_dates(operand.field)
            source = f"({self._operand(right)} - {self._operand(left)}).dt.days"
        elif transform.op in _OF_DATES and isinstance(left, Ref):
            source = self._of_date(transform.op, left.field)
        elif transform.op == "==":
            source = f"{self._operand(left)} == {self._operand(right)}"
        elif transform.op == "abs":
            source = f"{self._operand(left)}.abs()"
        elif transform.op == "concat":
            parts = [f"{self._operand(o)}.astype(str)" if isinstance(o, Ref) else literal(str(o)) for o in (left, right)]
            source = f'{parts[0]} + " " + {parts[1]}'
        else:
            for operand in (left, right):
                if isinstance(operand, Ref):
                    self.parse_numbers(operand.field)
            source = f"{self._operand(left)} {transform.op} {self._operand(right)}"
        kind = _MADE.get(transform.op, "text" if transform.op in _OF_DATES else "number")
        self.assign(transform.name, source, kind)

    def _of_date(self, op: str, field: str) -> str:
        """What a date, or for decades a year, is gathered to."""
        if op == "decade" and self.kind(field) in ("integer", "number"):
            return f"{self.column(field)} // 10 * 10"
        self.parse_dates(field)
        source = _OF_DATES[op]
        if op == "season":
            name = self.program.name("seasons")
            self.program.add(f"{name} = {literal(SEASONS)}")
            source = source.replace("seasons", name)
        return source.format(self.column(field))

    def _operand(self, operand: object) -> str:
        return self.column(operand.field) if isinstance(operand, Ref) else self.program.value(operand)

    def _aggregate(self, transform: AggregateTransform) -> None:
        for measure in transform.measures:
            if measure.field and measure.aggregate not in ("count", "distinct", "min", "max"):
                self.parse_numbers(measure.field)
        if not transform.groupby:
            self._aggregate_all(transform)
            return
        group_keys = [self.key(g) for g in transform.groupby]
        arguments = []
        for m in transform.measures:
            if m.field is None:
                source = f'({literal(group_keys[0])}, "size")'
            else:
                source = f"({literal(self.key(m.field))}, {aggregator(m.aggregate)})"
            arguments.append((m.name, source))
        by = literal(group_keys[0]) if len(group_keys) == 1 else literal(group_keys)
        observed = ", observed=True" if any(categorical(self.find(g)) for g in transform.groupby) else ""
        text = f"{self.var}.groupby({by}, as_index=False{observed}).agg("
        parts = keywords(arguments)
        one = f"{text}{', '.join(parts)})"
        if len(one) > 92:
            one = text + "".join(f"\n    {part}," for part in parts) + "\n)"
        old = self.columns
        self.bind(one, *grouped_names(m.aggregate for m in transform.measures))
        self.columns = {g: self.find(g) for g in transform.groupby}
        for m in transform.measures:
            kept = m.aggregate in ("min", "max") and m.field in old
            kind = old[m.field].kind if kept and m.field else "integer" if m.aggregate in ("count", "distinct") else "number"
            self.columns[m.name] = Column(m.name, kind, "", key=m.name)

    def _aggregate_all(self, transform: AggregateTransform) -> None:
        self.program.use("import pandas as pd")
        cells = []
        for m in transform.measures:
            value = f"len({self.var})" if m.field is None else f"{self.column(m.field)}.{METHODS[m.aggregate]}"
            cells.append(f"{literal(m.name)}: [{value}]")
        self.bind(f"pd.DataFrame({{{', '.join(cells)}}})", *grouped_names(m.aggregate for m in transform.measures))
        self.columns = {m.name: Column(m.name, "number", "", key=m.name) for m in transform.measures}

    def _fold(self, fold: Fold) -> None:
        for name in fold.fields:
            self.parse_numbers(name)
        kept = [n for n in self.columns if n not in fold.fields and n in self.needed]
        keys = [self.key(n) for n in kept]
        ids = f"id_vars={literal(keys[0] if len(keys) == 1 else keys)}, " if keys else ""
        fields = literal([self.key(n) for n in fold.fields])
        source = f"{ids}value_vars={fields}, var_name={literal(fold.key)}, value_name={literal(fold.value)}"
        text = f"{self.var}.melt({source})"
        if len(text) > 100:
            text = f"{self.var}.melt(\n    {source}\n)"
        self.bind(text)
        self.columns = {n: self.find(n) for n in kept}
        self.columns[fold.key] = Column(fold.key, "text", "", key=fold.key, null_share=0)
        self.columns[fold.value] = Column(fold.value, "number", "", key=fold.value)

    def _correlate(self, transform: Correlate) -> None:
        for name in transform.fields:
            self.parse_numbers(name)
        fields = literal([self.key(n) for n in transform.fields])
        names = 'index="column", columns="other"'
        self.bind(f"{self.var}[{fields}].corr().rename_axis({names})", "correlations")
        self.bind(f'{self.var}.stack().rename("correlation").reset_index()')
        text = {n: Column(n, "text", "", key=n, null_share=0) for n in ("column", "other")}
        self.columns = {**text, "correlation": Column("correlation", "number", "", key="correlation")}

    def _top(self, top: TopN) -> None:
        rising = top.order == "ascending"
        if top.by is not None and top.aggregate is None:
            self.parse_numbers(top.by)
            by = literal(self.key(top.by))
            if self.kind(top.by) in ("integer", "number"):
                self.bind(f"{self.var}.{'nsmallest' if rising else 'nlargest'}({int(top.n)}, {by})")
            else:
                order = "" if rising else ", ascending=False"
                self.bind(f"{self.var}.sort_values({by}{order}).head({int(top.n)})")
            return
        name = self.program.name("top" if not rising else "bottom")
        if top.by is None:
            order = "ascending=True" if rising else ""
            self.program.add(f"{name} = {self.column(top.field)}.value_counts({order}).index[:{int(top.n)}]")
        else:
            if top.aggregate not in ("count", "distinct", "min", "max"):
                self.parse_numbers(top.by)
            method = METHODS[top.aggregate or "sum"]
            observed = ", observed=True" if categorical(self.find(top.field)) else ""
            figure = f"{self.var}.groupby({literal(self.key(top.field))}{observed})[{literal(self.key(top.by))}].{method}"
            pick = f".{'nsmallest' if rising else 'nlargest'}({int(top.n)}).index"
            self.program.add(f"{name} = {figure}{pick}")
        column = self.column(top.field)
        if not top.other:
            self.bind(f"{self.var}[{column}.isin({name})]")
            return
        plain = f"{column}.astype(object)" if categorical(self.find(top.field)) else column
        if self.kind(top.field) in ("integer", "number", "boolean"):
            plain = f"{column}.astype(str)"
        source = f"{plain}.where({column}.isin({name}), {literal(top.other)})"
        self.assign(top.field, source, "text", key=self.key(top.field), dtype="str")


# -- opening -----------------------------------------------------------------------------------------------------------


def open_table(program: Program, context: Context, frame: str, needed: tuple[str, ...], *, main: bool = True) -> Table:
    """The frame as pandas, with labels that are text; writes the conversion where one is needed."""
    if not identifier_path(frame):
        raise InputError(f"{frame!r} is not a variable's name.", hint="Assign the frame to a variable and name that.")
    summary = context.frame(frame)
    table = Table(program, context, frame, needed=needed)
    if summary is None:
        return table
    own = ("data", "rows") if main else (f"{frame}_data",)
    conversion = _conversion(program, summary)
    if {c.name for c in summary.index} & set(needed):
        conversion = _reset(summary)
        labels = tuple(replace(c, key=c.name if c.key is None else c.key) for c in summary.index)
        summary = replace(summary, columns=(*labels, *summary.columns))
    table.columns = {c.name: c for c in reversed(summary.columns)}
    if conversion:
        table.bind(conversion, *own)
    _flatten(table, summary, own)
    if summary.library == "pandas":
        _settle(table, own)
    return table


def identifier_path(name: str) -> bool:
    """True for a variable's name, or a dotted one."""
    return all(identifier(part) or part.isidentifier() for part in name.split(".")) if name else False


def _conversion(program: Program, summary: FrameSummary) -> str | None:
    name = summary.name
    if summary.library in ("records", "arrays"):
        program.use("import pandas as pd")
        return f"pd.DataFrame({name})"
    forms = {
        "polars": f"{name}.collect().to_pandas()" if summary.lazy else f"{name}.to_pandas()",
        "pyarrow": f"{name}.to_pandas()",
        "duckdb": f"{name}.df()",
        "dask": f"{name}.compute()",
    }
    return forms.get(summary.library)


def _reset(summary: FrameSummary) -> str:
    """The row labels as columns, under the names by which they are spoken of."""
    names = [c.name for c in summary.index]
    given = literal(names[0] if len(names) == 1 else names)
    return f"{summary.name}.reset_index({'' if all(c.key is not None for c in summary.index) else f'names={given}'})"


def _flatten(table: Table, summary: FrameSummary, own: tuple[str, ...]) -> None:
    """Give plain labels to columns that are labelled by numbers, tuples or the same text twice."""
    keys = [c.name if c.key is None else c.key for c in summary.columns]
    places: dict[str, int] = {}
    for place, column in enumerate(summary.columns):
        places.setdefault(column.name, place)
    used = [n for n in dict.fromkeys(table.needed) if n in places]
    if all(isinstance(keys[places[n]], str) and keys.count(keys[places[n]]) == 1 for n in used):
        return
    picked = literal([places[n] for n in used])
    table.bind(f"{table.var}.iloc[:, {picked}].set_axis({literal(used)}, axis=1)", *(() if table.owned else own))
    table.columns = {n: replace(table.columns[n], key=n) for n in used}


def _settle(table: Table, own: tuple[str, ...]) -> None:
    """Numbers and dates in Arrow's or nullable types as numpy's, which the plotting libraries understand."""
    wanted = {}
    for name in dict.fromkeys(table.needed):
        column = table.columns.get(name)
        if column is None or not ("[pyarrow]" in column.dtype or re.match(r"(U?Int|Float)\d", column.dtype)):
            continue
        zone = re.search(r"tz=([^\]]+)\]", column.dtype)
        settled = {
            "integer": "int64" if column.null_share == 0 else "float64",
            "number": "float64",
            "datetime": f"datetime64[ns, {zone.group(1)}]" if zone else "datetime64[ns]",
        }.get(column.kind)
        if settled:
            wanted[table.key(name)] = settled
            table.columns[name] = replace(column, dtype=settled)
    if wanted:
        table.bind(f"{table.var}.astype({dictionary(wanted.items())})", *(() if table.owned else own))


def textual(column: Column) -> bool:
    """True when the values are Python or Arrow text, few or many."""
    if column.kind == "text":
        return True
    return column.kind == "category" and bool(re.match(r"(str|string|object|large_string|utf8|varchar)", column.dtype.lower()))


def categorical(column: Column) -> bool:
    """True for pandas categories, whose empty groups would be kept."""
    return bool(re.match(r"(category|categorical|dictionary|enum)", column.dtype.strip().lower()))
