"""Programs as people write them, and what goes wrong in them: a source, what was asked, and replacements that spoil it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from jupyter_viscode.spec import Chart, Encoding, Scale, Sort


def flights(rows=400, seed=3):
    rng = np.random.default_rng(seed)
    carriers = np.array(["Alba", "Boreal", "Cirrus", "Delfin", "Etesian"])
    return pd.DataFrame(
        {
            "day": pd.date_range("2024-01-01", periods=rows, freq="D"),
            "carrier": rng.choice(carriers, rows, p=[0.35, 0.25, 0.2, 0.12, 0.08]),
            "cabin": rng.choice(["economy", "business"], rows, p=[0.8, 0.2]),
            "delay": rng.gamma(2, 15, rows).round(1),
            "seats": rng.integers(60, 320, rows),
            "distance": rng.lognormal(6.5, 1.0, rows).round(),
        }
    )


@dataclass(frozen=True)
class Program:
    """One program that is fine, and its faults by kind."""

    name: str
    library: str
    source: str
    instruction: str
    expected: Chart | None = None
    faults: dict[str, tuple[str, str]] = field(default_factory=dict)


def _bar(aggregate="mean", column="delay", base="carrier", sort=None, **more):
    encodings = {"x": Encoding(field=base, sort=sort), "y": Encoding(field=column, aggregate=aggregate), **more}
    return Chart("bar", encodings, "flights")


CABIN = Encoding(field="cabin", type="nominal")
MPL, PX, ALT = "import matplotlib.pyplot as plt\n", "import plotly.express as px\n", "import altair as alt\n"
SNS = "import matplotlib.pyplot as plt\nimport seaborn as sns\n"
SCATTER = Chart("point", {"x": Encoding(field="distance"), "y": Encoding(field="delay")}, "flights")
LOG = Chart("point", {"x": Encoding(field="distance", scale=Scale(type="log")), "y": Encoding(field="delay")}, "flights")
MONTHLY = Chart(
    "line",
    {"x": Encoding(field="day", time_unit="yearmonth"), "y": Encoding(field="seats", aggregate="sum"), "color": CABIN},
    "flights",
)
PIE = Chart("arc", {"theta": Encoding(aggregate="count"), "color": Encoding(field="carrier")}, "flights")
BOX = Chart("boxplot", {"x": Encoding(field="carrier"), "y": Encoding(field="delay")}, "flights")
HEAT = Chart(
    "rect",
    {"x": Encoding(field="cabin"), "y": Encoding(field="carrier"), "color": Encoding(field="delay", aggregate="mean")},
    "flights",
)
HISTOGRAM = Chart("bar", {"x": Encoding(field="delay", bin=True), "y": Encoding(aggregate="count")}, "flights")
FALLING = Sort("y", "descending")

PROGRAMS = [
    Program(
        "mean delay",
        "matplotlib",
        MPL
        + """means = flights.groupby("carrier")["delay"].mean()
fig, ax = plt.subplots()
ax.bar(means.index, means.values, color="steelblue")
ax.set(xlabel="Carrier", ylabel="Mean delay", title="Delays")
plt.show()""",
        'mean delay by carrier with title "Delays"',
        _bar(),
        {
            "title dropped": (', title="Delays"', ""),
            "wrong title": ('title="Delays"', 'title="Figure 1"'),
            "wrong aggregate": (".mean()", ".sum()"),
            "wrong column": ('["delay"]', '["seats"]'),
            "category dropped": ("means = flights", "means = flights[flights.carrier != 'Alba']"),
            "axis cut": ("plt.show()", "ax.set_ylim(means.min() * 0.9, means.max() * 1.05)"),
            "bars cut": ("plt.show()", "ax.set_ylim(0, means.max() * 0.7)"),
            "wrong mark": ("ax.bar(means.index, means.values,", "ax.scatter(means.index, means.values,"),
            "labels overlap": ("means.index,", "[f'{n} Airways International' for n in means.index],"),
            "labels misplaced": ("means.values", "means.sort_values(ascending=False).values"),
            "not aggregated": ("means.index, means.values", "flights.carrier, flights.delay"),
            "small text": ("plt.show()", "ax.tick_params(labelsize=4)"),
            "rows lost": ("flights.groupby", "flights.head(100).groupby"),
        },
    ),
    Program(
        "count by carrier sorted",
        "matplotlib",
        MPL
        + """counts = flights["carrier"].value_counts()
