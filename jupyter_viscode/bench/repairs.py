"""Programs that fail as models' programs do, and what mends them: for measuring what a repair costs.

Each is a whole answer to a request about `FRAME`'s columns; its edits are those of a model that knows the cause.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FRAME = """\
import numpy as np
import pandas as pd
_draw = np.random.default_rng(0)
sales = pd.DataFrame({
    "date": pd.date_range("2024-01-01", periods=400, freq="D"),
    "region": _draw.choice(["North", "South", "West"], 400),
    "product": _draw.choice(["Chair", "Desk", "Lamp", "Shelf"], 400),
    "units": _draw.integers(1, 50, 400),
    "revenue": _draw.gamma(3.0, 90.0, 400).round(2),
})
"""


@dataclass(frozen=True)
class Repair:
    """One program that fails."""

    asked: str
    source: str
    edits: tuple[tuple[str, str], ...]
    """Old and new lines, each of which stands once in the program."""

    @property
    def mended(self) -> str:
        """The program as it should be."""
        source = self.source
        for old, new in self.edits:
            assert source.count(old) == 1, (self.asked, old)
            source = source.replace(old, new)
        return source

    @property
    def whole(self) -> str:
        """A whole program as the answer."""
        return f"```python\n{self.mended}```\n"

    @property
    def patch(self) -> str:
        """Edits as the answer."""
        return "".join(f"<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE\n" for old, new in self.edits)


def tokens(text: str) -> list[str]:
    """Text in pieces of about the size of a token in code: words up to eight letters, digits, marks, runs of spaces."""
    return re.findall(r" ?[A-Za-z_]{1,8}|\d|\n[ \t]*|[ \t]+|[^\w\s]{1,2}|.", text, re.DOTALL)


_HEAD = "import matplotlib.pyplot as plt\nimport numpy as np\nimport pandas as pd\n\n"

REPAIRS = (
    Repair(
        "monthly revenue per region as lines, the best month marked",
        _HEAD
        + """\
monthly = (
    sales.assign(month=sales["date"].dt.to_period("M"))
    .groupby(["month", "region"])["revenue"]
    .sum()
    .unstack()
)
fig, ax = plt.subplots(figsize=(10, 5))
for region in monthly.columns:
    ax.plot(monthly.index, monthly[region], marker="o", label=region)
best = monthly.sum(axis=1).idxmax()
ax.axvline(best, color="grey", linestyle="--", linewidth=1)
ax.annotate("best month", xy=(best, monthly.max().max()), xytext=(5, 5), textcoords="offset points")
ax.set_title("Monthly revenue by region")
ax.set_xlabel("Month")
ax.set_ylabel("Revenue")
ax.legend(title="Region")
fig.autofmt_xdate()
plt.tight_layout()
plt.show()
""",
        (
            (
                '    sales.assign(month=sales["date"].dt.to_period("M"))',
                '    sales.assign(month=sales["date"].dt.to_period("M").dt.to_timestamp())',
            ),
        ),
    ),
    Repair(
        "revenue by product and region as grouped bars with the values on top",
        _HEAD
        + """\
table = sales.pivot_table(index="product", columns="region", values="revenue", aggfunc="sum")
positions = np.arange(len(table.index))
width = 0.8 / len(table.columns)
fig, ax = plt.subplots(figsize=(9, 5))
for number, region in enumerate(table.columns):
    offset = (number - (len(table.columns) - 1) / 2) * width
    bars = ax.bar(positions + offset, table[region].values, width=width, label=region)
    ax.bar_label(bars, fmt="%.0f", padding=2, fontsize=8, angle=90)
ax.set_xticks(positions)
ax.set_xticklabels(table.index)
ax.set_ylabel("Revenue")
ax.set_xlabel("Product")
ax.set_title("Revenue by product and region")
ax.legend(title="Region", loc="upper left", bbox_to_anchor=(1.0, 1.0))
ax.spines["top"].set_visible(False)
ax.spines["right"].set_visible(False)
fig.tight_layout()
plt.show()
""",
        (
            (
                '    ax.bar_label(bars, fmt="%.0f", padding=2, fontsize=8, angle=90)',
                '    ax.bar_label(bars, fmt="%.0f", padding=2, fontsize=8, rotation=90)',
            ),
        ),
    ),
    Repair(
        "units against revenue with a trend line and its formula",
        _HEAD
        + """\
x = sales["units"].to_numpy()
y = sales["revenue"].to_numpy()
slope, intercept, r = np.polyfit(x, y, 1)
grid = np.linspace(x.min(), x.max(), 50)
fig, ax = plt.subplots(figsize=(8, 6))
ax.scatter(x, y, s=14, alpha=0.6, color="#0072B2")
ax.plot(grid, slope * grid + intercept, color="#D55E00", linewidth=2, label="trend")
ax.text(0.02, 0.95, f"y = {slope:.2f} x + {intercept:.0f}", transform=ax.transAxes, va="top")
ax.set_xlabel("Units")
ax.set_ylabel("Revenue")
ax.set_title("Revenue against units")
ax.legend()
ax.grid(True, alpha=0.3)
plt.show()
""",
        (("slope, intercept, r = np.polyfit(x, y, 1)", "slope, intercept = np.polyfit(x, y, 1)"),),
    ),
    Repair(
        "the distribution of revenue per product as small multiples with the mean",
        _HEAD
        + """\
products = sorted(sales["product"].unique())
columns = 2
rows = int(np.ceil(len(products) / columns))
fig, axes = plt.subplots(rows, columns, figsize=(10, 3 * rows), sharex=True, sharey=True)
for position, product in enumerate(products):
    ax = axes[position]
    values = sales.loc[sales["product"] == product, "revenue"]
    ax.hist(values, bins=20, color="#56B4E9", edgecolor="white")
    ax.axvline(values.mean(), color="black", linestyle="--", linewidth=1)
    ax.set_title(f"{product} (mean {values.mean():.0f})")
