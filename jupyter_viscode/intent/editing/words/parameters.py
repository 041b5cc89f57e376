"""Parameters: settings as a program writes them (``alpha=0.4``) go in; the same in words that the rules know comes out."""

from __future__ import annotations

import re
from collections.abc import Callable

_SETTING = re.compile(
    r"(?<![\w.])(?P<name>[a-z][a-z_]*) ?= ?(?P<value>[\ue000-\uf7ff]|[(\[][^()\[\]]*[)\]]|-?\d[\d.]*(?: ?\.\.+ "
    r"?\d[\d.]*)?|#[0-9a-f]{3,8}|-{1,2}(?=\W|$)|[a-z]\w*)",
    re.I,
)
_NAMES: dict[str, str] = {
    "alpha opacity fill_opacity": "opacity {}",
    "s markersize marker_size ms point_size": "point size {}",
    "c color colour marker_color fill facecolor": "colour {}",
    "lw linewidth line_width strokewidth stroke_width": "line width {}",
    "figsize": "{} inches",
    "width fig_width": "width {}",
    "height fig_height": "height {}",
    "fontsize font_size": "font size {}",
    "rot rotation label_angle labelangle tickangle angle": "rotate the labels by {} degrees",
    "bins nbins maxbins": "{} bins",
    "binwidth bin_width": "bin width {}",
    "cmap palette colormap scheme color_continuous_scale": "{} palette",
    "theme template": "{} theme",
    "kind mark chart_type plot_type": "{} chart",
    "hue color_by": "colour by {}",
    "sizes size_by": "size by {}",
    "style symbol": "a different symbol for each {}",
    "facet facet_col col row facet_row": "one panel per {}",
    "xlabel x_label xtitle x_title": "x axis title {}",
    "ylabel y_label ytitle y_title": "y axis title {}",
    "title suptitle": "title {}",
    "subtitle": "subtitle {}",
    "legend_title": "legend title {}",
    "xlim x_lim range_x": "x axis from {}",
    "ylim y_lim range_y": "y axis from {}",
    "xscale x_scale": "{} scale on the x axis",
    "yscale y_scale": "{} scale on the y axis",
    "x": "{} on the x axis",
    "y": "{} on the y axis",
    "trendline": "trend line",
    "axhline hline": "horizontal line at {}",
    "axvline vline": "vertical line at {}",
    "loc legend_loc": "legend {}",
    "bg background facecolor_bg": "{} background",
    "estimator agg aggregate aggfunc": "use the {}",
}
"""Names of parameters in the libraries, and the words around their value."""
_SWITCHES: dict[str, tuple[str, str]] = {
    "legend showlegend show_legend": ("show the legend", "no legend"),
    "grid showgrid": ("grid", "no grid"),
    "stacked": ("stacked", "side by side"),
    "log log_y logy": ("log scale on the y axis", "linear scale on the y axis"),
    "log_x logx": ("log scale on the x axis", "linear scale on the x axis"),
    "horizontal": ("horizontal", "vertical"),
    "markers": ("add markers", "no markers"),
    "marker": ("add markers", "no markers"),
    "cumulative": ("cumulative", "not cumulative"),
    "ascending": ("sort ascending", "sort descending"),
    "sort": ("sorted", "not sorted"),
    "normalize normalized": ("normalized", "stacked"),
    "transparent": ("half transparent", "not transparent"),
    "trendline": ("trend line", "no trend line"),
    "title suptitle": ("", "no title"),
    "subtitle": ("", "no subtitle"),
    "xlabel x_label xtitle x_title": ("", "no x axis title"),
    "ylabel y_label ytitle y_title": ("", "no y axis title"),
    "legend_title": ("", "no legend title"),
}
"""What is on or off, and the words for either."""
_STROKES = {
    "--": "dashed line",
    ":": "dotted line",
    "-.": "dashdot line",
    "-": "solid line",
    "dash": "dashed line",
    "dot": "dotted line",
}
_ORIENTATIONS = {"h": "horizontal", "v": "vertical", "horizontal": "horizontal", "vertical": "vertical"}
_CHOICES: dict[str, dict[str, str]] = {
    "barmode": {"group": "side by side", "stack": "stacked", "relative": "stacked", "overlay": "overlaid"},
    "ls": _STROKES, "linestyle": _STROKES, "line_dash": _STROKES, "dash": _STROKES,
    "orient": _ORIENTATIONS, "orientation": _ORIENTATIONS,
}  # fmt: skip
"""Values that have words of their own."""
_TEXTS = ("title", "subtitle")
_TITLES = tuple(f"{text} {{}}" for text in _TEXTS)
"""Words behind which a quotation is a text; elsewhere it names something."""
_ON = {"true": True, "yes": True, "on": True, "false": False, "none": False, "no": False, "off": False}
_UNQUOTED = re.compile(
    r"(?<![\w.])(?P<name>(?:sup|sub|legend_|[xy]_?)?title|[xy]_?label) ?= ?(?P<value>[^\s,;=()\[\]\ue000-\uf7ff]"
    r"[^,;=\ue000-\uf7ff]*?)(?= ?$| ?[,;]|(?: and)? [a-z_]+ ?=| and (?:make|use|set|add|sort|show|remove|hide|put|turn|"
    r"change|rotate|colou?r|with|without|no)\b)",
    re.I,
)
"""A text that was set without quotation marks: it ends where something else is set."""
_COMMA = re.compile(r"(?<![\w.])(?!figsize|[xy]_?lim|range)([a-z][a-z_]*) ?= ?(\d+),(\d+)(?![\w.]|,\d)", re.I)
"""A number with a decimal comma, or one between thousands."""
_GOES_ON = re.compile(r";\s*(?=(?:for|on|of|in|along)\b)")
_LISTED = re.compile(r"\s*(?:[;,]\s*)*;(?:\s*[;,])*\s*")
_SAID = {name: words for names, words in _NAMES.items() for name in names.split()}
_SWITCHED = {name: words for names, words in _SWITCHES.items() for name in names.split()}