fig, ax = plt.subplots(figsize=(7, 4))
ax.bar(counts.index, counts)
ax.set_ylabel("Flights")
ax.set_title("Flights by carrier")
fig.tight_layout()""",
        "number of flights by carrier sorted in descending order",
        None,
        {
            "wrong sort": ("value_counts()", "value_counts(ascending=True)"),
            "no sort": ("value_counts()", "value_counts().reindex(['Cirrus', 'Alba', 'Delfin', 'Boreal', 'Etesian'])"),
            "empty": ('flights["carrier"]', 'flights[flights.seats < 0]["carrier"]'),
            "axis cut": ("fig.tight_layout()", "ax.set_ylim(20, 160)"),
            "small text": ("fig.tight_layout()", "ax.tick_params(labelsize=3)"),
        },
    ),
    Program(
        "seats by month",
        "matplotlib",
        MPL
        + """monthly = flights.groupby([flights["day"].dt.to_period("M").dt.to_timestamp(), "cabin"])["seats"].sum().unstack()
fig, ax = plt.subplots(figsize=(8, 4))
for cabin in monthly.columns:
    ax.plot(monthly.index, monthly[cabin], label=cabin)
ax.set(xlabel="Month", ylabel="Seats")
ax.legend(title="Cabin")
fig.autofmt_xdate()""",
        "line chart of total seats by month, one line per cabin",
        MONTHLY,
        {
            "series dropped": ("in monthly.columns", "in monthly.columns[:1]"),
            "wrong aggregate": (".sum()", ".mean()"),
            "wrong column": ('["seats"]', '["delay"]'),
            "legend unnamed": ('ax.legend(title="Cabin")', 'ax.legend(["_a", "_b"])'),
            "legend dropped": ('ax.legend(title="Cabin")', ""),
            "wrong mark": ("ax.plot(", "ax.scatter("),
            "out of view": ("fig.autofmt_xdate()", "ax.set_ylim(-200, -100)"),
            "colours alike": ("label=cabin", "label=cabin, color={'economy': '#d62728', 'business': '#2ca02c'}[cabin]"),
            "one colour": ("label=cabin", "label=cabin, color='navy'"),
            "rows lost": ("flights.groupby", "flights.head(200).groupby"),
        },
    ),
    Program(
        "delay against distance",
        "matplotlib",
        MPL
        + """fig, ax = plt.subplots()
ax.scatter(flights["distance"], flights["delay"], s=12, alpha=0.6)
ax.set_xscale("log")
ax.set_xlabel("Distance")
ax.set_ylabel("Delay")""",
        "scatter plot of delay against distance, distance on a log scale",
        LOG,
        {
            "linear": ('ax.set_xscale("log")', ""),
            "rows lost": ('flights["distance"], flights["delay"]', 'flights["distance"][:50], flights["delay"][:50]'),
            "wrong column": ('flights["delay"]', 'flights["seats"]'),
            "wrong x column": ('flights["distance"]', 'flights["seats"]'),
            "wrong mark": ("ax.scatter(", "ax.plot("),
            "out of view": ('ax.set_ylabel("Delay")', "ax.set_ylim(1000, 2000)"),
            "axes swapped": ('flights["distance"], flights["delay"]', 'flights["delay"], flights["distance"]'),
            "white": ("alpha=0.6", "color='white'"),
        },
    ),
    Program(
        "stacked seats",
        "matplotlib",
        MPL
        + """table = flights.pivot_table(index="carrier", columns="cabin", values="seats", aggfunc="sum", fill_value=0)
fig, ax = plt.subplots()
table.plot.bar(stacked=True, ax=ax, rot=0)
ax.set_ylabel("Seats")""",
        "stacked bar chart of seats by carrier and cabin",
        _bar("sum", "seats", color=CABIN),
        {
            "wrong aggregate": ('aggfunc="sum"', 'aggfunc="count"'),
            "series dropped": ("table.plot", 'table[["economy"]].plot'),
            "category dropped": ("table.plot", "table.iloc[:3].plot"),
            "axis cut": ('ax.set_ylabel("Seats")', "ax.set_ylim(2000, None)"),
            "legend unnamed": ('ax.set_ylabel("Seats")', 'ax.legend(["None", "None"])'),
        },
    ),
    Program(
        "grouped by hand",
        "matplotlib",
        MPL
        + """import numpy as np
