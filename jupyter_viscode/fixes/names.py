"""Names that are not defined: a missing import, a word of another language, a misspelt variable, another frame's name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jupyter_viscode.fixes.edits import nearest
from jupyter_viscode.fixes.failure import Change, Failure
from jupyter_viscode.fixes.rules import Rule

if TYPE_CHECKING:
    import libcst as cst

IMPORTS = {
    "plt": "import matplotlib.pyplot as plt",
    "np": "import numpy as np",
    "pd": "import pandas as pd",
    "sns": "import seaborn as sns",
    "px": "import plotly.express as px",
    "go": "import plotly.graph_objects as go",
    "pio": "import plotly.io as pio",
    "ff": "import plotly.figure_factory as ff",
    "make_subplots": "from plotly.subplots import make_subplots",
    "alt": "import altair as alt",
    "pl": "import polars as pl",
    "pa": "import pyarrow as pa",
    "mpl": "import matplotlib as mpl",
    "matplotlib": "import matplotlib.pyplot",
    "cm": "import matplotlib.cm as cm",
    "mdates": "import matplotlib.dates as mdates",
    "mticker": "import matplotlib.ticker as mticker",
    "ticker": "import matplotlib.ticker as ticker",
    "mpatches": "import matplotlib.patches as mpatches",
    "mcolors": "import matplotlib.colors as mcolors",
    "gridspec": "import matplotlib.gridspec as gridspec",
    "GridSpec": "from matplotlib.gridspec import GridSpec",
    "Line2D": "from matplotlib.lines import Line2D",
    "Patch": "from matplotlib.patches import Patch",
    "Rectangle": "from matplotlib.patches import Rectangle",
    "Circle": "from matplotlib.patches import Circle",
    "ListedColormap": "from matplotlib.colors import ListedColormap",
    "LinearSegmentedColormap": "from matplotlib.colors import LinearSegmentedColormap",
    "Normalize": "from matplotlib.colors import Normalize",
    "LogNorm": "from matplotlib.colors import LogNorm",
    "FuncFormatter": "from matplotlib.ticker import FuncFormatter",
    "StrMethodFormatter": "from matplotlib.ticker import StrMethodFormatter",
    "PercentFormatter": "from matplotlib.ticker import PercentFormatter",
    "MaxNLocator": "from matplotlib.ticker import MaxNLocator",
    "MultipleLocator": "from matplotlib.ticker import MultipleLocator",
    "DateFormatter": "from matplotlib.dates import DateFormatter",
    "FuncAnimation": "from matplotlib.animation import FuncAnimation",
    "timedelta": "from datetime import timedelta",
    "date": "from datetime import date",
    "Counter": "from collections import Counter",
    "defaultdict": "from collections import defaultdict",
    "StringIO": "from io import StringIO",
    "stats": "from scipy import stats",
    "gaussian_kde": "from scipy.stats import gaussian_kde",
    "linregress": "from scipy.stats import linregress",
    "LinearRegression": "from sklearn.linear_model import LinearRegression",
    "PCA": "from sklearn.decomposition import PCA",
    "KMeans": "from sklearn.cluster import KMeans",
    "StandardScaler": "from sklearn.preprocessing import StandardScaler",
} | {name: f"import {name}" for name in ("math", "random", "itertools", "json", "re", "calendar", "textwrap", "statistics")}
"""What a name is usually imported as."""

_OTHER_LANGUAGES = {
    "true": "True",
    "false": "False",
    "null": "None",
    "none": "None",
    "xrange": "range",
    "unicode": "str",
    "raw_input": "input",
}


def _import(failure: Failure, match: re.Match[str]) -> Change | None:
    name = match[1]
    line = IMPORTS.get(name)
    if name == "datetime":
        called = re.search(r"(?<![.\w])datetime\s*\(|(?<![.\w])datetime\.(now|today|strptime|fromisoformat)\b", failure.source)
        line = "from datetime import datetime" if called else "import datetime"
    if line is None or name in failure.bound:
        return None
    return Change(failure.with_import(failure.source, line), f"The import was missing: added `{line}`.")


def _word(failure: Failure, match: re.Match[str]) -> Change | None:
    new = _OTHER_LANGUAGES.get(match[1])
    source = _rename(failure, match[1], new) if new else None
    return Change(source, f"Python says {new}, not {match[1]}.") if source else None


def _misspelt(failure: Failure, match: re.Match[str]) -> Change | None:
    """A name that the program or the session nearly has, or that is usually imported."""
    bound = failure.bound | set(failure.request.frames)
    usual = {n for n in IMPORTS if len(n) > 5}
    near = nearest(match[1], sorted(n for n in bound | usual if len(n) > 2), cutoff=0.8) if len(match[1]) > 2 else None
    source = _rename(failure, match[1], near) if near else None
    if source and near and near not in bound:
        return Change(failure.with_import(source, IMPORTS[near]), f"There is no name {match[1]!r}: imported {near!r}.")
    return Change(source, f"There is no name {match[1]!r}: used {near!r}, the nearest one.") if source else None


def _frame(failure: Failure, match: re.Match[str]) -> Change | None:
    """A name used as a table when there is one frame that it can mean."""
    name, frame = match[1], failure.frame
    if frame is None or name in failure.bound or not re.search(rf"(?<![.\w]){name}\b\s*[\[.,)]", failure.source):
        return None
    source = _rename(failure, name, frame)
    return (
        Change(source, f"There is no frame {name!r}: used {frame!r}, the frame that the request is about.") if source else None
    )


def _rename(failure: Failure, old: str, new: str) -> str | None:
    import libcst as cst

    class Renamer(cst.CSTTransformer):
        def visit_Attribute_attr(self, node: cst.Attribute) -> None:
            attributes.add(id(node.attr))

        def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
            skip = id(original_node) in attributes or id(original_node) in keywords
            return updated_node if skip or original_node.value != old else updated_node.with_changes(value=new)

        def visit_Arg_keyword(self, node: cst.Arg) -> None:
            keywords.add(id(node.keyword))

    attributes: set[int] = set()
    keywords: set[int] = set()
    source = cst.parse_module(failure.source).visit(Renamer()).code
    return source if source != failure.source else None


_UNDEFINED = r"name '(\w+)' is not defined"
RULES = tuple(Rule(("NameError",), _UNDEFINED, change) for change in (_import, _word, _misspelt, _frame))
