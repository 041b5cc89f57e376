"""What the tidy frame is made of: channels with their columns, and what a Chart's encodings say about them."""

from __future__ import annotations

from dataclasses import dataclass, field

from jupyter_viscode.chart.write.frames import Table
from jupyter_viscode.chart.write.labels import PALETTE
from jupyter_viscode.chart.write.source import literal
from jupyter_viscode.spec import Chart, Encoding, Window
from jupyter_viscode.types import Column

KINDS = {
    "integer": "quantitative",
    "number": "quantitative",
    "duration": "quantitative",
    "datetime": "temporal",
    "date": "temporal",
}


@dataclass
class Item:
    """A channel and its column."""

    channel: str
    encoding: Encoding
    key: str
    """Label of the column in the tidy frame."""
    type: str
    title: str
    discrete: bool = False
    as_text: bool = False
    """The values are text already, or may be drawn as categories as they are."""
    ordered: bool = False
    """A pandas Categorical in an order of its own."""
    measure: bool = False
    column: Column | None = None
    interval: bool = False
    order: str | None = None
    """Variable that lists the categories in their order, for libraries that do not take it from the column."""

    def of(self, var: str) -> str:
        """Source of the column."""
        return f"{var}[{literal(self.key)}]"

    def shades(self) -> tuple[str, ...]:
        """The palette's colours, as many as there are values to tell apart; all of them where that is not known."""
        column, encoding = self.column, self.encoding
        if column is None or column.approximate or encoding.time_unit or encoding.bin:
            return PALETTE
        values = (column.distinct or 0) + bool(column.null_share)
        return PALETTE[:values] if 2 <= values <= len(PALETTE) else PALETTE

    def labels(self, var: str) -> str:
        """Source of the column as category labels."""
        if self.as_text or self.type == "temporal":
            return self.of(var)
        whole = self.column is not None and self.column.kind == "number" and self.column.dtype.startswith("float")
        return f'{self.of(var)}.map("{{:.10g}}".format)' if whole else f"{self.of(var)}.astype(str)"


@dataclass
class Tidy:
    """The frame that is drawn."""

    chart: Chart
    table: Table
    items: dict[str, Item] = field(default_factory=dict)
    grouped: bool = False
    window: Window | None = None
    order: str | None = None
    """Source of the order of the categories, where the rows cannot show it."""

    @property
    def var(self) -> str:
        """The frame's variable."""
        return self.table.var

    def has(self, channel: str) -> bool:
        """Whether the channel has a column."""
        return channel in self.items

    def column(self, channel: str) -> str:
        """Source of the channel's column."""
        return self.items[channel].of(self.var)

    def categories(self, channel: str) -> str:
        """Source of the channel's column as labels."""
        return self.items[channel].labels(self.var)


def vertical(chart: Chart, table: Table) -> bool:
    """Whether the measure is on y (bars stand, boxes stand)."""
    x, y = chart.encoding("x"), chart.encoding("y")
    if x.aggregate or y.aggregate:
        return bool(y.aggregate)
    if x.field is None or y.field is None:
        return chart.mark in ("bar", "area", "line") or (y.field is not None) or bool(y.value)
    if chart.encodings.get("yOffset"):
        return False
    return not (type_of(x, table) == "quantitative" and type_of(y, table) != "quantitative" and not x.bin)


def type_of(encoding: Encoding, table: Table) -> str:
    """The encoding's type, by its word or its column."""
    if encoding.aggregate and encoding.aggregate not in ("min", "max"):
        return "quantitative"
    if encoding.time_unit:
        return "temporal" if encoding.time_unit.startswith("year") and encoding.time_unit != "year" else "ordinal"
    if encoding.type:
        return encoding.type
    return KINDS.get(table.kind(encoding.field or ""), "nominal")


def measure_of(made: Tidy) -> Item | None:
    """The channel that holds the figure."""
    found = [i for i in made.items.values() if i.measure]
    if found:
        return found[0]
    for channel in ("theta", "y", "x"):
        item = made.items.get(channel)
        if item is not None and item.type == "quantitative" and not item.discrete:
            return item
    return None
