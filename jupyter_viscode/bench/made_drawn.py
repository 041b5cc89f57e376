"""Generated charts drawn here, by no charting library: the looks of spreadsheets, of web dashboards, of a grammar of graphics.

Enters: a random generator. Leaves: a `Chart`. The picture is written as SVG and drawn by vl-convert.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from jupyter_viscode.bench.made_data import PALETTES, Chart, Truth, draw_truth, some_texts

_FAMILIES = ("bar", "bar", "barh", "line", "line", "scatter", "scatter", "pie")


@dataclass(frozen=True)
class Look:
    """What sets one program's charts apart from another's."""

    name: str
    ground: str = "#ffffff"
    face: str = ""
    ink: str = "#444444"
    grid: str = "#e0e0e0"
    across: bool = False
    """Whether grid lines stand at the places, too."""
    spine: str = ""
    legend: str = "right"
    colours: tuple[str, ...] = PALETTES[0]
    left: bool = False
    """Whether the title starts at the left."""


LOOKS = (
    Look("sheet", ink="#595959", grid="#d9d9d9", spine="#bfbfbf", legend="bottom",
         colours=("#4472c4", "#ed7d31", "#a5a5a5", "#ffc000", "#5b9bd5", "#70ad47", "#264478")),
    Look("sheet_old", ink="#000000", face="#c0c0c0", grid="#000000", spine="#000000",
         colours=("#9999ff", "#993366", "#ffffcc", "#ccffff", "#660066", "#ff8080", "#0066cc")),
    Look("suite", ink="#000000", grid="#b3b3b3", spine="#b3b3b3",
         colours=("#004586", "#ff420e", "#ffd320", "#579d1c", "#7e0021", "#83caff", "#314004")),
    Look("docs", ink="#757575", grid="#cccccc", spine="#333333", left=True,
         colours=("#4285f4", "#ea4335", "#fbbc04", "#34a853", "#ff6d01", "#46bdc6", "#7baaf7")),
    Look("web", ink="#2a3f5f", face="#e5ecf6", grid="#ffffff", across=True, left=True,
         colours=("#636efa", "#ef553b", "#00cc96", "#ab63fa", "#ffa15a", "#19d3f3", "#ff6692")),
    Look("web_dark", ground="#111111", ink="#f2f5fa", grid="#283442", across=True, left=True,
         colours=("#636efa", "#ef553b", "#00cc96", "#ab63fa", "#ffa15a", "#19d3f3", "#ff6692")),
    Look("grammar", ink="#4d4d4d", face="#ebebeb", grid="#ffffff", across=True, left=True,
         colours=("#f8766d", "#00bfc4", "#7cae00", "#c77cff", "#e68613", "#00a9ff", "#ff61cc")),
    Look("dashboard", ground="#1f2630", ink="#d8d9da", grid="#3a4250", legend="bottom", left=True,
         colours=("#7eb26d", "#eab839", "#6ed0e0", "#ef843c", "#e24d42", "#1f78c1", "#ba43a9")),
)  # fmt: skip


def make(r: random.Random) -> Chart:
    """A chart of any family and look."""
    import vl_convert

    truth, look = draw_truth(r, _FAMILIES), r.choice(LOOKS)
    truth = replace(truth, texts=some_texts(r, truth))
    sheet = _Sheet(r, truth, look)
    png = vl_convert.svg_to_png(sheet.svg(), scale=r.choice((1, 1, 1.25, 1.5, 2)))
    return Chart("", "drawn", look.name, png, replace(truth, spans=sheet.spans))


def even_steps(low: float, high: float, most: int) -> list[float]:
    """Round numbers that cover a range."""
    rough = max(high - low, 1e-9) / most
    unit = 10 ** math.floor(math.log10(rough))
    step = next(unit * m for m in (1, 2, 5, 10) if unit * m >= rough * 0.999)
    return [step * k for k in range(math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9) + 1)]


class _Sheet:
    """One picture in the making."""

    def __init__(self, r: random.Random, truth: Truth, look: Look) -> None:
        self.r, self.truth, self.look = r, truth, look
        self.width, self.height = r.randrange(420, 820), r.randrange(300, 520)
        self.size = r.choice((10, 11, 12, 14))
        self.font = r.choice(("Liberation Sans", "Liberation Sans", "Liberation Serif"))
        self.parts: list[str] = []
        beside = bool(truth.labels) and look.legend == "right"
        below = bool(truth.labels) and look.legend == "bottom"
        self.x0, self.y0 = 6.5 * self.size, 3.5 * self.size
        self.x1 = self.width - (8 * self.size if beside else 2 * self.size)
        self.y1 = self.height - (4.5 + 2 * below) * self.size
        values = [v for _, ys in truth.series for v in ys]
        self.stacked = truth.family in ("bar", "barh") and len(truth.labels) > 1 and r.random() < 0.4 and min(values) > 0
        if self.stacked:
            values = [sum(column) for column in zip(*(ys for _, ys in truth.series), strict=True)]
        low = min(values) if truth.family in ("line", "scatter") and r.random() < 0.5 else min(0.0, *values)
        self.levels = even_steps(low, max(values), r.randint(4, 8))
        places = [v for xs, _ in truth.series for v in xs]
        self.marks = [] if truth.names else even_steps(min(places), max(places), 7)
        ends = (-0.5, len(truth.names) - 0.5) if truth.names else (self.marks[0], self.marks[-1])
        self.reach = ends
        self.spans = (ends[1] - ends[0], self.levels[-1] - self.levels[0])

    def svg(self) -> str:
        """The whole picture."""
        look, width, height = self.look, self.width, self.height
        self.parts.append(f'<rect width="{width}" height="{height}" fill="{look.ground}"/>')
        if self.truth.family == "pie":
            self._pie()
        else:
            self._axes()
            {"bar": self._bars, "barh": self._bars, "line": self._lines, "scatter": self._points}[self.truth.family]()
        self._words()
        inner = "".join(self.parts)
        return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{inner}</svg>'

    def _at(self, place: float, value: float) -> tuple[float, float]:
        """Where a place and a value lie; bars that lie have their places from the top down."""
        share = (place - self.reach[0]) / (self.reach[1] - self.reach[0])
        high = (value - self.levels[0]) / (self.levels[-1] - self.levels[0])
        if self.truth.family == "barh":
            return self.x0 + high * (self.x1 - self.x0), self.y0 + share * (self.y1 - self.y0)
        return self.x0 + share * (self.x1 - self.x0), self.y1 - high * (self.y1 - self.y0)

    def _say(self, text: str, x: float, y: float, anchor: str = "middle", scale: float = 1.0, **more: Any) -> None:
        extra = "".join(f' {k.replace("_", "-")}="{v}"' for k, v in more.items())
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-family="{self.font}" font-size="{self.size * scale:.1f}"'
            f' fill="{self.look.ink}" text-anchor="{anchor}"{extra}>{escape(text)}</text>'
        )

    def _line(self, a: tuple[float, float], b: tuple[float, float], colour: str) -> None:
        self.parts.append(f'<path d="M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}" stroke="{colour}" stroke-width="1"/>')

    def _axes(self) -> None:
        look, lying = self.look, self.truth.family == "barh"
        if look.face:
            box = f'x="{self.x0}" y="{self.y0}" width="{self.x1 - self.x0:.1f}" height="{self.y1 - self.y0:.1f}"'
            self.parts.append(f'<rect {box} fill="{look.face}"/>')
        comma = self.r.random() < 0.7
        digits = max(0, -math.floor(math.log10(self.levels[1] - self.levels[0]) + 1e-9))
        for level in self.levels:
            a, b = self._at(self.reach[0], level), self._at(self.reach[1], level)
            self._line(a, b, look.grid)
            said = f"{level:,.{digits}f}" if comma else f"{level:.{digits}f}"
            if lying:
                self._say(said, a[0], self.y1 + 1.4 * self.size)
            else:
                self._say(said, self.x0 - 0.5 * self.size, a[1] + 0.35 * self.size, "end")
        shown: list[tuple[float, str]] = [(float(k), name) for k, name in enumerate(self.truth.names)]
        shown = shown or [(mark, f"{mark:g}") for mark in self.marks]
        for place, said in shown:
            at = self._at(place, self.levels[0])
            if look.across and not lying:
                self._line((at[0], self.y0), (at[0], self.y1), look.grid)
            if lying:
                self._say(said, self.x0 - 0.5 * self.size, at[1] + 0.35 * self.size, "end", min(1.0, 11 / len(said)))
            else:
                room = (self.x1 - self.x0) / len(shown)
                self._say(said, at[0], self.y1 + 1.4 * self.size, scale=min(1.0, 1.6 * room / (self.size * len(said))))
        if look.spine:
            self._line((self.x0, self.y1), (self.x1, self.y1), look.spine)
            self._line((self.x0, self.y0), (self.x0, self.y1), look.spine)

    def _words(self) -> None:
        title, up, across = self.truth.texts[:3]
        across, up = (up, across) if self.truth.family == "barh" else (across, up)
        place = (self.size, "start") if self.look.left else (self.width / 2, "middle")
        if title:
            self._say(title, place[0], 1.9 * self.size, place[1], 1.4)
        if self.truth.family == "pie":
            return
        if up:
            x, y = 1.3 * self.size, (self.y0 + self.y1) / 2
            self._say(up, x, y, transform=f"rotate(-90 {x:.1f} {y:.1f})")
        if across:
            self._say(across, (self.x0 + self.x1) / 2, self.y1 + 3 * self.size)
        step = 0.0
        for k, label in enumerate(self.truth.labels):
            if self.look.legend == "right":
                x, y = self.x1 + 1.2 * self.size, self.y0 + (1 + 1.8 * k) * self.size
            else:
                x, y = self.x0 + step, self.height - 0.8 * self.size
                step += (3.2 + 0.62 * len(label)) * self.size
            self._handle(x, y, self.look.colours[k])
            self._say(label, x + 1.9 * self.size, y, "start")

    def _handle(self, x: float, y: float, colour: str) -> None:
        s = self.size
        if self.truth.family == "line":
            self.parts.append(f'<path d="M{x} {y - 0.35 * s}h{1.5 * s}" stroke="{colour}" stroke-width="2.5"/>')
        elif self.truth.family == "scatter":
            self.parts.append(f'<circle cx="{x + s}" cy="{y - 0.35 * s}" r="{0.35 * s}" fill="{colour}"/>')
        else:
            self.parts.append(
                f'<rect x="{x + 0.6 * s}" y="{y - 0.75 * s}" width="{0.8 * s}" height="{0.8 * s}" fill="{colour}"/>'
            )

    def _bars(self) -> None:
        count = 1 if self.stacked else len(self.truth.series)
        wide = self.r.uniform(0.45, 0.85) / count
        foot = [0.0] * len(self.truth.names)
        for number, (places, values) in enumerate(self.truth.series):
            for k, (place, value) in enumerate(zip(places, values, strict=True)):
                middle = place + (0 if self.stacked else (number - (count - 1) / 2) * wide)
                a, b = self._at(middle - wide / 2, foot[k]), self._at(middle + wide / 2, foot[k] + value)
                low, high = (min(a[0], b[0]), min(a[1], b[1])), (abs(a[0] - b[0]), abs(a[1] - b[1]))
                self.parts.append(
                    f'<rect x="{low[0]:.2f}" y="{low[1]:.2f}" width="{high[0]:.2f}" height="{high[1]:.2f}"'
                    f' fill="{self.look.colours[number]}"/>'
                )
                foot[k] += value if self.stacked else 0.0

    def _lines(self) -> None:
        dots = self.r.random() < 0.4
        thick = self.r.choice((1.5, 2, 2.5, 3))
        for (xs, ys), colour in zip(self.truth.series, self.look.colours, strict=False):
            points = [self._at(x, y) for x, y in zip(xs, ys, strict=True)]
            way = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
            self.parts.append(f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="{thick}"/>')
            if dots:
                self.parts += [f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{1.6 * thick}" fill="{colour}"/>' for x, y in points]

    def _points(self) -> None:
        radius, faint = self.r.choice((2.5, 3, 3, 4, 5.5)), self.r.choice((1, 1, 0.7))
        rim = self.r.choice(("", "", f' stroke="{self.look.ground}" stroke-width="0.8"'))
        for (xs, ys), colour in zip(self.truth.series, self.look.colours, strict=False):
            for x, y in zip(xs, ys, strict=True):
                at = self._at(x, y)
                dot = f'<circle cx="{at[0]:.2f}" cy="{at[1]:.2f}" r="{radius}" fill="{colour}" fill-opacity="{faint}"{rim}/>'
                self.parts.append(dot)

    def _pie(self) -> None:
        x, y, radius = self.width / 2, self.height / 2 + self.size, 0.34 * min(self.width, self.height)
        turn = -math.pi / 2
        for name, share, colour in zip(self.truth.names, self.truth.series[0][1], self.look.colours, strict=False):
            after = turn + 2 * math.pi * share
            (a, b), (c, d) = ((x + radius * math.cos(t), y + radius * math.sin(t)) for t in (turn, after))
            way = f"M{x} {y}L{a:.2f} {b:.2f}A{radius} {radius} 0 {int(share > 0.5)} 1 {c:.2f} {d:.2f}Z"
            self.parts.append(f'<path d="{way}" fill="{colour}" stroke="{self.look.ground}"/>')
            side = math.cos((turn + after) / 2)
            place = (x + 1.12 * radius * side, y + 1.12 * radius * math.sin((turn + after) / 2) + 0.3 * self.size)
            self._say(name, *place, anchor="start" if side > 0 else "end")
            turn = after
