"""Flat colours put back where compression left noise around letters and edges.

Enters: pixels. Leaves: the same, where each pixel that is all but one of the drawing's flat colours is that colour; pictures
without such noise are left alone.
"""

from __future__ import annotations

import numpy as np

from jupyter_viscode.vision.pixels import border_color, distance, pack

_NEAR = 16
"""Levels by which noise moves a colour."""
_NOISY = 250
"""Shades of the ground: drawings without noise have those of a grid and of soft edges only."""
_FLAT = 0.0004
"""Least share of the pixels that have a flat colour exactly."""
_OWN = 0.004
"""The same, of a colour that is all but another one."""
_MOST = 48


def evened(image: np.ndarray) -> np.ndarray:
    """A picture without the noise that compression leaves."""
    return _snapped(image) if shades(image) > _NOISY else image


def shades(image: np.ndarray) -> int:
    """How many colours are all but the ground's."""
    ground = border_color(image)
    codes = np.unique(pack(image))
    colors = np.stack([codes >> 16 & 255, codes >> 8 & 255, codes & 255], 1)
    return int((distance(colors[None], ground) <= _NEAR).sum())


def _snapped(image: np.ndarray) -> np.ndarray:
    """Each pixel near one of the flat colours is the nearest of them."""
    codes, where, counts = np.unique(pack(image).ravel(), return_inverse=True, return_counts=True)
    colors = np.stack([codes >> 16 & 255, codes >> 8 & 255, codes & 255], 1).astype(np.uint8)
    seen = _seen(colors)
    flat: list[int] = []
    for k in np.argsort(-counts):
        if counts[k] < max(30, _FLAT * len(where)) or len(flat) >= _MOST:
            break
        apart = float(np.abs(seen[flat] - seen[k]).max(1).min()) if flat else 255.0
        if apart > _NEAR or (apart > _NEAR / 2 and counts[k] > _OWN * len(where)):
            flat.append(int(k))
    if not flat:
        return image
    gaps = np.stack([np.abs(seen - seen[k]).max(1) for k in flat])
    near = gaps.min(0) <= _NEAR
    colors[near] = colors[np.array(flat)[gaps.argmin(0)[near]]]
    return colors[where].reshape(image.shape)


def _seen(colors: np.ndarray) -> np.ndarray:
    """Colours as lightness and tint, which compression keeps less well."""
    red, green, blue = colors.astype(np.float32).T
    light = 0.299 * red + 0.587 * green + 0.114 * blue
    return np.stack([light, 0.28 * (blue - light), 0.36 * (red - light)], 1)
