"""Matplotlib's axes and legends as a reader sees them: positions and colours go in; categories, dates and names come out."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from jupyter_viscode.chart.read.values import plain
from jupyter_viscode.spec import Scale


def written(text: Any) -> str:
    """A text as its author meant it: dollar signs that were kept from making a formula stand alone again."""
    return str(text).replace(r"\$", "$")


class Axis:
    """One axis: turns drawn positions back into values."""

    def __init__(self, axis: Any) -> None:
        self._axis = axis
        self.title = written(axis.get_label_text())
        self.labels = self._labels()
        """Text by position, for an axis of categories; empty for numbers and dates."""
        self.dates = "Date" in type(axis.get_major_formatter()).__name__ or "Date" in type(axis.get_major_locator()).__name__
        self.log = axis.get_scale() == "log"

    def _labels(self) -> dict[float, str]:
        mapping = getattr(getattr(self._axis, "units", None), "_mapping", None)
        if mapping:
            return {float(place): str(text) for text, place in mapping.items()}
        formatter, locator = self._axis.get_major_formatter(), self._axis.get_major_locator()
        if type(locator).__name__ != "FixedLocator" or type(formatter).__name__ not in ("FixedFormatter", "FuncFormatter"):
            return {}
        places = [float(v) for v in locator()]
        texts = formatter.format_ticks(places)
        found = {place: text for place, text in zip(places, texts, strict=False) if text}
        return {} if found and all(_is_number(t) and math.isclose(float(t), p) for p, t in found.items()) else found

    def category(self, place: float) -> str:
        """The label nearest to a position."""
        if not self.labels:
            return f"{plain(place):g}"
        if place in self.labels:
            return self.labels[place]
        nearest = min(self.labels, key=lambda p: abs(p - place))
        return self.labels[nearest] if abs(nearest - place) <= 0.5 + 1e-9 else f"{place:g}"

    def value(self, place: Any) -> Any:
        """A number, or a datetime on an axis of dates."""
        if self.dates:
            from matplotlib.dates import num2date

            moment: dt.datetime = num2date(float(place))  # type: ignore[no-untyped-call]
            return moment.replace(tzinfo=None)
        return plain(place)

    def column(self, places: Any) -> list[Any]:
        """Positions as what they stand for: categories, datetimes or numbers."""
        import numpy as np

        numbers: Any = np.ma.filled(np.ma.asarray(places, dtype=float), np.nan)
        if self.labels:
            return [self.category(place) for place in numbers]
        return _moments(numbers) if self.dates else list(numbers.tolist())

    def scale(self) -> Scale | None:
        """The scale, where it is not a plain one."""
        kind = self._axis.get_scale()
        low, high = self._axis.get_view_interval()
        reverse = bool(low > high) and not self.labels
        if kind == "linear" and not reverse:
            return None
        return Scale(type=kind if kind in ("log", "symlog") else None, reverse=reverse)


def _moments(numbers: Any) -> list[Any]:
    """Matplotlib's days as datetimes, all at once; far from its epoch a float of days is exact to twenty microseconds."""
    import numpy as np
    from matplotlib.dates import get_epoch

    known = np.isfinite(numbers)
    micros = np.round(np.where(known, numbers, 0) * 86_400e6)
    micros = np.where(np.abs(numbers) > 70 * 365, np.round(micros / 20) * 20, micros).astype("int64")
    epoch: Any = np.datetime64(get_epoch())  # type: ignore[no-untyped-call]
    moments = (epoch.astype("datetime64[us]") + micros.astype("timedelta64[us]")).tolist()
    return [moment if there else math.nan for moment, there in zip(moments, known.tolist(), strict=True)]


def _is_number(text: str) -> bool:
    try:
        float(text.replace("\u2212", "-"))
    except ValueError:
        return False
    return True


class Legend:
    """The legend of an axes, or of its figure: title, texts and the colours that they name."""

    def __init__(self, ax: Any, figure: Any) -> None:
        legend = ax.get_legend() or (figure.legends[0] if figure.legends else None)
        self.title = ""
        self.texts: list[str] = []
        self._names: dict[tuple[float, ...], str] = {}
        if legend is None:
            return
        title = legend.get_title().get_text()
        self.title = written(title) if title and title != "None" else ""
        self.texts = [t.get_text() for t in legend.get_texts()]
        for handle, text in zip(legend.legend_handles, self.texts, strict=False):
            for color in colors_of(handle):
                self._names.setdefault(_key(color), text)

    def name_of(self, color: Any, otherwise: str) -> str:
        """What the legend calls a colour."""
        return self._names.get(_key(color), otherwise) if color is not None else otherwise


def _key(color: Any) -> tuple[float, ...]:
    from matplotlib.colors import to_rgb

    return tuple(round(float(c), 3) for c in to_rgb(color))


def colors_of(artist: Any) -> list[Any]:
    """The colours that an artist shows."""
    for method in ("get_facecolor", "get_markerfacecolor", "get_color", "get_facecolors"):
        if hasattr(artist, method):
            try:
                color = getattr(artist, method)()
                if getattr(color, "ndim", 1) == 2:
                    return [color[0]] if len(color) else []
                _key(color)
            except (TypeError, ValueError):
                continue
            return [color]
    return []


def series_name(container: Any, artist: Any, legend: Legend, number: int) -> str:
    """The name of a series: its label, or what the legend calls its colour."""
    label = str(container.get_label()) if hasattr(container, "get_label") else "_"
    if label and not label.startswith("_"):
        return label
    colors = colors_of(artist)
    return legend.name_of(colors[0] if colors else None, f"series {number + 1}")


def titles_of(x: Axis, y: Axis, legend: Legend) -> dict[str, str]:
    """What each channel is called."""
    return {"x": x.title, "y": y.title, "color": legend.title, "xOffset": legend.title, "yOffset": legend.title}


def scales_of(x: Axis, y: Axis) -> dict[str, Scale]:
    """The scales that are no plain ones."""
    return {name: scale for name, axis in (("x", x), ("y", y)) if (scale := axis.scale()) is not None}