for ax in axes.ravel():
    ax.set_xlabel("Revenue")
    ax.set_ylabel("Orders")
fig.suptitle("Revenue of an order by product")
fig.tight_layout()
plt.show()
""",
        (("    ax = axes[position]", "    ax = axes.ravel()[position]"),),
    ),
    Repair(
        "share of revenue by product as a donut, the total in the middle",
        _HEAD
        + """\
shares = sales.groupby("product")["revenue"].sum().sort_values(ascending=False)
colors = ["#0072B2", "#E69F00", "#009E73", "#CC79A7"]
fig, ax = plt.subplots(figsize=(6, 6))
wedges, labels = ax.pie(
    shares.values,
    labels=shares.index,
    colors=colors,
    autopct="%1.1f%%",
    startangle=90,
    counterclock=False,
    wedgeprops={"width": 0.4, "edgecolor": "white"},
)
ax.text(0, 0, f"{shares.sum():,.0f}", ha="center", va="center", fontsize=16, fontweight="bold")
ax.set_title("Share of revenue by product")
plt.show()
""",
        (("wedges, labels = ax.pie(", "wedges, labels, percentages = ax.pie("),),
    ),
    Repair(
        "a heat map of mean revenue by weekday and month with the figures in the cells",
        _HEAD
        + """\
data = sales.assign(weekday=sales["date"].dt.isocalendar().day, month=sales["date"].dt.month)
table = data.pivot_table(index="weekday", columns="month", values="revenue", aggfunc="mean")
names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
fig, ax = plt.subplots(figsize=(11, 5))
image = ax.imshow(table, aspect="auto", cmap="viridis")
ax.set_yticks(range(len(names)), names)
ax.set_xticks(range(table.shape[1]), table.columns)
for row in range(table.shape[0]):
    for column in range(table.shape[1]):
        ax.text(column, row, f"{table[row, column]:.0f}", ha="center", va="center", color="white")
fig.colorbar(image, ax=ax, label="Mean revenue")
ax.set_xlabel("Month")
ax.set_ylabel("Weekday")
ax.set_title("Mean revenue by weekday and month")
fig.tight_layout()
plt.show()
""",
        (
            (
                '        ax.text(column, row, f"{table[row, column]:.0f}", ha="center", va="center", color="white")',
                '        ax.text(column, row, f"{table.iloc[row, column]:.0f}", ha="center", va="center", color="white")',
            ),
        ),
    ),
    Repair(
        "cumulative revenue per region over time and a table of the totals below",
        _HEAD
        + """\
running = sales.sort_values("date").copy()
running["total"] = running.groupby("region")["revenue"].cumsum()
totals = running.groupby("region")["revenue"].agg(["sum", "mean", "count"]).round(1)
fig, (ax, below) = plt.subplots(2, 1, figsize=(9, 7), gridspec_kw={"height_ratios": [3, 1]})
for region, part in running.groupby("region"):
    ax.plot(part["date"], part["total"], label=region, linewidth=1.8)
    last = part.iloc[-1]
    ax.annotate(region, (last["date"], last["total"]), xytext=(6, 0), textcoords="offset points", va="center")
ax.set_title("Cumulative revenue by region")
ax.set_ylabel("Revenue")
ax.set_xlabel("Date")
ax.margins(x=0.08)
below.axis("off")
table = below.table(cellText=totals, rowLabels=totals.index, colLabels=totals.columns, loc="center")
table.auto_set_font_size(False)
table.set_fontsize(9)
table.scale(1, 1.4)
fig.tight_layout()
plt.show()
""",
        (
            (
                'table = below.table(cellText=totals, rowLabels=totals.index, colLabels=totals.columns, loc="center")',
                "table = below.table(cellText=totals.values, rowLabels=list(totals.index), "
                'colLabels=list(totals.columns), loc="center")',
            ),
        ),
    ),
    Repair(
        "top five days by revenue as horizontal bars with dates, and revenue and units on two axes below",
        _HEAD
        + """\
top = sales.nlargest(5, "revenue").sort_values("revenue")
weekly = sales.set_index("date").resample("W").agg({"revenue": "sum", "units": "sum"})
fig, (upper, lower) = plt.subplots(2, 1, figsize=(10, 8))
upper.barh(top["date"].dt.strftime("%d %b %Y"), top["revenue"], color="#009E73")
upper.set_xlabel("Revenue")
upper.set_title("Five best days")
lower.plot(weekly.index, weekly["revenue"], color="#0072B2")
lower.set_ylabel("Revenue", color="#0072B2")
right = lower.twinx()
right.plot(weekly.index, weekly["units"], color="#D55E00")
right.set_ylabel("Units", color="#D55E00")
lower.set_xlabel("Week")
lower.set_title("Revenue and units by week")
weekly_mean = weekly["revenue"].rolling(4).mean().dropna()
lower.plot(weekly.index, weekly_mean, color="#0072B2", linestyle="--", label="mean of four weeks")
lower.legend(loc="upper left")
fig.tight_layout()
plt.show()
""",
        (
            (
                'lower.plot(weekly.index, weekly_mean, color="#0072B2", linestyle="--", label="mean of four weeks")',
                'lower.plot(weekly_mean.index, weekly_mean, color="#0072B2", linestyle="--", label="mean of four weeks")',
            ),
        ),
    ),
)
"""Eight programs of 15 to 30 lines; each fails once, in its first tenth, middle or end."""