table = flights.groupby(["carrier", "cabin"])["delay"].mean().unstack()
fig, ax = plt.subplots()
places = np.arange(len(table))
ax.bar(places - 0.2, table["business"], width=0.4, label="business")
ax.bar(places + 0.2, table["economy"], width=0.4, label="economy")
ax.set_xticks(places, table.index)
ax.legend()""",
        "grouped bars of the mean delay by carrier and cabin",
        _bar(color=CABIN, xOffset=CABIN),
        {
            "bars overlap": ("places - 0.2", "places + 0.2"),
            "series dropped": ('ax.bar(places - 0.2, table["business"], width=0.4, label="business")\n', ""),
            "wrong aggregate": (".mean()", ".max()"),
            "legend unnamed": ("ax.legend()", 'ax.legend([" ", " "])'),
            "axis cut": ("ax.legend()", "ax.legend(); ax.set_ylim(15, 45)"),
        },
    ),
    Program(
        "share of carriers",
        "matplotlib",
        MPL
        + """counts = flights["carrier"].value_counts()
fig, ax = plt.subplots()
ax.pie(counts, labels=counts.index, autopct="%.0f%%")
ax.set_title("Share of flights")""",
        "pie chart of the carriers",
        PIE,
        {
            "wrong column": ('flights["carrier"].value_counts()', 'flights.groupby("carrier")["delay"].mean()'),
            "too many slices": ('flights["carrier"].value_counts()', 'flights["seats"].value_counts().head(40)'),
            "wrong mark": ('ax.pie(counts, labels=counts.index, autopct="%.0f%%")', "ax.bar(counts.index, counts)"),
            "category dropped": ("value_counts()", "value_counts().head(3)"),
            "labels misplaced": ("labels=counts.index", "labels=sorted(counts.index, reverse=True)"),
        },
    ),
    Program(
        "histogram of delay",
        "matplotlib",
        MPL
        + """fig, ax = plt.subplots()
ax.hist(flights["delay"], bins=20, edgecolor="white")
ax.set(xlabel="Delay", ylabel="Flights")""",
        "histogram of delay",
        HISTOGRAM,
        {
            "rows lost": ('flights["delay"]', 'flights["delay"][:150]'),
            "axis cut": ('ax.set(xlabel="Delay", ylabel="Flights")', "ax.set_ylim(5, 90)"),
            "density": ("bins=20", "bins=20, density=True"),
            "wrong mark": ('ax.hist(flights["delay"], bins=20, edgecolor="white")', 'ax.boxplot(flights["delay"])'),
        },
    ),
    Program(
        "two axes",
        "matplotlib",
        MPL
        + """weekly = flights.set_index("day")[["seats", "delay"]].resample("W").mean()
fig, ax = plt.subplots()
ax.plot(weekly.index, weekly["seats"], color="tab:blue")
ax.set_ylabel("Seats")
right = ax.twinx()
right.plot(weekly.index, weekly["delay"], color="tab:orange")
right.set_ylabel("Delay")""",
        "seats and delay by week on two axes",
        None,
        {
            "axis unlabelled": ('right.set_ylabel("Delay")', ""),
            "left unlabelled": ('ax.set_ylabel("Seats")', ""),
            "empty": ('flights.set_index("day")', 'flights[flights.delay < 0].set_index("day")'),
        },
    ),
    Program(
        "panels",
        "matplotlib",
        MPL
        + """fig, axes = plt.subplots(1, 2, figsize=(9, 3.5))
axes[0].hist(flights["delay"], bins=15)
axes[0].set_title("Delay")
axes[1].boxplot([g["delay"] for _, g in flights.groupby("cabin")], tick_labels=["business", "economy"])
axes[1].set_title("Delay by cabin")
fig.tight_layout()""",
        "two panels of delay",
        None,
        {
            "panel empty": (
                'axes[1].boxplot([g["delay"] for _, g in flights.groupby("cabin")], tick_labels=["business", "economy"])',
                "",
            ),
            "titles overlap": (
                'axes[0].set_title("Delay")',
                'axes[0].set_title("Distribution of the delay of all flights in the period")',
            ),
        },
    ),
    Program(
        "sorted bars",
        "seaborn",
        SNS
        + """order = flights.groupby("carrier")["delay"].mean().sort_values(ascending=False).index
fig, ax = plt.subplots()
sns.barplot(data=flights, x="carrier", y="delay", order=order, errorbar=None, color="teal", ax=ax)
ax.set_title("Mean delay")""",
        "bar chart of mean delay by carrier from highest to lowest, sorted",
        _bar(sort=FALLING),
        {
            "no sort": (", order=order", ""),
            "wrong sort": ("ascending=False", "ascending=True"),
            "wrong aggregate": ("errorbar=None", 'estimator="median", errorbar=None'),
            "wrong column": ('y="delay"', 'y="seats"'),
            "axis cut": ('ax.set_title("Mean delay")', "ax.set_ylim(20, 40)"),
            "labels overlap": ('ax.set_title("Mean delay")', "fig.set_size_inches(1.6, 3)"),
            "small text": ('ax.set_title("Mean delay")', "ax.tick_params(labelsize=4)"),
            "colour missing": ("data=flights", "data=flights[flights.delay > 1e9]"),
        },
    ),
    Program(
        "points by cabin",
        "seaborn",
        SNS
        + """fig, ax = plt.subplots()
