"""Outlines of SVG: transforms and path commands of an element go in; places in pixels of the whole drawing come out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import numpy as np

Place = tuple[float, float]
Placed = tuple[Element, np.ndarray]
"""An element, and what the groups around it do to its places."""

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_STEP = re.compile(rf"[A-Za-z]|{_NUMBER}")
_WORDS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7, "z": 0}
"""Numbers that a command takes."""
_MOST = 200_000
"""Numbers of one path."""


def transform(element: Element) -> np.ndarray:
    """What an element's transform does, as a matrix.

    Raises
    ------
    ValueError
        It skews, or cannot be read.
    """
    out = np.eye(3)
    for name, said in re.findall(r"([a-zA-Z]+)\(([^)]*)\)", element.get("transform", "")):
        numbers = [float(v) for v in re.findall(_NUMBER, said)]
        one = np.eye(3)
        if name == "translate":
            one[:2, 2] = [*numbers, 0.0][:2]
        elif name == "scale":
            one[0, 0], one[1, 1] = numbers[0], numbers[-1]
        elif name == "rotate":
            turn = math.radians(numbers[0])
            one[:2, :2] = [[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]]
            if len(numbers) == 3:
                middle = np.array(numbers[1:])
                one[:2, 2] = middle - one[:2, :2] @ middle
        elif name == "matrix" and len(numbers) == 6:
            one[:2] = np.array(numbers).reshape(3, 2).T
        else:
            raise ValueError(name)
        out = out @ one
    return out


def below(whole: Placed) -> Iterator[Placed]:
    """All elements below one, in order, without those that are not shown."""
    element, matrix = whole
    for child in element:
        if not isinstance(child.tag, str) or child.get("display") == "none":
            continue
        own = matrix @ transform(child)
        yield child, own
        yield from below((child, own))


def moved(matrix: np.ndarray, points: list[Place]) -> list[Place]:
    """Where points come to stand."""
    return [(float(x), float(y)) for x, y, _ in (matrix @ np.array([(x, y, 1.0) for x, y in points]).T).T] if points else []


def angle(matrix: np.ndarray) -> float:
    """Degrees anticlockwise that text is turned by."""
    return round(-math.degrees(math.atan2(matrix[1, 0], matrix[0, 0])), 3) + 0.0


def paths(outline: str) -> Iterator[tuple[list[Place], bool]]:
    """Corners of each part of a path, and whether it has bends.

    Raises
    ------
    ValueError
        It cannot be read.
    """
    steps = _STEP.findall(outline)
    if len(steps) > _MOST:
        raise ValueError("path")
    at = start = (0.0, 0.0)
    part: list[Place] = []
    bent, command, k = False, "", 0
    while k < len(steps):
        if steps[k].isalpha():
            command, k = steps[k], k + 1
        low = command.lower()
        if low not in _WORDS:
            raise ValueError("path")
        take = _WORDS[low]
        numbers = [float(v) for v in steps[k : k + take]]
        if len(numbers) < take or (take == 0 and not steps[k - 1].isalpha()):
            raise ValueError("path")
        k += take
        own = at if command.islower() else (0.0, 0.0)
        if low == "z":
            at = start
            continue
        at = _end(low, numbers, own, at)
        if low == "m":
            if len(part) > 1:
                yield part, bent
            part, bent, start = [], False, at
            command = "l" if command == "m" else "L"
        bent |= low in "csqta"
        part.append(at)
    if part:
        yield part, bent


def _end(low: str, numbers: list[float], own: Place, at: Place) -> Place:
    """Where a command ends."""
    if low == "h":
        return own[0] + numbers[0], at[1]
    if low == "v":
        return at[0], own[1] + numbers[0]
    return own[0] + numbers[-2], own[1] + numbers[-1]


def color(said: str) -> str:
    """A colour as ``#rrggbb``; nothing where there is none, or where it is none of the usual notations."""
    said = said.strip().lower()
    if said in ("", "none", "transparent"):
        return ""
    if re.fullmatch(r"#[0-9a-f]{6}", said):
        return said
    if re.fullmatch(r"#[0-9a-f]{3}", said):
        return "#" + "".join(2 * c for c in said[1:])
    match = re.fullmatch(rf"rgba?\(\s*({_NUMBER})[\s,]+({_NUMBER})[\s,]+({_NUMBER})(?:[\s,/]+{_NUMBER})?\s*\)", said)
    if match:
        return "#" + "".join(f"{min(255, max(0, round(float(v)))):02x}" for v in match.groups())
    from matplotlib.colors import CSS4_COLORS

    return str(CSS4_COLORS.get(said, "")).lower()
