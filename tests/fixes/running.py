"""Programs that run, and errors that have nothing to do with what they draw: what fixes must do no harm to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from corpus import ALT, MPL, PD, PX, SNS
from session import frames

from jupyter_viscode.chart.write import write
from jupyter_viscode.errors import ViscodeError
from jupyter_viscode.spec import Annotation, Chart, Comparison, Encoding, Filter, Sort, Style, TopN, Window
from jupyter_viscode.types import Column, Context, FrameSummary

OWN = [
    MPL + "fig, axes = plt.subplots(2, 2, figsize=(8, 6))\nfor ax, name in zip(axes.flat, ['sales', 'profit', 'qty', 'unit_price']):\n    ax.plot(df['date'], df[name])\n    ax.set_title(name)",
    MPL + "fig, axes = plt.subplots(1, 2)\naxes[0].bar(df['Region'], df['sales'])\naxes[1].hist(df['profit'], bins=4, density=True)\nfig.suptitle('Region')",
    MPL + "fig, ax = plt.subplots()\nax.plot(df['sales'], label='sales')\nax2 = ax.twinx()\nax2.plot(df['profit'], label='profit', color='tab:red')\nax.legend(title='Sales')",
    MPL + "rows = []\nfor region, part in df.groupby('Region'):\n    rows.append((region, part['sales'].sum()))\nplt.bar([r[0] for r in rows], [r[1] for r in rows])",
    MPL + "fig, ax = plt.subplots()\nax.scatter(df['sales'], df['profit'], s=df['qty'] * 10, c=df['qty'], cmap='viridis')\nfor _, row in df.iterrows():\n    ax.annotate(row['Region'], (row['sales'], row['profit']))",
    MPL + "sizes = dict(size=12, color='red')\nplt.plot(df['sales'])\nplt.title('data', **sizes)\nplt.text(1, 200, 'b', size=9)",
    MPL + "def draw(data, size=3):\n    plt.plot(data, linewidth=size)\ndraw(df['sales'])\ndraw(data=df['profit'], size=1)",
    MPL + "pick = lambda data: data['sales'] / 2\nplt.plot(pick(df))\nplt.grid(visible=True)",
    MPL + "plt.pie(df['sales'], labels=df['Region'], autopct='%.0f%%')\nplt.title('Sales')",
    MPL + "plt.barh(df['Region'], df['sales'])\nplt.xlabel('sales')\nplt.ylabel('region')\nplt.tight_layout()",
    MPL + "plt.fill_between(df['date'], df['sales'], alpha=0.3)\nplt.plot(df['date'], df['sales'])\nplt.xticks(rotation=45)",
    MPL + "m = df[['sales', 'profit', 'qty']].corr()\nplt.imshow(m.to_numpy(), cmap='coolwarm', vmin=-1, vmax=1)\nplt.xticks(range(3), m.columns)\nplt.colorbar()",
    MPL + "a = np.arange(6)\nw = 0.4\nplt.bar(a - w / 2, df['sales'], w, label='sales')\nplt.bar(a + w / 2, df['profit'], w, label='profit')\nplt.xticks(a, df['Region'])\nplt.legend()",
    MPL + "fig = plt.figure()\nax = fig.add_subplot(projection='3d')\nax.scatter(df['sales'], df['profit'], df['qty'])\nax.set_zlabel('qty')",
    MPL + "x = np.linspace(0, 1, 50)\nplt.plot(x, np.interp(x, df['qty'] / 6, df['sales']))\nplt.xlim(0, 1)",
    MPL + "fig, ax = plt.subplots(subplot_kw={'projection': 'polar'})\nax.plot(np.linspace(0, 6, 6), df['sales'])",
    MPL + "plt.boxplot([df['sales'], df['profit']], tick_labels=['sales', 'profit'])\nplt.yscale('log', base=10)",
    MPL + "values = df['sales'].tolist()\nvalues.append(100)\nplt.step(range(len(values)), values, where='mid')",
    MPL + "lookup = {'north': 1, 'south': 2}\nlookup['Sales'] = 3\nplt.bar(list(lookup), list(lookup.values()))",
    MPL + "fig, ax = plt.subplots()\nax.bar(df['Region'], df['sales'])\nax.tick_params(axis='x', rotation=45)\nax.bar_label(ax.containers[0])",
    MPL + "plt.style.use('ggplot')\nplt.rcParams['figure.figsize'] = (5, 3)\nplt.plot(df['sales'], 'o-')\nplt.axhline(df['sales'].mean(), color='gray', linestyle='--')",
    MPL + "with plt.style.context('dark_background'):\n    fig, ax = plt.subplots()\n    ax.plot(df['sales'])\n    ax.grid(True)",
    MPL + "H, xe, ye = np.histogram2d(df['sales'], df['profit'], bins=3)\nplt.pcolormesh(xe, ye, H.T)\nplt.colorbar(label='count')",
    MPL + "plt.stem(df['qty'], df['sales'])\nplt.title('Unit price')",
    MPL + "fig, axs = plt.subplots(1, 1, squeeze=False)\naxs[0, 0].plot(df['sales'])\naxs[0][0].set_title('sale')",
    MPL + "fig, ax = plt.subplots()\nfor i, (name, part) in enumerate(df.groupby('Region')):\n    ax.barh(i, part['sales'].iloc[0], color=plt.get_cmap('tab10')(i))\nax.set_yticks(range(6), sorted(df['Region']))",
    MPL + "import matplotlib.dates as mdates\nfig, ax = plt.subplots()\nax.plot(df['date'], df['sales'])\nax.xaxis.set_major_formatter(mdates.DateFormatter('%d %b'))\nfig.autofmt_xdate()",
    MPL + "from matplotlib.ticker import FuncFormatter\nfig, ax = plt.subplots()\nax.plot(df['sales'])\nax.yaxis.set_major_formatter(FuncFormatter(lambda v, p: f'{v:,.0f} $'))",
    MPL + "coef = np.polyfit(df['sales'], df['profit'], 1)\nplt.scatter(df['sales'], df['profit'])\nplt.plot(df['sales'], np.polyval(coef, df['sales']), 'r')",
    MPL + "plt.hist([df['sales'], df['profit']], bins=5, label=['sales', 'profit'], stacked=True)\nplt.legend(loc='upper right', ncols=2)",
    MPL + "plt.errorbar(df['Region'], df['sales'], yerr=df['profit'], fmt='o', capsize=3)",
    MPL + "data = df\nplt.plot(data['sales'])\nplt.title('data')",
    MPL + "number = df['sales'].to_numpy()\nbins = int(len(number) / 2)\nplt.hist(number, bins=bins, range=(0, 500))",
    MPL + "fig, (left, right) = plt.subplots(1, 2, sharey=True)\nleft.plot(df['sales'])\nright.plot(df['sales'][::-1].reset_index(drop=True))\nright.set_xlabel('data')",
    MPL + "plt.violinplot([df['sales'], df['profit']])\nplt.xticks([1, 2], ['sales', 'profit'], size=8)",
    PD + "df.groupby('Region')['sales'].sum().sort_values(ascending=False).plot(kind='bar', title='Sales', color='teal')",
    PD + "df.set_index('date')[['sales', 'profit']].plot(subplots=True, figsize=(6, 4))",
    PD + "df.plot.scatter(x='sales', y='profit', s=30, c='qty', colormap='viridis')",
    PD + "df[['sales', 'profit']].plot(kind='box')",
    PD + "df['sales'].rolling(2).mean().plot(label='mean')\ndf['sales'].plot(label='sales')\nplt.legend()",
    PD + "df.pivot_table(index='Region', values=['sales', 'profit'], aggfunc='sum').plot(kind='barh', stacked=True)",
    PD + "d = df.assign(month=pd.to_datetime(df['date_text']).dt.month)\nd.groupby('month')['sales'].sum().plot(marker='o')",
    PD + "d = df.assign(price=df['price_text'].str.replace(r'[$,]', '', regex=True).astype(float))\nd.plot(x='Region', y='price', kind='bar')",
    PD + "df['sales'].fillna(0).plot.hist(bins=5, alpha=0.5)\ndf['gaps'].dropna().plot.hist(bins=5, alpha=0.5)",
    PD + "both = pd.concat([df, other], ignore_index=True)\nboth.groupby('Region')['sales'].mean().plot(kind='bar')",
    PD + "df.set_index('date')['sales'].resample('2D').sum().plot(kind='bar')",
    PD + "d = df.rename(columns={'sales': 'amount', 'Region': 'region'})\nd.plot(x='region', y='amount', kind='bar', legend=False)",
    PD + "m = df.merge(other, on='Region', how='outer', suffixes=('', '_other'))\nm.plot(x='Region', y='sales', kind='bar')",
    PD + "stats = df.groupby('Region').agg(total=('sales', 'sum'), mean=('profit', 'mean'))\nstats['total'].plot(kind='pie', ylabel='')",
    PD + "df.melt(id_vars='Region', value_vars=['sales', 'profit']).groupby(['Region', 'variable'])['value'].sum().unstack().plot(kind='bar')",
    PD + "vc = df['Region'].value_counts().reset_index()\nplt.bar(vc['Region'], vc['count'])",
    PD + "pd.set_option('display.max_columns', 5)\ndf.query('sales > 100').plot(x='Region', y='profit', kind='bar')",
    PD + "df['share'] = df['sales'] / df['sales'].sum()\ndf.sort_values('share').plot.barh(x='Region', y='share')",
    PD + "s = pd.Series({'a': 1, 'b': 2})\ns['c'] = 3\ns.plot(kind='bar')\nplt.ylabel('size')",
    PD + "df.loc[df['sales'].idxmax(), 'sales']\ndf['sales'].cumsum().plot()\nplt.xlabel('Sale')",
    PD + "ax = df.plot(x='date', y='sales')\nax.set_title('Sales')\nax.set_xlabel('dates')\nax.axvline(df['date'].iloc[2])",
    PD + "pd.crosstab(df['Region'], df['qty'] > 3).plot(kind='bar', stacked=True)",
    PD + "from pandas.plotting import scatter_matrix\nscatter_matrix(df[['sales', 'profit']])",
    SNS + "sns.set_theme(style='whitegrid')\nsns.barplot(data=df, x='Region', y='sales', errorbar=None)",
    SNS + "sns.scatterplot(data=df, x='sales', y='profit', hue='Region', size='qty', legend=False)",
    SNS + "sns.heatmap(df[['sales', 'profit', 'qty']].corr(), annot=True, cmap='vlag')",
    SNS + "g = sns.FacetGrid(df, col='Region', col_wrap=3, height=2)\ng.map(plt.plot, 'qty', 'sales', marker='o')",
    SNS + "ax = sns.histplot(df['sales'], bins=4, kde=False)\nax.set(title='sales', xlabel='Sales')",
    SNS + "sns.lineplot(x=df['date'], y=df['sales'])\nplt.xticks(rotation=30)",
    SNS + "sns.boxplot(data=df[['sales', 'profit']], orient='h')",
    SNS + "sns.countplot(data=df, x='Region', order=sorted(df['Region']))\nplt.title('region')",
    SNS + "sns.regplot(data=df, x='sales', y='profit', ci=None)",
    SNS + "sns.pairplot(df[['sales', 'profit']], height=1.5)",
    SNS + "sns.catplot(data=df, x='Region', y='sales', kind='bar', errorbar=None, height=3)",
    PX + "fig = px.bar(df, x='Region', y='sales', color='Region', title='Sales')\nfig.update_layout(showlegend=False, xaxis_title='region')",
    PX + "fig = px.scatter(df, x='sales', y='profit', size='qty', hover_name='Region')\nfig.update_traces(marker=dict(line=dict(width=1)))",
    PX + "fig = px.line(df, x='date', y=['sales', 'profit'])\nfig.add_hline(y=200)",
    PX + "fig = go.Figure()\nfig.add_trace(go.Bar(x=df['Region'], y=df['sales'], name='sales'))\nfig.add_trace(go.Scatter(x=df['Region'], y=df['profit'], mode='lines', name='profit'))\nfig.update_layout(title=dict(text='T', font=dict(size=20)))",
    PX + "fig = px.pie(df, names='Region', values='sales', hole=0.4)",
    PX + "fig = px.histogram(df, x='sales', nbins=5, template='plotly_white')",
    PX + "fig = px.box(df, y='sales')\nfig.update_yaxes(title_text='data')",
    PX + "from plotly.subplots import make_subplots\nfig = make_subplots(rows=1, cols=2, subplot_titles=['sales', 'profit'])\nfig.add_trace(go.Bar(x=df['Region'], y=df['sales']), row=1, col=1)\nfig.add_trace(go.Bar(x=df['Region'], y=df['profit']), row=1, col=2)",
    PX + "fig = px.imshow(df[['sales', 'profit', 'qty']].corr(), text_auto='.2f')",
    ALT + "chart = alt.Chart(df).mark_bar().encode(x='Region:N', y='sum(sales):Q', color=alt.value('teal')).properties(title='Sales')",
    ALT + "base = alt.Chart(df).encode(x='date:T')\nchart = base.mark_line().encode(y='sales:Q') + base.mark_point().encode(y='profit:Q')",
    ALT + "chart = alt.Chart(df).mark_point(size=60).encode(x=alt.X('sales').title('data'), y='profit', tooltip=['Region'])",
    ALT + "brush = alt.selection_interval()\nchart = alt.Chart(df).mark_point().encode(x='sales', y='profit', color=alt.condition(brush, 'Region:N', alt.value('gray'))).add_params(brush)",
    ALT + "chart = alt.Chart(df).mark_bar().encode(x=alt.X('sales', bin=alt.Bin(maxbins=4)), y='count()')",
    ALT + "chart = alt.Chart(df).mark_arc(innerRadius=30).encode(theta='sales', color='Region')",
]  # fmt: skip

ADDED = [
    "df['no_such_column']", "df['Regi' + 'ons']", "name = 'REGION'\ndf[name]", "df['Sale'].sum()", "df[['sale', 'Profits']]",
    "df.Salez", "df.loc[99]", "df.iloc[99]", "{}['sales']", "{}['Sale']", "undefined_thing", "print(data)", "print(datas['sales'])", "Data.head()", "show(df)", "np_array", "1 + 'a'",
    "'a' - 1", "len(5)", "float('abc')", "int('12%')", "[1, 2][5]", "[1, 2]['a']", "None.total", "(1).append(2)", "'x'.sort()",
    "df.append_rows(other)", "df['sales'].normalise()", "df['sales'].dt.year", "df['qty'].str.upper()", "df['Region'].astype(float)",
    "df['price_text'].astype(float)", "df['gaps'].astype(int)", "df.mean()", "df['Region'].mean()", "df.groupby('Region').mean()['sales']",
    "open('missing.csv')", "import pandas as pd\npd.read_csv('missing.csv')", "import pandas as pd\npd.read_csv('other.csv', nrows=3)", "import no_such_package", "from math import sqroot",
    "import numpy as np\nnp.array([1, 2])[0, 0]", "import numpy as np\nnp.float(3)", "import numpy as np\nnp.array([1, 2]).ptp()", "import numpy as np\nnp.array([[1, 2], [3]])",
    "import numpy as np\nnp.zeros(3.0)", "raise ValueError('bins must increase')", "raise TypeError('unhashable type: list')",
    "raise TypeError(\"'Axes' object is not subscriptable\")", "raise TypeError(\"unsupported operand type(s) for -: 'str' and 'str'\")",
    "raise RuntimeError('something else')", "raise KeyError('index')", "raise ValueError('x and y must be the same size')",
    "raise IndexError('too many indices for array: array is 1-dimensional, but 2 were indexed')", "raise AttributeError(\"'Axes' object has no attribute 'plot_surface'\")",
    "raise TypeError(\"plot() got an unexpected keyword argument 'label'\")", "raise TypeError(\"barplot() got an unexpected keyword argument 'size'\")",
    "raise TypeError(\"f() got an unexpected keyword argument 'x'\")", "raise AttributeError(\"'Figure' object has no attribute 'set_title'\")",
    "raise OSError(\"'seaborn' is not a valid package style\")", "raise ValueError('Invalid frequency: M')", "raise ValueError(\"Could not interpret value `Region` for `x`\")",
    "raise ValueError('cannot convert float NaN to integer')", "raise ValueError(\"'virdis' is not a valid value for cmap\")", "raise ValueError('style must be one of white')",
    "raise ZeroDivisionError('division by zero')", "raise ModuleNotFoundError(\"No module named 'seaborn.apionly'\")", "raise MemoryError()",
]  # fmt: skip
"""Statements that fail after the picture is drawn."""


def written() -> Iterator[str]:
    """What the writers make of many Charts in every library."""
    context = _context()
    for chart in _charts():
        for library in ("matplotlib", "seaborn", "plotly", "altair"):
            try:
                yield write(chart, library, context)
            except ViscodeError:
                continue  # this library has no such chart


def _context() -> Context:
    kinds = {"object": "category", "str": "category", "float64": "number", "int64": "integer"}
    found = []
    for name, frame in frames().items():
        types = {column: str(dtype) for column, dtype in frame.dtypes.items()}
        columns = [Column(c, "datetime" if "datetime" in t else kinds.get(t, "text"), t, c) for c, t in types.items()]
        found.append(FrameSummary(name, "pandas", tuple(columns), len(frame)))
    return Context(tuple(found), active="df")


def _charts() -> Iterator[Chart]:
    bases = [Encoding("Region", "nominal"), Encoding("Region", "nominal", sort=Sort("y", "descending")), Encoding("date", "temporal"),
             Encoding("date", "temporal", time_unit="month")]  # fmt: skip
    figures = [Encoding("sales", "quantitative", aggregate=a) for a in ("sum", "mean", "max")] + [Encoding(aggregate="count")]
    for mark in ("bar", "line", "point", "area"):
        for base in bases:
            for figure in figures:
                yield Chart(mark, {"x": base, "y": figure}, frame="df")  # type: ignore[arg-type]
    x, y = Encoding("sales", "quantitative"), Encoding("profit", "quantitative")
    yield Chart(
        "point", {"x": x, "y": y, "color": Encoding("Region", "nominal"), "size": Encoding("qty")}, frame="df", title="T"
    )
    yield Chart("arc", {"theta": figures[0], "color": bases[0]}, frame="df", style=Style(inner_radius=0.5))
    yield Chart("bar", {"x": Encoding("sales", "quantitative", bin=True), "y": figures[3]}, frame="df")
    yield Chart("boxplot", {"x": bases[0], "y": x}, frame="df")
    yield Chart(
        "bar",
        {"x": bases[0], "y": figures[0]},
        "df",
        (Filter(Comparison("qty", ">", 2)),),
        annotations=(Annotation("maximum"),),
    )
    yield Chart("bar", {"x": bases[1], "y": figures[0]}, "df", (TopN(3, "Region", "sales", "sum", other="Other"),))
    yield Chart("line", {"x": bases[2], "y": figures[0]}, "df", (Window("cumulative"),))
    yield Chart("line", {"x": bases[2], "y": figures[0]}, "df", (Window("rolling", 2),))


def chosen(text: str, share: int) -> bool:
    """True for one of `share` texts, always the same ones."""
    return hashlib.sha256(text.encode()).digest()[0] % share == 0
