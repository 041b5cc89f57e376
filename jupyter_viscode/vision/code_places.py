"""Where marks stand along their axis, as an analyst writes it: names of categories, one list for all lines, even rows.

Enters: a `Panel`. Leaves: code of the places of each mark, and the lines that give them a name first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from jupyter_viscode.vision import dates
from jupyter_viscode.vision.numerals import listing, plain, short
from jupyter_viscode.vision.reading import Axis, Mark, Panel

NUMBERS = Axis("linear")
LONG = 12
"""Even rows of more values are written by their ends."""
ALONG_Y = ("barh",)
ALONG_X = ("bar", "line", "scatter", "errorbar", "fill_between")


class Places:
    """The places of a panel's marks."""

    def __init__(self, panel: Panel) -> None:
        self.lines: list[str] = []
        """Code that comes before the marks."""
        self.named = {letter: self._names(panel, letter) for letter in "xy"}
        """The names of each axis that its marks are drawn by."""
        self._panel = panel
        self._known: dict[tuple[float, ...], str] = {}
        self._offset = {letter: self._centres(panel, letter) for letter in "xy"}
        self._share()

    def of(self, mark: Mark) -> str:
        """The places of a mark as code; empty where its numbers are listed."""
        letter = "y" if mark.kind in ALONG_Y else "x"
        if mark.kind not in (*ALONG_X, *ALONG_Y):
            return ""
        values = mark.data[letter]
        names = self.named[letter]
        if names:
            return repr([plain(names[round(v)]) for v in values])
        count = self._offset[letter]
        if count and len(values) == count:
            return _moved(letter, values[0])
        return self._known.get(tuple(values)) or row(values, getattr(self._panel, letter))

    def ticks(self, letter: str) -> str:
        """The variable that holds the places of all categories; empty where there is none."""
        return letter if self._offset[letter] else ""

    def _names(self, panel: Panel, letter: str) -> list[str]:
        """The categories of an axis, where every mark stands at one and the first at all of them, in order."""
        names = categories(panel.x if letter == "x" else panel.y)
        if not names or len(set(names)) < len(names):
            return []
        own = ALONG_X if letter == "x" else ALONG_Y
        found = [m for m in panel.marks if m.kind in own]
        across = "axh" if letter == "x" else "axv"
        if not found or any(m.kind not in own and not m.kind.startswith(across) for m in panel.marks):
            return []
        first = list(found[0].data[letter])
        whole = all(v.is_integer() and 0 <= v < len(names) for m in found for v in m.data[letter])
        return names if whole and first == list(range(len(names))) else []

    def _centres(self, panel: Panel, letter: str) -> int:
        """How many categories there are, where bars stand beside them in groups."""
        names = categories(panel.x if letter == "x" else panel.y)
        kind = "bar" if letter == "x" else "barh"
        bars = [m for m in panel.marks if m.kind == kind]
        if self.named[letter] or not names or not bars:
            return 0
        full = [m for m in bars if len(m.data[letter]) == len(names) and _stepped(m.data[letter])]
        if not full or all(m.data[letter][0] == 0 for m in full):
            return 0
        self.lines.append(f"{letter} = np.arange({len(names)})")
        return len(names)

    def _share(self) -> None:
        """Give the places that several marks have a name."""
        if self._offset["x"] or self.named["x"]:
            return
        counts = Counter(tuple(m.data["x"]) for m in self._panel.marks if m.kind in ALONG_X and len(m.data["x"]) > 3)
        for values, count in counts.items():
            if count > 1:
                name = "x" if not self._known else f"x{len(self._known) + 1}"
                self.lines.append(f"{name} = {row(values, self._panel.x)}")
                self._known[values] = name


def categories(axis: Axis) -> list[str]:
    """The names of an axis in their order, where none is missing."""
    if axis.scale != "category" or not axis.ticks or not axis.labelled:
        return []
    named = {round(axis.value(at)): said for at, said in axis.ticks}
    if set(named) != set(range(len(axis.ticks))):
        return []
    return [named[k] for k in range(len(named))]


def _stepped(values: Sequence[float]) -> bool:
    return all(abs(v - values[0] - k) < 1e-6 for k, v in enumerate(values)) and abs(values[0]) < 0.5


def _moved(name: str, by: float) -> str:
    if abs(by) < 1e-9:
        return name
    return f"{name} {'+' if by > 0 else '-'} {short(abs(by))}"


def row(values: Sequence[float], axis: Axis = NUMBERS) -> str:
    """Numbers as code: an even row by its ends, others listed."""
    if axis.scale == "time":
        return dates.row_code(values)
    values = list(values)
    n = len(values)
    if n > LONG:
        step = (values[-1] - values[0]) / (n - 1)
        if step and all(abs(values[0] + k * step - v) < 1e-3 * abs(step) for k, v in enumerate(values)):
            if float(step).is_integer() and float(values[0]).is_integer():
                # Rounded ends would make the row one longer or shorter than what stands in it.
                stride = f", {_exact(step)}" if step != 1 else ""
                return f"np.arange({_exact(values[0])}, {_exact(values[-1] + step)}{stride})"
            return f"np.linspace({_exact(values[0])}, {_exact(values[-1])}, {n})"
    return listing(values)


def _exact(value: float) -> str:
    return repr(round(float(value), 10)).removesuffix(".0")
