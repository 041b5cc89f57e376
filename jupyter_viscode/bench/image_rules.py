"""ChartMimic's low-level rules: what a program drew and what it should have drawn go in; scores of 0 to 100 come out.

Text, layout, type and colour are F1 scores (arXiv 2406.09961, section 4.2); their mean is the low-level score. Beside them
stands the share of the reference's numeric series that was drawn, which the benchmark itself does not measure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from jupyter_viscode.bench.drawn import Drawn

PARTS = ("text", "layout", "type", "colour")
TOLERANCE = 0.05
"""Mean distance of a drawn series, as a share of the reference's range."""


def scores(drawn: Drawn, facts: Mapping[str, Any]) -> dict[str, float | None]:
    """The four parts, their mean ``low``, and ``series`` (None where the reference has no numbers)."""
    wanted = expected(facts)
    found = {
        "text": shared(drawn.texts, wanted.texts),
        "layout": shared(drawn.layout, wanted.layout),
        "type": shared(Counter(drawn.calls), Counter(wanted.calls)),
        "colour": colour(drawn.colours, wanted.colours),
    }
    low = sum(found.values()) / len(found)
    matched = series(drawn.numbers, wanted.numbers)
    percent: dict[str, float | None] = {part: round(100 * value, 2) for part, value in found.items()}
    percent["low"] = round(100 * low, 2)
    percent["series"] = None if matched is None else round(100 * matched, 2)
    return percent


def expected(facts: Mapping[str, Any]) -> Drawn:
    """The facts of a task in the form of what is read from a figure."""
    colours: dict[str, list[str]] = {}
    for entry in facts["colours"]:
        name = str(entry["hex"])[:7] if entry.get("hex") else f"cmap:{entry.get('cmap')}"
        if name not in colours.setdefault(entry["kind"], []):
            colours[entry["kind"]].append(name)
    numbers = [pair for axes in facts["axes"] for one in axes.get("series", []) for pair in _lists(one)]
    return Drawn(
        texts=[text["text"] for text in facts["texts"]],
        layout=[tuple(cell) for cell in facts["layout"]],
        calls=dict(facts["chart_types"]["calls"]),
        colours=colours,
        numbers=numbers,
        axes=len(facts["axes"]),
    )


def _lists(series: Mapping[str, Any]) -> Iterator[tuple[str, list[float]]]:
    for name, value in series.items():
        if isinstance(value, list) and value and all(isinstance(v, (int, float)) for v in value):
            yield name, [float(v) for v in value]
        elif isinstance(value, dict):
            yield from _lists(value)


def f1(common: float, found: float, wanted: float) -> float:
    """F1 of a common amount; nothing wanted and nothing found is a full score."""
    if not found and not wanted:
        return 1.0
    return 2 * common / (found + wanted)


def shared(found: Iterable[Any] | Counter[Any], wanted: Iterable[Any] | Counter[Any]) -> float:
    """F1 of two multisets."""
    have, want = Counter(found), Counter(wanted)
    return f1((have & want).total(), have.total(), want.total())


def colour(found: Mapping[str, list[str]], wanted: Mapping[str, list[str]]) -> float:
    """F1 in which the colours of a kind are paired in the best way, each pair worth 1 - CIEDE2000 / 100."""
    common = 0.0
    for kind in found.keys() & wanted.keys():
        common += len({c for c in found[kind] if c.startswith("cmap:")} & set(wanted[kind]))
        common += _paired(*([c for c in side[kind] if c.startswith("#")] for side in (found, wanted)))
    return f1(common, sum(map(len, found.values())), sum(map(len, wanted.values())))


def _paired(found: list[str], wanted: list[str]) -> float:
    if not found or not wanted:
        return 0.0
    from scipy.optimize import linear_sum_assignment
    from skimage.color import deltaE_ciede2000

    have, want = _lab(found), _lab(wanted)
    rows, columns = np.indices((len(have), len(want)))
    alike = 1 - deltaE_ciede2000(have[rows], want[columns]) / 100
    return float(alike[linear_sum_assignment(alike, maximize=True)].clip(0).sum())


def _lab(colours: list[str]) -> Any:
    from skimage.color import rgb2lab

    return rgb2lab(np.array([list(bytes.fromhex(c[1:7])) for c in colours], float)[None] / 255)[0]


def series(found: list[tuple[str, list[float]]], wanted: list[tuple[str, list[float]]]) -> float | None:
    """Share of the wanted series that has a found one of the same name and much the same course."""
    if not wanted:
        return None
    courses = [(name, _course(values)) for name, values in found]
    hits = 0
    for name, values in wanted:
        span = float(np.ptp(values)) or abs(values[0]) or 1.0
        course = _course(values)
        hits += any(n == name and np.abs(c - course).mean() <= TOLERANCE * span for n, c in courses)
    return hits / len(wanted)


def _course(values: list[float]) -> Any:
    """A series at 20 places, whatever its length."""
    return np.interp(np.linspace(0, 1, 20), np.linspace(0, 1, len(values)), values)