sns.scatterplot(data=flights, x="distance", y="delay", hue="cabin", palette="colorblind", ax=ax)""",
        "scatter plot of delay against distance coloured by cabin",
        SCATTER.with_encoding("color", CABIN),
        {
            "rows lost": ("data=flights", "data=flights.sample(80, random_state=0)"),
            "wrong column": ('y="delay"', 'y="seats"'),
            "colours alike": ('palette="colorblind"', 'palette=["#d62728", "#2ca02c"]'),
            "wrong mark": ("sns.scatterplot(", "sns.lineplot("),
            "series dropped": ("data=flights", "data=flights[flights.cabin == 'economy']"),
        },
    ),
    Program(
        "boxes",
        "seaborn",
        SNS
        + """fig, ax = plt.subplots()
sns.boxplot(data=flights, x="carrier", y="delay", ax=ax)""",
        "box plot of delay by carrier",
        BOX,
        {
            "wrong column": ('y="delay"', 'y="seats"'),
            "category dropped": ("data=flights", "data=flights[flights.carrier != 'Etesian']"),
            "wrong mark": ("sns.boxplot(", "sns.barplot("),
        },
    ),
    Program(
        "heat map",
        "seaborn",
        SNS
        + """table = flights.pivot_table(index="carrier", columns="cabin", values="delay", aggfunc="mean")
fig, ax = plt.subplots()
sns.heatmap(table, annot=True, cmap="viridis", ax=ax)""",
        "heat map of mean delay by carrier and cabin",
        HEAT,
        {
            "wrong aggregate": ('aggfunc="mean"', 'aggfunc="max"'),
            "wrong column": ('values="delay"', 'values="seats"'),
            "category dropped": ("sns.heatmap(table,", "sns.heatmap(table.iloc[1:],"),
            "wrong mark": ('sns.heatmap(table, annot=True, cmap="viridis", ax=ax)', "table.plot.bar(ax=ax)"),
        },
    ),
    Program(
        "mean delay px",
        "plotly",
        PX
        + """means = flights.groupby("carrier", as_index=False)["delay"].mean()
fig = px.bar(means, x="carrier", y="delay", title="Delays")
fig""",
        'mean delay by carrier with title "Delays"',
        _bar(),
        {
            "title dropped": (', title="Delays"', ""),
            "wrong aggregate": (".mean()", ".sum()"),
            "wrong column": ('["delay"].mean()', '["seats"].mean().rename(columns={"seats": "delay"})'),
            "category dropped": ("px.bar(means", "px.bar(means[:3]"),
            "axis cut": ("\nfig", "\nfig.update_yaxes(range=[20, 40])"),
            "wrong mark": ("px.bar(", "px.line("),
            "empty": ("px.bar(means", "px.bar(means[means.delay > 1e9]"),
            "small text": ("\nfig", "\nfig.update_layout(font_size=5)"),
            "not aggregated": ("px.bar(means", "px.bar(flights"),
            "rows lost": ("flights.groupby", "flights.head(150).groupby"),
        },
    ),
    Program(
        "sorted px",
        "plotly",
        PX
        + """totals = flights.groupby("carrier", as_index=False)["seats"].sum().sort_values("seats", ascending=False)
fig = px.bar(totals, x="carrier", y="seats")
fig""",
        "total seats by carrier in descending order, sorted",
        _bar("sum", "seats", sort=FALLING),
        {
            "wrong sort": ("ascending=False", "ascending=True"),
            "no sort": ('.sort_values("seats", ascending=False)', '.sort_values("carrier").sample(5, random_state=2)'),
            "wrong aggregate": (".sum()", ".count()"),
            "axis cut": ("\nfig", "\nfig.update_yaxes(range=[2000, 30000])"),
        },
    ),
    Program(
        "lines px",
        "plotly",
        PX
        + """month = flights["day"].dt.to_period("M").dt.to_timestamp()
