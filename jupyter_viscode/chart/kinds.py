"""Which library a drawn object belongs to, told by its type's own module, so that none has to be imported."""

from __future__ import annotations

from typing import Any

_SPECIFICATION = frozenset({"mark", "layer", "hconcat", "vconcat", "concat", "facet", "repeat", "spec"})


def kind_of(drawn: Any) -> str:
    """``matplotlib``, ``plotly``, ``altair``, ``vega-lite``, or nothing for what is none of them."""
    if isinstance(drawn, dict):
        return "vega-lite" if _SPECIFICATION & set(drawn) else ""
    for base in type(drawn).__mro__:
        root = base.__module__.partition(".")[0]
        if root in ("matplotlib", "plotly", "altair"):
            return root
    return ""


def figure_of(drawn: Any) -> Any:
    """The matplotlib Figure of an Axes, an artist, or a seaborn grid; anything else as it is."""
    if kind_of(drawn) == "matplotlib" and not hasattr(drawn, "axes_dict") and not hasattr(drawn, "get_size_inches"):
        return getattr(drawn, "figure", None) or drawn
    if type(drawn).__module__.startswith("seaborn"):
        return getattr(drawn, "figure", drawn)
    return drawn
