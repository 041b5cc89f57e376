"""Colour maps: which named one a ramp of colours is, and where on it a colour stands.

Enters: colours. Leaves: a name matplotlib knows, and places from 0 to 1.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

_NAMES = (
    "viridis", "plasma", "inferno", "magma", "cividis", "Blues", "Greens", "Reds", "Oranges", "Purples", "Greys",
    "YlGnBu", "YlOrRd", "YlGn", "OrRd", "PuBu", "BuGn", "GnBu", "BuPu", "PuRd", "RdPu", "YlOrBr", "coolwarm", "RdBu",
    "RdYlGn", "RdYlBu", "bwr", "seismic", "Spectral", "PiYG", "PRGn", "BrBG", "PuOr", "jet", "hot", "cool", "autumn",
    "spring", "summer", "winter", "copper", "bone", "gray", "rainbow", "turbo", "pink", "terrain", "hsv", "twilight",
    "gist_heat", "Wistia", "PuBuGn", "RdGy", "cubehelix", "gnuplot", "ocean",
)  # fmt: skip


@lru_cache(maxsize=1)
def _tables() -> dict[str, np.ndarray]:
    """256 colours of each map, and of its reverse."""
    import matplotlib

    at = np.linspace(0, 1, 256)
    tables = {}
    for name in _NAMES:
        colors = matplotlib.colormaps[name](at)[:, :3] * 255
        tables[name] = colors
        tables[f"{name}_r"] = colors[::-1]
    return tables


def name_ramp(colors: np.ndarray) -> tuple[str, float]:
    """The map whose colours a ramp (from low to high) shows, and how far off it is."""
    steps = np.linspace(0, 255, len(colors)).round().astype(int)
    best, error = "viridis", 1e9
    for name, table in _tables().items():
        off = float(np.abs(table[steps] - colors).mean())
        if off < error:
            best, error = name, off
    return best, error


def name_cells(colors: np.ndarray, values: np.ndarray | None = None) -> tuple[str, float]:
    """The map that cell colours lie on; with values the one along which they rise."""
    best, error = "viridis", 1e9
    for name, table in _tables().items():
        places, off = place(colors, table)
        cost = off
        if values is not None and len(values) >= 3 and np.ptp(places) > 0 and np.ptp(values) > 0:
            cost += 40 * (1 - float(np.corrcoef(places, values)[0, 1]))
        elif name.endswith("_r"):
            cost += 0.3
        cost += 2.0 * (1 - float(np.ptp(places)))
        if cost < error:
            best, error = name, cost
    return best, error


def place(colors: np.ndarray, table: np.ndarray | str) -> tuple[np.ndarray, float]:
    """Where colours stand on a map, 0 to 1, and the mean distance from it."""
    ramp = _tables()[table] if isinstance(table, str) else table
    gaps = np.abs(colors[:, None].astype(float) - ramp[None]).sum(-1)
    return gaps.argmin(1) / (len(ramp) - 1), float(gaps.min(1).mean() / 3)