monthly = flights.groupby([month, "cabin"], as_index=False)["seats"].sum()
fig = px.line(monthly, x="day", y="seats", color="cabin")
fig""",
        "line chart of total seats by month, one line per cabin",
        MONTHLY,
        {
            "series dropped": ("px.line(monthly", "px.line(monthly[monthly.cabin == 'economy']"),
            "colour missing": (', color="cabin"', ""),
            "wrong aggregate": (".sum()", ".mean()"),
            "wrong mark": ("px.line(", "px.bar("),
            "legend unnamed": ("\nfig", '\nfig.for_each_trace(lambda t: t.update(name=""))'),
            "colours alike": ('color="cabin"', 'color="cabin", color_discrete_sequence=["#d62728", "#2ca02c"]'),
            "empty": ("px.line(monthly", "px.line(monthly[:0]"),
        },
    ),
    Program(
        "points px",
        "plotly",
        PX
        + """fig = px.scatter(flights, x="distance", y="delay", log_x=True)
fig""",
        "scatter plot of delay against distance, distance on a log scale",
        LOG,
        {
            "linear": (", log_x=True", ""),
            "rows lost": ("px.scatter(flights", "px.scatter(flights[:60]"),
            "wrong column": ('y="delay"', 'y="seats"'),
            "wrong x column": ('x="distance"', 'x="seats"'),
            "wrong mark": ("px.scatter(", "px.line("),
        },
    ),
    Program(
        "pie px",
        "plotly",
        PX
        + """counts = flights["carrier"].value_counts().reset_index()
fig = px.pie(counts, names="carrier", values="count")
fig""",
        "pie chart of the carriers",
        PIE,
        {
            "negative slices": ("px.pie(counts", "px.pie(counts.assign(count=counts['count'] - 60)"),
            "category dropped": ("px.pie(counts", "px.pie(counts[1:]"),
            "too many slices": ('"carrier"', '"seats"'),
            "wrong mark": ('px.pie(counts, names="carrier", values="count")', 'px.bar(counts, x="carrier", y="count")'),
        },
    ),
    Program(
        "two axes px",
        "plotly",
        """import plotly.graph_objects as go
weekly = flights.set_index("day")[["seats", "delay"]].resample("W").mean()
fig = go.Figure()
fig.add_scatter(x=weekly.index, y=weekly["seats"], name="Seats")
fig.add_scatter(x=weekly.index, y=weekly["delay"], name="Delay", yaxis="y2")
fig.update_layout(yaxis_title_text="Seats", yaxis2=dict(title=dict(text="Delay"), overlaying="y", side="right"))
fig""",
        "seats and delay by week on two axes",
        None,
        {
            "axis unlabelled": ('title=dict(text="Delay"), ', ""),
            "legend unnamed": (', name="Seats"', ""),
            "empty": ("flights.set_index", "flights[:0].set_index"),
        },
    ),
    Program(
        "mean delay alt",
        "altair",
        ALT
        + """chart = alt.Chart(flights, title="Delays").mark_bar().encode(x="carrier:N", y="mean(delay):Q")
chart""",
        'mean delay by carrier with title "Delays"',
        _bar(),
        {
            "title dropped": (', title="Delays"', ""),
            "wrong aggregate": ("mean(delay)", "sum(delay)"),
            "wrong column": ("mean(delay)", "mean(seats)"),
            "category dropped": ("alt.Chart(flights", "alt.Chart(flights[flights.carrier != 'Alba']"),
            "axis cut": ('y="mean(delay):Q"', 'y=alt.Y("mean(delay):Q", scale=alt.Scale(zero=False))'),
            "wrong mark": ("mark_bar", "mark_line"),
            "empty": ("alt.Chart(flights", "alt.Chart(flights[:0]"),
            "not aggregated": ("mean(delay):Q", "delay:Q"),
            "rows lost": ("alt.Chart(flights", "alt.Chart(flights.head(120)"),
            "small text": ("\nchart", "\nchart = chart.configure_axis(labelFontSize=5)"),
        },
    ),
    Program(
        "sorted alt",
        "altair",
        ALT
        + """chart = alt.Chart(flights).mark_bar().encode(x=alt.X("carrier:N", sort="-y"), y="sum(seats):Q")
chart""",
        "total seats by carrier in descending order, sorted",
        _bar("sum", "seats", sort=FALLING),
        {
            "wrong sort": ('sort="-y"', 'sort="y"'),
            "no sort": ('sort="-y"', "sort=['Cirrus', 'Alba', 'Delfin', 'Boreal', 'Etesian']"),
            "wrong aggregate": ("sum(seats)", "mean(seats)"),
        },
    ),
    Program(
        "lines alt",
        "altair",
        ALT
        + """month = flights["day"].dt.to_period("M").dt.to_timestamp()