def said(text: str, quotes: list[str], first: int) -> str:
    """The instruction with its settings in words; `first` is the character that stands for the first quotation.

    A text without quotation marks joins the quotations.
    """

    def opened(value: str) -> str:
        return quotes[ord(value) - first] if first <= ord(value[0]) < first + len(quotes) else value

    def quoted(match: re.Match[str]) -> str:
        if match["value"].lower() in _ON:
            return match[0]
        quotes.append(match["value"].strip())
        return f"{match['name']}={chr(first + len(quotes) - 1)}"

    plain = _COMMA.sub(_pointed, _UNQUOTED.sub(quoted, text))
    worded = _SETTING.sub(_worded(opened), plain)
    return text if worded == text else _LISTED.sub("; ", _GOES_ON.sub(" ", worded)).strip("; ")


def _pointed(match: re.Match[str]) -> str:
    between = "" if len(match[3]) == 3 and match[2] != "0" else "."
    return f"{match[1]}={match[2]}{between}{match[3]}"


def _worded(opened: Callable[[str], str]) -> Callable[[re.Match[str]], str]:
    def words(match: re.Match[str]) -> str:
        name, value = match["name"].lower(), opened(match["value"])
        form, plain = _SAID.get(name), value.strip("()[] ")
        if (
            name in _SWITCHED
            and plain.lower() in _ON
            and (form is None or not form.endswith(_TITLES) or value == match["value"])
        ):
            return f";{_SWITCHED[name][not _ON[plain.lower()]]};"
        if name in _CHOICES and plain.lower() in _CHOICES[name]:
            return f";{_CHOICES[name][plain.lower()]};"
        if name in _SWITCHED and form is None and name in ("legend", "marker"):
            form = "legend {}" if name == "legend" else "add markers"
        if name == "size":
            form = "point size {}" if plain.replace(".", "").isdigit() else "size by {}"
        if form is None or (name in ("x", "y") and not plain.replace("_", "a").isalpha()):
            return match[0]
        if form.endswith(_TITLES):
            return f";{form.format(match['value'])};"
        numbers = re.findall(r"-?\d+(?:\.\d+)?", plain)
        between = " x " if name == "figsize" else " to "
        return f";{form.format(between.join(numbers) if len(numbers) > 1 else plain)};"

    return words