monthly = flights.groupby([month, "cabin"], as_index=False)["seats"].sum()
chart = alt.Chart(monthly).mark_line().encode(x="day:T", y="seats:Q", color="cabin:N")
chart""",
        "line chart of total seats by month, one line per cabin",
        MONTHLY,
        {
            "series dropped": ("alt.Chart(monthly", "alt.Chart(monthly[monthly.cabin == 'business']"),
            "colour missing": (', color="cabin:N"', ""),
            "wrong mark": ("mark_line", "mark_area"),
            "colours alike": (
                'color="cabin:N"',
                'color=alt.Color("cabin:N", scale=alt.Scale(range=["#d62728", "#2ca02c"]))',
            ),
            "wrong aggregate": (".sum()", ".max()"),
        },
    ),
    Program(
        "points alt",
        "altair",
        ALT
        + """chart = alt.Chart(flights).mark_circle().encode(x=alt.X("distance:Q", scale=alt.Scale(type="log")), y="delay:Q")
chart""",
        "scatter plot of delay against distance, distance on a log scale",
        LOG,
        {
            "linear": (', scale=alt.Scale(type="log")', ""),
            "wrong column": ("delay:Q", "seats:Q"),
            "rows lost": ("alt.Chart(flights)", "alt.Chart(flights[::4])"),
            "wrong mark": ("mark_circle", "mark_bar"),
        },
    ),
]

GO = "import plotly.graph_objects as go\n"
FINE = [
    (
        "matplotlib",
        "bars with errors",
        MPL
        + "g = flights.groupby('carrier')['delay']\nfig, ax = plt.subplots()\nax.bar(g.mean().index, g.mean(), yerr=g.std(), capsize=4)\nax.set_ylabel('Delay')",
    ),
    (
        "matplotlib",
        "overlaid histograms",
        MPL
        + "fig, ax = plt.subplots()\nfor name, part in flights.groupby('cabin'):\n    ax.hist(part['delay'], bins=20, alpha=0.5, label=name)\nax.legend()",
    ),
    (
        "matplotlib",
        "stacked area",
        MPL
        + "t = flights.pivot_table(index=flights['day'].dt.month, columns='cabin', values='seats', aggfunc='sum')\nfig, ax = plt.subplots()\nax.stackplot(t.index, t.T, labels=t.columns)\nax.legend(loc='upper left')",
    ),
    ("matplotlib", "steps", MPL + "fig, ax = plt.subplots()\nax.step(range(20), flights['seats'][:20].cumsum(), where='mid')"),
    (
        "matplotlib",
        "band",
        MPL
        + "w = flights.set_index('day')['delay'].resample('W')\nfig, ax = plt.subplots()\nax.plot(w.mean().index, w.mean())\nax.fill_between(w.mean().index, w.min(), w.max(), alpha=0.2)\nfig.autofmt_xdate()",
    ),
    (
        "matplotlib",
        "image",
        MPL
        + "import numpy as np\nfig, ax = plt.subplots()\nimage = ax.imshow(np.outer(np.arange(20), np.arange(30)), aspect='auto')\nfig.colorbar(image)",
    ),
    (
        "matplotlib",
        "contour",
        MPL
        + "import numpy as np\nx, y = np.meshgrid(np.linspace(-2, 2, 40), np.linspace(-2, 2, 40))\nfig, ax = plt.subplots()\nax.contourf(x, y, np.exp(-x**2 - y**2))",
    ),
    (
        "matplotlib",
        "polar",
        MPL
        + "import numpy as np\nfig, ax = plt.subplots(subplot_kw={'projection': 'polar'})\nax.bar(np.linspace(0, 5, 6), [3, 4, 5, 2, 6, 4], width=0.8)",
    ),
    (
        "matplotlib",
        "three dimensions",
        MPL
        + "fig = plt.figure()\nax = fig.add_subplot(projection='3d')\nax.scatter(flights['seats'], flights['delay'], flights['distance'])",
    ),
    (
        "matplotlib",
        "spans",
        MPL
        + "fig, ax = plt.subplots()\nax.broken_barh([(1, 3), (5, 2)], (0, 1))\nax.broken_barh([(2, 4)], (2, 1))\nax.set_yticks([0.5, 2.5], ['first', 'second'])",
    ),
    (
        "matplotlib",
        "spans as bars",
        MPL + "fig, ax = plt.subplots()\nax.barh(['plan', 'build', 'test'], [3, 5, 2], left=[0, 3, 8])\nax.set_xlabel('Week')",
    ),
    (
        "matplotlib",
        "waterfall",
        MPL + "fig, ax = plt.subplots()\nax.bar(['start', 'more', 'less', 'end'], [10, 4, -3, 11], bottom=[0, 10, 14, 0])",
    ),
    (
        "matplotlib",
        "negative bars",
        MPL
        + "d = flights.groupby('carrier')['delay'].mean() - flights['delay'].mean()\nfig, ax = plt.subplots()\nax.bar(d.index, d)\nax.axhline(0, color='black')",
    ),
    (
        "matplotlib",
        "labelled bars",
        MPL
        + "c = flights['carrier'].value_counts()\nfig, ax = plt.subplots()\nbars = ax.barh(c.index, c)\nax.bar_label(bars)\nax.invert_yaxis()\nax.set_title('Flights')",
    ),
    (
        "matplotlib",
        "log bars",
        MPL + "c = flights['carrier'].value_counts()\nfig, ax = plt.subplots()\nax.bar(c.index, c, log=True)",
    ),
    (
        "matplotlib",
        "lines by default",
        MPL
        + "t = flights.pivot_table(index=flights['day'].dt.month, columns='carrier', values='delay')\nfig, ax = plt.subplots()\nt.plot(ax=ax, marker='o')\nax.set_ylabel('Delay')",
    ),
    (
        "matplotlib",
        "four panels",
        MPL
        + "fig, axes = plt.subplots(2, 2, sharex=True, figsize=(8, 6), layout='constrained')\nfor ax, (name, part) in zip(axes.flat, flights.groupby('carrier')):\n    ax.plot(part['day'], part['delay'].cumsum())\n    ax.set_title(name)\n    ax.tick_params(axis='x', rotation=30)",
    ),
    (
        "matplotlib",
        "bubbles",
        MPL
        + "fig, ax = plt.subplots()\npoints = ax.scatter(flights['distance'], flights['delay'], c=flights['seats'], s=flights['seats'] / 3, alpha=0.5)\nfig.colorbar(points, label='Seats')",
    ),
    (
        "matplotlib",
        "notes",
        MPL
        + "fig, ax = plt.subplots()\nax.plot(flights['day'], flights['delay'].rolling(14).mean())\nax.axvline(flights['day'][200], linestyle='--')\nax.annotate('half', (flights['day'][200], 30), xytext=(10, 10), textcoords='offset points')\nfig.autofmt_xdate()",
    ),
    (
        "matplotlib",
        "hexagons",
        MPL + "fig, ax = plt.subplots()\nax.hexbin(flights['distance'], flights['delay'], gridsize=20, xscale='log')",
    ),
    (
        "matplotlib",
        "inset",
        MPL
        + "fig, ax = plt.subplots()\nax.plot(flights['delay'].sort_values().values)\ninner = ax.inset_axes([0.1, 0.5, 0.3, 0.4])\ninner.hist(flights['delay'])",
    ),
    (
        "matplotlib",
        "donut",
        MPL
        + "c = flights['cabin'].value_counts()\nfig, ax = plt.subplots()\nax.pie(c, labels=c.index, wedgeprops={'width': 0.4}, autopct='%.0f%%')",
    ),
    ("matplotlib", "pandas histograms", MPL + "flights[['delay', 'seats']].hist(bins=20)\nfig = plt.gcf()"),
    ("matplotlib", "pandas bars", MPL + "ax = flights.groupby('carrier')[['delay']].mean().plot.bar()\nfig = ax.figure"),
    (
        "matplotlib",
        "lollipops",
        MPL + "m = flights.groupby('carrier')['delay'].median()\nfig, ax = plt.subplots()\nax.stem(m.index, m)",
    ),
    ("seaborn", "counts", SNS + "ax = sns.countplot(data=flights, x='carrier', hue='cabin')\nfig = ax.figure"),
    (
        "seaborn",
        "violins",
        SNS + "ax = sns.violinplot(data=flights, x='carrier', y='delay', hue='cabin', split=True)\nfig = ax.figure",
    ),
    (
        "seaborn",
        "pairs",
        SNS + "fig = sns.pairplot(flights[['delay', 'seats', 'distance', 'cabin']], hue='cabin', height=2).figure",
    ),
    ("seaborn", "joint", SNS + "fig = sns.jointplot(data=flights, x='seats', y='delay').figure"),
    ("seaborn", "facets", SNS + "fig = sns.relplot(data=flights, x='seats', y='delay', col='cabin', height=3).figure"),
    (
        "seaborn",
        "lines with bands",
        SNS + "ax = sns.lineplot(data=flights, x=flights['day'].dt.month, y='delay', hue='cabin')\nfig = ax.figure",
    ),
    (
        "seaborn",
        "density",
        SNS + "ax = sns.kdeplot(data=flights, x='delay', hue='carrier', common_norm=False)\nfig = ax.figure",
    ),
    (
        "seaborn",
        "correlations",
        SNS + "ax = sns.heatmap(flights[['delay', 'seats', 'distance']].corr(), annot=True, vmin=-1, vmax=1)\nfig = ax.figure",
    ),
    (
        "seaborn",
        "clusters",
        SNS
        + "t = flights.pivot_table(index='carrier', columns=flights['day'].dt.month, values='delay').fillna(0)\nfig = sns.clustermap(t, row_cluster=False, col_cluster=False).figure",
    ),
    ("seaborn", "strips", SNS + "ax = sns.stripplot(data=flights, x='delay', y='carrier', alpha=0.5)\nfig = ax.figure"),
    ("seaborn", "ecdf", SNS + "ax = sns.ecdfplot(data=flights, x='delay', hue='cabin')\nfig = ax.figure"),
    ("plotly", "grouped", PX + "fig = px.histogram(flights, x='carrier', color='cabin', barmode='group')"),
    ("plotly", "averages", PX + "fig = px.histogram(flights, x='carrier', y='delay', histfunc='avg')"),
    ("plotly", "sunburst", PX + "fig = px.sunburst(flights, path=['carrier', 'cabin'], values='seats')"),
    ("plotly", "treemap", PX + "fig = px.treemap(flights, path=['carrier', 'cabin'], values='seats')"),
    ("plotly", "facets", PX + "fig = px.scatter(flights, x='seats', y='delay', color='carrier', facet_col='cabin')"),
    (
        "plotly",
        "candles",
        GO
        + "w = flights.set_index('day')['delay'].resample('W').ohlc()\nfig = go.Figure(go.Candlestick(x=w.index, open=w.open, high=w.high, low=w.low, close=w.close))",
    ),
    (
        "plotly",
        "sankey",
        GO
        + "fig = go.Figure(go.Sankey(node={'label': ['a', 'b', 'c']}, link={'source': [0, 1], 'target': [2, 2], 'value': [3, 4]}))",
    ),
    ("plotly", "gauge", GO + "fig = go.Figure(go.Indicator(mode='gauge+number', value=4))"),
    (
        "plotly",
        "subplots",
        GO
        + "from plotly.subplots import make_subplots\nfig = make_subplots(rows=1, cols=2, subplot_titles=['Delay', 'Seats'])\nfig.add_histogram(x=flights['delay'], row=1, col=1, showlegend=False)\nfig.add_box(y=flights['seats'], row=1, col=2, showlegend=False)",
    ),
    ("plotly", "violins", PX + "fig = px.violin(flights, x='carrier', y='delay', box=True)"),
    ("plotly", "trend", PX + "fig = px.density_contour(flights, x='seats', y='delay')"),
    (
        "plotly",
        "frames",
        PX
        + "fig = px.bar(flights.groupby([flights['day'].dt.month, 'carrier'], as_index=False)['seats'].sum(), x='carrier', y='seats')",
    ),
    (
        "altair",
        "concatenated",
        ALT
        + "base = alt.Chart(flights).mark_point().encode(y='delay:Q')\nchart = base.encode(x='seats:Q') | base.encode(x='distance:Q')",
    ),
    (
        "altair",
        "layered",
        ALT
        + "base = alt.Chart(flights).encode(x='month(day):O')\nchart = base.mark_bar().encode(y='sum(seats):Q') + base.mark_rule(color='red').encode(y='mean(seats):Q')",
    ),
    ("altair", "facets", ALT + "chart = alt.Chart(flights).mark_bar().encode(x='count()', y='carrier:N', row='cabin:N')"),
    (
        "altair",
        "selection",
        ALT
        + "brush = alt.selection_interval()\nchart = alt.Chart(flights).mark_point().encode(x='seats:Q', y='delay:Q', color=alt.condition(brush, 'carrier:N', alt.value('grey'))).add_params(brush)",
    ),
    (
        "altair",
        "repeated",
        ALT
        + "chart = alt.Chart(flights).mark_bar().encode(x=alt.X(alt.repeat('column'), type='quantitative', bin=True), y='count()').repeat(column=['delay', 'seats'])",
    ),
    (
        "altair",
        "heat map",
        ALT + "chart = alt.Chart(flights).mark_rect().encode(x='month(day):O', y='carrier:N', color='mean(delay):Q')",
    ),
    (
        "altair",
        "normalised",
        ALT
        + "chart = alt.Chart(flights).mark_bar().encode(x='carrier:N', y=alt.Y('sum(seats):Q', stack='normalize'), color='cabin:N')",
    ),
    (
        "altair",
        "folded",
        ALT + "chart = alt.Chart(flights).transform_fold(['delay', 'seats']).mark_boxplot().encode(x='key:N', y='value:Q')",
    ),
]
"""Programs of kinds that no rule was written for: library, name, source."""
